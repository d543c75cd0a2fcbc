// segue-analyser ANALYSER... -- FILE: listens to one file, says what it finds as records on standard output
// (audio/analysis/records.h), and is gone. In the same sandbox as segue-importer, and below everything else that runs.

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>

#include "app/analyser/analyse.h"
#include "app/importer/sandbox.h"
#include "audio/analysis/limits.h"

namespace {

// Blocking; when nobody listens any more, SIGPIPE ends us, as it should.
void write_all(segue::BytesView bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) ::_exit(1);
        bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
}
void say(const segue::audio::AnalysisEvent& event) { write_all(segue::audio::encode_record(event)); }

int usage() {
    std::fputs(
        "usage: segue-analyser ANALYSER... -- FILE\n"
        "Analyses a music file for segued, which starts it; its output is for programs.\n"
        "Analysers: loudness tempo key waveform silence fingerprint\n",
        stderr);
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    using namespace segue;
    audio::AnalyserSet asked;
    int at = 1;
    for (; at < argc && std::strcmp(argv[at], "--") != 0; ++at) {
        const auto analyser = audio::analyser_from(argv[at]);
        if (!analyser) return usage();
        asked.add(*analyser);
    }
    if (asked.empty() || at + 2 != argc) return usage();
    if (::isatty(STDOUT_FILENO)) {
        std::fputs("segue-analyser: standard output is a terminal; it is for segued\n", stderr);
        return 2;
    }
    if (!importer::enter_sandbox({audio::analyser_memory_bytes_max, audio::analyser_cpu_seconds_max})) return 1;
    importer::yield_to_everyone();
    try {
        analyser::analyse_file(argv[at + 1], asked, say, importer::lock_sandbox);
    } catch (const std::bad_alloc&) {
        say(audio::AnalysisFailed{audio::AnalysisError::too_costly, "this file would take too much memory to analyse"});
    } catch (const std::exception&) {
        return 1;  // our supervisor sees an end without a last word
    }
    // Not return: the libraries' destructors have nothing to give back that the system does not take anyway.
    ::_exit(0);
}
