// One node's part in the common library and in the work on it: its records replicated (sync/replica), what is to be
// done derived from them (ledger.h), tasks placed and supervised (dispatcher.h). A pure core; its host brings messages,
// the time, a store of records, and hands that fetch files and run the analysers. [node-thread]
//
// What it adds to its three parts:
//   results   what a task finds out is written as this node's records; of two nodes' results of one job the lower
//             node's stays, and the other takes its own back
//   failures  counted in this node's records, so that the budget is everyone's
//   claims    are kept until everybody here has the records that a task led to
//   pardons   a person's word that what was set aside is to be tried again
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sync/jobs/dispatcher.h"
#include "sync/jobs/ledger.h"
#include "sync/replica/replicator.h"

namespace segue::jobs {

// A change of this node's own map; no value: removed.
struct Write {
    Bytes key;
    std::optional<Bytes> value;
    bool operator==(const Write&) const = default;
};

// What a store of records did with one origin's map: records that now hold, or hold no more.
struct StoreChange {
    NodeId origin;
    Bytes key;
    std::optional<Bytes> value;
};

// Keys whose records the store takes over into this node's own map, rather than forget them with another's earlier
// epoch, if no one else's map has them: results cost hours, and no node but the forgotten had them as its own.
bool is_kept(BytesView key);

struct WorkshopEffects {
    struct Told {
        NodeId to;
        bool bulk = false;
        Bytes bytes;  // replica::Message
    };
    std::vector<Told> send;
    Bytes status;                         // to every peer; empty: nothing new
    std::vector<replica::Piece> store;    // answered by stored()
    std::vector<replica::Read> read;      // answered by has_read()
    std::vector<NodeId> drop;             // answered by stored(), with nothing left
    std::optional<std::uint64_t> renew;   // answered by renewed()
    std::vector<Write> write;             // together answered by written()
    std::vector<WorkId> cancel;
    std::vector<Effects::Fetch> fetch;    // answered by fetched()
    std::vector<Effects::Run> run;        // answered by finished()
    std::vector<WorkId> changed;          // what is known of these works has changed
};

class Workshop {
  public:
    Workshop(const NodeId& self, const Versions& versions, const std::map<NodeId, replica::Standing>& stored);

    // At the start: what the store holds. Then the others may be told.
    void load(const NodeId& origin, BytesView key, const std::optional<Bytes>& value);

    // --- the mesh. What to do follows from take() after each call.
    void peer_up(const NodeId& peer, LocalTime now);
    void peer_down(const NodeId& peer, LocalTime now);
    void replica_message(const NodeId& from, BytesView bytes, LocalTime now);
    void status_message(const NodeId& from, BytesView bytes, LocalTime now);
    void forget(const NodeId& node, LocalTime now);

    // --- the store
    // changes: also of this node's own map, when it took records over (own is its standing then).
    struct Answer {
        NodeId origin;
        replica::Standing standing;
        bool good = true;
        std::vector<StoreChange> changes;
        std::optional<replica::Standing> own;
    };
    void stored(const Answer& answer, LocalTime now);
    // The writes asked for are durable, and this node's map stands so; more are asked for only then. Or the disk refused
    // them: they are asked for again.
    void written(const replica::Standing& own, bool good, LocalTime now);
    // This node's map has been written anew.
    void renewed(const replica::Standing& own, LocalTime now);
    void has_read(std::uint64_t token, replica::Piece piece, LocalTime now);

    // --- this node's library
    void put(const Key& key, Bytes value, LocalTime now);
    void remove(const Key& key, LocalTime now);
    // A person's word: what was set aside is tried again. How many that are.
    std::size_t retry(const std::vector<WorkId>& works, LocalTime now);
    std::vector<WorkId> set_aside() const;

    // --- its hands
    void offer(Offer offer, std::string idle_because, LocalTime now);
    void fetched(const WorkId& work, bool good, LocalTime now);
    struct Found {
        Outcome outcome = Outcome::done;
        std::vector<std::pair<std::uint8_t, Bytes>> results;  // kind and value
        std::string reason;                                   // of a failure: one line
    };
    void finished(const WorkId& work, const Found& found, LocalTime now);

    void tick(LocalTime now);
    LocalTime next_wake() const;
    WorkshopEffects take() { return std::exchange(out_, {}); }

    const Ledger& ledger() const { return ledger_; }
    const Dispatcher& dispatcher() const { return dispatcher_; }
    const replica::Replicator& replicator() const { return replicator_; }
    // Peers that are up.
    const std::set<NodeId>& peers() const { return peers_; }

  private:
    void replicate(const replica::Event& event, LocalTime now);
    void dispatch(const Event& event, LocalTime now);
    void offer_again(LocalTime now);
    void write(const Key& key, std::optional<Bytes> value, LocalTime now);
    void ask_to_write();
    void applied(const NodeId& origin, BytesView key, const std::optional<Bytes>& value, LocalTime now);
    void take_back_doubles(const WorkId& work, LocalTime now);
    void tidy(const WorkId& work, LocalTime now);
    void release_what_is_known(LocalTime now);

    NodeId self_;
    Versions versions_;
    std::uint32_t fingerprint_;
    replica::Replicator replicator_;
    std::vector<WorkId> loaded_;  // that this node said something about in an earlier life
    Ledger ledger_;
    Dispatcher dispatcher_;
    std::set<NodeId> peers_;
    Offer offer_;
    std::string idle_because_;
    std::deque<Write> unwritten_;
    std::size_t under_way_ = 0;   // the first so many are with the store
    LocalTime rewrite_due_ = LocalTime::max();
    std::map<WorkId, std::uint64_t> awaited_;   // finished: their last write, by our count of all writes
    std::uint64_t writes_ = 0, durable_ = 0;    // counts of own writes: made, and durable
    std::map<std::uint64_t, replica::Version> reached_;   // by count: what the map stood at
    WorkshopEffects out_;
};

}  // namespace segue::jobs
