// Joining replicas. merge is commutative, associative and idempotent: replicas that have seen the same writes are
// equal, in whatever order and however often these arrived.
#pragma once

#include <vector>

#include "handoff/state.h"

namespace segue::handoff {

// state := state ∪ delta; the same session. Cost: that of the delta. True if anything changed.
bool merge(SessionState& state, const Delta& delta);

// Equal states have equal digests; others, but for one in 2^64, not. Walks all of the state: keep it.
std::uint64_t digest(const SessionState& state);

// Pieces of at most about `bytes` each when encoded, which merge to the whole. At least one.
std::vector<Delta> split(const SessionState& state, std::size_t bytes);

// Reigns that no later one has taken over: each is a position that lost in a cut.
std::vector<Ballot> lost_reigns(const SessionState& state);

}  // namespace segue::handoff
