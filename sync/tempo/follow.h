// How a song is bent to a tempo: its own, a wished one, or the one the room agrees on, beat on beat.
//
// What is bent is the session's timeline (sync/timeline), so every output goes along exactly. Phase is never jumped but
// made up for on the way: a little faster or slower for a while, planned to be exact at its end, so that one write
// does it, and whoever takes over from another in mid-correction has nothing to do.
//
// Pure. [any-thread]
#pragma once

#include <cstdint>
#include <optional>

#include "sync/tempo/beat_grid.h"
#include "sync/timeline/timeline.h"

namespace segue::tempo {

// Speeds a song is bent to, of its own: beyond, nobody would know it.
inline constexpr double speed_min = 0.5, speed_max = 2;
// The tempos that are said, beats per minute: those of Ableton Link.
inline constexpr double bpm_min = 20, bpm_max = 999;
// Bars and phrases of more beats than this nobody counts.
inline constexpr double quantum_max_beats = 64;
// The room and we are off by so much without anything being done: a third of what is heard as one, and above what two
// nodes' views of the room differ from one moment to the next.
inline constexpr Nanoseconds phase_tolerance = microseconds(300);
// Tempos closer than this are one: it takes half a minute to be off by the tolerance.
inline constexpr double rate_tolerance = 1e-5;
// What is to be made up for is spread over this, …
inline constexpr Nanoseconds catch_up_time = milliseconds(1000);
// … or longer, so that nobody hears the song change its speed: 4 % is two thirds of a semitone.
inline constexpr double catch_up_max = 0.04;

// What the musicians in a room agree on: a tempo, and where in its beats it is.
struct RoomBeat {
    EnsembleTime at;
    double beat = 0;  // then; its phase in a quantum is everyone's
    double bpm = 120;

    double beat_at(EnsembleTime t) const { return beat + to_seconds(t - at) * bpm / 60; }
    bool operator==(const RoomBeat&) const = default;
};

// A song where it lies in a program.
struct Song {
    const BeatGrid& grid;     // has beats
    double media_offset = 0;  // frame of the track = program frame + this
    double beats_before = 0;  // played in earlier laps of a loop: counted, too
    BeatPlace at(double program_frame) const {
        BeatPlace place = grid.at(program_frame + media_offset);
        place.beat += beats_before;
        return place;
    }
    double frame_of(double beat) const { return grid.frame_of(beat - beats_before) - media_offset; }  // the inverse
};

// The power of two that brings a song's tempo nearest to another: 60 and 120 beats a minute are one tempo.
double octave_between(double song_bpm, double bpm);

// The speed at which a song of song_bpm has bpm, speed_min … speed_max.
double speed_for(double song_bpm, double bpm);

// The first moment from `earliest` on at which the song, beginning at program frame `frame`, is in the room's phase.
EnsembleTime start_in_phase(const Song& song, double frame, const RoomBeat& room, double quantum_beats,
                            EnsembleTime earliest);

// How far the room is ahead of the song at t, within half a quantum. Positive: the song has to catch up.
Nanoseconds phase_error(const timeline::Timeline& timeline, const Song& song, const RoomBeat& room,
                        double quantum_beats, EnsembleTime t);

// The timeline bent, from `from` on, so that the song is at one with the room. Nothing: it is, or will be, as it goes.
std::optional<timeline::Timeline> bent_to_room(const timeline::Timeline& timeline, const Song& song,
                                               const RoomBeat& room, double quantum_beats, EnsembleTime from);

// The timeline bent to go at `speed` from `from` on. Nothing: it does.
std::optional<timeline::Timeline> bent_to_speed(const timeline::Timeline& timeline, double speed, EnsembleTime from);

}  // namespace segue::tempo
