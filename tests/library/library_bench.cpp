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
//
// Each by the clock, and in processor time, which says what it would be on a machine that has nothing else to do.
#include <sys/resource.h>
#include <time.h>

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

// Of this process, and of those that have ended.
double processor_s() {
    double out = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        ::getrusage(who, &usage);
        for (const timeval& t : {usage.ru_utime, usage.ru_stime})
            out += static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    }
    return out;
}
double thread_ms() {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

void scan(Catalogue& catalogue, const std::string& folder, const char* name) {
    const std::atomic<bool> cancelled = false;
    const auto begin = Clock::now();
    const double processor = processor_s();
    ScanProgress p;
    {
        TagReader reader(tag_reader_command());
        Scan scan(catalogue, reader, {folder, true, true, 1'700'000'000}, cancelled);
        while (true) {
            const auto more = scan.step();
            if (!more) std::printf("%s\n", more.message().c_str());
            if (!more || !*more) break;
        }
        p = scan.progress();
    }
    const double s = since(begin);
    std::printf("%s: %llu files in %.2f s, %.2f s of processors, %.0f a second; %llu read, %llu refused\n", name,
                static_cast<unsigned long long>(p.found), s, processor_s() - processor,
                static_cast<double>(p.found) / s, static_cast<unsigned long long>(p.read),
                static_cast<unsigned long long>(p.refused));
}

void search(Searcher& searcher, const char* name) {
    std::vector<double> times, processor;
    for (const char* typed :
         {"blue night", "kalo mira", "the love of", "artist:ven jazz", "title:heart year:1960..1970", "sol dan lum",
          "genre:rock sort:year", "length:<4m album:ten", "-the blue", "z"}) {
        const std::string whole = typed;
        for (std::size_t n = 1; n <= whole.size(); ++n) {
            const auto begin = Clock::now();
            const double thread = thread_ms();
            (void)searcher.search({whole.substr(0, n)}).ok();  // a field half typed may be refused
            times.push_back(since(begin) * 1e3);
            processor.push_back(thread_ms() - thread);
        }
    }
    const auto tell = [&](std::vector<double>& ms, const char* of) {
        std::sort(ms.begin(), ms.end());
        const auto at = [&](double q) { return ms[static_cast<std::size_t>(q * static_cast<double>(ms.size() - 1))]; };
        std::printf("%s%s: %zu keys, p50 %.1f ms, p95 %.1f ms, max %.1f ms\n", name, of, ms.size(), at(0.5), at(0.95),
                    at(1));
    };
    tell(times, "");
    tell(processor, ", processor");
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
