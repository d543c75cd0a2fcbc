// Time, named by the clock that tells it.
//
// Four clocks run through Segue, and mixing them is the classic bug of this field, so each is a type of its own:
//
//   LocalTime     this machine's monotonic clock (CLOCK_BOOTTIME): timers, receive stamps
//   EnsembleTime  the clock all nodes agree on: when things are to sound
//   MediaPos      where in a track (frames at 48 kHz; frames.h)
//   DacPos        a sound device's own frame counter (frames.h)
//
// Subtracting times of two clocks does not compile. The only bridges are clock::ClockMap (local <-> ensemble),
// timeline::Timeline (ensemble <-> program) and audio::DacClock (DAC <-> local).
#pragma once

#include <chrono>
#include <cstdint>

namespace segue {

using Nanoseconds = std::chrono::nanoseconds;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A clock that cannot be asked for the time: only the driver reads clocks, everyone else is told `now`.
template <class Tag>
struct TaggedClock {
    using rep = std::int64_t;
    using period = std::nano;
    using duration = Nanoseconds;
    using time_point = std::chrono::time_point<TaggedClock, duration>;
    static constexpr bool is_steady = true;
};

struct LocalTag;
struct EnsembleTag;
using LocalTime = TaggedClock<LocalTag>::time_point;
using EnsembleTime = TaggedClock<EnsembleTag>::time_point;

// Before anything that happened, and far enough from the ends of the axis to subtract from.
inline constexpr LocalTime long_ago{-std::chrono::hours(24 * 365)};

// Seconds since the clock's zero, or of a duration, as a double: for reports and slopes, not for storage
// (a double holds 2^53 ns, 104 days, exactly).
constexpr double to_seconds(Nanoseconds d) { return static_cast<double>(d.count()) * 1e-9; }

// Rounds to the nearest nanosecond; halves away from zero.
constexpr Nanoseconds nearest_ns(double s) {
    return Nanoseconds(static_cast<std::int64_t>(s * 1e9 + (s < 0 ? -0.5 : 0.5)));
}

template <class TimePoint>
constexpr TimePoint from_ns(std::int64_t ns) { return TimePoint(Nanoseconds(ns)); }

template <class TimePoint>
constexpr std::int64_t to_ns(TimePoint t) { return t.time_since_epoch().count(); }

}  // namespace segue
