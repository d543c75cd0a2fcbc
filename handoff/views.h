// What a session means at a moment. Pure functions, [any-thread] on a copy; positions cost as many steps as tracks were
// passed since the anchor, which the conductor keeps close.
#pragma once

#include <optional>

#include "handoff/loop.h"
#include "handoff/state.h"

namespace segue::handoff {

struct Where {
    Mode mode = Mode::stopped;  // playing also while nothing sounds because the next entry is not there yet
    Cue cue;                    // entry and position in it; nowhere: an empty or finished queue
    Frames duration;            // of the entry; 0: unknown
    bool waiting = false;       // for an entry that is not there yet
    bool ended = false;         // the queue is through
    bool operator==(const Where&) const = default;
};
Where position(const SessionState& state, EnsembleTime t);
// As if this were its transport.
Where position(const SessionState& state, const Transport& transport, EnsembleTime t);

// What `node` is to play. Empty of programs while it neither is an output nor gets ready to be one.
// pending: the target of a handoff; it prepares as if on, muted.
audio::OutputPlan plan_for(const SessionState& state, const NodeId& node, EnsembleTime now, bool pending = false);

// Loudness of the group's and an output's knob together, as a linear gain: cubic, so that half feels like half.
float gain_of(float group, float own);

// Where the walk along a passage is at t.
struct Step {
    EntryId entry;  // none only if the passage has none
    TrackId track;
    ProgramPos start;  // of the entry
    Frames length;     // in the program; open_length: no end is known, or it repeats
    Frames duration;   // of the track; 0: unknown
    Run run;           // how it is played at t
    MediaPos pos;      // at t
    enum class Kind : std::uint8_t { inside, waiting, ended } kind = Kind::inside;
    EntryId awaited;  // waiting: for this one
};
Step walk(const SessionState& state, const Passage& passage, EnsembleTime t);

}  // namespace segue::handoff
