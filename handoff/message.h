// What nodes say to each other about a session. Encoded in codec.h; the wire form is session.proto.
#pragma once

#include <variant>

#include "handoff/edit.h"

namespace segue::handoff {

// To a new peer, and back. Whoever finds the digests different sends its state.
// settled: the sender's transport is live; false: only read from disk, so its times may be of another age.
struct Hello {
    About about;
    bool settled = true;
    std::uint64_t digest = 0;
};
// Part of a state, to be merged. whole: this was the last piece of a full one; `digest` is the sender's.
struct Update {
    Delta delta;
    bool whole = false;
    std::uint64_t digest = 0;
};
// By the conductor, as a datagram; or as an answer to Probe.
struct Heartbeat {
    Stamp latest;
    std::uint64_t digest = 0;
    milliseconds lease{0};    // policy exclusive: what is left of the sender's, see lease.cpp
    std::uint64_t stamp = 0;  // …and its own name for this moment, opaque to others
};
struct Probe {};  // are you there? has anyone heard the conductor?
// I hear the conductor of the header's ballot. To who probes: no need to claim. To the conductor itself (policy
// exclusive): I follow you, as of your heartbeat with this stamp.
struct StillHeard {
    std::uint64_t digest = 0;
    milliseconds lease{0};
    std::uint64_t stamp = 0;
};
struct Nack {};  // the header's ballot is higher than yours
struct Forward {
    EditId id;
    Edit edit;
    std::uint8_t hops = 0;
};
struct Answer {
    EditId id;
    bool ok = true;
    Error error = Error::invalid;
    std::string message;
};
// An output on its engine. ready: decoded and in sync for `epoch`. render_ahead: it needs plans so much earlier.
struct OutputReport {
    audio::Epoch epoch;
    bool ready = false;
    std::string error;
    Nanoseconds render_ahead{0};
    audio::Part part;  // …ready with this
};
// Planned handoff. `next` is the ballot it is about, which names this attempt too.
struct Offer {
    Ballot next;
    NodeId source;
    std::uint64_t digest = 0;
};
struct Ready {
    Ballot next;
    audio::Epoch epoch;
};
struct Decline {
    Ballot next;
    std::string reason;
};
struct Commit {
    Ballot next;
    NodeId source;
    bool keep = false;
    EnsembleTime switch_at;
    EditId id;  // the asking edit, taken in by what it asked for; none: the source's own wish
};
struct Abort {
    Ballot next;
};
// SIGTERM: take over what I do; then let me go.
struct Leaving {};
struct MayLeave {};

using Body = std::variant<Hello, Update, Heartbeat, Probe, StillHeard, Nack, Forward, Answer, OutputReport, Offer,
                          Ready, Decline, Commit, Abort, Leaving, MayLeave>;

struct Message {
    SessionId session;
    Ballot ballot;  // the highest the sender knows to reign
    Body body;
};

const char* name_of(const Body& body);

}  // namespace segue::handoff
