#include "app/control/server.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <asio/io_context.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>
#include <cerrno>
#include <cstring>
#include <set>

#include "app/control/conversation.h"
#include "app/control/limits.h"
#include "app/control/socket_address.h"
#include "app/control/state_dir.h"

namespace segue::control {
namespace fs = std::filesystem;
using Protocol = asio::local::stream_protocol;

namespace {

Failure<ServerError> refused(ServerError code, const std::string& what, int error) {
    return fail(code, what + ": " + std::strerror(error));
}

// The process that holds the lock has written its number there.
std::string holder_of(int lock) {
    std::array<char, 16> text{};
    const ssize_t n = ::pread(lock, text.data(), text.size() - 1, 0);
    std::string pid(text.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
    while (!pid.empty() && (pid.back() == '\n' || pid.back() == ' ')) pid.pop_back();
    return pid.empty() ? "" : " (process " + pid + ")";
}

class Descriptor {
  public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(Descriptor&& o) noexcept : fd_(o.release()) {}
    Descriptor& operator=(Descriptor&& o) noexcept {
        if (this != &o) {
            if (fd_ >= 0) ::close(fd_);
            fd_ = o.release();
        }
        return *this;
    }
    int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }

  private:
    int fd_;
};

Result<Descriptor, ServerError> take_lock(const fs::path& dir) {
    const fs::path path = dir / lock_name;
    Descriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (lock.get() < 0)
        return refused(ServerError::not_writable, "the state directory " + dir.string() + " cannot be written", errno);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return refused(ServerError::no_socket, "cannot lock " + path.string(), errno);
        return fail(ServerError::already_running,
                    "a Segue node runs here already" + holder_of(lock.get()) + ": " + dir.string() +
                        "; command it with `seguectl`, or give this one another --state-dir");
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    // For the message above only; on a full disk it is simply not there.
    if (::ftruncate(lock.get(), 0) == 0 && ::pwrite(lock.get(), pid.data(), pid.size(), 0) < 0) errno = 0;
    return lock;
}

Result<Descriptor, ServerError> listen_at(const fs::path& dir) {
    const fs::path path = dir / socket_name;
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket.get() < 0) return refused(ServerError::no_socket, "no socket", errno);
    ::unlink(path.c_str());  // the lock is ours, so whoever left it is dead
    const SocketAddress address(dir, socket_name);
    // The file is made with the descriptor's mode: there is no moment in which others may open it.
    if (!address.ok() || ::fchmod(socket.get(), 0600) != 0 ||
        ::bind(socket.get(), address.get(), address.size()) != 0 || ::listen(socket.get(), SOMAXCONN) != 0)
        return refused(ServerError::no_socket, "cannot listen on " + path.string(), errno);
    return socket;
}

// One client: bytes in to its conversation, the conversation's answers out, one at a time.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    using Gone = std::function<void(const std::shared_ptr<Connection>&)>;
    Connection(Protocol::socket socket, Handler& handler, Gone gone)
        : socket_(std::move(socket)), gone_(std::move(gone)) {
        conversation_.emplace(handler, [this] { wake(); });
    }

    void start() { read(); }
    // Writes this and closes.
    void turn_away(const std::string& why) {
        hang_up(failed(0, Error::busy, why, "close some of them"));
        write();
    }
    // The node is going. What is answered already still reaches the client, if it fits the socket's buffer.
    void close() {
        asio::error_code refused;
        socket_.non_blocking(true, refused);
        while (!writing_ && conversation_ && !refused) {
            const auto response = conversation_->take();
            if (!response) break;
            asio::write(socket_, asio::buffer(framed(encode(*response))), refused);
        }
        conversation_.reset();
        socket_.close(refused);
    }

  private:
    void read() {
        socket_.async_read_some(asio::buffer(in_), [self = shared_from_this()](asio::error_code error, std::size_t n) {
            if (!self->conversation_) return;  // closed meanwhile
            if (error) return self->leave();
            self->frames_.append({self->in_.data(), n});
            self->hear();
        });
    }
    // Every whole message that has come; then more, unless the client has enough under way.
    void hear() {
        while (conversation_ && !last_words_) {
            waits_for_room_ = conversation_->is_full();
            if (waits_for_room_) return;
            auto frame = frames_.next();
            if (!frame)
                hang_up(failed(0, Error::bad_request, frame.message(), "the connection is closed"));
            else if (!*frame)
                return read();
            else if (auto request = decode_request(**frame))
                conversation_->receive(*request);
            else
                hang_up(failed(0, Error::bad_request, request.message(), "the connection is closed"));
        }
        wake();
    }
    void hang_up(Response last_words) { last_words_ = std::move(last_words); }

    // Not from within: an answer may come while its request is still being handled.
    void wake() {
        if (std::exchange(woken_, true)) return;
        asio::post(socket_.get_executor(), [weak = weak_from_this()] {
            const auto self = weak.lock();
            if (!self) return;
            self->woken_ = false;
            self->write();
        });
    }
    void write() {
        if (writing_ || !conversation_) return;
        auto response = conversation_->take();
        const bool is_last = !response && last_words_;
        if (is_last) response = last_words_;
        if (waits_for_room_) hear();
        if (!response || !conversation_) return;
        out_ = encode(*response);
        if (out_.size() > response_bytes_max)
            out_ = encode(failed(response->id(), Error::internal, "the answer is too long to be sent"));
        out_ = framed(out_);
        writing_ = true;
        asio::async_write(socket_, asio::buffer(out_),
                          [self = shared_from_this(), is_last](asio::error_code error, std::size_t) {
                              self->writing_ = false;
                              if (!self->conversation_) return;
                              if (error || is_last) return self->leave();
                              self->write();
                          });
    }
    void leave() {
        conversation_.reset();
        asio::error_code ignored;
        socket_.close(ignored);
        gone_(shared_from_this());
    }

    Protocol::socket socket_;
    Gone gone_;
    std::array<std::uint8_t, read_bytes> in_{};
    Bytes out_;
    FrameReader frames_{request_bytes_max};
    std::optional<Conversation> conversation_;  // none: closed
    std::optional<Response> last_words_;        // what is said before hanging up; nothing is heard any more
    bool waits_for_room_ = false, writing_ = false, woken_ = false;
};

}  // namespace

struct Server::State : std::enable_shared_from_this<Server::State> {
    State(asio::io_context& loop, Handler& h, fs::path d, Descriptor l)
        : acceptor(loop), patience(loop), handler(h), dir(std::move(d)), lock(std::move(l)) {}

    void accept() {
        acceptor.async_accept([self = shared_from_this()](asio::error_code error, Protocol::socket socket) {
            if (!self->acceptor.is_open()) return;
            if (error) return self->pause();
            self->welcome(std::move(socket));
            self->accept();
        });
    }
    void pause() {
        patience.expires_after(accept_pause);
        patience.async_wait([self = shared_from_this()](asio::error_code) {
            if (self->acceptor.is_open()) self->accept();
        });
    }
    void welcome(Protocol::socket socket) {
        const auto connection = std::make_shared<Connection>(
            std::move(socket), handler, [weak = weak_from_this()](const std::shared_ptr<Connection>& gone) {
                if (const auto self = weak.lock()) self->connections.erase(gone);
            });
        if (connections.size() >= clients_max)
            return connection->turn_away("this node has " + std::to_string(clients_max) + " clients already");
        connections.insert(connection);
        connection->start();
    }
    void close() {
        asio::error_code ignored;
        acceptor.close(ignored);
        patience.cancel();
        for (const auto& connection : connections) connection->close();
        connections.clear();
        ::unlink((dir / socket_name).c_str());
    }

    Protocol::acceptor acceptor;
    asio::steady_timer patience;
    Handler& handler;
    fs::path dir;
    Descriptor lock;
    std::set<std::shared_ptr<Connection>> connections;
};

Result<std::unique_ptr<Server>, ServerError> Server::open(asio::io_context& loop, const fs::path& state_dir,
                                                          Handler& handler) {
    std::error_code error;
    if (!fs::is_directory(state_dir, error)) {
        fs::create_directories(state_dir, error);
        if (error)
            return fail(ServerError::no_directory,
                        "cannot make the state directory " + state_dir.string() + ": " + error.message());
        fs::permissions(state_dir, fs::perms::owner_all, error);
    }
    fs::path dir = state_dir;
    auto lock = take_lock(dir);
    if (!lock && lock.error() == ServerError::not_writable) {
        // The node can play on from memory, and must still be commanded.
        dir = stand_in_dir(state_dir);
        if (::mkdir(dir.c_str(), 0700) != 0 && !is_ours(dir)) return lock.failure();
        lock = take_lock(dir);
    }
    if (!lock) return lock.failure();
    auto socket = listen_at(dir);
    if (!socket) return socket.failure();
    auto state = std::make_shared<State>(loop, handler, dir, std::move(*lock));
    asio::error_code refusal;
    state->acceptor.assign(Protocol(), socket->get(), refusal);
    if (refusal) return fail(ServerError::no_socket, "the control socket cannot be used: " + refusal.message());
    socket->release();
    state->accept();
    return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::shared_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() { state_->close(); }
std::size_t Server::clients() const { return state_->connections.size(); }
fs::path Server::socket_path() const { return state_->dir / socket_name; }

}  // namespace segue::control
