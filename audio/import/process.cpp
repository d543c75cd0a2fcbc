#include "audio/import/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "audio/import/limits.h"

extern char** environ;

namespace segue::audio {

namespace fs = std::filesystem;

std::optional<fs::path> find_importer(const std::vector<fs::path>& directories) {
    static constexpr const char* program = "segue-importer";
    std::vector<fs::path> places = directories;
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    if (!error) {
        const fs::path bin = self.parent_path();
        places.insert(places.end(), {bin, bin / "../libexec/segue", bin / "../lib/segue"});
    }
    for (const fs::path& place : places) {
        const fs::path candidate = place / program;
        if (::access(candidate.c_str(), X_OK) == 0 && fs::is_regular_file(candidate, error)) return candidate;
    }
    return std::nullopt;
}

std::vector<std::string> import_command(const fs::path& importer, const fs::path& file) {
    return {importer.string(), "--", file.string()};
}

ImportResult<std::unique_ptr<ImportProcess>> ImportProcess::start(const std::vector<std::string>& command,
                                                                  LocalTime now) {
    const auto refused = [](const char* what, int error) {
        return fail(ImportError::unavailable,
                    std::string("cannot start the importer: ") + what + ": " + std::generic_category().message(error));
    };
    if (command.empty()) return fail(ImportError::unavailable, "cannot start the importer: no program given");
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return refused("pipe", errno);

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);  // libraries chat there
    // Signals as at birth, and a process group of its own: Ctrl-C is for the node, which then stops its importer.
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

    std::vector<char*> argv;
    for (const std::string& argument : command) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, command[0].c_str(), &actions, &attributes, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    ::close(ends[1]);
    if (error != 0) {
        ::close(ends[0]);
        return refused(command[0].c_str(), error);
    }
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return std::unique_ptr<ImportProcess>(new ImportProcess(ends[0], pid, now));
}

ImportProcess::~ImportProcess() {
    if (!finished_) stop();
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
        const ssize_t n = ::read(fd_, buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) {
            if (now >= deadline()) fail_with(ImportFailed{ImportError::silent, "the decoder got stuck on this file"});
            return events;
        }
        if (n <= 0) {  // it died before its last word, which would have ended this below
            events.emplace_back(cause_of_death(stop()));
            return events;
        }
        total += static_cast<std::size_t>(n);
        last_output_ = now;
        auto read = reader_.feed(BytesView(buffer).first(static_cast<std::size_t>(n)));
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
    ::close(std::exchange(fd_, -1));
    // It may just have gone by itself; otherwise it has no business being alive.
    int status = 0;
    pid_t gone = ::waitpid(pid_, &status, WNOHANG);
    if (gone == 0) {
        ::kill(pid_, SIGKILL);
        do {
            gone = ::waitpid(pid_, &status, 0);
        } while (gone < 0 && errno == EINTR);
    }
    return status;
}

ImportFailed ImportProcess::cause_of_death(int status) {
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return {ImportError::unavailable, "the importer program cannot run on this system"};
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return {ImportError::crashed, "the decoder gave up on this file: it took too long"};
    return {ImportError::crashed, "the decoder crashed on this file"};
}

}  // namespace segue::audio
