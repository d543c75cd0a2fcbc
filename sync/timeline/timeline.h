// The map between ensemble time and the position in a program: piecewise linear, strictly increasing.
//
//   program frame                     knots: where a new rate begins (one for plain playing; more when a tempo
//        |            .·'             leads, as each tempo change adds one)
//        |        .·'   rate 1.02
//        |    _.·'                    Before the first knot the first rate holds backwards, so that a newcomer
//        |_.-'   rate 1.0             can ask where the program would have been.
//        +---------------- ensemble time
//
// A value: trivially copyable, so that it may cross to the audio callback. Positions are fractional frames.
#pragma once

#include <array>
#include <cstddef>

#include "sync/base/frames.h"

namespace segue::timeline {

// A tempo ramp is a handful of linear pieces at a time; the conductor drops pieces that lie in the past.
inline constexpr std::size_t knots_max = 8;

// What a parser may be asked to restore. Rates: no music is played sixteen times too fast. Frames: three hundred years.
inline constexpr double rate_max = 16, rate_min = 1 / rate_max;
inline constexpr double frame_max = 0x1p48;
// How far a restored knot may lie off the line that leads to it: rounding, no more.
inline constexpr double seam_max = 0.01;

struct Knot {
    EnsembleTime at;
    double frame = 0;  // program frames
    double rate = 1;   // program seconds per ensemble second, rate_min..rate_max
    bool operator==(const Knot&) const = default;
};

class Timeline {
  public:
    Timeline() = default;
    // Plain playing: frame 0 sounds at `start`, then real time.
    static Timeline from(EnsembleTime start, double frame = 0, double rate = 1);

    // Program frame (fractional, may be negative before the start) that sounds at t.
    double frame_at(EnsembleTime t) const;
    // When a program frame sounds, to the nearest nanosecond.
    EnsembleTime time_of(double frame) const;
    // Program seconds per ensemble second at t.
    double rate_at(EnsembleTime t) const;

    // From `at` on, go at `rate` (rate_min..rate_max); position stays continuous. `at` must not lie before the last
    // knot. Full: the oldest knot is forgotten, which changes positions only before the second.
    void bend(EnsembleTime at, double rate);
    // Forgets what was to change later than `at`: what holds then, holds on. The first knot stays.
    void cut(EnsembleTime at);

    std::size_t size() const { return size_; }
    const Knot& knot(std::size_t i) const { return knots_[i]; }
    // Appends a knot as it was stored elsewhere, for parsers. False (and no change) if it is out of range, or does not
    // follow the last one: later, and on its line.
    bool restore(const Knot& k);

    bool operator==(const Timeline&) const = default;

  private:
    const Knot& governing(EnsembleTime t) const;
    std::array<Knot, knots_max> knots_{};
    std::size_t size_ = 0;
};

}  // namespace segue::timeline
