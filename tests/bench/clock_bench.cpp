// Which estimator of a clock is better? Three of them on the same simulated traces, ten minutes each, pings as the
// present one paces them. A table (markdown); with a file name, also errors over time as CSV for the plot.
//
//   bench_clock [FILE.csv] ; tests/bench/plot_clock.py FILE.csv FILE.png
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/bench/clock_rivals.h"
#include "tests/clock/paths.h"

namespace {

using namespace segue::clock;

constexpr int runs = 8;
constexpr double length_s = 600, settled_s = 10;

struct Row {
    std::vector<paths::Error> early, late;
};

template <class Estimator>
void run(Row& row, const char* name, const paths::Weather& w, const std::vector<paths::Heard>& heard, std::FILE* csv,
         bool draw) {
    Estimator estimator;
    for (const paths::Error& e : paths::follow(estimator, w, heard, 0, length_s)) {
        if (e.at >= 1 && e.at < settled_s) row.early.push_back(e);
        if (e.at >= settled_s) row.late.push_back(e);
        if (csv && draw && (e.at < settled_s || static_cast<long>(e.at * 50) % 50 == 0))
            std::fprintf(csv, "%s;%s;%.2f;%.3f;%.3f\n", w.name.c_str(), name, e.at, e.us, e.bound_us);
    }
}

void tell(const char* weather, const char* name, const Row& row) {
    const auto early = paths::summarise(row.early), late = paths::summarise(row.late);
    std::printf("| %s | %s | %.0f, %.0f | %.1f, %.1f, %.0f | %.1f |\n", weather, name, early.p50_us, early.p99_us,
                late.p50_us, late.p99_us, late.max_us, 100 * late.inside);
}

}  // namespace

int main(int argc, char** argv) {
    std::FILE* csv = argc > 1 ? std::fopen(argv[1], "w") : nullptr;
    if (argc > 1 && !csv) return std::perror(argv[1]), 1;
    std::printf(
        "| path | estimator | error in 1–10 s: p50, p99 (µs) | after: p50, p99, max (µs) | within its bound (%%) |\n");
    std::printf("| --- | --- | --- | --- | --- |\n");
    for (const paths::Weather& w : paths::weathers()) {
        Row present, kalman, fastest;
        for (int seed = 1; seed <= runs; ++seed) {
            const auto heard = paths::record(w, static_cast<std::uint64_t>(seed), length_s);
            run<paths::Present>(present, "strip and crowd", w, heard, csv, seed == 1);
            run<KalmanRival>(kalman, "Kalman", w, heard, csv, seed == 1);
            run<FastestRival>(fastest, "fastest tenth", w, heard, csv, seed == 1);
        }
        tell(w.name.c_str(), "strip and crowd", present);
        tell("", "Kalman", kalman);
        tell("", "fastest tenth", fastest);
        std::fflush(stdout);
    }
    if (csv) std::fclose(csv);
}
