#include "app/node/usage.h"

#include <sys/resource.h>

#include <fstream>
#include <string>

#include "sync/base/local_clock.h"

namespace segue::node {
namespace {

double cpu_seconds() {
    rusage u{};
    getrusage(RUSAGE_SELF, &u);
    const auto s = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; };
    return s(u.ru_utime) + s(u.ru_stime);
}

double resident_mb() {
    std::ifstream status("/proc/self/status");
    double kb = 0;
    for (std::string word; status >> word;)
        if (word == "RssAnon:" || word == "RssFile:") {
            double part = 0;
            status >> part;
            kb += part;
        }
    return kb / 1000;
}

}  // namespace

Usage usage_of_this_process() {
    static Usage last;
    static LocalTime asked = long_ago;
    static double spent = 0;
    const LocalTime now = local_now();
    if (now - asked < seconds(1)) return last;
    const double cpu = cpu_seconds();
    if (asked != long_ago) last.cpu_percent = 100 * (cpu - spent) / to_seconds(now - asked);
    last.memory_mb = resident_mb();
    asked = now;
    spent = cpu;
    return last;
}

}  // namespace segue::node
