#include "app/control/client.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "app/control/socket_address.h"
#include "app/control/state_dir.h"

namespace segue::control {
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Client::Connection {
    Connection(int f, fs::path d) : fd(f), dir(std::move(d)) {}
    ~Connection() { ::close(fd); }

    Failure<ClientError> went() const {
        return fail(ClientError::closed, "the node at " + dir.string() + " has gone; see its log");
    }
    // False: not by then.
    bool wait(short events, Clock::time_point until) const {
        for (;;) {
            const auto left = std::chrono::ceil<milliseconds>(until - Clock::now()).count();
            pollfd p{fd, events, 0};
            const int n = ::poll(&p, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
            if (n > 0) return true;
            if (n == 0 && left <= 0) return false;
            if (n < 0 && errno != EINTR) return true;  // reading or writing will say what is wrong
        }
    }

    int fd;
    fs::path dir;
    FrameReader frames{response_bytes_max};
    std::uint64_t ids = 0;
};

Result<Client, ClientError> Client::connect(const fs::path& state_dir, milliseconds patience) {
    auto client = connect_in(state_dir, patience);
    const fs::path stand_in = stand_in_dir(state_dir);
    if (client || client.error() != ClientError::no_node || !is_ours(stand_in)) return client;
    auto elsewhere = connect_in(stand_in, patience);
    return elsewhere ? std::move(elsewhere) : std::move(client);
}

Result<Client, ClientError> Client::connect_in(const fs::path& dir, milliseconds patience) {
    const std::string path = (dir / socket_name).string();
    const SocketAddress address(dir, socket_name);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return fail(ClientError::no_node, std::string("no socket: ") + std::strerror(errno));
    auto connection = std::make_unique<Connection>(fd, dir);
    const Clock::time_point until = Clock::now() + patience;
    for (;;) {
        if (!address.ok())
            errno = ENOENT;
        else if (::connect(fd, address.get(), address.size()) == 0)
            return Client(std::move(connection));
        if (errno == EINTR) continue;
        // The node's line of callers is full: a Unix socket says so at once instead of waiting.
        if (errno == EAGAIN && Clock::now() < until) {
            ::poll(nullptr, 0, 10);
            continue;
        }
        break;
    }
    if (errno == EACCES || errno == EPERM)
        return fail(ClientError::not_allowed, "the Segue node at " + path + " is another user's");
    if (errno == EAGAIN)
        return fail(ClientError::timed_out, "the Segue node at " + path + " does not answer; it may hang");
    return fail(ClientError::no_node, "no Segue node runs here (" + path + "); start one with `segued`");
}

Result<std::uint64_t, ClientError> Client::send(Request request) {
    Connection& c = *connection_;
    request.set_id(++c.ids);
    request.set_protocol(protocol_version);
    const Bytes message = encode(request);
    if (message.size() > request_bytes_max)
        return fail(ClientError::garbage, "the command is too long; name fewer files at once, or their directory");
    const Bytes bytes = framed(message);
    const auto until = Clock::now() + answer_max;
    for (BytesView left = bytes; !left.empty();) {
        const ssize_t n = ::send(c.fd, left.data(), left.size(), MSG_NOSIGNAL);
        if (n > 0) {
            left = left.subspan(static_cast<std::size_t>(n));
            continue;
        }
        if (errno == EINTR) continue;
        if (errno == EPIPE || errno == ECONNRESET) break;  // it may have said why before it hung up
        if (errno != EAGAIN) return c.went();
        if (!c.wait(POLLOUT, until)) return fail(ClientError::timed_out, "the node takes no commands; it may hang");
    }
    return request.id();
}

Result<Response, ClientError> Client::next(milliseconds patience) {
    Connection& c = *connection_;
    const auto until = Clock::now() + patience;
    std::array<std::uint8_t, read_bytes> in;
    for (;;) {
        auto frame = c.frames.next();
        if (!frame) return fail(ClientError::garbage, "what listens there is no Segue node: " + frame.message());
        if (*frame) {
            auto response = decode_response(**frame);
            if (!response)
                return fail(ClientError::garbage, "what listens there is no Segue node: " + response.message());
            return std::move(*response);
        }
        const ssize_t n = ::recv(c.fd, in.data(), in.size(), 0);
        if (n > 0) {
            c.frames.append({in.data(), static_cast<std::size_t>(n)});
            continue;
        }
        if (n == 0 || (errno != EAGAIN && errno != EINTR)) return c.went();
        if (errno == EAGAIN && !c.wait(POLLIN, until))
            return fail(ClientError::timed_out, "the node has not answered in time; it may still do what was asked");
    }
}

Result<Response, ClientError> Client::call(Request request, milliseconds patience) {
    const auto until = Clock::now() + patience;
    auto id = send(std::move(request));
    if (!id) return id.failure();
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
        auto response = next(std::max(left, milliseconds(0)));
        // Id 0: the node speaks of the connection itself, and hangs up.
        if (!response || response->id() == *id || response->id() == 0) return response;
    }
}

int Client::descriptor() const { return connection_->fd; }

Client::Client(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

}  // namespace segue::control
