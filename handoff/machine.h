// One session on one node: who conducts, what is agreed, what to do next. Pure: step(event, now) -> effects.
//
//   unowned ──first command──► conducting ◄──commit── offered ◄──offer── following
//   following ──conductor gone, our rank's turn──► conducting ──commit sent / higher ballot heard──► following
//   (just restarted, or asleep for a while) listening ──► as it was, if nobody reigns higher
//
// The driver applies effects strictly in order: persist, send, notify. Same events, same effects.
// Rejected: consensus (Raft) for each edit. A majority is not there in a house of two devices, and music must go on in
// both halves of a cut; so a session merges instead, and the ballot decides only whose transport holds.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "handoff/journal.h"
#include "handoff/limits.h"
#include "handoff/message.h"
#include "handoff/views.h"

namespace segue::handoff {

// --- events -----------------------------------------------------------------------------------------------------

struct Command {
    std::uint64_t request = 0;
    Edit edit;
};  // from a person or a program here; answered by Done
struct MessageIn {
    NodeId from;
    Message message;
};
struct PeerUp {
    NodeId peer;
    std::string name;
};
enum class Down : std::uint8_t { lost, left };  // lost: closed or silent, may be back; left: said goodbye
struct PeerDown {
    NodeId peer;
    Down how = Down::lost;
};
struct PeerFailed {
    NodeId peer;
};  // membership's verdict: it is dead, or as good as
struct PeerRtt {
    NodeId peer;
    Nanoseconds rtt{0};
};
struct OwnOutput {
    OutputReport report;
};  // whenever it changed
struct ClockStepped {
    Nanoseconds delta{0};
};  // ensemble time is now read so much later than before
struct Tick {};
struct Woke {};      // the machine was suspended (local time may not show it)
struct Shutdown {};  // hand over and leave; Drained follows

using Event = std::variant<Command, MessageIn, PeerUp, PeerDown, PeerFailed, PeerRtt, OwnOutput, ClockStepped, Tick,
                           Woke, Shutdown>;

// --- effects ----------------------------------------------------------------------------------------------------

// replace: write a new file in place of the old one, atomically. Otherwise append. durable: sync before going on.
struct Persist {
    Bytes bytes;
    bool replace = false;
    bool durable = true;
};
struct Outgoing {
    std::vector<NodeId> to;
    Message message;
    bool datagram = false;
};

struct Done {
    std::uint64_t request = 0;
    bool ok = true;
    Error error = Error::invalid;
    std::string message;
};
struct Changed {};  // state, role or status: take a new snapshot, a new plan
struct Drained {};  // nothing depends on us any more
struct Log {
    std::string line;
};  // for the log: roles, failures
using Notice = std::variant<Done, Changed, Drained, Log>;

struct Effects {
    std::vector<Persist> persist;
    std::vector<Outgoing> send;
    std::vector<Notice> notify;
    LocalTime wake;  // step(Tick) by then, at the latest
};

// --- the machine ------------------------------------------------------------------------------------------------

enum class Role : std::uint8_t { unowned, following, offered, conducting, handing_over, listening };
const char* to_text(Role r);

struct Status {
    Role role = Role::unowned;
    NodeId conductor;  // none: nobody yet
    Ballot ballot;
    std::string text;          // "playing", "handing over to kitchen", "cut off from kitchen"
    std::vector<NodeId> away;  // outputs that are on, but out of reach
};

struct Config {
    NodeId self;
    About about;
    SessionId session;
    std::string session_name;       // until someone renames it
    std::uint32_t incarnation = 0;  // larger at each start: seconds of wall-clock time do. Keeps counts apart even
                                    // when the disk forgot
};

class SessionMachine {
  public:
    // `saved`: as restored from this node's journal; none: the session is new here.
    SessionMachine(Config config, const std::optional<Saved>& saved, LocalTime now, EnsembleTime ensemble_now);

    [[nodiscard]] Effects step(const Event& event, LocalTime now, EnsembleTime ensemble_now);

    const SessionState& state() const { return state_; }
    Role role() const;
    Status status(EnsembleTime now) const;
    // For the engine here. Silent while we must not sound: not enough members (exclusive), or just awake and unsure.
    audio::OutputPlan plan(EnsembleTime now) const;
    bool conducting() const { return conducting_; }
    const Ballot& ballot() const { return ballot_; }
    std::set<NodeId> alive() const;  // members in reach, with ourselves
};

}  // namespace segue::handoff
