#include "audio/media/disk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "audio/media/limits.h"

namespace segue::audio {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view partial_suffix = ".part";

Failure<MediaError> disk_failure(const fs::path& path, int error) {
    const char* why = error == ENOSPC || error == EDQUOT ? "the disk is full"
                      : error == EROFS                   ? "the disk is read-only"
                                                         : nullptr;
    return fail(MediaError::disk, path.string() + ": " + (why ? why : std::generic_category().message(error)));
}

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }
    // The error of closing matters when writing: some file systems say only then that they are full.
    int close() { return ::close(std::exchange(fd_, -1)); }

  private:
    int fd_;
};

std::optional<Bytes> read_file(const fs::path& path, std::size_t bytes_max, bool touch) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat info {};
    if (file.get() < 0 || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
    if (info.st_size <= 0 || static_cast<std::uint64_t>(info.st_size) > bytes_max) return std::nullopt;
    Bytes bytes(static_cast<std::size_t>(info.st_size));
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t n = ::read(file.get(), bytes.data() + done, bytes.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return std::nullopt;
        done += static_cast<std::size_t>(n);
    }
    // Within a day the order does not matter, and a write for every read would wear flash memory.
    if (touch && ::time(nullptr) - info.st_mtim.tv_sec > 24 * 3600) ::futimens(file.get(), nullptr);
    return bytes;
}

bool is_hex_name(const std::string& name) { return SegmentName::from_hex(name).has_value(); }

}  // namespace

fs::path MediaDirectory::segment_path(const SegmentName& name) const {
    const std::string hex = name.hex();
    return root_ / "segments" / hex.substr(0, 2) / hex;
}
fs::path MediaDirectory::track_path(const TrackId& track) const { return root_ / "tracks" / track.hex(); }

MediaResult<void> MediaDirectory::prepare() const {
    std::error_code error;
    fs::create_directories(root_ / "segments", error);
    if (!error) fs::create_directories(root_ / "tracks", error);
    if (error) return disk_failure(root_, error.value());
    if (::access((root_ / "segments").c_str(), W_OK) != 0 || ::access((root_ / "tracks").c_str(), W_OK) != 0)
        return disk_failure(root_, errno);
    return {};
}

bool MediaDirectory::has_segment(const SegmentName& name) const {
    return ::access(segment_path(name).c_str(), R_OK) == 0;
}
std::optional<Bytes> MediaDirectory::read_segment(const SegmentName& name) const {
    return read_file(segment_path(name), blob_bytes_max, true);
}
MediaResult<std::uint64_t> MediaDirectory::write_segment(const SegmentName& name, BytesView bytes) const {
    return write(segment_path(name), bytes);
}
void MediaDirectory::drop_segment(const SegmentName& name) const { ::unlink(segment_path(name).c_str()); }

std::optional<Bytes> MediaDirectory::read_track(const TrackId& track) const {
    return read_file(track_path(track), manifest_bytes_max, true);
}
MediaResult<std::uint64_t> MediaDirectory::write_track(const TrackId& track, BytesView bytes) const {
    return write(track_path(track), bytes);
}
void MediaDirectory::drop_track(const TrackId& track) const { ::unlink(track_path(track).c_str()); }

MediaResult<std::uint64_t> MediaDirectory::write(const fs::path& path, BytesView bytes) const {
    const fs::path part = path.string() + std::string(partial_suffix);
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    int fd = ::open(part.c_str(), flags, 0600);
    if (fd < 0 && errno == ENOENT) {  // a shard's first file, or somebody has cleared the directory
        std::error_code error;
        fs::create_directories(path.parent_path(), error);
        fd = ::open(part.c_str(), flags, 0600);
    }
    if (fd < 0) return disk_failure(root_, errno);
    Descriptor file(fd);
    int error = 0;
    for (std::size_t done = 0; done < bytes.size() && error == 0;) {
        const ssize_t n = ::write(file.get(), bytes.data() + done, bytes.size() - done);
        if (n >= 0) {
            done += static_cast<std::size_t>(n);
        } else if (errno != EINTR) {
            error = errno;
        }
    }
    if (file.close() != 0 && error == 0) error = errno;
    // Not synced: after a power cut a file may be short, and is then found out by its hash.
    if (error == 0 && ::rename(part.c_str(), path.c_str()) != 0) error = errno;
    if (error != 0) {
        ::unlink(part.c_str());
        return disk_failure(root_, error);
    }
    return std::uint64_t{bytes.size()};
}

std::vector<TrackId> MediaDirectory::find_tracks(std::string_view hex_prefix, std::size_t limit) const {
    std::vector<TrackId> out;
    std::error_code error;
    for (fs::directory_iterator it(root_ / "tracks", error), end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (!name.starts_with(hex_prefix)) continue;
        if (const auto id = TrackId::from_hex(name)) out.push_back(*id);
    }
    std::sort(out.begin(), out.end());
    if (out.size() > limit) out.resize(limit);
    return out;
}

std::uint64_t MediaDirectory::tidy(std::uint64_t bytes_max, const std::function<bool()>& stop) const {
    struct Held {
        std::int64_t used;
        std::uint32_t bytes;
        SegmentName name;
    };
    std::vector<Held> held;
    std::uint64_t total = 0;
    std::error_code error;
    for (fs::directory_iterator shard(root_ / "segments", error), end; !error && shard != end; shard.increment(error)) {
        if (stop()) return total;
        std::error_code inner;
        for (fs::directory_iterator it(shard->path(), inner), last; !inner && it != last; it.increment(inner)) {
            struct stat info {};
            if (::lstat(it->path().c_str(), &info) != 0) continue;
            const std::string name = it->path().filename().string();
            if (!is_hex_name(name)) {
                // A write that a crash cut off. Young ones may be another node's that shares the directory.
                if (name.ends_with(partial_suffix) && ::time(nullptr) - info.st_mtim.tv_sec > 3600)
                    ::unlink(it->path().c_str());
                continue;
            }
            total += static_cast<std::uint64_t>(info.st_size);
            held.push_back(
                {info.st_mtim.tv_sec, static_cast<std::uint32_t>(info.st_size), *SegmentName::from_hex(name)});
        }
    }
    if (total <= bytes_max) return total;
    std::sort(held.begin(), held.end(), [](const Held& a, const Held& b) { return a.used < b.used; });
    for (const Held& h : held) {
        if (total <= bytes_max / 10 * 9 || stop()) break;
        drop_segment(h.name);
        total -= h.bytes;
    }
    return total;
}

}  // namespace segue::audio
