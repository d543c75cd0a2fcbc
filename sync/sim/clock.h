// A machine's own clock: began at some moment, runs a little fast or slow, and now and then changes its pace (a crystal
// warms up) or is found to have jumped.
#pragma once

#include "sync/sim/scheduler.h"

namespace segue::sim {

class Clock {
  public:
    // drift: 1e-6 is 1 ppm fast.
    Clock(Nanoseconds offset, double drift, TrueTime now)
        : anchor_(now), reads_(now.time_since_epoch() + offset), drift_(drift) {}

    LocalTime local(TrueTime t) const {
        const Nanoseconds d = t - anchor_;
        return reads_ + d + nearest_ns(to_seconds(d) * drift_);
    }
    // The first true moment at which it reads `t` or later.
    TrueTime when(LocalTime t) const {
        const Nanoseconds d = t - reads_;
        TrueTime guess = anchor_ + d - nearest_ns(to_seconds(d) * (drift_ / (1 + drift_)));
        while (local(guess) < t) guess += Nanoseconds(1);
        return guess;
    }
    double drift() const { return drift_; }
    void set_drift(TrueTime now, double drift) {
        reads_ = local(now);
        anchor_ = now;
        drift_ = drift;
    }
    // Only forward: monotonic clocks do not run back.
    void jump(TrueTime now, Nanoseconds forward) {
        set_drift(now, drift_);
        reads_ += std::max(forward, Nanoseconds(0));
    }

  private:
    TrueTime anchor_;
    LocalTime reads_;
    double drift_;
};

}  // namespace segue::sim
