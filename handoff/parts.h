// Who plays what of the music. An output that is away is stood in for: what is missed of its part is played by one that
// stays, beside its own, until it is back. So the sum stays whole, and nobody's own part is ever rewritten.
#pragma once

#include <optional>
#include <vector>

#include "handoff/state.h"

namespace segue::handoff {

// What `node` plays: its own part, and those of the outputs that it stands in for.
audio::Part part_of(const SessionState& state, const NodeId& node);
// What all outputs that are on play together; none: nobody is on.
std::optional<audio::Part> part_of_all(const SessionState& state);

// The least part that holds both.
audio::Part together(const audio::Part& a, const audio::Part& b);
// What of `part` is not heard from those who play `played`; none: nothing.
std::optional<audio::Part> missing(const audio::Part& part, const std::vector<audio::Part>& played);
// Which of those that stay is to stand in for `away`: who has the least to add. None: nothing of it is missed.
NodeId stand_in_for(const SessionState& state, const NodeId& away, const std::vector<NodeId>& staying);

}  // namespace segue::handoff
