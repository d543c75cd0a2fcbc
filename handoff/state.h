// A session, as a value. Every member holds a replica; replicas merge (merge.h), in any order, any number of times, to
// the same. All writes are made by the conductor and carry its stamp; on both sides of a cut there is one, and merging
// keeps what both did.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "handoff/counter_set.h"
#include "handoff/queue.h"
#include "handoff/tempo.h"
#include "handoff/transport.h"

namespace segue::handoff {

// One node's sound. What is wished: a node that is away, yet on, sounds again when it is back.
struct Output {
    Register<std::vector<audio::Switch>> switches;  // by `at`; the last is what is wished, earlier ones are its fades
    Register<float> volume{{}, 1.0F};               // 0..1, as on a knob (gain_of, views.h)
    Register<audio::Part> part;
    Register<NodeId> stand_in;  // plays our part as well, while we are away; none: nobody needs to
    bool operator==(const Output&) const = default;

    bool on() const { return !switches.value.empty() && switches.value.back().on; }
};

struct About {
    std::string name;
    bool can_output = true;  // has, or may have, a sound device
    bool forgotten = false;  // left the ensemble for good
    bool operator==(const About&) const = default;
};

// A position that lost: it was playing (or paused) elsewhere on one side of a cut.
struct Bookmark {
    Cue cue;
    std::string title;
    bool forgotten = false;
    bool operator==(const Bookmark&) const = default;
};

// What one ballot's conductor made of the transport, and what it knew when it began.
struct Reign {
    Stamp follows;  // the newest transport known to it at its claim; older ones it has taken over
    Register<Transport> transport;
    bool operator==(const Reign&) const = default;
};

enum class Policy : std::uint8_t {
    continuous = 0,  // both sides of a cut play on
    exclusive = 1,   // only the side with most of the registered members
};
const char* to_text(Policy p);

struct Settings {
    std::string name;
    Policy policy = Policy::continuous;
    bool keep_playing = false;  // the last output died: go on from another member at once, rather than pause
    audio::Normalise normalise = audio::Normalise::off;
    audio::Normalise normalise_before = audio::Normalise::off;  // what it was …
    EnsembleTime normalise_from = EnsembleTime::min();          // … until then
    TempoWish tempo;
    bool key_lock = false;                             // at another speed, songs keep their pitch …
    EnsembleTime key_lock_from = EnsembleTime::min();  // … from here on; until then the other way round
    bool operator==(const Settings&) const = default;
};

struct SessionState {
    SessionId id;
    Stamp latest;                        // of all writes in it
    std::map<Ballot, Reign> reigns;      // newest reigns_max; the last one's transport holds
    std::map<NodeId, CounterSet> taken;  // edits and entries taken in, by the node that counted them
    Queue queue;
    std::map<NodeId, Output> outputs;
    std::map<NodeId, Register<About>> members;
    std::map<Ballot, Register<Bookmark>> bookmarks;  // by the reign that lost
    Register<float> volume{{}, 1.0F};                // of all outputs together, 0..1
    Register<Settings> settings;
    bool operator==(const SessionState&) const = default;

    // The newest reign's ballot; none: nobody has conducted yet.
    Ballot ballot() const { return reigns.empty() ? Ballot{} : reigns.rbegin()->first; }
    const Transport& transport() const;
    bool has_taken(const NodeId& node, std::uint64_t counter) const;
    // For people: the member's name, or the id's first digits.
    std::string name_of(const NodeId& node) const;
};

// A small state, to be merged into a large one.
using Delta = SessionState;

}  // namespace segue::handoff
