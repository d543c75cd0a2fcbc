#include "tests/sim/report.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <vector>

#include "tests/sim/run.h"

namespace segue::test {
namespace {

constexpr std::uint64_t repeat_every = 64;      // one house in so many is run twice, to see that it repeats
constexpr std::size_t failures_shown_max = 20;  // the first ones say enough
constexpr std::size_t times_kept_max = 100'000;

struct Tally {
    std::uint64_t houses = 0, failures = 0, not_repeated = 0;
    double virtual_s = 0;
    Counters counters;
};

void note(FILE* out, std::uint64_t seed, const std::string& what, int nodes) {
    std::fprintf(out, "seed %" PRIu64 ": %s\n    segue-sim --seed %" PRIu64 "%s --trace\n", seed, what.c_str(), seed,
                 nodes > 0 ? fmt::format(" --nodes {}", nodes).c_str() : "");
    std::fflush(out);
}

void one(std::uint64_t seed, const Many& many, Tally& tally, FILE* out) {
    const Script script = write_script(seed, many.nodes);
    Outcome o = run(script);
    ++tally.houses;
    tally.virtual_s += to_seconds(o.virtual_time);
    if (!o.violation.empty() && ++tally.failures <= failures_shown_max) note(out, seed, o.violation, many.nodes);
    if (seed % repeat_every == 0 && run(script).fingerprint != o.fingerprint) {
        ++tally.not_repeated;
        note(out, seed, "did not repeat itself", many.nodes);
    }
    if (tally.counters.leaderless.size() > times_kept_max) o.counters.leaderless.clear();
    if (tally.counters.silent_solo.size() > times_kept_max) o.counters.silent_solo.clear();
    tally.counters.add(o.counters);
}

// A child's tally crosses a pipe as it lies in memory: both are the same program.
template <class T>
void put(int fd, const T& v) {
    (void)!::write(fd, &v, sizeof v);
}
template <class T>
bool get(int fd, T& v) {
    for (std::size_t have = 0; have < sizeof v;) {
        const ssize_t n = ::read(fd, reinterpret_cast<char*>(&v) + have, sizeof v - have);
        if (n <= 0) return false;
        have += static_cast<std::size_t>(n);
    }
    return true;
}
struct Flat {  // of a tally; the lists follow
    std::uint64_t houses, failures, not_repeated;
    double virtual_s;
    std::uint64_t numbers[sizeof(Counters) / sizeof(std::uint64_t)];
    std::size_t leaderless, silent;
};
constexpr std::size_t plain_counters = offsetof(Counters, leaderless) / sizeof(std::uint64_t);

void send(int fd, const Tally& t) {
    Flat f{t.houses,
           t.failures,
           t.not_repeated,
           t.virtual_s,
           {},
           t.counters.leaderless.size(),
           t.counters.silent_solo.size()};
    std::memcpy(f.numbers, &t.counters, plain_counters * sizeof(std::uint64_t));
    put(fd, f);
    for (const Nanoseconds d : t.counters.leaderless) put(fd, d);
    for (const Nanoseconds d : t.counters.silent_solo) put(fd, d);
}
bool receive(int fd, Tally& t) {
    Flat f{};
    if (!get(fd, f)) return false;
    t.houses += f.houses, t.failures += f.failures, t.not_repeated += f.not_repeated, t.virtual_s += f.virtual_s;
    Counters c;
    std::memcpy(static_cast<void*>(&c), f.numbers, plain_counters * sizeof(std::uint64_t));
    c.leaderless.resize(f.leaderless);
    c.silent_solo.resize(f.silent);
    for (Nanoseconds& d : c.leaderless)
        if (!get(fd, d)) return false;
    for (Nanoseconds& d : c.silent_solo)
        if (!get(fd, d)) return false;
    t.counters.add(c);
    return true;
}

std::string times(std::vector<Nanoseconds> v) {
    if (v.empty()) return "never";
    std::sort(v.begin(), v.end());
    const auto at = [&](double q) {
        return to_seconds(v[static_cast<std::size_t>(q * static_cast<double>(v.size() - 1))]);
    };
    return fmt::format("{} times, median {:.2f} s, p99 {:.2f} s, most {:.2f} s", v.size(), at(0.5), at(0.99), at(1));
}

void print(const Tally& t, double took_s) {
    const Counters& c = t.counters;
    std::printf("%" PRIu64 " houses, %.0f minutes of their time in %.0f s; %" PRIu64 " broke a promise, %" PRIu64
                " did not repeat\n",
                t.houses, t.virtual_s / 60, took_s, t.failures, t.not_repeated);
    std::printf("  events: %" PRIu64 " steps of cores, %" PRIu64 " packets\n", c.steps, c.packets);
    std::printf("  people: %" PRIu64 " edits, %" PRIu64 " acknowledged, %" PRIu64 " refused, %" PRIu64
                " never answered (their asker died)\n",
                c.edits, c.acknowledged, c.refused, c.unanswered);
    std::printf("  ownership: %" PRIu64 " reigns, %" PRIu64 " yielded, %" PRIu64 " handovers (%" PRIu64
                " refused, %" PRIu64 " in calm), %" PRIu64 " deaths of a conductor, %" PRIu64 " within a handover\n",
                c.claims, c.yields, c.handovers, c.handovers_refused, c.handovers_in_calm, c.deaths_of_conductor,
                c.deaths_in_handover);
    std::printf("  cuts: %" PRIu64 " samples with two conductors, %" PRIu64 " houses with a bookmark\n",
                c.two_conductors, c.merges);
    std::printf("  sound: %" PRIu64 " samples, %" PRIu64 " pairs compared, %" PRIu64 " in calm, %" PRIu64 " silences\n",
                c.samples_sounding, c.samples_apart, c.calm_samples, c.silences);
    std::printf("  machines: %" PRIu64 " frozen, %" PRIu64 " torn writes, %" PRIu64 " refused writes\n", c.thaws,
                c.torn_writes, c.refused_writes);
    std::printf("  without a conductor: %s\n", times(c.leaderless).c_str());
    std::printf("  silent though keep-playing: %s\n", times(c.silent_solo).c_str());
    std::printf("  deeds:");
    for (int i = 0; i < deed_count; ++i) std::printf(" %s %" PRIu64, to_text(static_cast<Deed>(i)), c.deeds[i]);
    std::printf("\n");
}

std::vector<std::uint64_t> read_found(const std::string& file) {
    std::vector<std::uint64_t> out;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (std::uint64_t seed = 0; std::sscanf(line.c_str(), "%" SCNu64, &seed) == 1) out.push_back(seed);
    return out;
}

}  // namespace

int run_many(const Many& many) {
    std::uint64_t first = 1, last = 0;
    if (!many.seeds.empty() && std::sscanf(many.seeds.c_str(), "%" SCNu64 ":%" SCNu64, &first, &last) != 2) {
        std::fprintf(stderr, "segue-sim: --seeds takes FIRST:LAST, as in --seeds 1:1000, not '%s'\n",
                     many.seeds.c_str());
        return 2;
    }
    const std::vector<std::uint64_t> found = read_found(many.found);
    const auto begun = std::chrono::steady_clock::now();
    const auto took = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count(); };
    Tally all;
    std::vector<std::pair<pid_t, int>> children;
    for (int job = 0; job < many.jobs; ++job) {
        int ends[2];
        if (::pipe(ends) != 0) return 2;
        std::fflush(stdout);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(ends[0]);
            Tally tally;
            const auto mine = static_cast<std::uint64_t>(job), step = static_cast<std::uint64_t>(many.jobs);
            for (std::size_t i = mine; i < found.size(); i += step) one(found[i], many, tally, stdout);
            for (std::uint64_t seed = first + mine; seed <= last; seed += step) {
                if (many.budget_s > 0 && took() > many.budget_s) break;
                one(seed, many, tally, stdout);
            }
            send(ends[1], tally);
            std::fflush(stdout);
            ::_exit(0);
        }
        ::close(ends[1]);
        children.emplace_back(child, ends[0]);
    }
    bool whole = true;
    for (const auto& [child, fd] : children) {
        whole &= receive(fd, all);
        ::close(fd);
        int status = 0;
        ::waitpid(child, &status, 0);
        whole &= status == 0;
    }
    print(all, took());
    if (!whole) std::printf("a process of the simulation died: its last seeds are not counted\n");
    return whole && all.failures == 0 && all.not_repeated == 0 ? 0 : 1;
}

namespace {

std::map<std::string, std::uint64_t> read_hints(const std::string& file) {
    std::map<std::string, std::uint64_t> out;
    std::ifstream in(file);
    std::string name;
    for (std::uint64_t seed = 0; in >> name >> seed;) out[name] = seed;
    return out;
}

// False: in so many seeds, and that of the hint (0: there is none), it was not found.
bool find(const std::string& name, std::uint64_t seeds_max, std::uint64_t hint) {
    plant(name);
    for (std::uint64_t n = hint > 0 ? 0 : 1; n <= seeds_max; ++n) {
        const std::uint64_t seed = n > 0 ? n : hint;
        const std::string violation = run(write_script(seed)).violation;
        if (violation.empty()) continue;
        std::printf("%-26s seed %-5" PRIu64 " %s\n", name.c_str(), seed, violation.substr(0, 100).c_str());
        return true;
    }
    std::printf("%-26s NOT FOUND in %" PRIu64 " seeds\n", name.c_str(), seeds_max);
    return false;
}

}  // namespace

int find_plants(std::uint64_t seeds_max, const std::string& only, int jobs, const std::string& hints) {
    if (!has_plants()) {
        std::fprintf(
            stderr, "segue-sim: built without planted bugs; configure with -D SEGUE_PLANTS=ON (the dev preset does)\n");
        return 2;
    }
    std::vector<std::string> names = plants();
    if (!only.empty()) std::erase_if(names, [&](const std::string& n) { return n != only; });
    if (names.empty()) {
        std::fprintf(stderr, "segue-sim: no bug is called '%s'\n", only.c_str());
        return 2;
    }
    const std::map<std::string, std::uint64_t> known = read_hints(hints);
    std::vector<pid_t> children;
    for (std::size_t job = 0; job < static_cast<std::size_t>(jobs); ++job) {
        std::fflush(stdout);
        const pid_t child = ::fork();
        if (child == 0) {
            bool all = true;
            for (std::size_t i = job; i < names.size(); i += static_cast<std::size_t>(jobs)) {
                all &= find(names[i], seeds_max, known.contains(names[i]) ? known.at(names[i]) : 0);
                std::fflush(stdout);
            }
            ::_exit(all ? 0 : 1);
        }
        children.push_back(child);
    }
    bool all = true;
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        all &= status == 0;
    }
    return all ? 0 : 1;
}

}  // namespace segue::test
