#include "audio/import/child.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "audio/import/spawn.h"

namespace segue::audio {

namespace fs = std::filesystem;

std::optional<fs::path> find_helper(const char* program, const std::vector<fs::path>& directories) {
    std::vector<fs::path> places = directories;
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    if (!error) {
        const fs::path bin = self.parent_path();
        places.insert(places.end(), {bin, bin / "../libexec/segue", bin / "../lib/segue"});
    }
    // On Android the executable is the system's, and we are a library in a folder of libraries; nothing else that we
    // bring may be executed, nor would it be unpacked by another kind of name.
    if (Dl_info us{};
        ::dladdr(reinterpret_cast<const void*>(&find_helper), &us) && us.dli_fname && *us.dli_fname == '/')
        places.push_back(fs::path(us.dli_fname).parent_path());
    for (const fs::path& place : places)
        for (const std::string& name : {std::string(program), "lib" + std::string(program) + ".so"}) {
            const fs::path candidate = place / name;
            if (::access(candidate.c_str(), X_OK) == 0 && fs::is_regular_file(candidate, error)) return candidate;
        }
    return std::nullopt;
}

Result<Child, ChildError> Child::start(const std::vector<std::string>& command) {
    const auto refused = [](const std::string& what, int error) {
        return fail(ChildError::unavailable, what + ": " + std::generic_category().message(error));
    };
    if (command.empty()) return fail(ChildError::unavailable, "no program given");
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return refused("pipe", errno);

    const auto pid = spawn(command, -1, ends[1]);
    const int error = errno;
    ::close(ends[1]);
    if (!pid) {
        ::close(ends[0]);
        return refused(command[0], error);
    }
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return Child(ends[0], *pid);
}

Child::Child(Child&& other) noexcept : fd_(std::exchange(other.fd_, -1)), pid_(other.pid_) {}

Child::~Child() {
    if (fd_ >= 0) stop();
}

std::optional<std::size_t> Child::read(std::span<std::uint8_t> buffer) {
    while (true) {
        const ssize_t n = ::read(fd_, buffer.data(), buffer.size());
        if (n >= 0) return static_cast<std::size_t>(n);
        if (errno == EAGAIN) return std::nullopt;
        if (errno != EINTR) return 0;
    }
}

int Child::stop() {
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

}  // namespace segue::audio
