#include "app/node/disk.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

#include "sync/mesh/state_file.h"

namespace segue::node {
namespace fs = std::filesystem;
namespace {

std::string why(const char* doing, const fs::path& file) {
    return fmt::format("cannot {} {}: {}", doing, file.string(), std::strerror(errno));
}

bool write_all(int fd, const Bytes& contents) {
    for (std::size_t done = 0; done < contents.size();) {
        const ssize_t n = ::write(fd, contents.data() + done, contents.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        done += static_cast<std::size_t>(n);
    }
    return true;
}

void sync_folder(const fs::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    ::fsync(fd);
    ::close(fd);
}

void make_folder(const fs::path& folder) {
    std::error_code failed;
    if (fs::create_directories(folder, failed)) fs::permissions(folder, fs::perms::owner_all, failed);
}

// Half a record at the end, from a disk that was full, is for the reader to pass over.
std::string append(const fs::path& file, const Bytes& contents, bool durable) {
    make_folder(file.parent_path());
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) return why("write", file);
    const bool good = write_all(fd, contents) && (!durable || ::fdatasync(fd) == 0);
    const std::string problem = good ? "" : why("write", file);
    ::close(fd);
    return problem;
}

// A new file beside the old one, made durable, then put in its place.
std::string replace(const fs::path& file, const Bytes& contents) {
    make_folder(file.parent_path());
    const fs::path fresh = file.string() + ".new";
    const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return why("write", fresh);
    const bool good = write_all(fd, contents) && ::fdatasync(fd) == 0;
    const std::string problem = good ? "" : why("write", fresh);
    ::close(fd);
    if (good && ::rename(fresh.c_str(), file.c_str()) == 0) {
        sync_folder(file.parent_path());
        return "";
    }
    const std::string renaming = good ? why("replace", file) : problem;
    ::unlink(fresh.c_str());
    return renaming;
}

std::string set_aside(const fs::path& file, const Bytes& contents) {
    const auto kept = mesh::keep_damaged(file, as_text(contents));
    return kept ? "" : kept.message();
}

}  // namespace

class Disk::Worker {
  public:
    explicit Worker(asio::io_context& loop) : loop_(loop), alive_(std::make_shared<bool>(true)), thread_([this] { run(); }) {}

    ~Worker() {
        *alive_ = false;
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

    void add(fs::path file, Bytes contents, How how, Written done) {
        {
            const std::lock_guard lock(mutex_);
            jobs_.push_back({std::move(file), std::move(contents), how, std::move(done)});
        }
        wake_.notify_one();
    }

  private:
    struct Job {
        fs::path file;
        Bytes contents;
        How how;
        Written done;
    };

    void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            Job job = std::move(jobs_.front());
            jobs_.pop_front();
            lock.unlock();
            std::string problem = job.how == How::replace ? replace(job.file, job.contents)
                                  : job.how == How::aside ? set_aside(job.file, job.contents)
                                                          : append(job.file, job.contents, job.how == How::append);
            asio::post(loop_, [alive = alive_, done = std::move(job.done), problem = std::move(problem)] {
                if (*alive && done) done(problem);
            });
            lock.lock();
        }
    }

    asio::io_context& loop_;
    std::shared_ptr<bool> alive_;  // read and written on the node thread only
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> jobs_;
    bool stopping_ = false;
    std::thread thread_;
};

Disk::Disk(asio::io_context& loop) : worker_(std::make_unique<Worker>(loop)) {}
Disk::~Disk() = default;

void Disk::write(fs::path file, Bytes contents, How how, Written done) {
    worker_->add(std::move(file), std::move(contents), how, std::move(done));
}

std::optional<Bytes> Disk::read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::nullopt;
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    if (failed || size > state_file_bytes_max) return std::nullopt;
    Bytes out{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    return in.bad() ? std::nullopt : std::optional(std::move(out));
}

}  // namespace segue::node
