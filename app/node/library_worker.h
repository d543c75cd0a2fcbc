// The thread that keeps the catalogue: opens it, scans folders, watches them, and writes what others want written. Of
// low priority, and nobody waits for it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "audio/library/catalogue.h"
#include "audio/library/scan.h"
#include "audio/library/tag_process.h"
#include "audio/library/watch.h"

namespace segue::node {

// A folder that has changed is looked at when it has been quiet for so long: an album is being copied.
inline constexpr seconds library_settle_time{1};
// What could not be written is tried again after so long, each time twice as long: a full disk is soon, or is not,
// emptied.
inline constexpr seconds library_retry_min{2}, library_retry_max{60};
// What cannot be watched, and what was away, is looked at again this often.
inline constexpr seconds library_rescan_interval{600}, library_away_interval{20};

struct LibraryState {
    struct Folder {
        std::string path;
        bool away = false, watched = false;
    };
    struct Scanning {
        std::string folder;
        library::ScanProgress progress;
        double files_per_s = 0, left_s = 0;  // 0: not known yet
    };
    std::vector<Folder> folders;
    std::optional<Scanning> scanning;
    std::size_t waiting = 0;  // folders to be scanned after that
    double last_scan_s = 0;   // how long the last one took
    std::string problem;      // why it stands still, and what to do, in one line; empty: it does not
};

class LibraryWorker {
  public:
    struct Config {
        std::filesystem::path file;
        NodeId self;
        std::string name;
        std::vector<std::string> tag_reader;  // the command
        std::vector<std::string> folders;     // scanned at once
        // [library-thread] all of these.
        std::function<void(const std::string&)> note;
        std::function<void()> opened;   // the catalogue can be searched; also when it was made anew
        std::function<void()> changed;  // state() says something else, worth showing
        std::function<void(const NodeId&, std::span<const library::Change>)> entries_changed;
    };
    explicit LibraryWorker(Config config);
    ~LibraryWorker();
    LibraryWorker(const LibraryWorker&) = delete;
    LibraryWorker& operator=(const LibraryWorker&) = delete;

    // [any-thread] all that follow. Run on the library's thread, in order, between steps of a scan; null: there is no
    // catalogue just now (state().problem).
    void post(std::function<void(library::Catalogue*)> job);
    // The library's folders from now on. New ones are scanned, entries of those that are no longer among them go.
    void set_folders(std::vector<std::string> folders);
    // Empty: all folders.
    void scan(std::vector<std::string> folders);
    void cancel_scans();
    // Somebody found the catalogue's file broken: it is set aside, and made anew from the files.
    void rebuild();
    LibraryState state() const;

  private:
    using Clock = std::chrono::steady_clock;
    void run();
    void open();
    void run_jobs();
    void wait();
    void step_scan();
    void begin_scan();
    void end_scan(const library::LibraryResult<bool>& last);
    void want_scan(library::ScanWish wish);
    void scan_all();
    void take_out(const std::vector<std::string>& removed);
    void take_news();
    void look_at_time();
    void failed(const Failure<library::LibraryError>& failure);
    void has_problem(const std::string& problem);
    void works_again();
    void publish();
    bool is_root(const std::string& folder) const;
    void wake();

    Config config_;
    mutable std::mutex mutex_;
    std::deque<std::function<void()>> jobs_;
    LibraryState state_;
    std::atomic<bool> stopping_ = false, cancelled_ = false;
    int wake_fd_;

    // Of the thread alone.
    std::unique_ptr<library::Catalogue> catalogue_;
    library::TagReader reader_;
    std::optional<library::FolderWatch> watch_;
    std::vector<std::string> roots_;
    std::set<std::string> away_, unwatched_;
    std::deque<library::ScanWish> wishes_;
    std::unique_ptr<library::Scan> scan_;
    Clock::time_point scan_began_, walked_at_, last_published_, last_full_, last_away_look_, retry_at_;
    seconds retry_after_ = library_retry_min;
    std::map<library::ChangedFolder, Clock::time_point> unsettled_;
    std::string problem_;
    double last_scan_s_ = 0;
    std::thread thread_;
};

}  // namespace segue::node
