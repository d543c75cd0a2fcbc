// A house of two to five nodes in which anything happens, any time; then peace.
#pragma once

#include "tests/handoff/house.h"

namespace segue::handoff::test {

// Expects that never two conduct under one ballot, and in the end: what was answered with yes is there once, one
// conducts, all agree.
RoleChanges chaos(std::uint64_t seed);

}  // namespace segue::handoff::test
