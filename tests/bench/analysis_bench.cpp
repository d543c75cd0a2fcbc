// Runs the analyser on files, one after the other, and prints a line of JSON for each: what it found, and how many
// times faster than real time it was, by processor time. analysis_truth.py compares these with what is known.
#include <poll.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "audio/analysis/process.h"
#include "sync/base/local_clock.h"

namespace {

using namespace segue;
using namespace segue::audio;

double children_cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    const auto of = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

struct Printer {
    void operator()(const Loudness& r) {
        std::printf(", \"lufs\": %.3f, \"true_peak_dbtp\": %.3f", double{r.integrated_lufs}, double{r.true_peak_dbtp});
        std::printf(", \"lufs_by_blocks\": %.3f", double{album_loudness({&r}).integrated_lufs});
    }
    void operator()(const Tempo& r) {
        std::printf(", \"bpm\": %.4f, \"tempo_confidence\": %.3f, \"steady\": %s, \"stretches\": %zu", r.bpm,
                    double{r.confidence}, r.steady ? "true" : "false", r.grid.size());
        std::printf(", \"first_beat_s\": %.4f, \"beats_per_bar\": %d, \"first_downbeat\": %u, \"beats_s\": [",
                    to_seconds(r.first_beat() - MediaPos{}), r.beats_per_bar, r.first_downbeat);
        const char* between = "";
        for (const BeatStretch& s : r.grid)
            for (std::uint32_t i = 0; i < s.beats; ++i, between = ",")
                std::printf("%s%.4f", between, to_seconds(s.beat(i) - MediaPos{}));
        std::printf("]");
    }
    void operator()(const MusicalKey& r) {
        std::printf(", \"key\": \"%s\", \"key_confidence\": %.3f", r.found() ? r.name().c_str() : "",
                    double{r.confidence});
    }
    void operator()(const Waveform& r) { std::printf(", \"wave_points\": %zu", r.points.size()); }
    void operator()(const Silence& r) {
        std::printf(", \"silence_s\": [%.4f, %.4f]", to_seconds(r.leading), to_seconds(r.trailing));
    }
    void operator()(const Fingerprint& r) { std::printf(", \"fingerprint_words\": %zu", r.words.size()); }
};

void analyse(const std::filesystem::path& program, const char* file, AnalyserSet asked) {
    const double before = children_cpu_seconds();
    auto process = AnalysisProcess::start(analysis_command(program, file, asked), asked, local_now());
    if (!process) {
        std::fprintf(stderr, "%s\n", process.message().c_str());
        return;
    }
    std::printf("{\"file\": \"%s\"", file);
    while (!(*process)->is_finished()) {
        pollfd waiting{(*process)->fd(), POLLIN, 0};
        ::poll(&waiting, 1, 1000);
        for (const AnalysisEvent& event : (*process)->pump(local_now())) {
            if (const auto* found = std::get_if<Analysed>(&event)) std::visit(Printer{}, found->result);
            if (const auto* failed = std::get_if<AnalysisFailed>(&event))
                std::printf(", \"failed\": \"%s\"", failed->reason.c_str());
            if (const auto* end = std::get_if<AnalysisEnd>(&event)) {
                const double seconds = to_seconds(end->duration), cpu = children_cpu_seconds() - before;
                std::printf(", \"duration_s\": %.3f, \"cpu_s\": %.4f, \"speed\": %.1f", seconds, cpu, seconds / cpu);
            }
        }
    }
    std::printf("}\n");
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const auto program = find_analyser();
    AnalyserSet asked;
    int at = 1;
    for (; at < argc && std::strcmp(argv[at], "--") != 0; ++at) {
        const auto analyser = analyser_from(argv[at]);
        if (!analyser) break;
        asked.add(*analyser);
    }
    if (asked.empty()) asked = AnalyserSet::all();
    if (at < argc && std::strcmp(argv[at], "--") == 0) ++at;
    if (!program || at == argc) {
        std::fprintf(stderr, "usage: bench_analysis [ANALYSER... --] FILE...   (segue-analyser beside it)\n");
        return 2;
    }
    for (; at < argc; ++at) analyse(*program, argv[at], asked);
}
