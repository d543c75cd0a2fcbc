// Many seeds, over several processes, and what came of them.
#pragma once

#include <cstdint>
#include <string>

namespace segue::test {

struct Many {
    std::string seeds;  // "FIRST:LAST"
    std::string found;  // a file of seeds to run first; may be empty
    int nodes = 0;
    int jobs = 1;
    double budget_s = 0;  // 0: none
};
// Plants each bug in turn and looks for it with the seeds from 1 on, at most so many. Prints which seed found it, and
// which promise was broken. hints: a file of "BUG SEED" lines, the seed to begin with; may be empty. 0: all were found.
int find_plants(std::uint64_t seeds_max, const std::string& only, int jobs, const std::string& hints);

// Prints a summary. 0: all kept their promises; 1: some did not; 2: wrongly called.
int run_many(const Many& many);

}  // namespace segue::test
