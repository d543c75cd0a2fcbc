// One run: a house, a script, a judge.
#pragma once

#include <functional>
#include <string>

#include "tests/sim/judge.h"
#include "tests/sim/script.h"

namespace segue::test {

// Compiled with the planted bugs of sync/base/planted.h?
bool has_plants();
// The bug of that name, from now on; false: there is none. "none" ends it.
bool plant(const std::string& name);
std::vector<std::string> plants();

struct Outcome {
    std::string violation;  // empty: every promise was kept
    std::uint64_t fingerprint = 0;
    Counters counters;
    Nanoseconds virtual_time{0};
};

// sink: gets the trace, line by line.
Outcome run(const Script& script, const std::function<void(const std::string&)>& sink = {});

// The script with as few actions as show the same promise broken. runs: at most so many tries.
Script minimise(const Script& script, std::size_t runs = 400);

}  // namespace segue::test
