// One file being analysed by a process of its own (app/analyser), supervised: whatever the file does to its decoder,
// the node sees events, and at the end exactly one AnalysisEnd or AnalysisFailed. The program itself runs below
// everything else (idle scheduling and disk priority), and within bounds of memory and time (limits.h).
//
//   auto p = AnalysisProcess::start(analysis_command(*find_analyser(), file, asked), asked, now);
//   when p->fd() is readable, and at p->deadline():  for (auto& e : p->pump(now)) …
//   destroying it cancels. app/node/analysis_runner.h does all this on the node's loop.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audio/analysis/records.h"
#include "audio/import/child.h"
#include "sync/base/time.h"

namespace segue::audio {

// The analyser program (find_helper, import/child.h).
std::optional<std::filesystem::path> find_analyser(const std::vector<std::filesystem::path>& directories = {});

// The argument vector that has `file` listened to by all that are `asked`.
std::vector<std::string> analysis_command(const std::filesystem::path& analyser, const std::filesystem::path& file,
                                          AnalyserSet asked);

class AnalysisProcess {
  public:
    // [node-thread] AnalysisError::unavailable when it cannot be started.
    static AnalysisOr<std::unique_ptr<AnalysisProcess>> start(const std::vector<std::string>& command,
                                                              AnalyserSet asked, LocalTime now);

    // Non-blocking read end; readable: call pump(). -1 once finished.
    int fd() const { return child_.fd(); }
    pid_t pid() const { return child_.pid(); }
    // [node-thread] Reads what is there, at most analysis_pump_bytes_max.
    std::vector<AnalysisEvent> pump(LocalTime now);
    // Silent beyond this it is killed by the next pump(). Never, while it is paused.
    LocalTime deadline() const;
    bool is_finished() const { return finished_; }

    // Stops it where it is (SIGSTOP), and lets it go on.
    void pause();
    void resume(LocalTime now);
    bool is_paused() const { return paused_; }

  private:
    AnalysisProcess(Child child, AnalyserSet asked, LocalTime now)
        : child_(std::move(child)), last_output_(now), reader_(asked) {}
    AnalysisFailed cause_of_death();

    Child child_;  // killed with us, if it still runs
    LocalTime last_output_;
    AnalysisReader reader_;
    bool finished_ = false, paused_ = false;
};

}  // namespace segue::audio
