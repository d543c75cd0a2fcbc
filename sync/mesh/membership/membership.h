// Who is there: a list of members that every member keeps, and that agrees soon after any change.
//
// SWIM: each member probes one other at a time, in shuffled rounds; one that does not answer, not even to others asked
// to try, becomes suspect; news travel on the probes themselves. So the load on a node does not grow with the
// ensemble, and a death is known everywhere in seconds. Lifeguard: who may itself be slow is more patient, a suspect
// is told first of all, and suspicion hardens faster the more members confirm it. Those seconds are too slow for a
// conductor, so some nodes are *watched*: heartbeats every 100 ms, silence of 500 ms or a closed stream is known
// at once, and only to the watcher.
//
//                 ┌─────── heard, or refuted: back ───────┐
//      up ─▸ alive ── no answer ─▸ suspect ── timeout ─▸ dead ── dialled; heard again: up
//              └────────────── said goodbye ─▸ left
//
// Reading: Das, Gupta, Motivala, "SWIM", DSN 2002; Dadgar, Phillips, Currey, "Lifeguard: local health awareness for
// more accurate failure detection", 2018. Rejected: heartbeats from all to all (quadratic), a coordinator.
//
// Pure: events and now in, effects out, in this order: send (datagrams), dial, notices. [node-thread]
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sync/base/ids.h"
#include "sync/base/random.h"
#include "sync/base/time.h"
#include "sync/mesh/membership/limits.h"
#include "sync/mesh/membership/message.h"
#include "sync/mesh/membership/roster.h"
#include "sync/mesh/membership/rumours.h"
#include "sync/mesh/mesh.h"

namespace segue::membership {

// --- what happens ----------------------------------------------------------------------------------------------
struct PeerUp {
    mesh::PeerInfo peer;
};  // a channel to it stands
struct PeerDown {
    NodeId peer;
    mesh::Gone why = mesh::Gone::closed;
};
struct Received {
    NodeId from;
    Packet packet;
};
// Have its death known at once / no longer. A watch outlives the channel; it ends with Unwatch.
struct Watch {
    NodeId node;
};
struct Unwatch {
    NodeId node;
};
// This node says goodbye; nothing is sent after the effects of this.
struct Leave {};
// next_wake() has come.
struct Tick {};
using Event = std::variant<PeerUp, PeerDown, Received, Watch, Unwatch, Leave, Tick>;

// --- what is to be done ----------------------------------------------------------------------------------------
struct Send {
    NodeId to;
    Packet packet;
};
// There is no channel to this member: dial it, at one address after the other.
struct Dial {
    NodeId node;
    std::vector<std::string> addresses;
};

struct Notice {
    enum class What : std::uint8_t {
        up,       // a new member, or a dead one that is there again
        suspect,  // does not answer; may come back
        failed,   // watched, and silent for watch_silence_max, or its stream closed and it is not heard: treat as dead
        dead,     // the ensemble's verdict
        left,     // said goodbye
        back,     // suspect or failed, but heard again
        changed,  // another name or address
    };
    What what = What::up;
    NodeId node;
    bool operator==(const Notice&) const = default;
};

struct Effects {
    std::vector<Send> send;
    std::vector<Dial> dial;
    std::vector<Notice> notices;
};

struct Self {
    NodeId id;
    std::string name;
    std::vector<std::string> addresses;  // where this node listens; the first that fits is dialled
    std::uint64_t incarnation = 1;       // higher than in any earlier life, where known (seconds of the wall clock do)
};

const char* to_string(Notice::What what);

class Membership {
  public:
    // seed: of the shuffles, so that simulations repeat.
    Membership(Self self, std::uint64_t seed, LocalTime now);

    // now never runs backwards.
    Effects step(const Event& event, LocalTime now);
    // When step(Tick{}) is wanted at the latest.
    LocalTime next_wake() const { return wake_; }

    // Any valid message or datagram of any kind came from it: cheap, call it for each. Takes effect with the next step.
    void heard(const NodeId& from, LocalTime now);

    // All known, by id, the dead and departed too; without this node.
    const std::vector<Member>& members() const { return roster_.members(); }
    const Member* find(const NodeId& id) const;
    std::uint64_t incarnation() const { return self_.incarnation; }
    // 0: well … health_worst: this node is slow or badly connected, and judges others mildly.
    int local_health() const { return health_; }
    // Tells everyone of a new name or new addresses.
    void describe(std::string name, std::vector<std::string> addresses);

  private:
    struct Probe {
        NodeId target;
        std::uint32_t number = 0;
        LocalTime began, ask_at;
        bool asked = false, answered = false;
        int helpers = 0, helpers_heard = 0;
    };
    struct Errand {  // a ping sent for another
        NodeId asker;
        std::uint32_t asker_number = 0, number = 0;
        LocalTime nack_at, end;
        bool nacked = false;
    };
    struct Watched {
        NodeId node;
        LocalTime since, beat_at;
        bool failed = false;
    };

    void take(const PeerUp& e, LocalTime now, Effects& out);
    void take(const PeerDown& e, LocalTime now, Effects& out);
    void take(const Received& e, LocalTime now, Effects& out);
    void take(const Watch& e, LocalTime now, Effects& out);
    void take(const Unwatch& e, LocalTime now, Effects& out);
    void take(const Leave& e, LocalTime now, Effects& out);
    void take(const Tick&, LocalTime, Effects&) {}

    void describe_self(std::string name, std::vector<std::string> addresses);
    void thaw(LocalTime now);
    void apply(const Update& u, const NodeId& from, LocalTime now, Effects& out);
    void apply_to_self(const Update& u);
    void believe(Record& r, const Update& u, LocalTime now, Effects& out);
    void suspect(Record& r, std::uint64_t incarnation, const NodeId& accuser, LocalTime now, Effects& out);
    void bury(Record& r, Life life, LocalTime now, Effects& out);
    void revive(Record& r, LocalTime now, Effects& out);
    void review(LocalTime now, Effects& out);
    LocalTime verdict_at(const Record& r) const;

    void run_probe(LocalTime now, Effects& out);
    void begin_probe(LocalTime now, Effects& out);
    void end_probe(LocalTime now, Effects& out);
    void ask_helpers(LocalTime now, Effects& out);
    void run_errands(LocalTime now, Effects& out);
    void run_watches(LocalTime now, Effects& out);
    void run_dials(LocalTime now, Effects& out);
    LocalTime earliest(LocalTime now) const;

    enum class Fill { news, some, full };
    void send(const NodeId& to, Packet packet, Fill fill, Effects& out);
    Update self_update() const {
        return {self_.id, self_.incarnation, left_ ? Life::left : Life::alive, self_.name, self_.addresses, {}};
    }
    void note(Notice::What what, const NodeId& node, Effects& out) { out.notices.push_back({what, node}); }
    void health(int change);
    Watched* watched(const NodeId& id);

    Self self_;
    Random random_;
    Roster roster_;
    Rumours rumours_;
    std::optional<Probe> probe_;
    std::vector<NodeId> round_;  // still to be probed in this round
    std::vector<Errand> errands_;
    std::vector<Watched> watches_;
    LocalTime probe_at_;
    std::uint32_t number_ = 0;
    std::size_t trickle_ = 0;  // next member to be told along
    int health_ = 0;
    bool left_ = false;
    LocalTime wake_;
};

}  // namespace segue::membership
