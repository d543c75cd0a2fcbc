// What an output is to play: values, made from the session by handoff, rendered by the engine.
//
// A program is a gapless run of tracks with one position axis (ProgramPos) and one timeline. Play, seek and resume
// start a new program, with an epoch of its own; a natural change of track does not. So the renderer need not
// know about tracks at all, and gaplessness is not a feature but an absence of seams. The same holds for loops: what
// repeats is laid out along the axis without end, and which frame of which track a position means is asked of the items
// alone (sound_at).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audio/engine/gain_curve.h"
#include "sync/base/frames.h"
#include "sync/base/ids.h"
#include "sync/timeline/timeline.h"

namespace segue::audio {

// Names a program. Two outputs that hold the same epoch of one session hold the same program, up to how far its
// items are known.
struct Epoch {
    std::uint64_t ballot = 0;
    std::uint64_t revision = 0;
    constexpr auto operator<=>(const Epoch&) const = default;
};

// A stretch of a track that is played over and over.
struct Lap {
    MediaPos from;
    Frames length;
    MediaPos end() const { return from + length; }
    bool operator==(const Lap&) const = default;
};

struct ProgramItem {
    TrackId track;
    ProgramPos start;          // where in the program its first frame falls
    MediaPos from;             // which frame of the track that is
    Frames length;             // this much is played; items follow each other without a gap
    std::optional<Lap> lap{};  // `from` lies in it; from its end on it begins anew
    // It does not follow what comes before it in the track: over so many frames it fades in there, from before its
    // beginning, while the other fades out. So does each new lap.
    Frames run_up{0};
    bool operator==(const ProgramItem&) const = default;
};

// Frames of ensemble time from one moment to another.
inline double frames_between(EnsembleTime from, EnsembleTime to) { return to_seconds(to - from) * sample_rate_hz; }

inline constexpr EnsembleTime open_end = EnsembleTime::max();

struct Program {
    Epoch epoch;
    timeline::Timeline timeline;     // ensemble time <-> program frame
    EnsembleTime begins;             // sounds from here …
    EnsembleTime ends = open_end;    // … until here (a pause, or the next program), or while items last
    std::vector<ProgramItem> items;  // by start; the last known one may be followed by more later
    GainCurve gains;                 // that its items are normalised by
    bool key_lock = false;           // at any speed, it has its own pitch …
    EnsembleTime key_lock_from = EnsembleTime::min();  // … from here on; before, the other way round
    bool operator==(const Program&) const = default;
};

// What sounds at one position of a program, and how long it goes on as simply as that.
struct Sound {
    TrackId track;
    MediaPos at;
    Frames lasts;  // 0: nothing is known there
    // While it lasts it fades out, and this fades in; both are done at its end.
    TrackId next_track;
    MediaPos next_at;  // before the track's beginning: silence until there
    Frames fade{0};    // whole length of the fade, of which `lasts` is left; 0: none
};
Sound sound_at(const std::vector<ProgramItem>& items, ProgramPos p);

// What one output plays of a track. Stems that a track lacks fall back to the whole track's mix.
struct Part {
    enum class Kind : std::uint8_t { all, left, right, mono, stems };
    Kind kind = Kind::all;
    std::vector<std::string> stems;  // for Kind::stems; sorted, not empty
    bool operator==(const Part&) const = default;
};

// From `at` on, this output sounds (or not). A change is a linear fade of length `fade` that begins at `at`; two
// outputs whose fades share `at` sum to one, because what they play is the same samples.
struct Switch {
    EnsembleTime at;
    bool on = false;
    Nanoseconds fade{0};
    bool operator==(const Switch&) const = default;
};

struct OutputPlan {
    std::vector<Program> programs;  // by `begins`, not overlapping; at most programs_max
    std::vector<Switch> switches;   // by `at`; before the first: off. At most switches_max
    float volume = 1;               // linear gain, 0..1; changes are ramped
    Part part;
    std::optional<Part> others;  // what all outputs play together: had at hand too, for when one of them leaves
    Nanoseconds latency{0};      // sound leaves the loudspeaker this much later than the device says
    bool operator==(const OutputPlan&) const = default;
};

// With key lock, what sounds depends on what was to be heard within so much time before it: what comes in later needs
// it.
inline constexpr Nanoseconds key_lock_memory = milliseconds(4800);

inline constexpr std::size_t programs_max = 3;  // what sounds, what follows, and one that just ended
inline constexpr std::size_t switches_max = 4;  // a handoff there and back before the first is done

}  // namespace segue::audio
