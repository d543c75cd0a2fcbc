// Where the beats of a track lie: stretches of steady beats, counted from the first beat of a bar.
//
//   beat number            A track between two of its beats is at a fraction of one; before the first and behind the
//        |        .·'      last the tempo of the edge goes on, and the gap between two stretches holds as many beats
//        |    _.·'         as fit in best.
//        | .·'
//        +---- frame of the track
//
// Values and pure functions. [any-thread]
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sync/base/frames.h"

namespace segue::tempo {

// Between 400 and 24 beats a minute: what music there is.
inline constexpr double frames_per_beat_min = sample_rate_hz * 60.0 / 400;
inline constexpr double frames_per_beat_max = sample_rate_hz * 60.0 / 24;
inline constexpr std::size_t beats_per_bar_max = 16;
// What a session tells of one track: enough for a band that drifts, and small in a queue of thousands (600 bytes).
inline constexpr std::size_t grid_stretches_max = 24;

// Beats at one tempo. Beat i of it is at `first + i * frames_per_beat`, to the nearest frame.
struct BeatStretch {
    MediaPos first;
    std::uint32_t beats = 0;  // at least 2; the first of the next stretch, if any, is not among them
    double frames_per_beat = 0;

    bool operator==(const BeatStretch&) const = default;
    MediaPos beat(std::uint32_t i) const;
};

// A place in the beats: whole at a beat, and 0, ±beats_per_bar, … at the first one of a bar.
struct BeatPlace {
    double beat = 0;
    double frames_per_beat = 0;  // there
};

struct BeatGrid {
    std::vector<BeatStretch> stretches;  // ascending, without overlap; none: no beat is known
    std::uint32_t first_downbeat = 0;    // a first beat of a bar, counted over all stretches from 0
    std::uint8_t beats_per_bar = 4;

    bool operator==(const BeatGrid&) const = default;
    explicit operator bool() const { return !stretches.empty(); }

    // Needs beats. `frame` may lie anywhere, also outside of the track.
    BeatPlace at(double frame) const;
    double frame_of(double beat) const;  // the inverse of at().beat
};

// Beats from one frame to another; whole, where that is as good as it.
double beats_between(const BeatGrid& grid, MediaPos from, MediaPos to);

// Of what another has said: stretches in order, of at least two beats, tempos that are music's.
bool is_valid(const BeatGrid& grid);

// With at most `stretches`: neighbours of the most alike tempo become one.
BeatGrid simplified(BeatGrid grid, std::size_t stretches = grid_stretches_max);

// What people change. All need beats.
BeatGrid shifted(BeatGrid grid, Frames by);             // every beat later
BeatGrid bars_shifted(BeatGrid grid, std::int64_t by);  // bars begin so many beats later
// Beats of twice, half the length. Unchanged where that would leave what music there is.
BeatGrid halved(BeatGrid grid);
BeatGrid doubled(BeatGrid grid);
// One tempo throughout, a bar beginning at `bar` (frames). Without beats where these are none that music has.
BeatGrid steady(double bpm, double bar, Frames track, std::uint8_t beats_per_bar);
// The same, by where somebody has tapped: the first tap begins a bar. At least 4 taps, ascending; the
// line of least squares through them.
BeatGrid tapped(const std::vector<MediaPos>& taps, Frames track, std::uint8_t beats_per_bar);

}  // namespace segue::tempo
