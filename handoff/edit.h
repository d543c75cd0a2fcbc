// What people (and nodes, about tracks) ask of a session. Asked anywhere, applied by the conductor, each once.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "handoff/state.h"
#include "sync/base/result.h"

namespace segue::handoff {

enum class Error : std::uint8_t {
    invalid,        // makes no sense as asked
    unknown_entry,  // no such entry in the queue
    unknown_node,
    past_end,  // seek beyond the track
    nothing_to_play,
    full,       // a limit of limits.h
    cut_off,    // too few members here for policy exclusive, or the conductor is out of reach
    not_ready,  // the target of a handoff could not get ready
    busy,       // another handoff is under way
    too_late,   // not answered in time; it may yet happen
};
using Failed = Failure<Error>;

struct NewEntry {
    EntryId id;  // leave none: counted where it is asked
    Source source;
    EntryFacts facts;  // as far as known
    bool operator==(const NewEntry&) const = default;
};

// Play these: in place of the queue, or behind it. Without entries: resume.
struct Play {
    std::vector<NewEntry> entries;
    bool append = false;
    std::uint32_t start = 0;
};
struct Resume {};
struct Pause {};
struct Stop {};
struct Seek {
    std::int64_t frames = 0;
    bool relative = false;
};
struct Next {};
struct Previous {};
struct Jump {
    EntryId entry;
    MediaPos pos;
};  // play this entry of the queue
struct QueueAdd {
    std::vector<NewEntry> entries;
    EntryId before;
    bool after_current = false;
};  // before none: at the end
struct QueueRemove {
    std::vector<EntryId> entries;
};
struct QueueMove {
    std::vector<EntryId> entries;
    EntryId before;
};  // before none: to the end
struct QueueClear {};
struct OutputsSet {
    std::vector<NodeId> nodes;
};  // exactly these
struct OutputAdd {
    NodeId node;
};
struct OutputRemove {
    NodeId node;
};
struct OutputPart {
    NodeId node;
    audio::Part part;
};
struct Volume {
    NodeId node;
    float level = 1;
};  // node none: of all; 0..1
struct Learnt {
    EntryId entry;
    EntryFacts facts;
};  // facts.failed set: it cannot be played; skip it
struct SetPolicy {
    Policy policy = Policy::continuous;
};
struct KeepPlaying {
    bool on = false;
};
struct SetNormalise {
    audio::Normalise mode = audio::Normalise::off;
};
struct SetTempo {
    TempoWish wish;
};
struct SetBeats {
    EntryId entry;
    tempo::BeatGrid beats;
};  // by hand; without any: as they are found out
// As SetTempo, but gradually, over so many beats of the song, or, without any, over that time.
struct RampTempo {
    TempoWish wish;
    double beats = 0;     // up to ramp_beats_max
    Nanoseconds time{0};  // up to ramp_time_max
};
// Repeats a stretch of the track that plays, until it is left.
struct SetLoop {
    enum class Change : std::uint8_t { off = 0, beats = 1, range = 2, halve = 3, twice = 4 } change = Change::off;
    double beats = 0;       // beats: so many, from the one on that is nearest
    bool from_bar = false;  // …or from the beginning of the bar
    MediaPos from, to;      // range
};
// At another speed songs keep their pitch.
struct SetKeyLock {
    bool on = false;
};
struct Rename {
    std::string name;
};
struct ForgetBookmark {
    Ballot reign;
};
struct ForgetMember {
    NodeId node;
};
// Conducting moves to `target`, and with it the sound of one output, unless the target sounds already:
// `from` if given, else the only output that is on, else the conductor's. keep: that output stays on as well.
// on_beats: when the song next is at a multiple of so many beats, if it has beats; 0: at once.
struct HandOver {
    NodeId target;
    bool keep = false;
    NodeId from;
    std::uint8_t on_beats = 0;
};

using Edit = std::variant<Play, Resume, Pause, Stop, Seek, Next, Previous, Jump, QueueAdd, QueueRemove, QueueMove,
                          QueueClear, OutputsSet, OutputAdd, OutputRemove, OutputPart, Volume, Learnt, SetPolicy,
                          KeepPlaying, Rename, ForgetBookmark, ForgetMember, HandOver, SetNormalise, SetTempo, SetBeats,
                          SetLoop, RampTempo, SetKeyLock>;

// Splits entries over several edits, so that each fits limits.h. Play: the first plays, the rest are appended.
std::vector<Edit> split(Edit edit);

// What the conductor knows beside the state.
struct EditContext {
    Stamp stamp;  // to write with: its ballot, the next revision
    EnsembleTime now;
    Nanoseconds lead{0};  // until a scheduled change can reach every output
    NodeId asker;         // where it was asked
    NodeId conductor;
    const std::set<NodeId>* alive = nullptr;  // members in reach, the conductor too
};

// The edit's writes, not yet merged; empty when there is nothing to do. HandOver is the machine's, not ours.
Result<Delta, Error> apply(const SessionState& state, const Edit& edit, const EditContext& context);

}  // namespace segue::handoff
