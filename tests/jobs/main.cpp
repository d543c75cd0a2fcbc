// segue-jobs-sim: houses of libraries under seeds. Replays one with its trace, runs many, looks for planted bugs.
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cinttypes>
#include <cstdio>

#include "sync/base/planted.h"
#include "tests/jobs/run.h"

namespace {

using namespace segue;
using namespace segue::test;

// Work for so many processes; true if all of them said so.
bool share(int processes, const std::function<bool(int)>& work) {
    std::fflush(stdout);
    for (int n = 0; n < processes; ++n)
        if (::fork() == 0) {
            const bool good = work(n);
            std::fflush(stdout);
            ::_exit(good ? 0 : 1);
        }
    bool all = true;
    for (int n = 0; n < processes; ++n) {
        int status = 0;
        ::wait(&status);
        all &= status == 0;
    }
    return all;
}

int replay(std::uint64_t seed, bool trace) {
    const auto print = [](const std::string& line) { std::printf("%s\n", line.c_str()); };
    const JobsOutcome first = run_jobs_house(seed, trace ? print : std::function<void(const std::string&)>());
    const bool same = run_jobs_house(seed).fingerprint == first.fingerprint;
    std::printf("seed %" PRIu64 ": %s%s  (fingerprint %016" PRIx64 ")\n", seed,
                first.violation.empty() ? "kept every promise" : first.violation.c_str(),
                same ? "" : ", and does not repeat", first.fingerprint);
    return !same ? 2 : first.violation.empty() ? 0 : 1;
}

bool run_many(std::uint64_t first, std::uint64_t last, int mine, int of) {
    bool good = true;
    JobsJudge::Counts all;
    for (std::uint64_t seed = first + static_cast<std::uint64_t>(mine); seed <= last; seed += static_cast<std::uint64_t>(of)) {
        const JobsOutcome outcome = run_jobs_house(seed);
        if (!outcome.violation.empty()) {
            good = false;
            std::printf("seed %-6" PRIu64 " %s\n", seed, outcome.violation.c_str());
        }
        all.runs += outcome.counts.runs;
        all.doubles += outcome.counts.doubles;
        all.taken_over += outcome.counts.taken_over;
        all.longest_double_s = std::max(all.longest_double_s, outcome.counts.longest_double_s);
        all.rest_s = std::max(all.rest_s, outcome.counts.rest_s);
    }
    std::printf("process %d: %" PRIu64 " tasks begun, %" PRIu64 " begun again elsewhere, %" PRIu64
                " at once on two connected nodes, for %.2f s at most; at rest after %.1f s at most\n",
                mine, all.runs, all.taken_over, all.doubles, all.longest_double_s, all.rest_s);
    return good;
}

#ifdef SEGUE_PLANTS
bool find_plant(std::size_t which, std::uint64_t seeds) {
    planted = static_cast<Plant>(static_cast<std::size_t>(Plant::told_before_durable) + which);
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const std::string violation = run_jobs_house(seed).violation;
        if (violation.empty()) continue;
        std::printf("%-22s seed %-5" PRIu64 " %s\n", job_plant_names[which], seed, violation.c_str());
        return true;
    }
    std::printf("%-22s NOT FOUND in %" PRIu64 " seeds\n", job_plant_names[which], seeds);
    return false;
}

bool find_plants(std::uint64_t seeds, int mine, int of) {
    bool all = true;
    for (auto i = static_cast<std::size_t>(mine); i < job_plant_names.size(); i += static_cast<std::size_t>(of))
        all &= find_plant(i, seeds);
    return all;
}
#endif

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Runs houses of libraries in virtual time, under seeds that say what happens to them"};
    std::uint64_t seed = 0, find = 0;
    std::string seeds, bug;
    int processes = 1;
    bool trace = false;
    app.add_option("--seed", seed, "One house, run twice: both runs must be the same");
    app.add_option("--seeds", seeds, "Many houses: FIRST:LAST");
    app.add_option("--jobs", processes, "Processes at once")->check(CLI::Range(1, 64));
    app.add_option("--plant", bug, "With this bug planted");
    app.add_option("--find-plants", find, "Plants each bug in turn and looks for it in so many seeds");
    app.add_flag("--trace", trace, "What happens, a line an event");
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    CLI11_PARSE(app, argc, argv);
#ifdef SEGUE_PLANTS
    for (std::size_t i = 0; i < job_plant_names.size(); ++i)
        if (bug == job_plant_names[i]) planted = static_cast<Plant>(static_cast<std::size_t>(Plant::told_before_durable) + i);
    if (find > 0) return share(processes, [&](int n) { return find_plants(find, n, processes); }) ? 0 : 1;
#endif
    if (!bug.empty() || find > 0) {
#ifdef SEGUE_PLANTS
        if (planted == Plant::none)
#endif
        {
            std::fprintf(stderr, "segue-jobs-sim: no such bug here; the dev preset compiles them in\n");
            return 2;
        }
    }
    if (seeds.empty()) return replay(seed, trace);
    std::uint64_t first = 1, last = 0;
    if (std::sscanf(seeds.c_str(), "%" SCNu64 ":%" SCNu64, &first, &last) != 2) {
        std::fprintf(stderr, "segue-jobs-sim: --seeds takes FIRST:LAST, as in --seeds 1:1000\n");
        return 2;
    }
    return share(processes, [&](int n) { return run_many(first, last, n, processes); }) ? 0 : 1;
}
