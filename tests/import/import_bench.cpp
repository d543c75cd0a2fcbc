// How fast is an import, and how soon does a listener have something? For each file given: milliseconds from starting
// the process to the header and to the first second of sound, seconds of processor time, and music time over it.
//
//   bench_import FILE…          one core is what counts: the importer has one thread
#include <poll.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>

#include "audio/import/process.h"

namespace {

using namespace segue;
using namespace segue::audio;

LocalTime now() { return LocalTime(std::chrono::steady_clock::now().time_since_epoch()); }

double children_cpu_s() {
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    const auto s = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return s(usage.ru_utime) + s(usage.ru_stime);
}

void measure(const char* file) {
    const double cpu_before = children_cpu_s();
    const LocalTime start = now();
    const auto program = find_importer({SEGUE_IMPORTER_DIR});
    auto process = ImportProcess::start(import_command(*program, file), start);
    if (!process) {
        std::printf("%s\n", process.message().c_str());
        return;
    }
    double header_ms = 0, sound_ms = 0;
    const auto since_start_ms = [&] { return to_seconds(now() - start) * 1e3; };
    while (!(*process)->is_finished()) {
        pollfd waiting{(*process)->fd(), POLLIN, 0};
        ::poll(&waiting, 1, 20'000);
        for (const ImportEvent& e : (*process)->pump(now())) {
            if (std::holds_alternative<ImportHeader>(e)) header_ms = since_start_ms();
            if (std::holds_alternative<ImportSegment>(e) && sound_ms <= 0) sound_ms = since_start_ms();
            if (const auto* failed = std::get_if<ImportFailed>(&e))
                std::printf("%s: %s\n", file, failed->reason.c_str());
            if (const auto* end = std::get_if<ImportEnd>(&e)) {
                const double cpu = children_cpu_s() - cpu_before, wall = to_seconds(now() - start),
                             music = to_seconds(end->duration);
                std::printf(
                    "%-40s %7.1f s  header %6.1f ms  first second %6.1f ms  cpu %6.2f s (%6.1f x)  wall %6.2f s (%6.1f "
                    "x)\n",
                    file, music, header_ms, sound_ms, cpu, music / cpu, wall, music / wall);
            }
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) measure(argv[i]);
    return argc > 1 ? 0 : 2;
}
