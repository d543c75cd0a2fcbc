// Ensemble time on this node: the state machine that finds whom to follow and follows softly.
//
// A node alone founds a *domain*: a run of ensemble time of its own, begun at an injected moment (the wall clock's).
// Two domains that meet become one: the older one's time stands, the others step to it, once. Within a domain the
// longest-standing member is the *reference* that the others follow; when it goes, the next goes on from its own
// estimate at its own estimated rate, so nobody steps and nobody re-primes.
//
//       alone ──peer of an older domain──▸ acquiring ──burst of pings──▸ locked ◂──▸ holdover
//         ▴                                                               │           (reference silent or gone:
//         └───────── it leads: it *is* the time ◂── reference gone ───────┘            goes on at the known rate)
//
// Which domain is older is told by ages carried in pings, not by dates, so a wrong wall clock does no harm. The
// comparison leaves out the delay in the other's disfavour, so that of two nodes at most one finds itself younger;
// if the ages cannot be told apart for contest_max, the lower domain id leads.
//
// Rejected: NTP-like voting among all peers (no peer is truer than the others, only a common one is needed); steps
// small enough to be inaudible (a map that is continuous needs no such argument).
//
// Pure: events and now in, effects out. One driver applies them in order: send datagrams, then notices. [node-thread]
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "sync/clock/clock_map.h"
#include "sync/clock/limits.h"
#include "sync/clock/message.h"
#include "sync/clock/pursuit.h"

namespace segue::clock {

// --- what happens ----------------------------------------------------------------------------------------------
struct PeerUp {
    NodeId peer;
};
struct PeerDown {
    NodeId peer;
};
// received: as close to the wire as the system tells; not after now.
struct Received {
    NodeId from;
    Message message;
    LocalTime received;
};
// next_wake() has come.
struct Tick {};
using Event = std::variant<PeerUp, PeerDown, Received, Tick>;

// --- what is to be done ----------------------------------------------------------------------------------------
// As a datagram, right away: the time of sending is written in it.
struct Send {
    NodeId to;
    Message message;
};

// Ensemble time has jumped: what was to happen at before.to_ensemble(t) now happens at after.to_ensemble(t).
struct Stepped {
    ClockMap before, after;
};
struct ReferenceChanged {
    NodeId reference;
};  // may be this node
enum class State : std::uint8_t { alone, acquiring, locked, holdover };
struct StateChanged {
    State state;
};
using Notice = std::variant<Stepped, ReferenceChanged, StateChanged>;

struct Effects {
    std::vector<Send> send;
    std::vector<Notice> notices;
};

const char* to_string(State state);

class EnsembleClock {
  public:
    // wall: what a clock of its own begins with; any value will do, but people read it.
    EnsembleClock(const NodeId& self, EnsembleTime wall, LocalTime now);

    // now never runs backwards.
    Effects step(const Event& event, LocalTime now);
    // When step(Tick{}) is wanted at the latest. Always in the future of the last step.
    LocalTime next_wake() const { return wake_; }

    // The map to render by. From one step to the next it is continuous (within a nanosecond), unless that step's
    // effects hold a Stepped, or comes later than it was wanted: whoever slept has told no time meanwhile. error_bound
    // includes what is yet to be slewed away.
    const ClockMap& map() const { return map_; }
    EnsembleTime ensemble(LocalTime t) const { return map_.to_ensemble(t); }

    // alone: leads, and nobody follows. acquiring: lives by its own time while it measures an older domain's. locked:
    // follows (or is) the reference. holdover: the reference is gone or silent; goes on by what is known.
    State state() const { return state_; }
    // Who leads this domain, as this node sees it; the node itself if it does.
    const NodeId& reference() const { return reference_; }
    bool leads() const { return reference_ == self_; }
    const Domain& domain() const { return domain_; }

    // |this node's ensemble time − the reference's|, 99 % if both ways of the path are alike; zero when it leads.
    Nanoseconds error_bound() const { return map_.error_bound; }
    // How far the map is from the present best estimate of the reference's time; slews to zero.
    Nanoseconds offset_to_reference() const { return offset_; }
    // How much faster the ensemble's clock runs than this machine's, parts per million.
    double drift_ppm() const { return rate_ * 1e6; }
    // The certain bound, however unlike the two ways are: half the best round trip, and error_bound. Zero when it
    // leads.
    Nanoseconds path_bound() const;

  private:
    struct Peer {
        NodeId id;
        std::optional<Standing> who;          // known once a message came
        std::optional<LocalTime> born_first;  // its domain began after this, by our clock (known from an answer)…
        LocalTime born_last;                  // … and before this
        LocalTime met;                        // when its present domain was first seen
        LocalTime ask_at;                     // next ping to it, if nothing is heard before
        Nanoseconds ask_interval{0};
    };

    void take(const PeerUp& e, LocalTime now, Effects& out);
    void take(const PeerDown& e, LocalTime now, Effects& out);
    void take(const Received& e, LocalTime now, Effects& out);
    void take(const Tick&, LocalTime, Effects&) {}
    void learn(Peer& peer, const Standing& who, std::optional<LocalTime> born_first, LocalTime born_last,
               LocalTime now);

    void wake_up(LocalTime now);
    void elect(LocalTime now, Effects& out);
    const Peer* best_elsewhere(LocalTime now) const;
    const Peer* best_here() const;
    bool chases_elsewhere(LocalTime now) const;
    bool older_than_ours(const Peer& peer, LocalTime now) const;
    void lead(LocalTime now, Effects& out);
    void chase(const Peer& peer, LocalTime now);
    void consider_chase(LocalTime now, Effects& out);
    void adopt(LocalTime now, Effects& out);
    void correct(LocalTime now, Effects& out);
    void announce(LocalTime now, Effects& out);
    void ask(LocalTime now, Effects& out);
    void tell_state(LocalTime now, Effects& out);
    void set_reference(const NodeId& node, Effects& out);

    Standing standing() const { return {domain_, since_, reference_, breaks_}; }
    Ping ping(LocalTime now);
    Nanoseconds ask_interval(const Peer& peer) const;
    Peer* find(const NodeId& id);
    const Peer* find(const NodeId& id) const;

    const NodeId self_;
    Domain domain_;
    EnsembleTime since_;
    std::uint32_t breaks_ = 0;
    NodeId reference_;
    ClockMap map_;
    double rate_ = 0;  // drift without slew
    double rate_error_ = 0;
    Nanoseconds offset_{0};
    State state_ = State::alone;
    Pursuit follow_, chase_;   // whose estimate the map follows; who is being measured to take its place
    std::vector<Peer> peers_;  // by id, at most peers_max
    LocalTime wake_;
    std::uint32_t number_ = 0;
};

}  // namespace segue::clock
