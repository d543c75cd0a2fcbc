// Thumbnails of covers: kept ones from disk, others made by a tag reader of its own, one after the other on a thread of
// low priority. The process ends when nobody has asked for a while.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "audio/library/cover_cache.h"
#include "audio/library/tag_process.h"

namespace segue::node {

// A window that is scrolled fast asks for some hundred, and for most of them in vain.
inline constexpr std::size_t covers_waiting_max = 512;
inline constexpr seconds cover_reader_rests_after{10};

class Covers {
  public:
    Covers(std::filesystem::path folder, std::vector<std::string> tag_reader);
    ~Covers();
    Covers(const Covers&) = delete;
    Covers& operator=(const Covers&) = delete;

    // [cover-thread] A JPEG; nothing: it is not to be had here.
    using Answer = std::function<void(std::optional<Bytes>)>;
    // [any-thread] all of these. Of what is kept.
    void find(const library::CoverId& cover, Answer answer);
    // From the first of these music files that has that picture in it, or beside it. Too many wait: nothing.
    void make(const library::CoverId& cover, std::vector<std::string> files, Answer answer);
    // One that another node has made.
    void keep(const library::CoverId& cover, Bytes jpeg);

  private:
    void post(std::function<void()> work, const Answer& otherwise);
    void run();
    std::optional<Bytes> made(const library::CoverId& cover, const std::vector<std::string>& files);
    std::optional<Bytes> made_of(const library::CoverId& cover, const std::string& file);

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> waiting_;
    std::atomic<bool> stopping_ = false;
    // Of the thread alone.
    std::filesystem::path folder_;
    std::optional<library::CoverCache> cache_;
    library::TagReader reader_;
    std::thread thread_;
};

}  // namespace segue::node
