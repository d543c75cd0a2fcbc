// The multicast beacon: "a member of this ensemble listens here". Anyone on the link may read or forge it.
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <asio/io_context.hpp>
#include <asio/ip/udp.hpp>
#include <asio/steady_timer.hpp>
#include <cstring>
#include <set>

#include "sync/base/random.h"
#include "sync/mesh/credentials.h"
#include "sync/mesh/discovery.h"
#include "sync/mesh/interfaces.h"
#include "sync/mesh/limits.h"
#include "sync/base/local_clock.h"
#include "sync/mesh/mesh.pb.h"
#include "sync/mesh/token_bucket.h"

namespace segue::mesh {
namespace {

using asio::ip::udp;

constexpr std::string_view magic = "SEGUE1";
// An administratively scoped group and a transient link-local one, picked freely; the same port for both.
constexpr char group_v4[] = "239.255.83.71";
constexpr char group_v6[] = "ff12::5365:6775:65";

template <class T>
bool set_option(udp::socket& s, int level, int name, const T& value) {
    return ::setsockopt(s.native_handle(), level, name, &value, sizeof value) == 0;
}

// One family's socket: joins the group on interfaces, sends by each.
class Group {
  public:
    // source: the address to send from, or unspecified for the interface's own.
    Group(asio::io_context& io, bool v6, asio::ip::address source)
        : socket_(io),
          v6_(v6),
          source_(std::move(source)),
          target_(asio::ip::make_address(v6 ? group_v6 : group_v4), beacon_port) {}

    bool open() {
        asio::error_code problem;
        socket_.open(v6_ ? udp::v6() : udp::v4(), problem);
        if (problem) return false;
        const int on = 1, off = 0, hops = 1;
        set_option(socket_, SOL_SOCKET, SO_REUSEADDR, on);  // several nodes on one machine hear the same group
        if (v6_) {
            set_option(socket_, IPPROTO_IPV6, IPV6_V6ONLY, on);
            set_option(socket_, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, hops);
            set_option(socket_, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, on);
            set_option(socket_, IPPROTO_IPV6, IPV6_MULTICAST_ALL, off);  // only by the interfaces joined
            socket_.bind({udp::v6(), beacon_port}, problem);
        } else {
            set_option(socket_, IPPROTO_IP, IP_MULTICAST_TTL, hops);
            set_option(socket_, IPPROTO_IP, IP_MULTICAST_LOOP, on);
            set_option(socket_, IPPROTO_IP, IP_MULTICAST_ALL, off);
            socket_.bind(target_, problem);  // the group's address: what is sent to this machine alone is not heard
        }
        if (!problem) socket_.non_blocking(true, problem);
        return !problem;
    }

    void join(const std::vector<Interface>& interfaces) {
        std::set<unsigned> now;
        for (const Interface& i : interfaces) {
            if (!i.multicast || (v6_ ? i.v6 : i.v4).empty()) continue;
            if (joined_.contains(i.index) || membership(i.index, true)) now.insert(i.index);
        }
        for (unsigned old : joined_)
            if (!now.contains(old)) membership(old, false);
        joined_ = std::move(now);
    }

    void send(BytesView beacon) {
        for (unsigned index : joined_) {
            if (v6_) {
                send_v6(beacon, index);
                continue;
            }
            ip_mreqn by{};
            by.imr_ifindex = static_cast<int>(index);
            if (!source_.is_unspecified()) by.imr_address.s_addr = htonl(source_.to_v4().to_uint());
            set_option(socket_, IPPROTO_IP, IP_MULTICAST_IF, by);
            asio::error_code ignored;  // the interface may have gone, or have no route: the next scan knows
            socket_.send_to(asio::buffer(beacon.data(), beacon.size()), target_, 0, ignored);
        }
    }

    udp::socket& socket() { return socket_; }
    bool joined_any() const { return !joined_.empty(); }

  private:
    // To a link-local group the system would send from the link-local address, where we may not listen.
    void send_v6(BytesView beacon, unsigned index) {
        in6_pktinfo from{};
        from.ipi6_ifindex = index;
        if (!source_.is_unspecified()) {
            const auto raw = source_.to_v6().to_bytes();
            std::memcpy(&from.ipi6_addr, raw.data(), raw.size());
        }
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof from)> control{};
        iovec part{const_cast<std::uint8_t*>(beacon.data()), beacon.size()};
        msghdr m{};
        m.msg_name = target_.data();
        m.msg_namelen = static_cast<socklen_t>(target_.size());
        m.msg_iov = &part;
        m.msg_iovlen = 1;
        m.msg_control = control.data();
        m.msg_controllen = control.size();
        cmsghdr* c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = IPPROTO_IPV6;
        c->cmsg_type = IPV6_PKTINFO;
        c->cmsg_len = CMSG_LEN(sizeof from);
        std::memcpy(CMSG_DATA(c), &from, sizeof from);
        [[maybe_unused]] const ssize_t sent = ::sendmsg(socket_.native_handle(), &m, MSG_DONTWAIT);
    }

    bool membership(unsigned index, bool join) {
        if (v6_) {
            ipv6_mreq m{};
            const auto raw = target_.address().to_v6().to_bytes();
            std::memcpy(&m.ipv6mr_multiaddr, raw.data(), raw.size());
            m.ipv6mr_interface = index;
            return set_option(socket_, IPPROTO_IPV6, join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP, m);
        }
        ip_mreqn m{};
        m.imr_multiaddr.s_addr = htonl(target_.address().to_v4().to_uint());
        m.imr_ifindex = static_cast<int>(index);
        return set_option(socket_, IPPROTO_IP, join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, m);
    }

    udp::socket socket_;
    bool v6_;
    asio::ip::address source_;
    udp::endpoint target_;
    std::set<unsigned> joined_;
};

class Beacon final : public Discovery {
  public:
    Beacon(asio::io_context& io, BeaconConfig config, NoticeSink notice)
        : body_(std::make_shared<Body>(io, std::move(config), std::move(notice))) {}
    ~Beacon() override { body_->stop(); }
    void start(Found found) override { body_->start(std::move(found)); }
    void stop() override { body_->stop(); }

  private:
    // What pending operations share.
    struct Body : std::enable_shared_from_this<Body> {
        Body(asio::io_context& io_context, BeaconConfig c, NoticeSink n)
            : io(io_context), config(std::move(c)), notice(std::move(n)), timer(io) {}

        void start(Found f) {
            stop();
            found = std::move(f);
            sent = 0;
            scanned = {};
            // Heard by one family, dialled by it: so only those that we listen on.
            asio::error_code problem;
            asio::ip::address source = asio::ip::make_address(config.listen, problem);
            const bool all = problem || source == asio::ip::address_v6::any();
            for (const bool v6 : {false, true}) {
                if (!all && source.is_v6() != v6) continue;
                if (all) source = v6 ? asio::ip::address(asio::ip::address_v6::any()) : asio::ip::address_v4::any();
                auto group = std::make_shared<Group>(io, v6, source);
                if (!group->open()) continue;  // no IPv6 here, or no IPv4: the other will do
                groups.push_back(group);
                listen(group);
            }
            if (groups.empty()) notice({Severity::warning, "no multicast here: peers must be named with --peer"});
            tick();
        }
        void stop() {
            found = {};
            timer.cancel();
            for (auto& g : groups) {
                asio::error_code ignored;
                g->socket().close(ignored);
            }
            groups.clear();
        }

        void tick() {
            const LocalTime now = local_now();
            if (sent == 0 || now - scanned >= interface_scan_interval) {
                scanned = now;
                const auto interfaces = interfaces_of(config.listen);
                for (auto& g : groups) g->join(interfaces);
            }
            wire::Beacon beacon;
            beacon.set_ensemble(config.ensemble.to_string());
            beacon.set_node(config.node.to_string());
            beacon.set_port(config.port);
            const std::string bytes = std::string(magic) + beacon.SerializeAsString();
            for (auto& g : groups) g->send(as_bytes(bytes));
            ++sent;
            const double spread = to_seconds(beacon_jitter);
            timer.expires_after(sent < beacon_burst ? Nanoseconds(beacon_burst_gap)
                                                    : beacon_interval + nearest_ns(random.uniform(-spread, spread)));
            timer.async_wait([self = shared_from_this()](asio::error_code problem) {
                if (!problem && self->found) self->tick();
            });
        }

        void listen(const std::shared_ptr<Group>& group) {
            group->socket().async_wait(udp::socket::wait_read, [self = shared_from_this(), group](asio::error_code e) {
                if (e || !self->found) return;
                self->receive(*group);
                if (group->socket().is_open()) self->listen(group);
            });
        }

        void receive(Group& group) {
            for (int n = 0; n < 32 && found; ++n) {
                std::array<std::uint8_t, beacon_bytes_max + 1> raw;
                udp::endpoint from;
                asio::error_code problem;
                const std::size_t size = group.socket().receive_from(asio::buffer(raw), from, 0, problem);
                if (problem) return;
                if (!budget.take(local_now()) || size > beacon_bytes_max) continue;
                hear(BytesView(raw).first(size), from);
            }
        }

        void hear(BytesView raw, const udp::endpoint& from) {
            if (!as_text(raw).starts_with(magic)) return;
            raw = raw.subspan(magic.size());
            wire::Beacon beacon;
            if (!beacon.ParseFromArray(raw.data(), static_cast<int>(raw.size()))) return;
            const auto ensemble = EnsembleId::from_bytes(beacon.ensemble());
            const auto node = NodeId::from_bytes(beacon.node());
            if (!ensemble || !node || beacon.port() == 0 || beacon.port() > 65535) return;
            if (*node == config.node) return;
            const Found tell = found;  // which may stop us
            tell({from.address().to_string(), static_cast<std::uint16_t>(beacon.port()), *ensemble, *node});
        }

        asio::io_context& io;
        BeaconConfig config;
        NoticeSink notice;
        asio::steady_timer timer;
        Found found;  // set while running
        std::vector<std::shared_ptr<Group>> groups;
        int sent = 0;
        LocalTime scanned{};
        Random random{random_u64()};
        TokenBucket budget{beacons_per_second_max, beacons_per_second_max};
    };

    std::shared_ptr<Body> body_;
};

}  // namespace

std::unique_ptr<Discovery> make_beacon(asio::io_context& io, BeaconConfig config, NoticeSink notice) {
    return std::make_unique<Beacon>(io, std::move(config), std::move(notice));
}

}  // namespace segue::mesh
