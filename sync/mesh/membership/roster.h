// The members one node knows of, with what it has heard of each. Bounded: the longest dead make room.
// Internal to Membership, but for Member. [node-thread]
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/base/ids.h"
#include "sync/base/time.h"
#include "sync/mesh/membership/message.h"

namespace segue::membership {

const char* to_string(Life life);

struct Member {
    NodeId id;
    std::string name;
    std::vector<std::string> addresses;
    std::uint64_t incarnation = 0;
    Life life = Life::alive;
    bool up = false;  // a channel stands
    bool operator==(const Member&) const = default;
};

// Before any sign of life; far enough from the ends of the range to be subtracted.
inline constexpr LocalTime never{Nanoseconds(-(1ll << 60))};

// What goes with a member but concerns nobody else.
struct Detail {
    LocalTime heard = never;  // last sign of life by our own ears
    LocalTime since;          // its life became what it is
    LocalTime up_since;
    std::optional<LocalTime> closed_at;  // its stream closed then, and none stands since
    std::vector<NodeId> accusers;        // of a suspect; at most 1 + confirmations_wanted
    std::optional<Update> slander;       // what is said of it that our ears deny: it is told, so that it can refute
    LocalTime dial_at;
    Nanoseconds dial_interval{0};
};

struct Record {
    Member& member;
    Detail& detail;
};

class Roster {
  public:
    Roster();

    const std::vector<Member>& members() const { return members_; }
    std::size_t size() const { return members_.size(); }
    // References hold until the next insert or forget.
    Record at(std::size_t i) { return {members_[i], details_[i]}; }
    const Detail& detail(std::size_t i) const { return details_[i]; }
    std::optional<std::size_t> index(const NodeId& id) const;
    // Nothing if it is full of the living.
    std::optional<std::size_t> insert(const NodeId& id, LocalTime now);
    // Drops those dead or gone since before `oldest`.
    void forget(LocalTime oldest);
    // Alive or suspect, and this node itself.
    std::size_t living() const;

  private:
    void remove(std::size_t i);
    std::vector<Member> members_;  // by id
    std::vector<Detail> details_;  // of members_[i]
};

}  // namespace segue::membership
