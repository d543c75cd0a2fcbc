// Prints what scanning and searching a library cost; asserts nothing. Made by tests/bench/make_library.py:
//
//   tests/bench/make_library.py $TMPDIR/music 100000
//   build/release/bin/bench_library $TMPDIR/music $TMPDIR/catalogue.db
//
// first scan   files a second with a cold catalogue: tag reader, CUE, database and index together
// rescan       seconds for all of the files unchanged
// memory       the largest resident set of this process, and of the tag reader's, meanwhile
// search       milliseconds for each key of queries as they are typed, p50, p95, max: alone, and while another thread
//              writes entries as fast as it can
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include "audio/library/catalogue.h"
#include "audio/library/scan.h"
#include "audio/library/search.h"

namespace {

using namespace segue;
using namespace segue::library;
using Clock = std::chrono::steady_clock;

double since(Clock::time_point t) { return std::chrono::duration<double>(Clock::now() - t).count(); }
double megabytes(int who) {
    rusage usage{};
    ::getrusage(who, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1e3;
}

void scan(Catalogue& catalogue, const std::string& folder, const char* name) {
    const std::atomic<bool> cancelled = false;
    const auto begin = Clock::now();
    TagReader reader(tag_reader_command());
    Scan scan(catalogue, reader, {folder, true, true, 1'700'000'000}, cancelled);
    while (true) {
        const auto more = scan.step();
        if (!more) std::printf("%s\n", more.message().c_str());
        if (!more || !*more) break;
    }
    const ScanProgress& p = scan.progress();
    const double s = since(begin);
    std::printf("%s: %llu files in %.2f s, %.0f a second; %llu read, %llu refused\n", name,
                static_cast<unsigned long long>(p.found), s, static_cast<double>(p.found) / s,
                static_cast<unsigned long long>(p.read), static_cast<unsigned long long>(p.refused));
}

void search(Searcher& searcher, const char* name) {
    std::vector<double> times;
    for (const char* typed :
         {"blue night", "kalo mira", "the love of", "artist:ven jazz", "title:heart year:1960..1970", "sol dan lum",
          "genre:rock sort:year", "length:<4m album:ten", "-the blue", "z"}) {
        const std::string whole = typed;
        for (std::size_t n = 1; n <= whole.size(); ++n) {
            const auto begin = Clock::now();
            (void)searcher.search({whole.substr(0, n)}).ok();  // a field half typed may be refused
            times.push_back(since(begin) * 1e3);
        }
    }
    std::sort(times.begin(), times.end());
    const auto at = [&](double q) {
        return times[static_cast<std::size_t>(q * static_cast<double>(times.size() - 1))];
    };
    std::printf("%s: %zu keys, p50 %.1f ms, p95 %.1f ms, max %.1f ms\n", name, times.size(), at(0.5), at(0.95), at(1));
}

// Takes entries out and puts them back, as a scan of a changing folder would.
void churn(Catalogue& catalogue, const std::atomic<bool>& stop) {
    std::string after;
    while (!stop) {
        const auto some = catalogue.entries(catalogue.self(), after, scan_batch);
        if (!some || some->empty()) {
            after.clear();
            continue;
        }
        after = some->back().place();
        std::vector<Change> out, in;
        for (const Entry& e : *some) {
            out.push_back({e.place(), {}});
            in.push_back({e.place(), e});
        }
        (void)catalogue.apply(catalogue.self(), out).ok();
        (void)catalogue.apply(catalogue.self(), in).ok();
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: bench_library FOLDER CATALOGUE\n", stderr);
        return 2;
    }
    NodeId self;
    self.bytes[0] = 1;
    auto catalogue = Catalogue::open(argv[2], self);
    if (!catalogue) {
        std::fprintf(stderr, "%s\n", catalogue.message().c_str());
        return 1;
    }
    scan(**catalogue, argv[1], "first scan");
    scan(**catalogue, argv[1], "rescan");
    (*catalogue)->settle();
    std::printf("memory: %.0f MB, tag reader %.0f MB\n", megabytes(RUSAGE_SELF), megabytes(RUSAGE_CHILDREN));
    auto searcher = Searcher::open(argv[2], self);
    if (!searcher) return 1;
    search(**searcher, "search");
    std::atomic<bool> stop = false;
    std::thread writer([&] { churn(**catalogue, stop); });
    search(**searcher, "search while writing");
    stop = true;
    writer.join();
}
