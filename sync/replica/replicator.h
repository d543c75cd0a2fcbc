// Keeps this node's copies of everyone's records up to date, and gives others what they lack. A pure core: messages,
// what the disk has done, and the time go in; messages, and what the disk is to do, come out. [node-thread]
//
//   peer B                         this node                           its disk
//   Heads {A: through 900} ──────► stands at 500: asks B
//                      ◄────────── Ask {A, after 500}
//   Piece {A, 500 … 700} ────────► ─────────────────────────────────► store
//                      ◄────────── Ask {A, after 700}                  … Stored {A stands at 700}
//
// Who lacks something asks for it, one piece at a time, a few ahead of its disk: so nobody is sent more than it can
// take, a piece that is lost is asked for again, and one that comes twice changes nothing. Anyone who has more of an
// origin's records can be asked for them, so what is known of a node that is away, or dead, still reaches newcomers.
//
// Nothing is compared but standings, until two copies stand alike and their digests differ. Then each is read through
// by the other, and they become the union of both, newer records before older. Should an origin's own map differ from a
// copy that claims to be the same (its disk lost what it had told), the origin begins a new epoch.
//
// Rejected: a snapshot beside the log, for who is far behind. The map holds the last write of each key only, in the
// order of writes, so reading it from the start is the snapshot.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "sync/base/time.h"
#include "sync/replica/limits.h"
#include "sync/replica/message.h"

namespace segue::replica {

// --- what happens

struct PeerUp { NodeId peer; };
struct PeerDown { NodeId peer; };
struct Received {
    NodeId from;
    Message message;
};
// This node's own map has been written to, durably.
struct Written { Standing standing; };
// A piece is in the store; or it could not be, and the standing is as before.
struct Stored {
    NodeId origin;
    Standing standing;
    bool good = true;
};
// The answer to Effects::read. Nothing there any more: an empty `through`.
struct HasRead {
    std::uint64_t token = 0;
    Piece piece;  // without its number
};
// The ensemble has forgotten the node: nothing of it is kept, or taken again until it is back.
struct Forget { NodeId origin; };
struct Tick {};

using Event = std::variant<PeerUp, PeerDown, Received, Written, Stored, HasRead, Forget, Tick>;

// --- what is to be done

struct Send {
    NodeId to;
    Message message;
};
// Records after that version, as many as a piece takes (limits.h); HasRead is the answer.
struct Read {
    std::uint64_t token = 0;
    NodeId origin;
    Version after;
};
struct Effects {
    std::vector<Send> send;
    std::vector<Piece> store;            // each answered by Stored, in their order
    std::vector<Read> read;              // each answered by HasRead
    std::optional<std::uint64_t> renew;  // write this node's map anew, in an epoch after this one; then Written
    std::vector<NodeId> drop;            // forget these origins' records
};

class Replicator {
  public:
    // stored: how the disk's copies stand, this node's own map among them.
    Replicator(const NodeId& self, const std::map<NodeId, Standing>& stored);

    Effects step(const Event& event, LocalTime now);
    LocalTime next_wake() const;

    // How this node stands with an origin, as the disk has it.
    Standing standing(const NodeId& origin) const;
    // The most that anyone who is up has of it.
    Version known(const NodeId& origin) const;
    std::vector<NodeId> origins() const;
    // Something that a peer has told of is not here yet: more than `writes`, or for longer than it usually takes. Or a
    // peer has not told anything yet.
    bool is_behind(std::uint64_t writes) const;
    // All these peers who are up have this much of this node's map.
    bool is_known_to_all(const Version& own) const;

  private:
    struct Fetch {
        NodeId from;
        std::uint32_t number = 0;
        Version received;  // through the last piece that came
        bool asked = false, more = true;
        LocalTime asked_at;
    };
    struct Log {
        Standing standing;
        std::optional<Fetch> fetch;
        std::size_t unstored = 0;             // pieces given to the disk
        LocalTime not_before = long_ago;      // the disk refused
        LocalTime mend_due = long_ago;        // copies are compared in whole not before
        int mends = 0;                        // in a row
        // What was known to be lacking then, and still is.
        Version lacking;
        LocalTime lacking_since = LocalTime::max();
    };
    struct Peer {
        std::map<NodeId, Standing> heads;
        bool told = false;  // has told us its heads
        std::size_t reads = 0;
        LocalTime shunned_until = long_ago;
        int late = 0;  // answers that did not come in time, in a row
    };
    struct Reading {
        NodeId peer;
        std::uint32_t number;
    };

    void on(const PeerUp& e);
    void on(const PeerDown& e);
    void on(const Received& e);
    void on(const Written& e);
    void on(const Stored& e);
    void on(const HasRead& e);
    void on(const Forget& e);
    void on(const Tick&) {}
    void heard(const NodeId& from, const Heads& heads);
    void heard(const NodeId& from, const Ask& ask);
    void heard(const NodeId& from, const Nothing& nothing);
    void heard(const NodeId& from, const Piece& piece);

    void time_out();
    void fetch_what_is_lacking();
    void fetch(const NodeId& origin, Log& log);
    void ask(const NodeId& origin, Log& log);
    Nanoseconds patience(const NodeId& peer) const;
    std::optional<NodeId> best_source(const NodeId& origin, const Version& beyond) const;
    std::optional<NodeId> differing(const NodeId& origin, const Log& log) const;
    void look_at_what_is_lacking();
    void look_at_own_copies();
    void changed(const NodeId& origin);
    void tell();
    void tell_all(const NodeId& peer);

    NodeId self_;
    std::map<NodeId, Log> logs_;
    std::map<NodeId, Peer> peers_;
    std::map<std::uint64_t, Reading> reading_;
    std::set<NodeId> untold_, forgotten_;
    LocalTime tell_due_ = LocalTime::max(), told_ = long_ago, renewed_ = long_ago;
    std::uint64_t token_ = 0;
    std::uint32_t number_ = 0;
    LocalTime now_ = long_ago;
    Effects out_;
};

}  // namespace segue::replica
