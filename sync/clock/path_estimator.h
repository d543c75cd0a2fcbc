// How far ensemble time is from this machine's clock, seen through one path to a node that knows it.
//
//   ensemble − local
//        |  ·    ·   ·  ·       forward:  t2 − t1 = truth + delay out    (never below the truth)
//        |   ·_·___·____·_
//        |  ------------------- truth: a line, its slope the drift
//        |    ·‾·‾‾‾·‾‾‾·‾
//        |  ·   ·  ·   ·        backward: t3 − t4 = truth − delay home   (never above it)
//        +------------------ local
//
// Every ping gives one point above the truth and one below. Delays have a floor and a crowd above it, so each way
// is taken apart: the best out and the best home need not be of one ping (picking the fastest round trip wants both
// lucky at once). The slope sought is that of the widest strip which keeps the two crowds apart; for exponential
// delays this is the most likely one. What is known of the drift beforehand enters as a prior, so that eight pings
// in a tenth of a second do not make a slope out of noise.
//
// Further: S. Moon, P. Skelly, D. Towsley, "Estimation and removal of clock skew from network delay measurements",
// INFOCOM 1999 (one way, linear programme). Beside other estimators: docs/decisions/.
//
// Pure; all memory is allocated by the constructor. [node-thread]
#pragma once

#include <cstddef>
#include <vector>

#include "sync/clock/clock_map.h"
#include "sync/clock/limits.h"
#include "sync/clock/path_fit.h"

namespace segue::clock {

struct PathSample {
    LocalTime t1;     // ping sent
    EnsembleTime t2;  // ping received there
    EnsembleTime t3;  // answer sent there
    LocalTime t4;     // answer received
};

struct PathEstimate {
    ClockMap map;               // anchored at the newest sample; error_bound: 99 % if both ways have like floors
    double drift_error = 0;     // |true − map.drift| is at most this (99 %)
    Nanoseconds path_bound{0};  // certain, however unlike the two ways are: half the best round trip
    std::size_t samples = 0;    // in use
};

class PathEstimator {
  public:
    enum class Verdict {
        taken,      // the estimate is newer by this sample
        ignored,    // impossible in itself, too slow, or not newer
        doubted,    // impossible by what was known: kept for when the next ones say the same
        restarted,  // a clock has jumped: what was known is void, this sample begins anew
    };

    PathEstimator();

    // Forgets all samples. The prior for drift: known (its standard deviation) or drift_prior_sigma around zero.
    void restart(double drift = 0, double sigma = drift_prior_sigma);

    Verdict add(const PathSample& sample);

    // Whether samples_min are in.
    bool usable() const;
    // Needs usable().
    const PathEstimate& estimate() const;
    std::size_t samples() const;

  private:
    void refresh(double x);
    Verdict doubt(const PathPoint& p, const PathSample& s);
    void drop_old();
    bool impossible(const PathPoint& p) const;

    PathFitter fitter_;
    std::vector<PathPoint> points_;  // oldest first, at most window_samples_max
    LocalTime origin_local_;
    EnsembleTime origin_ensemble_;
    SlopePrior prior_;
    PathLine line_;  // at line_x_
    double line_x_ = 0;
    std::vector<PathSample> doubted_;  // fewer than impossible_samples_max
    bool rate_kept_ = false;           // over a jump
    int disagreements_ = 0;            // in a row, signed by their side
    PathEstimate estimate_;
};

}  // namespace segue::clock
