#include "audio/analysis/process.h"

#include <signal.h>
#include <sys/wait.h>

#include <array>

#include "audio/analysis/limits.h"

namespace segue::audio {

namespace fs = std::filesystem;

std::optional<fs::path> find_analyser(const std::vector<fs::path>& directories) {
    return find_helper("segue-analyser", directories);
}

std::vector<std::string> analysis_command(const fs::path& analyser, const fs::path& file, AnalyserSet asked) {
    std::vector<std::string> command{analyser.string()};
    for (const Analyser a : all_analysers)
        if (asked.has(a)) command.emplace_back(to_text(a));
    command.emplace_back("--");
    command.push_back(file.string());
    return command;
}

AnalysisOr<std::unique_ptr<AnalysisProcess>> AnalysisProcess::start(const std::vector<std::string>& command,
                                                                    AnalyserSet asked, LocalTime now) {
    auto child = Child::start(command);
    if (!child) return fail(AnalysisError::unavailable, "cannot start the analyser: " + child.message());
    return std::unique_ptr<AnalysisProcess>(new AnalysisProcess(std::move(child).value(), asked, now));
}

LocalTime AnalysisProcess::deadline() const {
    return finished_ || paused_ ? LocalTime::max() : last_output_ + analysis_silence_max;
}

std::vector<AnalysisEvent> AnalysisProcess::pump(LocalTime now) {
    std::vector<AnalysisEvent> events;
    if (finished_) return events;
    const auto end_with = [&](AnalysisFailed failure) {
        events.emplace_back(std::move(failure));
        if (!finished_) child_.stop();
        finished_ = true;
    };
    std::array<std::uint8_t, 32'768> buffer;
    for (std::size_t total = 0; total < analysis_pump_bytes_max && !finished_;) {
        const auto n = child_.read(buffer);
        if (!n) {
            if (now >= deadline()) end_with({AnalysisError::stuck, "the analyser got stuck on this file"});
            break;
        }
        if (*n == 0) {  // it died before its last word, which would have ended this below
            end_with(cause_of_death());
            break;
        }
        total += *n;
        last_output_ = now;
        auto read = reader_.feed(BytesView(buffer).first(*n));
        if (!read) {
            end_with({read.error(), read.message()});
            break;
        }
        for (AnalysisEvent& e : *read) events.push_back(std::move(e));
        if (reader_.is_finished()) {
            child_.stop();
            finished_ = true;
        }
    }
    return events;
}

void AnalysisProcess::pause() {
    if (finished_ || std::exchange(paused_, true)) return;
    ::kill(pid(), SIGSTOP);
}

void AnalysisProcess::resume(LocalTime now) {
    if (finished_ || !std::exchange(paused_, false)) return;
    last_output_ = now;
    ::kill(pid(), SIGCONT);
}

AnalysisFailed AnalysisProcess::cause_of_death() {
    finished_ = true;
    const int status = child_.stop();
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return {AnalysisError::unavailable, "the analyser program cannot run on this system"};
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return {AnalysisError::too_costly, "the analyser gave up on this file: it took too long"};
    return {AnalysisError::crashed, "the analyser crashed on this file"};
}

}  // namespace segue::audio
