// A tempo that changes gradually: faster and faster, or slower and slower, over a stretch of the song.
//
//   speed                          The speed is a straight line over the song's frames, so at a given beat it is what
//   it
//     |            ______          is to be, however long that took. The timeline knows steady rates only: the ramp is
//     |         .·'                written as short pieces, a few at a time, each at the speed of its middle. Where the
//     |      .·'                   pieces lie follows from the timeline itself, so whoever takes over goes on with
//     them. | ___.·'
//     +-----+------+------ frame of the program
//
// Pure. [any-thread]
#pragma once

#include <optional>

#include "sync/timeline/timeline.h"

namespace segue::tempo {

// From 100 to 140 beats a minute over eight bars, each step is then 0.5 %: 8 cents, less than is heard of a step.
inline constexpr Nanoseconds ramp_piece = milliseconds(200);
// So much is written ahead: who conducts may die meanwhile, and the next one goes on in time.
inline constexpr Nanoseconds ramp_ahead = milliseconds(1000);
// Written again once less than this is left.
inline constexpr Nanoseconds ramp_left_min = milliseconds(500);
static_assert(ramp_ahead / ramp_piece + 2 < static_cast<long>(timeline::knots_max), "what sounds now is kept, too");

// Longer ones nobody would hear as one.
inline constexpr double ramp_beats_max = 1024;
inline constexpr Nanoseconds ramp_time_max = seconds(600);

struct Ramp {
    double from = 0, frames = 0;  // of the program
    double speed = 1, target = 1;
    double end() const { return from + frames; }
    double speed_at(double frame) const;
};

// Frames over which the speed must change so that it takes `time`.
double frames_for(double speed, double target, Nanoseconds time);

// The timeline with the ramp's next pieces, from `from` on at the earliest; a timeline that has none of them must have
// nothing planned behind `from`. Nothing: enough is planned, or the ramp is over by then.
std::optional<timeline::Timeline> bent_along(const timeline::Timeline& timeline, const Ramp& ramp, EnsembleTime from);

}  // namespace segue::tempo
