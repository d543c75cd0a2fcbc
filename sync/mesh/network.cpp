#include "sync/mesh/network.h"

#include <asio/ip/v6_only.hpp>
#include <asio/post.hpp>

#include "sync/mesh/interfaces.h"
#include "sync/mesh/join_attempt.h"
#include "sync/mesh/network_impl.h"

namespace segue::mesh {
namespace {

constexpr int any_port_tries = 16;  // the TCP port the system gave may be taken on UDP

}  // namespace

asio::ip::address plain(const asio::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return address;
}

Network::Impl::Impl(asio::io_context& io, Identity identity, NetworkConfig config, TransportHandler& handler,
                    NoticeSink notice)
    : io_(io),
      identity_(std::move(identity)),
      config_(std::move(config)),
      handler_(&handler),
      notice_(std::move(notice)),
      incarnation_(random_u64()),
      acceptor_(io),
      accept_pause_(io),
      udp_(io, [this](const udp::endpoint& from, BytesView bytes, LocalTime at) { datagram(from, bytes, at); }),
      plan_(random_u64()),
      dial_timer_(io),
      save_timer_(io) {
    if (config_.name.empty()) config_.name = identity_.name();
}

void Network::Impl::notify(Severity severity, std::string text) {
    if (notice_ && (severity == Severity::error || notice_budget_.take(local_now())))
        notice_({severity, std::move(text)});
}

WallTime Network::Impl::wall_now() const {
    return config_.wall_clock ? config_.wall_clock()
                              : std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

bool Network::Impl::make_context() {
    tls_ = TlsContext::for_peers(
        identity_.credentials(),
        [this](const Subject& s) { return identity_.revocations().covers(s.node, s.generation); },
        config_.version.major);
    return tls_ != nullptr;
}

// Both sockets on one port number, or neither.
Outcome<void> Network::Impl::open(std::uint16_t port) {
    asio::error_code problem;
    const bool any = is_any_address(config_.listen);
    asio::ip::address address =
        any ? asio::ip::address(asio::ip::address_v6::any()) : asio::ip::make_address(config_.listen, problem);
    if (problem) return fail(Error::address_invalid, "\"" + config_.listen + "\" is not an address to listen on");
    if (config_.listen == "0.0.0.0") address = asio::ip::address_v4::any();
    acceptor_.open(tcp::endpoint(address, port).protocol(), problem);
    if (problem && any) {  // no IPv6 here
        address = asio::ip::address_v4::any();
        acceptor_.open(tcp::v4(), problem);
    }
    asio::error_code ignored;
    if (!problem) acceptor_.set_option(tcp::acceptor::reuse_address(true), ignored);
    if (!problem && any && address.is_v6()) acceptor_.set_option(asio::ip::v6_only(false), ignored);
    if (!problem) acceptor_.bind({address, port}, problem);
    if (!problem) acceptor_.listen(tcp::acceptor::max_listen_connections, problem);
    if (!problem) port_ = acceptor_.local_endpoint(problem).port();
    if (!problem) problem = udp_.open({address, port_});
    if (!problem) {
        v6_socket_ = address.is_v6();
        return {};
    }
    close_sockets();
    const std::string which = "port " + std::to_string(port);
    if (problem == asio::error::address_in_use)
        return fail(Error::port_in_use,
                    which + " is in use; choose another, or leave it out to take the next free one");
    if (problem == std::errc::address_not_available)
        return fail(Error::address_invalid, config_.listen + " is not an address of this machine");
    return fail(Error::address_invalid, "cannot listen on " + which + ": " + problem.message());
}

void Network::Impl::close_sockets() {
    asio::error_code ignored;
    acceptor_.close(ignored);
    udp_.close();
}

Outcome<std::uint16_t> Network::Impl::start() {
    SEGUE_ASSERT(!running_);
    if (!make_context()) return fail(Error::crypto, "OpenSSL refuses our certificate: " + openssl_complaint());
    const int tries = config_.port == 0 ? any_port_tries : config_.explicit_port ? 1 : port_tries;
    for (int i = 0;; ++i) {
        const int port = config_.port == 0 ? 0 : config_.port + i;
        auto opened = open(static_cast<std::uint16_t>(port));
        if (opened) break;
        if (opened.error() != Error::port_in_use || i + 1 >= tries || port == 65535) return opened.failure();
    }
    running_ = true;
    accept();
    plan_.clear();
    load_known();
    start_discovery();
    dial_due();
    return port_;
}

void Network::Impl::start_discovery() {
    discoveries_.clear();
    if (config_.discovery)
        discoveries_.push_back(make_beacon(io_, {config_.listen, port_, identity_.ensemble(), identity_.node()},
                                           [this](const Notice& n) { notify(n.severity, n.text); }));
    if (!config_.peers.empty())
        discoveries_.push_back(
            make_static_peers(io_, config_.peers, [this](const Notice& n) { notify(n.severity, n.text); }));
    for (auto& d : discoveries_) {
        d->start([this](const Hint& h) {
            if (!h.ensemble.is_none() && h.ensemble != identity_.ensemble()) return;
            hint(h.address, h.port, h.node, h.node.is_none() ? DialPlan::Keep::yes : DialPlan::Keep::no);
        });
    }
}

void Network::Impl::stop(std::function<void()> done) {
    running_ = false;
    if (joining_) joining_->cancel();
    joining_.reset();
    discoveries_.clear();
    dial_timer_.cancel();
    accept_pause_.cancel();
    if (save_pending_) save_known();
    close_sockets();
    // `done` hangs on a value that each farewell shares: the last to let go calls it.
    const std::shared_ptr<void> last(nullptr, [&io = io_, done = std::move(done)](void*) {
        if (done) asio::post(io, done);
    });
    for (auto& [node, peer] : peers_) {
        channels_.erase(peer.channel);
        peer.channel->send(Own::goodbye);
        peer.channel->finish([last] {});
    }
    peers_.clear();
    by_datagram_id_.clear();
    for (const ChannelPtr& c : channels_) c->close();
    channels_.clear();
    strangers_.clear();
    dialled_.clear();
}

void Network::Impl::abandon() {
    running_ = false;
    if (joining_) joining_->cancel();
    joining_.reset();
    discoveries_.clear();
    dial_timer_.cancel();
    accept_pause_.cancel();
    if (save_pending_) save_known();
    close_sockets();
    for (const ChannelPtr& c : channels_) c->close();
    channels_.clear();
    strangers_.clear();
    dialled_.clear();
    peers_.clear();
}

void Network::Impl::send(const NodeId& to, Kind kind, BytesView message) {
    SEGUE_ASSERT(message.size() <= message_bytes_max);
    const auto it = peers_.find(to);
    if (it == peers_.end()) {
        ++stats_.messages_undeliverable;
        return;
    }
    auto& count = stats_.kind[number(kind)];
    ++count.messages_sent;
    count.message_bytes_sent += message.size();
    it->second.channel->send(number(kind), message);
}

bool Network::Impl::send_sealed(Peer& peer, std::uint8_t kind, BytesView message) {
    return udp_.send(peer.datagrams_to, peer.channel->sealer().seal(kind, message));
}

void Network::Impl::send_datagram(const NodeId& to, Kind kind, BytesView message) {
    SEGUE_ASSERT(message.size() <= datagram_bytes_max);
    const auto it = peers_.find(to);
    if (it == peers_.end()) {
        ++stats_.messages_undeliverable;
        return;
    }
    if (!send_sealed(it->second, number(kind), message)) {
        ++stats_.datagrams_unsent;
        return;
    }
    auto& count = stats_.kind[number(kind)];
    ++count.datagrams_sent;
    count.datagram_bytes_sent += message.size();
}

void Network::Impl::datagram(const udp::endpoint& from, BytesView bytes, LocalTime received) {
    const auto id = datagram_channel(bytes);
    const auto known = id ? by_datagram_id_.find(*id) : by_datagram_id_.end();
    const auto it = known == by_datagram_id_.end() ? peers_.end() : peers_.find(known->second);
    if (it == peers_.end()) {
        ++stats_.datagrams_unknown;
        return;
    }
    Peer& peer = it->second;
    const Opener::Opened opened = peer.channel->opener().open(bytes);
    if (opened.verdict != Opener::Verdict::good) {
        ++(opened.verdict == Opener::Verdict::forged ? stats_.datagrams_forged : stats_.datagrams_replayed);
        return;
    }
    // Genuine, and the newest: the peer is where it comes from, whatever it announced (NAT, roaming).
    if (opened.newest && peer.datagrams_to != from) peer.datagrams_to = from;
    if (opened.kind == 0 || opened.kind >= stats_.kind.size()) return;  // a knock, or a kind of a later version
    auto& count = stats_.kind[opened.kind];
    ++count.datagrams_received;
    count.datagram_bytes_received += opened.message.size();
    handler_->datagram(it->first, static_cast<Kind>(opened.kind), opened.message, received);
}

std::vector<PeerInfo> Network::Impl::peers() const {
    std::vector<PeerInfo> out;
    for (const auto& [node, peer] : peers_) out.push_back(peer.info);
    return out;
}

std::vector<std::string> Network::Impl::addresses() const {
    std::vector<std::string> out;
    for (const std::string& a : reachable_addresses(config_.listen)) out.push_back(format_host_port(a, port_));
    return out;
}

Network::Network(asio::io_context& io, Identity identity, NetworkConfig config, TransportHandler& handler,
                 NoticeSink notice)
    : impl_(std::make_shared<Impl>(io, std::move(identity), std::move(config), handler, std::move(notice))) {}
Network::~Network() { impl_->abandon(); }

Outcome<std::uint16_t> Network::start() { return impl_->start(); }
void Network::stop(std::function<void()> done) { impl_->stop(std::move(done)); }
void Network::send(const NodeId& to, Kind kind, BytesView message) { impl_->send(to, kind, message); }
void Network::send_datagram(const NodeId& to, Kind kind, BytesView message) { impl_->send_datagram(to, kind, message); }
void Network::cut(bool cut) { impl_->cut(cut); }
std::vector<PeerInfo> Network::peers() const { return impl_->peers(); }
const NetworkStats& Network::stats() const { return impl_->stats(); }
const Identity& Network::identity() const { return impl_->identity(); }
std::uint16_t Network::port() const { return impl_->port(); }
std::vector<std::string> Network::addresses() const { return impl_->addresses(); }
void Network::rename(std::string_view name) { impl_->rename(name); }
void Network::connect_hint(std::string_view address, std::uint16_t port, const NodeId& node) {
    impl_->hint(address, port, node, DialPlan::Keep::no);
}
Outcome<std::string> Network::create_invitation(InvitationTerms terms) { return impl_->create_invitation(terms); }
void Network::join(std::string_view link, std::function<void(Outcome<EnsembleId>)> done) {
    impl_->join(link, std::move(done));
}
Outcome<void> Network::leave() { return impl_->leave(); }
Outcome<void> Network::forget(const NodeId& node) { return impl_->forget(node); }

}  // namespace segue::mesh
