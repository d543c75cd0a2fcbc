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

class Draft;

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
// What was to be sent waits for the disk still: nobody can have answered it. At least every heartbeat_interval.
struct StillWriting {};
// What the musicians in the room agree on, by this node's view; nothing: nobody is there. Every room_interval, to
// whoever conducts a session that follows.
struct RoomHeard {
    std::optional<tempo::RoomBeat> beat;
};
struct Tick {};
struct Shutdown {};  // hand over and leave; Drained follows

using Event = std::variant<Command, MessageIn, PeerUp, PeerDown, PeerFailed, PeerRtt, OwnOutput, ClockStepped,
                           StillWriting, RoomHeard, Tick, Shutdown>;

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
    bool at_once = false;  // says nothing that waits to be durable: need not wait for this step's writes either
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
    SessionMachine(Config config, const std::optional<Saved>& saved, LocalTime now);

    [[nodiscard]] Effects step(const Event& event, LocalTime now, EnsembleTime ensemble_now);

    const SessionState& state() const { return state_; }
    const Ballot& ballot() const { return ballot_; }
    bool conducting() const { return conducting_; }
    bool settled() const { return settled_; }  // false: only read from disk yet
    Role role() const;
    Status status(EnsembleTime now) const;
    // Like position(); but what was only read from disk is paused where it was last known to be.
    Where where(EnsembleTime now) const;
    // For the engine here; while it has programs, the device should be open. Muted while we must not sound: too few
    // members (exclusive), or just awake and unsure.
    audio::OutputPlan plan(EnsembleTime now) const;
    // Members in reach, with ourselves.
    const std::set<NodeId>& alive() const { return alive_; }
    // The plan holds until then, by local time: who sounds it must not go on longer without hearing from us again.
    LocalTime good_until() const { return std::min(now_ + trust_gap, lease_end()); }
    // False: silent whatever the state says, since we do not know how things stand (just started, long asleep), or,
    // under policy exclusive, have no majority.
    bool may_sound() const;
    // Policy exclusive: what is left of the lease to be told to others. 0: none, or policy continuous.
    milliseconds lease_left(LocalTime now) const;
    // The conductor could be asked now.
    bool in_reach(const NodeId& node) const { return alive_.contains(node); }

  private:
    struct Peer {
        bool up = false;    // in reach
        bool dead = false;  // membership's verdict, or it said goodbye
        bool left = false;  // it said goodbye
        bool settled = true;
        bool invited_again = false;  // it was forgotten when it came up: its certificate counts again
        std::string name;
        std::optional<About> about;
        Nanoseconds rtt{0};
        LocalTime gone{};  // when it went out of reach
        LocalTime nacked{}, synced{};
        LocalTime follows{};  // our reign, as of this moment (policy exclusive)
        std::optional<OutputReport> report;
        bool leaving = false;  // it said so…
        bool let_go = false;   // …and has been answered, or will be by a handover's end
    };
    struct Pending {  // asked here, not answered yet
        EditId id;
        Edit edit;
        std::uint64_t request = 0;
        bool last = true;  // of the parts of one request
        LocalTime deadline{}, next_try{};
        Ballot sent_under;
    };
    struct Handover {  // we are its source, or its planner
        EditId id;     // none: our own wish (leaving)
        Ballot next;
        NodeId target, source;  // source none: only conducting moves
        bool keep = false;
        bool committed = false;
        LocalTime deadline{};
        NodeId leaver;                          // to be told when it is done
        std::uint8_t on_beats = 0;              // waits for the beat
        std::optional<EnsembleTime> ready_for;  // the target is: sound moves then
    };
    struct Offered {  // we are its target
        NodeId from;
        Ballot next;
        NodeId source;
        std::uint64_t digest = 0;
        LocalTime deadline{};
        std::optional<audio::Epoch> said_ready;
    };
    struct Watch {  // over a transport that loads
        audio::Epoch epoch;
        bool known = false;  // its entry's track
        LocalTime since{};
        std::optional<LocalTime> first_ready;
    };

    // machine.cpp: the step, and the pen for effects
    void dispatch(const Event& event);
    void duties();
    void wake_by(LocalTime t);
    void wake_by(EnsembleTime t);
    void send(const NodeId& to, Body body, bool datagram = false);
    void broadcast(const Body& body, bool datagram = false);
    void changed();
    void log(std::string line);
    void persist(const Delta* delta, bool durable);
    EditContext context(const NodeId& asker) const;
    Nanoseconds lead(const NodeId& with = {}) const;
    void write(Draft& draft);  // persist, merge, send to all; conductors only
    bool write(Delta delta);
    bool absorb(const Delta& delta);  // merge what others wrote
    std::uint64_t digest() const;
    NodeId conductor() const { return ballot_.node; }
    std::string name(const NodeId& node) const;
    const Peer* peer(const NodeId& node) const;
    void refresh_alive();

    // replication.cpp: peers, replicas
    void on(const PeerUp& e);
    void on(const PeerDown& e);
    void on(const PeerFailed& e);
    void on_message(const NodeId& from, const Message& m);
    void receive(const NodeId& from, const Message& m, const Hello& b);
    void receive(const NodeId& from, const Message& m, const Update& b);
    void receive(const NodeId& from, const Message& m, const Heartbeat& b);
    void receive(const NodeId& from, const Message& m, const Probe& b);
    void receive(const NodeId& from, const Message& m, const StillHeard& b);
    void receive(const NodeId& from, const Message& m, const Nack& b);
    void receive(const NodeId& from, const Message& m, const OutputReport& b);
    void say_hello(const NodeId& to);
    void settle_by(const Ballot& ballot, bool same);
    void send_all(const NodeId& to);
    void sync_duty();
    void heartbeat(bool now, bool at_once = false);
    void report_duty();

    // commands.cpp: edits from here to the conductor
    void on(const Command& e);
    void receive(const NodeId& from, const Message& m, const Forward& b);
    void receive(const NodeId& from, const Message& m, const Answer& b);
    void pump();
    std::optional<Answer> decide(const EditId& id, const Edit& edit);  // nothing: answered later
    void answer(const Answer& a);
    void settle(const Answer& a);
    bool id_is_ours(const EditId& id) const { return id.node == self_; }
    std::uint64_t count(std::uint64_t n);

    // conductor.cpp: what the one in charge does by itself
    void conduct();
    void watch_loading();
    void watch_playing();
    void watch_outputs();
    void go_on_with_a_lost_reign();
    void watch_bookmarks();
    void register_members();
    void mend_switches();
    void checkpoint();
    std::vector<NodeId> sounding() const;  // on, and in reach
    NodeId able() const;                   // who could sound next; none: nobody
    bool reported_ready(const NodeId& node, const audio::Epoch& epoch) const;
    const OutputReport* report_of(const NodeId& node) const;

    // tempo.cpp
    void on(const RoomHeard& e);
    std::optional<tempo::RoomBeat> room() const;
    void start_loaded(Draft& d);
    void watch_tempo();
    void log_phase(Nanoseconds off);

    // standing_in.cpp
    void watch_parts();
    void let_go();
    std::vector<NodeId> staying() const;  // sounding, and not about to leave
    bool can_do_without(const NodeId& node) const;

    // failover.cpp: claims, fences, sleep
    void adopt(const Ballot& ballot);
    void claim(const std::string& why);
    void claim_duty();
    bool others_asked();
    void look_around(bool unsure);
    bool may_act() const { return !listen_until_; }
    std::size_t rank() const;

    // lease.cpp: policy exclusive
    bool exclusive() const { return state_.settings.value.policy == Policy::exclusive; }
    bool quorum() const;
    LocalTime lease_end() const;
    std::uint64_t heartbeat_stamp() const;
    void lease_duty();
    void begin_lease();
    void keep_lease();
    void lose_lease();
    void take_lease(milliseconds granted);
    void follow(const NodeId& conductor, std::uint64_t stamp);
    void followed_by(const NodeId& member, std::uint64_t stamp);

    // handover.cpp
    std::optional<Answer> begin_handover(const EditId& id, const HandOver& e);
    void start_handover(Handover h);
    void ready_to_commit();
    void commit_handover();
    void end_handover(bool ok, Error error, const std::string& message);
    void write_move(Draft& d, const NodeId& source, const NodeId& target, bool keep, EnsembleTime at);
    void handover_duty();
    void offered_duty();
    void receive(const NodeId& from, const Message& m, const Offer& b);
    void receive(const NodeId& from, const Message& m, const Ready& b);
    void receive(const NodeId& from, const Message& m, const Decline& b);
    void receive(const NodeId& from, const Message& m, const Commit& b);
    void receive(const NodeId& from, const Message& m, const Abort& b);

    // drain.cpp
    void on(const Shutdown& e);
    void drain_duty();
    void drained();
    void receive(const NodeId& from, const Message& m, const Leaving& b);
    void receive(const NodeId& from, const Message& m, const MayLeave& b);

    Config config_;
    NodeId self_;
    SessionState state_;
    Ballot ballot_;   // the highest known to reign
    Ballot highest_;  // …or promised: a claim goes above it
    bool conducting_ = false;
    bool settled_ = true;      // false: state_ is only from disk, its times may mean nothing
    std::optional<Cue> rest_;  // where it was, then
    std::map<NodeId, Peer> peers_;
    std::set<NodeId> alive_;
    std::uint64_t counter_ = 0, counter_end_ = 0;
    std::deque<Pending> pending_;
    std::optional<Handover> handover_;
    std::optional<Offered> offered_;
    std::optional<OutputReport> own_report_;
    std::optional<Watch> watch_;
    Ballot reported_to_;  // under which our report was sent last
    bool report_due_ = false;
    bool bookmarks_due_ = false;
    std::optional<tempo::RoomBeat> room_;
    LocalTime room_heard_ = long_ago;
    bool draining_ = false, drained_ = false;
    bool may_leave_ = false;  // said by who conducts
    LocalTime drain_deadline_{}, said_leaving_{};
    std::optional<LocalTime> hushed_;  // our output fades since

    LocalTime heard_{};               // the conductor; or since when it has had the chance to be heard
    std::optional<LocalTime> spoke_;  // …when it itself last did, under the ballot that reigns
    bool cut_off_ = false;            // others hear it, we do not
    NodeId relay_;                    // …this one does
    LocalTime probed_{};
    std::optional<LocalTime> asked_;  // the others, whether they hear the conductor that is dead to us
    std::optional<LocalTime> claim_at_;
    std::optional<LocalTime> listen_until_;
    bool unsure_ = false;       // long asleep: silent until we have looked
    LocalTime leased_until_{};  // policy exclusive: as others have told us, or as we knew when we last conducted
    LocalTime leases_from_{};   // what is older tells of before we slept
    bool sounded_ = false;      // may_sound() at the last step
    std::optional<std::uint64_t> conductor_digest_;
    std::optional<LocalTime> differs_since_;
    LocalTime next_heartbeat_{};
    LocalTime next_checkpoint_{};

    mutable std::optional<std::uint64_t> digest_;
    std::size_t appended_ = 0;
    bool written_once_ = false;

    // of the running step
    LocalTime now_{}, wake_{};
    EnsembleTime ensemble_{};
    Effects fx_;
};

}  // namespace segue::handoff
