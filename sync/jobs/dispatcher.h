// Which tasks this node does, and when it stops. There is no coordinator: every node places all open tasks by the same
// rule (placement.h) and takes those that fall to it. A pure core. [node-thread]
//
//   in: who is here and what they say (Status), what the ledger says is open, how this node's own tasks go
//   out: fetch this work, run it, cancel it; what to tell the others
//
// What keeps it together where nodes see different things for a moment:
//   claims     a node tells what it is at before anything else; nobody begins a task that somebody here has claimed
//   giving way two that claimed one task at once see it by each other's word: the one with the lower draw cancels
//   detection  a node that is gone, or not heard of for 1.6 s, has no claims and no share: others have them at once
//   taking over who has no work left takes from the end of the longest share, where its owner comes last
//
// Results are not its business: a task it has finished stays claimed until release(), so that nobody begins it anew
// before the result has reached them.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "sync/base/time.h"
#include "sync/jobs/ledger.h"
#include "sync/jobs/message.h"
#include "sync/jobs/placement.h"

namespace segue::jobs {

// --- what happens

struct PeerUp { NodeId peer; };
struct PeerDown { NodeId peer; };
struct Heard {
    NodeId from;
    Status status;
};
// The ledger says something new about it. lost: a result was removed. Mostly another node's stays, or is on its way, so
// what that opens is left for a moment.
struct Changed {
    WorkId work;
    bool lost = false;
};
struct Offering {                 // what this node offers from now on
    Offer offer;
    std::string idle_because;
};
struct Fetched {
    WorkId work;
    bool good = true;
};
enum class Outcome : std::uint8_t {
    done,     // the ledger is told the results next
    failed,   // …or the failure
    unable,   // nobody's fault: the file was not there any more, this node cannot
};
struct Finished {
    WorkId work;
    Outcome outcome = Outcome::done;
};
struct Release { WorkId work; };  // the result is known where it is to be known
struct Tick {};

using Event = std::variant<PeerUp, PeerDown, Heard, Changed, Offering, Fetched, Finished, Release, Tick>;

// --- what is to be done

struct Effects {
    struct Fetch {
        WorkId work;
        NodeId from;
    };
    struct Run {
        WorkId work;
        Kinds kinds;
    };
    std::vector<WorkId> cancel;  // before the others: fetching, or running; no Finished follows
    std::vector<Fetch> fetch;    // each answered by Fetched
    std::vector<Run> run;        // each answered by Finished
    std::optional<Status> tell;  // to every peer
};

class Dispatcher {
  public:
    Dispatcher(const NodeId& self, const Ledger& ledger);

    Effects step(const Event& event, LocalTime now);
    LocalTime next_wake() const;

    // For people, and for tests.
    enum class Phase : std::uint8_t { fetching, fetched, running, finished };
    struct Mine {
        Phase phase = Phase::fetching;
        Kinds kinds = 0;
        LocalTime finished;
        bool failed = false;
    };
    const std::map<WorkId, Mine>& mine() const { return mine_; }
    const Status& status() const { return own_; }
    // Of a peer that is heard.
    const Status* status(const NodeId& peer) const;
    // How many tasks wait at that node, not begun.
    std::size_t share(const NodeId& node) const;
    // Who does it just now, as far as is known: this node, or a peer.
    std::optional<NodeId> claimed_by(const WorkId& work) const;

  private:
    struct Peer {
        std::optional<Status> status;
        std::set<WorkId> claims;
        LocalTime heard = long_ago;
        bool is_live = false;
    };

    void on(const PeerUp& e);
    void on(const PeerDown& e);
    void on(const Heard& e);
    void on(const Changed& e);
    void on(const Offering& e);
    void on(const Fetched& e);
    void on(const Finished& e);
    void on(const Release& e);
    void on(const Tick&) {}

    void awake();
    void lapse();
    void lose(Peer& peer);
    void unclaimed(const WorkId& work);
    void give_way(const NodeId& to, const WorkId& work);
    void cancel(const WorkId& work);
    bool takes_part(const Offer& offer) const;
    bool places_otherwise(const Offer& before, const Offer& now) const;
    std::vector<Candidate> candidates() const;
    bool is_holder_here(const Work& work) const;
    void rebuild();
    void place_some();
    void enqueue(const WorkId& work);
    void enqueue(const WorkId& work, const Work& about);
    void dequeue(const WorkId& work);
    void begin();
    bool begin_one();
    std::optional<WorkId> next() const;
    std::optional<WorkId> next_of_others() const;
    std::size_t count(Phase phase) const;
    void say();

    NodeId self_;
    const Ledger& ledger_;
    std::map<NodeId, Peer> peers_;
    Status own_;
    std::map<WorkId, Mine> mine_;
    std::vector<Candidate> candidates_;           // as the shares were made with
    // Open, claimed by nobody, somebody here holds it. The longest first, so that what is left at the end, when some
    // are idle already, is short.
    struct Queued {
        std::uint32_t seconds = 0;
        WorkId work;
        bool operator<(const Queued& o) const {
            return seconds != o.seconds ? seconds > o.seconds : work < o.work;
        }
    };
    std::map<NodeId, std::set<Queued>> shares_;
    std::map<WorkId, std::pair<NodeId, std::uint32_t>> queued_;  // whose share it is in, and as how long
    std::map<WorkId, LocalTime> later_;           // not before, by this node
    bool misplaced_ = false, unsaid_ = true;
    std::optional<WorkId> unplaced_;              // everything from here on is still to be placed anew
    LocalTime rebuilt_ = long_ago, said_ = long_ago, now_ = long_ago,
              listening_until_ = long_ago;
    Effects out_;
};

}  // namespace segue::jobs
