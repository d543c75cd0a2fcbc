#include "audio/library/watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace segue::library {

namespace {

// Not IN_MODIFY: a file being copied would be read a hundred times. It is closed once.
constexpr std::uint32_t events = IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_CREATE | IN_DELETE_SELF |
                                 IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK;

}  // namespace

FolderWatch::FolderWatch() : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}
FolderWatch::~FolderWatch() {
    if (fd_ >= 0) ::close(fd_);
}

bool FolderWatch::add(const std::string& folder) {
    if (watches_.contains(folder)) return true;
    if (fd_ < 0 || paths_.size() >= watched_folders_max) return false;
    const int watch = ::inotify_add_watch(fd_, folder.c_str(), events);
    if (watch < 0) return errno == ENOENT || errno == ENOTDIR;  // gone by now: nothing to watch
    // The same folder by another name: the system knows it by one number.
    if (const auto known = paths_.find(watch); known != paths_.end()) watches_.erase(known->second);
    paths_[watch] = folder;
    watches_[folder] = watch;
    return true;
}

void FolderWatch::remove(const std::string& folder) {
    for (auto i = watches_.lower_bound(folder); i != watches_.end() && i->first.starts_with(folder);) {
        const bool inside = i->first.size() == folder.size() || i->first[folder.size()] == '/';
        if (!inside) {
            ++i;
            continue;
        }
        ::inotify_rm_watch(fd_, i->second);
        paths_.erase(i->second);
        i = watches_.erase(i);
    }
}

FolderWatch::News FolderWatch::read() {
    News out;
    alignas(inotify_event) std::array<char, 65'536> buffer;
    while (fd_ >= 0) {
        const ssize_t n = ::read(fd_, buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(n);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* name = buffer.data() + at + sizeof event;
            at += sizeof event + event.len;
            if ((event.mask & IN_Q_OVERFLOW) != 0) {
                out.lost_some = true;
                continue;
            }
            const auto folder = paths_.find(event.wd);
            if (folder == paths_.end()) continue;
            if ((event.mask & IN_IGNORED) != 0) {
                watches_.erase(folder->second);
                paths_.erase(folder);
                continue;
            }
            if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF)) != 0) {
                out.changed.insert({folder->second, true});
                continue;
            }
            const bool is_folder = (event.mask & IN_ISDIR) != 0;
            const bool is_new_file = (event.mask & IN_CREATE) != 0 && !is_folder;
            if (is_new_file || event.len == 0 || name[0] == '.') continue;  // it will be closed once it is written
            if (is_folder) out.changed.insert({folder->second + '/' + name, true});
            // Stems beside a file, or the file itself.
            out.changed.insert({folder->second, false});
        }
    }
    return out;
}

}  // namespace segue::library
