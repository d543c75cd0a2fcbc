// Network's inside: which channels there are, and which of them are peers. In four files by concern:
// network.cpp (life, sending), network_peers.cpp (channels become peers and cease), network_dial.cpp (hints to
// channels), network_trust.cpp (invitations, revocations, changing ensembles).
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <set>
#include <unordered_map>

#include "sync/mesh/channel.h"
#include "sync/mesh/datagram_socket.h"
#include "sync/mesh/dial_plan.h"
#include "sync/mesh/discovery.h"
#include "sync/mesh/known_peers.h"
#include "sync/base/local_clock.h"
#include "sync/mesh/network.h"
#include "sync/mesh/revocations.h"
#include "sync/mesh/token_bucket.h"

namespace segue::mesh {

using asio::ip::tcp;
using asio::ip::udp;

// As people write addresses: IPv4 in IPv6 unwrapped.
asio::ip::address plain(const asio::ip::address& address);

class JoinAttempt;

class Network::Impl final : public ChannelEvents, public std::enable_shared_from_this<Impl> {
  public:
    Impl(asio::io_context& io, Identity identity, NetworkConfig config, TransportHandler& handler, NoticeSink notice);

    // network.cpp
    Outcome<std::uint16_t> start();
    void stop(std::function<void()> done);
    void abandon();  // the Network is destroyed
    void send(const NodeId& to, Kind kind, BytesView message);
    void send_datagram(const NodeId& to, Kind kind, BytesView message);
    std::vector<PeerInfo> peers() const;
    std::vector<std::string> addresses() const;
    void cut(bool cut);
    void rename(std::string_view name) { config_.name = name; }
    const NetworkStats& stats() const { return stats_; }
    const Identity& identity() const { return identity_; }
    std::uint16_t port() const { return port_; }

    // network_dial.cpp
    void hint(std::string_view address, std::uint16_t port, const NodeId& node, DialPlan::Keep keep);

    // network_trust.cpp
    Outcome<std::string> create_invitation(InvitationTerms terms);
    void join(std::string_view link, std::function<void(Outcome<EnsembleId>)> done);
    Outcome<void> leave();
    Outcome<void> forget(const NodeId& node);

    // ChannelEvents: network_peers.cpp
    void channel_ready(Channel& channel) override;
    void channel_message(Channel& channel, std::uint8_t kind, BytesView message) override;
    void channel_closed(Channel& channel) override;

  private:
    friend class JoinAttempt;
    using ChannelPtr = std::shared_ptr<Channel>;
    struct Peer {
        ChannelPtr channel;
        ChannelPtr spare;  // another stream of the same pair, in case the first is dead without our knowing
        PeerInfo info;
        udp::endpoint datagrams_to;
    };

    // network.cpp
    void notify(Severity severity, std::string text);
    Outcome<void> open(std::uint16_t port);
    void close_sockets();
    bool make_context();
    void start_discovery();
    void datagram(const udp::endpoint& from, BytesView bytes, LocalTime received);
    bool send_sealed(Peer& peer, std::uint8_t kind, BytesView message);
    WallTime wall_now() const;

    // network_peers.cpp
    void accept();
    void accepted(tcp::socket socket);
    ChannelPtr make_channel(Side side);
    Peer* peer_of(const Channel& channel);
    void activate(const ChannelPtr& channel);
    // The peer is gone; a spare stream takes its place.
    void lose(const NodeId& node, Gone why);
    // Closes a channel that is no peer's, without further ado.
    void drop(Channel& channel);
    void release(Channel& channel);
    ChannelPtr retain(Channel& channel);
    void rival(Peer& peer, const ChannelPtr& channel);
    void version_differs(Channel& channel);
    void peer_closed(Channel& channel, const NodeId& node);

    // network_dial.cpp
    void dial_due();
    void dial(const HostPort& where);
    void dial_ended(Channel& channel);
    void remember(const Peer& peer);
    void save_known();
    void load_known();

    // network_trust.cpp
    void join_requested(Channel& channel, BytesView request);
    std::vector<std::string> addresses_for(const Channel& newcomer) const;
    void revocations_heard(Channel& channel, BytesView list);
    void spread_revocations(const Channel* except);
    void drop_revoked();
    // Our identity has changed ensemble: all that was of the old one goes.
    void changed_ensemble();

    asio::io_context& io_;
    Identity identity_;
    NetworkConfig config_;
    TransportHandler* handler_;
    NoticeSink notice_;
    TokenBucket notice_budget_{notices_per_second_max, notices_burst};
    NetworkStats stats_;
    const std::uint64_t incarnation_;

    bool running_ = false, cut_ = false;
    std::uint16_t port_ = 0;
    bool v6_socket_ = false;
    tcp::acceptor acceptor_;
    asio::steady_timer accept_pause_;
    DatagramSocket udp_;
    std::shared_ptr<const TlsContext> tls_;

    std::set<ChannelPtr> channels_;   // all that may still call us
    std::deque<Channel*> strangers_;  // inbound, not verified to be a peer's, oldest first
    std::unordered_map<NodeId, Peer> peers_;
    std::unordered_map<std::uint64_t, NodeId> by_datagram_id_;

    DialPlan plan_;
    std::map<Channel*, HostPort> dialled_;  // outbound
    asio::steady_timer dial_timer_;
    KnownPeers known_;
    asio::steady_timer save_timer_;
    bool save_pending_ = false;
    std::vector<std::unique_ptr<Discovery>> discoveries_;

    InvitationBook book_;
    TokenBucket join_budget_{joins_per_second_max, joins_burst};
    std::shared_ptr<JoinAttempt> joining_;
};

}  // namespace segue::mesh
