// Reads the catalogue for whoever asks: one search after the other, on a connection and a thread of its own.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "audio/library/search.h"

namespace segue::node {

// Searches that wait; a window that types faster than the disk answers is told so.
inline constexpr std::size_t searches_waiting_max = 64;

class SearchThread {
  public:
    SearchThread(std::filesystem::path catalogue, const NodeId& self);
    ~SearchThread();
    SearchThread(const SearchThread&) = delete;
    SearchThread& operator=(const SearchThread&) = delete;

    // [search-thread] The failure says why the catalogue cannot be read.
    using Work = std::function<void(library::LibraryResult<library::Searcher*>)>;
    // [any-thread] False: too many wait.
    bool post(Work work);
    // [any-thread] The catalogue's file is whole, and may be another one now. Before that it is not looked at: half made,
    // it would be taken for damaged.
    void reopen();

  private:
    void run();
    library::LibraryResult<library::Searcher*> searcher();

    std::filesystem::path catalogue_;
    NodeId self_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Work> waiting_;
    std::unique_ptr<library::Searcher> searcher_;
    bool is_made_ = false, is_open_ = false, stopping_ = false;
    std::thread thread_;
};

}  // namespace segue::node
