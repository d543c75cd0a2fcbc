// What people call nodes, made into ids. In this order, so that what scripts use (ids, exact names) never turns into
// something else when a node joins: the whole id; HOST:PORT; the exact name; the name in any case; the beginning
// of an id, four digits or more.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/ids.h"
#include "sync/base/result.h"

namespace segue::control {

struct NamedNode {
    NodeId id;
    std::string name;
    std::string address;  // HOST:PORT, or empty
};

enum class NameError : std::uint8_t { unknown, ambiguous };

// [any-thread] Pure. The message says who was meant or which there are: "no node is called “kichen”: did you
// mean “kitchen”?"
Result<NodeId, NameError> resolve_node(std::string_view text, std::span<const NamedNode> known);

// The same for several, "all" being everyone; each once, in the order given.
Result<std::vector<NodeId>, NameError> resolve_nodes(std::span<const std::string> texts,
                                                     std::span<const NamedNode> known);

// How many letters must be typed, left out, changed or swapped with their neighbour to make one of the other
// (optimal string alignment distance), letters compared without case.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The closest of `candidates`, when it is close enough to have been meant; else empty.
std::string_view nearest_word(std::string_view typed, std::span<const std::string_view> candidates);

}  // namespace segue::control
