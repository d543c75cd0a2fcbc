// The supervised process: whatever the child does, the parent gets exactly one last word. Time is told to it; waiting
// is for the pipe only.
#include "audio/analysis/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "audio/analysis/limits.h"
#include "tests/import/files.h"

namespace segue::audio {
namespace {

using namespace test;

constexpr LocalTime start = from_ns<LocalTime>(1'000'000'000);

std::vector<AnalysisEvent> run_to_end(const std::vector<std::string>& command, AnalyserSet asked) {
    auto process = AnalysisProcess::start(command, asked, start);
    EXPECT_TRUE(process);
    std::vector<AnalysisEvent> events;
    while (!(*process)->is_finished()) {
        pollfd waiting{(*process)->fd(), POLLIN, 0};
        EXPECT_GT(::poll(&waiting, 1, 50'000), 0) << "nothing came";
        for (auto& e : (*process)->pump(start)) events.push_back(std::move(e));
    }
    return events;
}
std::vector<std::string> shell(const std::string& script) { return {"/bin/sh", "-c", script}; }

AnalysisFailed failure_of(const std::vector<AnalysisEvent>& events) {
    const auto* failed = events.empty() ? nullptr : std::get_if<AnalysisFailed>(&events.back());
    EXPECT_TRUE(failed);
    return failed ? *failed : AnalysisFailed{};
}

TEST(AnalysisProcessTest, SaysHowTheAnalyserDied) {
    const AnalyserSet one{Analyser::key};
    EXPECT_EQ(failure_of(run_to_end(shell("kill -SEGV $$"), one)).code, AnalysisError::crashed);
    EXPECT_EQ(failure_of(run_to_end(shell("exit 0"), one)).code, AnalysisError::crashed) << "no last word";
    EXPECT_EQ(failure_of(run_to_end(shell("kill -XCPU $$"), one)).code, AnalysisError::too_costly);
    EXPECT_EQ(failure_of(run_to_end(shell("exit 127"), one)).code, AnalysisError::unavailable);
    EXPECT_EQ(failure_of(run_to_end(shell("while :; do echo nonsense; done"), one)).code, AnalysisError::malformed);
    EXPECT_FALSE(AnalysisProcess::start({"/nonexistent/segue-analyser"}, one, start));
}

TEST(AnalysisProcessTest, KillsWhoeverIsSilentTooLongUnlessItIsPaused) {
    auto started = AnalysisProcess::start(shell("exec sleep 1000"), {Analyser::key}, start);
    ASSERT_TRUE(started);
    AnalysisProcess& process = **started;
    EXPECT_EQ(process.deadline(), start + analysis_silence_max);
    process.pause();
    EXPECT_EQ(process.deadline(), LocalTime::max());
    EXPECT_TRUE(process.pump(start + std::chrono::hours(9)).empty());
    process.resume(start + std::chrono::hours(9));
    EXPECT_EQ(process.deadline(), start + std::chrono::hours(9) + analysis_silence_max);
    EXPECT_EQ(failure_of(process.pump(process.deadline())).code, AnalysisError::stuck);
    EXPECT_EQ(::kill(process.pid(), 0), -1) << "it is gone";
}

TEST(AnalysisProcessTest, EndsAPausedChildWithItself) {
    pid_t pid = 0;
    {
        auto process = AnalysisProcess::start(shell("exec sleep 1000"), {Analyser::key}, start);
        ASSERT_TRUE(process);
        pid = (*process)->pid();
        (*process)->pause();
    }
    EXPECT_EQ(::kill(pid, 0), -1);
}

class RealAnalyser : public ImportTest {
  protected:
    std::vector<AnalysisEvent> analyse(const fs::path& file, AnalyserSet asked = AnalyserSet::all()) {
        const auto program = find_analyser({SEGUE_ANALYSER_DIR});
        EXPECT_TRUE(program);
        return run_to_end(analysis_command(*program, file, asked), asked);
    }
};

TEST_F(RealAnalyser, SaysAResultOfEachAndTheTrackThatTheImporterNames) {
    write_wav(directory / "a.wav", 44'100, 2, 4'410);
    const auto events = analyse(directory / "a.wav");
    const auto* begun = std::get_if<AnalysisStarted>(&events.front());
    ASSERT_TRUE(begun);
    EXPECT_EQ(begun->track, import(directory / "a.wav").header.track);
    ASSERT_TRUE(std::holds_alternative<AnalysisEnd>(events.back()));
    EXPECT_EQ(std::get<AnalysisEnd>(events.back()).duration, Frames{4'800});
    AnalyserSet said;
    for (const AnalysisEvent& e : events)
        if (const auto* found = std::get_if<Analysed>(&e)) said.add(analyser_of(found->result));
    EXPECT_EQ(said, AnalyserSet::all());
}

TEST_F(RealAnalyser, SaysWhatIsWrongWithAFile) {
    std::ofstream(directory / "a.txt") << "not music at all";
    EXPECT_EQ(failure_of(analyse(directory / "a.txt")).code, AnalysisError::not_audio);
    EXPECT_EQ(failure_of(analyse(directory / "nothing")).code, AnalysisError::unreadable);
    EXPECT_EQ(failure_of(analyse(directory)).code, AnalysisError::unreadable);
    std::ofstream(directory / "empty.wav");
    const AnalysisError empty = failure_of(analyse(directory / "empty.wav")).code;
    EXPECT_TRUE(empty == AnalysisError::not_audio || empty == AnalysisError::damaged) << to_text(empty);
}

TEST_F(RealAnalyser, FilesTooShortForAnythingAreAnalysed) {
    for (const std::int64_t frames : {1, 100, 5'000, 30'000}) {
        write_wav(directory / "short.wav", 48'000, 1, frames);
        EXPECT_TRUE(std::holds_alternative<AnalysisEnd>(analyse(directory / "short.wav").back())) << frames;
    }
}

}  // namespace
}  // namespace segue::audio
