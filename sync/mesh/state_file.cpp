#include "sync/mesh/state_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sync/mesh/limits.h"

namespace segue::mesh {
namespace {

namespace fs = std::filesystem;

class File {
  public:
    File(const fs::path& path, int flags, mode_t mode = 0) : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int fd() const { return fd_; }
    bool open() const { return fd_ >= 0; }

  private:
    int fd_;
};

std::string because(const fs::path& path, std::string_view what) {
    return path.string() + ": " + std::string(what) + ": " + std::strerror(errno);
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

}  // namespace

Outcome<void> make_private_directory(const fs::path& directory) {
    std::error_code problem;
    fs::create_directories(directory, problem);
    if (problem) return fail(Error::state_unwritable, directory.string() + ": cannot be made: " + problem.message());
    struct stat status {};
    if (::stat(directory.c_str(), &status) == 0 && (status.st_mode & 0077) != 0 &&
        ::chmod(directory.c_str(), 0700) != 0)
        return fail(Error::state_unwritable, because(directory, "is open to others and cannot be closed to them"));
    return {};
}

Outcome<std::optional<std::string>> read_state_file(const fs::path& path) {
    const File file(path, O_RDONLY);
    if (!file.open()) {
        if (errno == ENOENT || errno == ENOTDIR) return std::optional<std::string>{};
        return fail(Error::state_unreadable, because(path, "cannot be read"));
    }
    std::string text(4096, '\0');
    std::size_t have = 0;
    while (true) {
        if (have == text.size()) text.resize(2 * text.size());
        const ssize_t n = ::read(file.fd(), text.data() + have, text.size() - have);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail(Error::state_unreadable, because(path, "cannot be read"));
        if (n == 0) break;
        have += static_cast<std::size_t>(n);
        if (have > state_file_bytes_max) return fail(Error::state_corrupt, path.string() + ": is far too large");
    }
    text.resize(have);
    return std::optional(std::move(text));
}

Outcome<void> write_state_file(const fs::path& path, std::string_view bytes, Durable durable) {
    fs::path fresh = path;
    fresh += ".new";
    ::unlink(fresh.c_str());
    {
        const File file(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
        if (!file.open() || !write_all(file.fd(), bytes) || (durable == Durable::yes && ::fsync(file.fd()) != 0)) {
            auto problem = fail(Error::state_unwritable, because(path, "cannot be written"));
            ::unlink(fresh.c_str());
            return problem;
        }
    }
    if (::rename(fresh.c_str(), path.c_str()) != 0)
        return fail(Error::state_unwritable, because(path, "cannot be replaced"));
    if (durable == Durable::yes) {
        const File directory(path.parent_path(), O_RDONLY | O_DIRECTORY);
        if (directory.open()) ::fsync(directory.fd());  // the rename itself
    }
    return {};
}

Outcome<fs::path> keep_damaged(const fs::path& path, std::string_view bytes) {
    for (int n = 1; n <= damaged_kept_max; ++n) {
        fs::path beside = path;
        beside += ".damaged-" + std::to_string(n);
        const File file(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
        if (!file.open() && errno == EEXIST) continue;
        if (file.open() && write_all(file.fd(), bytes) && ::fsync(file.fd()) == 0) return beside;
        auto problem = fail(Error::state_unwritable, because(beside, "cannot be written"));
        if (file.open()) ::unlink(beside.c_str());
        return problem;
    }
    return fail(Error::state_unwritable,
                path.string() + ": damaged " + std::to_string(damaged_kept_max) + " times already; look at the disk");
}

}  // namespace segue::mesh
