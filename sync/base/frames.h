// Counting audio: positions are not durations.
//
// Frames is an amount. A Position<Domain> is a place on one axis; two positions of one axis subtract to Frames,
// and do not add. A frame is one sample of each channel.
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>

#include "sync/base/time.h"

namespace segue {

// Everything inside Segue is at Opus' own rate; devices at another rate are resampled at their edge.
inline constexpr int sample_rate_hz = 48000;

struct Frames {
    std::int64_t count = 0;
    constexpr auto operator<=>(const Frames&) const = default;
    constexpr Frames operator-() const { return {-count}; }
    constexpr Frames& operator+=(Frames o) { count += o.count; return *this; }
    constexpr Frames& operator-=(Frames o) { count -= o.count; return *this; }
    friend constexpr Frames operator+(Frames a, Frames b) { return {a.count + b.count}; }
    friend constexpr Frames operator-(Frames a, Frames b) { return {a.count - b.count}; }
};

template <class Domain>
struct Position {
    std::int64_t frame = 0;
    constexpr auto operator<=>(const Position&) const = default;
    constexpr Position& operator+=(Frames n) { frame += n.count; return *this; }
    constexpr Position& operator-=(Frames n) { frame -= n.count; return *this; }
    friend constexpr Position operator+(Position p, Frames n) { return {p.frame + n.count}; }
    friend constexpr Position operator-(Position p, Frames n) { return {p.frame - n.count}; }
    friend constexpr Frames operator-(Position a, Position b) { return {a.frame - b.frame}; }
};

using MediaPos = Position<struct MediaDomain>;      // in a track; 0 is its first audible frame
using ProgramPos = Position<struct ProgramDomain>;  // in a gapless run of tracks (audio/engine/program.h)
using DacPos = Position<struct DacDomain>;          // of a sound device, since it was opened

// Frames at 48 kHz <-> time. The name says which way a fraction goes.
constexpr Nanoseconds duration_nearest(Frames f) {
    // 1 frame is 62500/3 ns; in integers, exact to the half nanosecond for 48,000 years.
    const std::int64_t whole = f.count / 3, rest = f.count % 3;
    const std::int64_t part = rest * 62500;
    return Nanoseconds(whole * 62500 + (part + (part < 0 ? -1 : 1)) / 3);
}
inline Frames frames_floor(Nanoseconds d) {
    const std::int64_t n = d.count(), q = n / 62500, r = n % 62500;  // d = (q*62500 + r) ns; frames = 3d/62500
    const std::int64_t scaled = r * 3;
    const std::int64_t floor_part = scaled >= 0 ? scaled / 62500 : -((-scaled + 62499) / 62500);
    return {q * 3 + floor_part};
}
inline Frames frames_nearest(Nanoseconds d) {
    const std::int64_t n = d.count(), q = n / 62500, r = n % 62500;
    const std::int64_t scaled = r * 6 + 62500;  // frames + 1/2 = scaled / 125000, to be floored
    return {q * 3 + (scaled >= 0 ? scaled / 125000 : -((-scaled + 124999) / 125000))};
}
constexpr double to_seconds(Frames f) { return static_cast<double>(f.count) / sample_rate_hz; }

}  // namespace segue
