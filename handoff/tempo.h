// How fast a session plays, and by whom: a wish, part of the session's settings.
//
//   free     the song's own tempo, or a wished one
//   follow   the tempo and the beat on which the musicians in the room agree (Ableton Link, sync/link)
//   lead     as free, and the room takes the song's
//
// What is wished is written into the timeline of what plays (sync/tempo/follow.h), by the conductor alone; outputs
// follow the timeline, and never hear of the room themselves. So whoever conducts next takes over a tempo, not a
// measurement.
#pragma once

#include <cstdint>
#include <optional>

#include "handoff/transport.h"
#include "sync/tempo/follow.h"
#include "sync/tempo/ramp.h"

namespace segue::handoff {

struct SessionState;

enum class TempoMode : std::uint8_t { free = 0, follow = 1, lead = 2 };
const char* to_text(TempoMode m);

// On the way to what is wished. It is of one program, and of one track: what comes after is at the wished tempo at
// once.
struct TempoRamp {
    audio::Epoch epoch;
    EntryId entry;
    ProgramPos from;
    Frames length;
    double speed = 1;  // at its beginning, tempo::speed_min … speed_max
    bool operator==(const TempoRamp&) const = default;
};

struct TempoWish {
    TempoMode mode = TempoMode::free;
    double bpm = 0;            // what songs are brought to, tempo::bpm_min … bpm_max; 0: `speed` holds
    double speed = 1;          // of a song's own, tempo::speed_min … speed_max
    std::uint8_t quantum = 4;  // beats: what phase is shared of, and what starts wait for; 1 … quantum_max_beats
    bool start_stop = false;   // the room's starts and stops are the session's, and the reverse
    std::optional<TempoRamp> ramp{};
    bool operator==(const TempoWish&) const = default;
};
bool is_valid(const TempoWish& wish);

// A session is told what the room agrees on at least this often, while it follows.
inline constexpr milliseconds room_interval{100};
// Not heard of for so long, the room is gone, and the song goes on as it goes.
inline constexpr milliseconds room_patience{1500};
// A change waits for a beat for so long at most: a bar of four at 30 beats a minute.
inline constexpr seconds beat_patience{8};

// Key lock begins, or ends, so much later than other changes could reach every output: each needs some sound of before,
// and a tenth of a second of work, to be stretching as all others do.
inline constexpr milliseconds key_lock_lead{400};

// The beats of what plays at t, where they lie in the program; nothing: it has none, or nothing plays.
std::optional<tempo::Song> song_at(const SessionState& state, const Passage& passage, EnsembleTime t);

// The speed that a song is brought to where it is at program frame `frame`; without beats, what holds by time alone.
double wished_speed(const TempoWish& wish, const std::optional<tempo::Song>& song, double program_frame);
// The ramp that what plays at t is on, or was on.
std::optional<tempo::Ramp> ramp_at(const SessionState& state, const Passage& passage, EnsembleTime t);

// How long from t on until it is at its end; 0: it is, or there is none.
Nanoseconds ramp_left(const SessionState& state, EnsembleTime t);

// The tempo that sounds at t, beats a minute as the room counts them; 0: nothing plays that has beats.
double tempo_at(const SessionState& state, EnsembleTime t);

// The tempo that songs are brought to at t, whatever they do to catch up just now; 0: as above.
double led_tempo(const SessionState& state, EnsembleTime t);
// Where in its beats the song is at t, as the room counts them; nothing: as above.
std::optional<double> beat_at(const SessionState& state, EnsembleTime t);

// The first moment from `earliest` on at which the song is at a multiple of `beats` of its beats, if that is not long
// to wait for; else `earliest`.
EnsembleTime on_beat(const SessionState& state, EnsembleTime earliest, double beats);

}  // namespace segue::handoff
