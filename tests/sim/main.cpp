// segue-sim: a house under a seed. Replays one seed with its trace, runs many, shortens a failing one.
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "tests/sim/report.h"
#include "tests/sim/run.h"

namespace {

using namespace segue;
using namespace segue::test;

int replay(std::uint64_t seed, int nodes, bool trace, bool shorten) {
    Script script = write_script(seed, nodes);
    if (shorten) {
        script = minimise(script);
        std::printf("%s\n", to_text(script).c_str());
        for (const Action& a : script.actions) std::printf("%s\n", to_text(a).c_str());
    }
    const auto print = [](const std::string& line) { std::printf("%s\n", line.c_str()); };
    const Outcome first = run(script, trace ? print : std::function<void(const std::string&)>());
    const Outcome again = run(script);
    if (first.fingerprint != again.fingerprint) {
        std::printf("seed %" PRIu64 " does not repeat: %016" PRIx64 " and %016" PRIx64 "\n", seed, first.fingerprint,
                    again.fingerprint);
        return 2;
    }
    std::printf("seed %" PRIu64 ": %s  (fingerprint %016" PRIx64 ", %.1f s of virtual time)\n", seed,
                first.violation.empty() ? "kept every promise" : first.violation.c_str(), first.fingerprint,
                to_seconds(first.virtual_time));
    return first.violation.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    spdlog::set_level(spdlog::level::off);
    CLI::App app{"Runs houses of nodes in virtual time, under seeds that say what happens to them"};
    std::uint64_t seed = 0;
    std::string seeds, found, bug, hints;
    std::uint64_t find = 0;
    int nodes = 0, jobs = 1;
    bool trace = false, shorten = false, log = false;
    double budget_s = 0;
    app.add_option("--seed", seed, "One house, run twice: both runs must be the same");
    app.add_option("--seeds", seeds, "Many houses: FIRST:LAST");
    app.add_option("--found", found, "A file of seeds, one a line, that are run first");
    app.add_option("--nodes", nodes, "So many nodes, whatever the seed says")->check(CLI::Range(2, 12));
    app.add_option("--jobs", jobs, "Processes at once")->check(CLI::Range(1, 64));
    app.add_option("--seconds", budget_s, "No new house after so long");
    app.add_option("--plant", bug, "With this bug planted (docs/testing.md lists them)");
    app.add_option("--find-plants", find,
                   "Plants each bug in turn (or that of --plant) and looks for it in so many seeds");
    app.add_option("--hints", hints, "A file of bugs and the seeds that have found them, to be tried first");
    app.add_flag("--trace", trace, "What happens, a line an event (docs/testing.md has the legend)");
    app.add_flag("--log", log, "What the nodes write to their logs, among the trace");
    app.add_flag("--minimise", shorten, "Leaves out what the failure does not need");
    CLI11_PARSE(app, argc, argv);
    if (log) {
        spdlog::set_pattern("             %v");
        spdlog::set_level(spdlog::level::debug);
    }
    if (find > 0) return find_plants(find, bug, jobs, hints);
    if (!bug.empty() && !plant(bug)) {
        std::fprintf(stderr, "segue-sim: no bug is called '%s' here\n", bug.c_str());
        return 2;
    }
    if (seeds.empty() && found.empty()) return replay(seed, nodes, trace, shorten);
    return run_many({seeds, found, nodes, jobs, budget_s});
}
