// One file being imported by a process of its own (app/importer), supervised: whatever the file does to its decoder,
// the node sees events, and at the end exactly one ImportEnd or ImportFailed.
//
//   auto p = ImportProcess::start(import_command(*find_importer(), file), now);
//   when p->fd() is readable, and at p->deadline():  for (auto& e : p->pump(now)) intake.accept(e, now);
//   not pumping is how to pause it: its pipe fills, it waits.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audio/import/child.h"
#include "audio/import/records.h"
#include "sync/base/frames.h"
#include "sync/base/time.h"

namespace segue::audio {

// The importer program (find_helper, child.h).
std::optional<std::filesystem::path> find_importer(const std::vector<std::filesystem::path>& directories = {});

// What of a file becomes the track, in frames at 48 kHz: all of it, or a track of a CUE sheet.
struct ImportRange {
    Frames from{0};
    Frames to{0};  // 0: to the end
    bool is_whole() const { return from.count == 0 && to.count == 0; }
};

// The argument vector that imports `file`.
std::vector<std::string> import_command(const std::filesystem::path& importer, const std::filesystem::path& file,
                                        const ImportRange& range = {});

class ImportProcess {
  public:
    // [node-thread] Starts it. ImportError::unavailable when it cannot be.
    static ImportResult<std::unique_ptr<ImportProcess>> start(const std::vector<std::string>& command, LocalTime now);

    // Non-blocking read end; readable: call pump(). -1 once finished.
    int fd() const { return child_.fd(); }
    pid_t pid() const { return child_.pid(); }
    // [node-thread] Reads what is there, at most import_pump_bytes_max.
    std::vector<ImportEvent> pump(LocalTime now);
    // Silent beyond this it is killed by the next pump().
    LocalTime deadline() const;
    bool is_finished() const { return finished_; }

  private:
    ImportProcess(Child child, LocalTime now) : child_(std::move(child)), last_output_(now) {}
    int stop();  // its wait status
    static ImportFailed cause_of_death(int status);

    Child child_;  // killed with us, if it still runs
    LocalTime last_output_;
    ImportReader reader_;
    bool finished_ = false;
};

}  // namespace segue::audio
