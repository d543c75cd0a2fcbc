// Tells which folders have changed, as the system says it (inotify). Bounded: what cannot be watched is said, and is
// looked at from time to time instead. One thread at a time.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "audio/library/error.h"

namespace segue::library {

// A tenth of what a desktop's limit usually is (fs.inotify.max_user_watches); each costs the kernel 1 kB.
inline constexpr std::size_t watched_folders_max = 50'000;

struct ChangedFolder {
    std::string path;
    bool deep = false;  // it came, or went: with all that is in it
    auto operator<=>(const ChangedFolder&) const = default;
};

class FolderWatch {
  public:
    FolderWatch();
    ~FolderWatch();
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;

    // For poll(2); -1: this system has none left, and nothing is watched.
    int descriptor() const { return fd_; }
    // False: it cannot be watched, for there are too many already. Once more does no harm.
    bool add(const std::string& folder);
    // Those within the folder are no longer watched.
    void remove(const std::string& folder);
    std::size_t size() const { return paths_.size(); }

    struct News {
        std::set<ChangedFolder> changed;
        bool lost_some = false;  // more happened than the system keeps: look everywhere
    };
    // Does not wait.
    News read();

  private:
    int fd_;
    std::map<int, std::string> paths_;
    std::map<std::string, int> watches_;
};

}  // namespace segue::library
