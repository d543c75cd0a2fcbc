// Who is to do a task: weighted rendezvous hashing. Everyone who sees the same offers comes to the same answer, with
// nobody asked; a node that comes or goes moves its own share and no other. (D. Thaler, C. Ravishankar, "Using
// name-based mappings to increase hit rates", 1998; the weights as in J. Resch, "New hashing algorithms for data
// storage", 2015.) Pure.
#pragma once

#include <optional>
#include <vector>

#include "sync/jobs/job.h"

namespace segue::jobs {

struct Candidate {
    NodeId node;
    std::uint32_t slots = 0;
    double rate = rate_default;  // seconds of sound a second, in each slot
};

// In (0, 1): this node's draw for this work, the same for everyone, for ever.
double draw(const NodeId& node, const WorkId& work);

// Tasks of this size a second: what a node that holds the work, or has to fetch it first, can do.
double speed(const Candidate& node, const Size& size, bool holds);

// The node whose draw, weighted with its speed, is best. Nothing: no candidate has a slot.
struct Placed {
    const std::vector<Candidate>& candidates;
    const std::vector<NodeId>& holders;
    // How often it went wrong at a node's hands; may be empty.
    const std::vector<std::pair<NodeId, std::uint32_t>>& attempts;
};
std::optional<NodeId> place(const WorkId& work, const Size& size, const Placed& among);

// Rates as placement takes them: in steps, so that a small change moves nothing.
double stepped(double rate);

}  // namespace segue::jobs
