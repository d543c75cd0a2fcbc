// Who conducts, and in what order its writes came.
//
// A ballot names one reign of one conductor. Ballots are totally ordered, and the highest anyone has heard of wins:
// every message about a session carries one, and whoever knows a higher one rejects the lower. That is the fence.
// No ballot is used twice: a node claims only numbers above all it has heard of or has promised, and makes the claim
// durable before it says so. So of one ballot there is exactly one writer, and a Stamp names exactly one write: also
// when a disk was full and a claim is forgotten, since `life` is another after each start.
#pragma once

#include <compare>
#include <cstdint>

#include "sync/base/ids.h"

namespace segue::handoff {

struct Ballot {
    std::uint64_t number = 0;  // 0: nobody has conducted yet
    NodeId node;
    std::uint32_t life = 0;  // of the node that chose the number (Config::incarnation)
    constexpr auto operator<=>(const Ballot&) const = default;
    constexpr bool is_none() const { return number == 0; }
};

// The conductor's `revision`th write. Revisions go on counting over changes of conductor.
struct Stamp {
    Ballot ballot;
    std::uint64_t revision = 0;
    constexpr auto operator<=>(const Stamp&) const = default;
};

// Edits and queue entries are counted by the node where they were asked for, in one sequence: an edit that brings n
// entries takes n + 1 counts. See CounterSet for why.
using EditId = Counted<struct EditTag>;
using EntryId = Counted<struct EntryTag>;

// A register: the write with the highest stamp wins.
template <class T>
struct Register {
    Stamp stamp;
    T value{};
    bool operator==(const Register&) const = default;

    // True if `other` was newer and has been taken.
    bool merge(const Register& other) {
        if (other.stamp <= stamp) return false;
        *this = other;
        return true;
    }
};

}  // namespace segue::handoff
