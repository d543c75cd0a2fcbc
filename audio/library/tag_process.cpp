#include "audio/library/tag_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>
#include <utility>

#include "audio/import/process.h"
#include "audio/import/spawn.h"
#include "audio/media/wire.h"

namespace segue::library {

using audio::ImportError;

namespace {

// The path with what the system says; one line.
TagAnswer refused(const std::string& path, int error) {
    const std::string shown = audio::clean_text(path, 200);
    if (error == ENOENT || error == ENOTDIR) return fail(ImportError::missing, shown + " does not exist");
    if (error == EACCES || error == EPERM) return fail(ImportError::unreadable, "no permission to read " + shown);
    return fail(ImportError::unreadable, "cannot read " + shown + ": " + std::generic_category().message(error));
}

bool send_with(int socket, const Bytes& packet, int fd) {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> beside{};
    iovec part{const_cast<std::uint8_t*>(packet.data()), packet.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = beside.data();
    message.msg_controllen = beside.size();
    cmsghdr* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(head), &fd, sizeof(int));
    ssize_t n = 0;
    do {
        n = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    return n >= 0;
}

}  // namespace

std::vector<std::string> tag_reader_command() {
    const auto program = audio::find_importer();
    return program ? std::vector<std::string>{program->string(), "--tags"} : std::vector<std::string>{};
}

TagReader::TagReader(std::vector<std::string> command, Patience patience)
    : command_(std::move(command)), patience_(patience) {}
TagReader::~TagReader() { stop(); }

bool TagReader::start() {
    if (fd_ >= 0) return true;
    int ends[2];
    if (command_.empty() || ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return false;
    const auto pid = audio::spawn(command_, ends[1], -1);
    ::close(ends[1]);
    if (!pid) {
        ::close(ends[0]);
        return false;
    }
    fd_ = ends[0];
    pid_ = *pid;
    files_ = 0;
    silent_ = computed_before_ = {};
    return true;
}

// Of its own time, since it was started.
Nanoseconds TagReader::computed() const {
    clockid_t clock{};
    timespec t{};
    if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &t) != 0) return {};
    return seconds(t.tv_sec) + Nanoseconds(t.tv_nsec);
}

void TagReader::ask(const std::string& path, TagQuestion what) { hand_over({path, what, 0}); }

void TagReader::hand_over(Asked asked) {
    if (files_ >= tag_process_files_max && waiting_.empty()) stop();
    // Non-blocking, so that a named pipe cannot hold us up for ever.
    const int file = ::open(asked.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0) {
        ready_.push_back({asked.path, asked.what, refused(asked.path, errno)});
        return;
    }
    if (!start()) {
        ::close(file);
        ready_.push_back({asked.path, asked.what,
                          fail(ImportError::unavailable, "the program segue-importer is not installed beside segued")});
        return;
    }
    ++files_;
    // One that has just died is noticed when its answer does not come.
    (void)send_with(fd_, encode_question(asked.what, asked.path), file);
    ::close(file);
    waiting_.push_back(std::move(asked));
}

std::vector<TagReader::Answer> TagReader::wait(milliseconds patience) {
    if (ready_.empty() && !waiting_.empty()) {
        const auto before = std::chrono::steady_clock::now();
        pollfd readable{fd_, POLLIN, 0};
        const int n = ::poll(&readable, 1, static_cast<int>(patience.count()));
        if (n > 0) {
            silent_ = {};
            computed_before_ = computed();
        } else {
            silent_ += std::chrono::steady_clock::now() - before;
            if (silent_ > patience_.silence || computed() - computed_before_ > patience_.computing)
                died("reading its tags took too long");
        }
    }
    receive();
    std::vector<Answer> out(std::make_move_iterator(ready_.begin()), std::make_move_iterator(ready_.end()));
    ready_.clear();
    return out;
}

void TagReader::receive() {
    Bytes packet(tag_answer_bytes_max);
    while (!waiting_.empty() && fd_ >= 0) {
        const ssize_t n = ::recv(fd_, packet.data(), packet.size(), MSG_DONTWAIT);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) return died("reading its tags crashed the tag reader");
        ready_.push_back({waiting_.front().path, waiting_.front().what,
                          decode_answer(BytesView(packet).first(static_cast<std::size_t>(n)))});
        waiting_.pop_front();
    }
}

// The file it had in hand is the first of those that wait.
void TagReader::died(const std::string& how) {
    stop();
    std::deque<Asked> again = std::exchange(waiting_, {});
    if (!again.empty() && ++again.front().tries >= tag_tries_max) {
        ready_.push_back({again.front().path, again.front().what, fail(ImportError::crashed, how)});
        again.pop_front();
    }
    for (Asked& asked : again) hand_over(std::move(asked));
}

void TagReader::stop() {
    if (fd_ < 0) return;
    ::close(std::exchange(fd_, -1));
    ::kill(pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
}

}  // namespace segue::library
