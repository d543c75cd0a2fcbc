#include "app/node/search_thread.h"

namespace segue::node {

SearchThread::SearchThread(std::filesystem::path catalogue, const NodeId& self)
    : catalogue_(std::move(catalogue)), self_(self), thread_([this] { run(); }) {}

SearchThread::~SearchThread() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        if (searcher_) searcher_->interrupt();
    }
    wake_.notify_one();
    thread_.join();
}

bool SearchThread::post(Work work) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= searches_waiting_max) return false;
        waiting_.push_back(std::move(work));
    }
    wake_.notify_one();
    return true;
}

void SearchThread::reopen() {
    const std::lock_guard lock(mutex_);
    is_made_ = true;
    is_open_ = false;
}

// Under the lock: who stops us interrupts what it finds there.
library::LibraryResult<library::Searcher*> SearchThread::searcher() {
    if (is_open_) return searcher_.get();
    if (!is_made_) return fail(library::LibraryError::disk, "the library is still being opened");
    searcher_.reset();
    auto opened = library::Searcher::open(catalogue_, self_);
    if (!opened) return opened.failure();
    is_open_ = true;
    searcher_ = std::move(*opened);
    return searcher_.get();
}

void SearchThread::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_) return;
        const Work work = std::move(waiting_.front());
        waiting_.pop_front();
        const auto found = searcher();
        lock.unlock();
        work(found);
        lock.lock();
    }
}

}  // namespace segue::node
