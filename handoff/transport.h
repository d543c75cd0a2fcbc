// What is playing, from where, since when: enough for anyone to know, at any time, what sounds.
//
//   stopped ──play──► loading ──outputs ready──► playing ──pause──► paused
//      ▲                 ▲  └───────────────────────┼──────pause──────▲ │
//      │                 └──seek, next, previous────┘                 │ │
//      └──end of queue────────────────────────────────      └──resume─┘ ▼ loading
//
// Playing goes along the queue with nobody in charge: the position is a walk from the anchor over exact durations.
// A new program, with a new epoch, is prepared while the old one sounds on (`before`); both change over at one instant.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "audio/engine/program.h"
#include "handoff/ballot.h"

namespace segue::handoff {

enum class Mode : std::uint8_t { stopped = 0, loading = 1, playing = 2, paused = 3 };
const char* to_text(Mode m);

// A place in the queue. Nowhere (entry none): the beginning of the queue.
struct Cue {
    EntryId entry;
    MediaPos pos;
    bool operator==(const Cue&) const = default;
};

// Entry `entry`'s frame `from` falls on program frame `start`. Holds what the walk needs of the entry, so that it
// outlives the entry's removal.
struct Anchor {
    EntryId entry;
    ProgramPos start;
    MediaPos from;
    TrackId track;
    Frames duration;          // of the whole entry; 0: not known exactly yet (the queue may know better)
    std::int64_t place = 0;   // in the queue
    double beats_before = 0;  // counted in what was repeated: they count on
    bool operator==(const Anchor&) const = default;
};

// Begins once the outputs are ready: far enough away to be never, near enough to count with.
inline constexpr EnsembleTime not_yet = from_ns<EnsembleTime>(std::int64_t{1} << 62);

// From program frame `at` on, the anchor's track is played from `enters` on; in laps, where there are any (loop.h).
struct Turn {
    ProgramPos at;
    MediaPos enters;
    std::optional<audio::Lap> lap;  // `enters` is in it
    double beats_before = 0;        // as of an anchor; of its first lap
    bool operator==(const Turn&) const = default;
};
// In and out of a loop, and a few more within the lead.
inline constexpr std::size_t turns_max = 8;

// A stretch of a track that is to be repeated until it is left.
struct Loop {
    EntryId entry;
    audio::Lap lap;
    double beats = 0;  // long, as people asked for it; 0: from one place to another
    bool operator==(const Loop&) const = default;
};

// A program as the session tells it: its items follow from anchor and queue.
struct Passage {
    audio::Epoch epoch;
    timeline::Timeline timeline;
    EnsembleTime begins = not_yet;
    EnsembleTime ends = audio::open_end;
    Anchor anchor;
    std::vector<Turn> turns{};  // by `at`, of the anchor's entry: none lies before the anchor
    bool operator==(const Passage&) const = default;
};

struct Transport {
    Mode mode = Mode::stopped;
    Cue cue;                        // where it will go on; while playing: where this program started
    std::optional<Passage> now;     // loading (begins == not_yet), playing
    std::optional<Passage> before;  // sounding until `now` begins, or fading into a pause
    std::optional<Loop> loop;       // of the entry that plays, or is to
    std::string note;               // why it stopped, if not by wish: one line for people
    bool operator==(const Transport&) const = default;
};

}  // namespace segue::handoff
