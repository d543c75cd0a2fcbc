// One simulated house of libraries: what its seed says happens to it, and whether it kept its promises.
#pragma once

#include <functional>
#include <string>

#include "tests/jobs/judge.h"

namespace segue::test {

struct JobsOutcome {
    std::string violation;  // empty: kept every promise
    std::uint64_t fingerprint = 0;
    JobsJudge::Counts counts;
};
JobsOutcome run_jobs_house(std::uint64_t seed, const std::function<void(const std::string&)>& trace = {});

}  // namespace segue::test
