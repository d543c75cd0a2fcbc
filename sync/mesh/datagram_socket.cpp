#include "sync/mesh/datagram_socket.h"

#include <sys/socket.h>

#include <array>
#include <asio/ip/v6_only.hpp>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "sync/base/local_clock.h"
#include "sync/mesh/seal.h"

namespace segue::mesh {
namespace {

using asio::ip::udp;

constexpr int datagrams_at_once = 64;             // then others get their turn
constexpr seconds stamp_age_max{2};               // older: the wall clock was set in between
constexpr int receive_buffer_bytes = 512 * 1024;  // a burst while the node thread is busy

Nanoseconds wall_now() {
    timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return seconds(t.tv_sec) + Nanoseconds(t.tv_nsec);
}

// What to add to a wall clock reading to get LocalTime: the tightest of a few pairs, good to some 50 ns.
Nanoseconds wall_to_local() {
    Nanoseconds best_gap = Nanoseconds::max(), offset{0};
    for (int i = 0; i < 3; ++i) {
        const LocalTime before = local_now();
        const Nanoseconds wall = wall_now();
        const Nanoseconds gap = local_now() - before;
        if (gap >= best_gap) continue;
        best_gap = gap;
        offset = before.time_since_epoch() + gap / 2 - wall;
    }
    return offset;
}

}  // namespace

// What pending operations share.
struct DatagramSocket::Body : std::enable_shared_from_this<Body> {
    Body(asio::io_context& io, Receive r) : socket(io), receive(std::move(r)) {}

    void listen() {
        socket.async_wait(udp::socket::wait_read, [self = shared_from_this()](asio::error_code problem) {
            if (problem || !self->socket.is_open()) return;
            self->drain();
            if (self->socket.is_open()) self->listen();
        });
    }

    void drain() {
        const Nanoseconds offset = wall_to_local();
        for (int n = 0; n < datagrams_at_once && socket.is_open(); ++n) {
            udp::endpoint from;
            std::array<std::uint8_t, sealed_bytes_max + 1> data;  // one more, to see what is too long
            alignas(cmsghdr) std::array<char, 128> control;
            iovec part{data.data(), data.size()};
            msghdr m{};
            m.msg_name = from.data();
            m.msg_namelen = static_cast<socklen_t>(from.capacity());
            m.msg_iov = &part;
            m.msg_iovlen = 1;
            m.msg_control = control.data();
            m.msg_controllen = control.size();
            const ssize_t size = ::recvmsg(socket.native_handle(), &m, MSG_DONTWAIT);
            if (size < 0 && errno == EINTR) continue;
            if (size < 0) return;
            from.resize(m.msg_namelen);
            receive(from, BytesView(data).first(static_cast<std::size_t>(size)), stamp(m, offset));
        }
    }

    static LocalTime stamp(msghdr& m, Nanoseconds offset) {
        const LocalTime now = local_now();
        for (cmsghdr* c = CMSG_FIRSTHDR(&m); c != nullptr; c = CMSG_NXTHDR(&m, c)) {
            if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
            timespec t;
            std::memcpy(&t, CMSG_DATA(c), sizeof t);
            const LocalTime at(seconds(t.tv_sec) + Nanoseconds(t.tv_nsec) + offset);
            if (at <= now && now - at <= stamp_age_max) return at;
        }
        return now;
    }

    udp::socket socket;
    Receive receive;
};

DatagramSocket::DatagramSocket(asio::io_context& io, Receive receive)
    : body_(std::make_shared<Body>(io, std::move(receive))) {}

asio::error_code DatagramSocket::open(const udp::endpoint& local) {
    udp::socket& s = body_->socket;
    asio::error_code problem;
    s.open(local.protocol(), problem);
    if (!problem && local.protocol() == udp::v6() && local.address().is_unspecified())
        s.set_option(asio::ip::v6_only(false), problem);
    if (!problem) s.bind(local, problem);
    if (!problem) s.non_blocking(true, problem);
    if (problem) {
        close();
        return problem;
    }
    const int on = 1;
    ::setsockopt(s.native_handle(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);  // refused: stamped on arrival here
    asio::error_code ignored;
    s.set_option(asio::socket_base::receive_buffer_size(receive_buffer_bytes), ignored);
    body_->listen();
    return {};
}

void DatagramSocket::close() {
    asio::error_code ignored;
    body_->socket.close(ignored);
}

bool DatagramSocket::send(const udp::endpoint& to, BytesView datagram) {
    udp::socket& s = body_->socket;
    if (!s.is_open()) return false;
    return ::sendto(s.native_handle(), datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL, to.data(),
                    static_cast<socklen_t>(to.size())) == static_cast<ssize_t>(datagram.size());
}

}  // namespace segue::mesh
