#include "audio/import/process.h"

#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <utility>

#include "audio/import/limits.h"

namespace segue::audio {

namespace fs = std::filesystem;

std::optional<fs::path> find_importer(const std::vector<fs::path>& directories) {
    return find_helper("segue-importer", directories);
}

std::vector<std::string> import_command(const fs::path& importer, const fs::path& file, const ImportRange& range) {
    if (range.is_whole()) return {importer.string(), "--", file.string()};
    return {importer.string(), "--range", std::to_string(range.from.count), std::to_string(range.to.count), "--",
            file.string()};
}

ImportResult<std::unique_ptr<ImportProcess>> ImportProcess::start(const std::vector<std::string>& command,
                                                                  LocalTime now) {
    auto child = Child::start(command);
    if (!child) return fail(ImportError::unavailable, "cannot start the importer: " + child.message());
    return std::unique_ptr<ImportProcess>(new ImportProcess(std::move(child).value(), now));
}

LocalTime ImportProcess::deadline() const { return finished_ ? LocalTime::max() : last_output_ + import_silence_max; }

std::vector<ImportEvent> ImportProcess::pump(LocalTime now) {
    std::vector<ImportEvent> events;
    if (finished_) return events;
    const auto fail_with = [&](ImportFailed failure) {
        stop();
        events.emplace_back(std::move(failure));
    };
    std::array<std::uint8_t, 32'768> buffer;
    for (std::size_t total = 0; total < import_pump_bytes_max;) {
        const auto n = child_.read(buffer);
        if (!n) {
            if (now >= deadline()) fail_with(ImportFailed{ImportError::silent, "the decoder got stuck on this file"});
            return events;
        }
        if (*n == 0) {  // it died before its last word, which would have ended this below
            events.emplace_back(cause_of_death(stop()));
            return events;
        }
        total += *n;
        last_output_ = now;
        auto read = reader_.feed(BytesView(buffer).first(*n));
        if (!read) {
            fail_with(ImportFailed{read.error(), read.message()});
            return events;
        }
        for (ImportEvent& e : *read) events.push_back(std::move(e));
        if (reader_.is_finished()) {
            stop();
            return events;
        }
    }
    return events;
}

int ImportProcess::stop() {
    finished_ = true;
    return child_.stop();
}

ImportFailed ImportProcess::cause_of_death(int status) {
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return {ImportError::unavailable, "the importer program cannot run on this system"};
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return {ImportError::crashed, "the decoder gave up on this file: it took too long"};
    return {ImportError::crashed, "the decoder crashed on this file"};
}

}  // namespace segue::audio
