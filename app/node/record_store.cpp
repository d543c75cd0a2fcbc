#include "app/node/record_store.h"

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "audio/library/catalogue.h"

namespace segue::node {

class RecordStore::Thread {
  public:
    Thread(asio::io_context& loop, std::function<RecordOr<std::unique_ptr<RecordFile>>(Thread&)> open)
        : loop_(loop), open_(std::move(open)), alive_(std::make_shared<bool>(true)), thread_([this] { run(); }) {}
    ~Thread() {
        *alive_ = false;
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        more_.notify_one();
        thread_.join();
    }
    void post(std::function<void(RecordOr<RecordFile*>)> work) {
        {
            const std::lock_guard lock(mutex_);
            queue_.push_back(std::move(work));
        }
        more_.notify_one();
    }
    void back(std::function<void()> answer) {
        asio::post(loop_, [alive = alive_, answer = std::move(answer)] {
            if (*alive) answer();
        });
    }

  private:
    void run() {
        const auto file = open_(*this);
        std::unique_lock lock(mutex_);
        for (;;) {
            more_.wait(lock, [this] { return ending_ || !queue_.empty(); });
            if (queue_.empty()) return;
            const auto work = std::move(queue_.front());
            queue_.pop_front();
            lock.unlock();
            if (file)
                work(file->get());
            else
                work(file.failure());
            lock.lock();
        }
    }

    asio::io_context& loop_;
    std::function<RecordOr<std::unique_ptr<RecordFile>>(Thread&)> open_;
    std::shared_ptr<bool> alive_;  // read and written on the node thread alone
    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<std::function<void(RecordOr<RecordFile*>)>> queue_;
    bool ending_ = false;
    std::thread thread_;
};

RecordStore::RecordStore(asio::io_context& loop, std::filesystem::path path, const NodeId& self, std::uint64_t epoch,
                         std::function<void(const std::string&)> note)
    : note_(std::move(note)) {
    thread_ = std::make_unique<Thread>(loop, [this, path = std::move(path), self, epoch](Thread& thread) {
        auto file = RecordFile::open(path, self, epoch);
        if (file || file.error() != library::LibraryError::damaged) return file;
        const auto aside = library::Catalogue::set_aside(path);
        if (!aside) return file;
        thread.back([this, text = file.message() + "; it is kept as " + aside->string() +
                                  ", and everyone's records are found "
                                  "or fetched again"] { note_(text); });
        return RecordFile::open(path, self, epoch);
    });
}
RecordStore::~RecordStore() = default;

void RecordStore::post(std::function<void(RecordOr<RecordFile*>)> work) { thread_->post(std::move(work)); }
void RecordStore::back(std::function<void()> answer) { thread_->back(std::move(answer)); }

void RecordStore::heard(const std::string& problem) {
    if (problem == problem_) return;
    problem_ = problem;
    note_(problem.empty()
              ? "everyone's records can be used again"
              : "everyone's records cannot be used: " + problem + "; until then this node shares no library");
}

}  // namespace segue::node
