// Channels become peers, and cease to be.
//
// Of a pair, the node with the lower id decides which stream is the pair's, and says `use` on it, once per stream.
// The other follows: a `use` on a new stream means that the decider holds the old one for dead. So both always agree,
// no message is sent on a stream that will be closed as the surplus one, and two dials at once end in one peer_up.
#include <algorithm>

#include "sync/mesh/address.h"
#include "sync/mesh/network_impl.h"

namespace segue::mesh {
namespace {

constexpr milliseconds accept_pause{100};  // when the system has no descriptors left
constexpr std::uint8_t knock = 0;          // a datagram that only shows where we are

}  // namespace

void Network::Impl::accept() {
    acceptor_.async_accept([weak = weak_from_this()](asio::error_code problem, tcp::socket socket) {
        const auto self = weak.lock();
        if (!self || !self->running_ || !self->acceptor_.is_open()) return;
        if (problem == asio::error::operation_aborted) return;
        if (!problem) {
            self->accepted(std::move(socket));
            return self->accept();
        }
        self->accept_pause_.expires_after(accept_pause);
        self->accept_pause_.async_wait([weak](asio::error_code cancelled) {
            const auto s = weak.lock();
            if (!cancelled && s && s->running_) s->accept();
        });
    });
}

void Network::Impl::accepted(tcp::socket socket) {
    if (cut_) return;  // and so it closes
    // An honest newcomer is verified in milliseconds: when there are too many strangers, the longest here goes.
    if (strangers_.size() >= strangers_max) {
        ++stats_.strangers_refused;
        notify(Severity::warning, "too many strangers at the door; the oldest is turned away");
        drop(*strangers_.front());
    }
    const ChannelPtr channel = make_channel(Side::server);
    strangers_.push_back(channel.get());
    channel->accept(std::move(socket));
}

Network::Impl::ChannelPtr Network::Impl::make_channel(Side side) {
    Hello hello;
    hello.version_major = config_.version.major;
    hello.version_minor = config_.version.minor;
    hello.name = config_.name;
    hello.port = port_;
    hello.incarnation = incarnation_;
    auto channel = std::make_shared<Channel>(io_, *this, tls_, side, Purpose::peer, std::move(hello));
    channels_.insert(channel);
    return channel;
}

Network::Impl::Peer* Network::Impl::peer_of(const Channel& channel) {
    if (channel.purpose() != Purpose::peer || channel.hello().version_major == 0) return nullptr;
    const auto it = peers_.find(channel.subject().node);
    return it != peers_.end() && it->second.channel.get() == &channel ? &it->second : nullptr;
}

Network::Impl::ChannelPtr Network::Impl::retain(Channel& channel) { return channel.shared_from_this(); }

void Network::Impl::release(Channel& channel) {
    std::erase(strangers_, &channel);
    channels_.erase(channel.shared_from_this());
}

void Network::Impl::drop(Channel& channel) {
    const ChannelPtr keep = retain(channel);
    release(channel);
    if (const auto it = dialled_.find(&channel); it != dialled_.end()) {
        plan_.failed(it->second, false, local_now());
        dialled_.erase(it);
    }
    for (auto& [node, peer] : peers_)
        if (peer.spare == keep) peer.spare.reset();
    channel.close();
}

void Network::Impl::version_differs(Channel& channel) {
    const auto text = [](std::uint32_t major, std::uint32_t minor) {
        return std::to_string(major) + "." + std::to_string(minor);
    };
    notify(Severity::warning, "\"" + channel.hello().name + "\" speaks protocol " +
                                  text(channel.hello().version_major, channel.hello().version_minor) + ", we speak " +
                                  text(config_.version.major, config_.version.minor) +
                                  ": bring both to the same version of Segue");
    const ChannelPtr keep = retain(channel);
    release(channel);
    if (const auto it = dialled_.find(&channel); it != dialled_.end()) {
        plan_.failed(it->second, true, local_now());
        dialled_.erase(it);
    } else {
        ++stats_.strangers_refused;
    }
    channel.finish();  // our Hello still goes out, so that it can say the same
}

void Network::Impl::channel_ready(Channel& channel) {
    if (channel.purpose() == Purpose::join) return;  // its request will come
    if (channel.hello().version_major != config_.version.major) return version_differs(channel);
    const NodeId node = channel.subject().node;
    if (node == identity_.node()) {
        if (const auto it = dialled_.find(&channel); it != dialled_.end()) {
            plan_.itself(it->second);
            dialled_.erase(it);
        }
        return drop(channel);
    }
    if (identity_.node() > node) return;  // it decides
    const auto it = peers_.find(node);
    if (it != peers_.end()) return rival(it->second, retain(channel));
    activate(retain(channel));
}

void Network::Impl::cut(bool cut) {
    if (cut == cut_) return;
    cut_ = cut;
    if (!cut) return dial_due();
    for (auto& [node, peer] : peers_)
        if (peer.spare) drop(*retain(*peer.spare));
    while (!peers_.empty()) lose(peers_.begin()->first, Gone::closed);
    while (!channels_.empty()) drop(**channels_.begin());
}

// A second stream to a peer that is up, and we decide.
void Network::Impl::rival(Peer& peer, const ChannelPtr& channel) {
    if (peer.channel->hello().incarnation != channel->hello().incarnation) {
        // It has started anew; the old stream just does not know yet.
        const NodeId node = peer.info.id;
        peer.spare = channel;
        return lose(node, Gone::closed);
    }
    // Most likely both dialled at once. But if the old stream is dead, the new one must not be turned away.
    if (const auto it = dialled_.find(channel.get()); it != dialled_.end()) {
        plan_.reached(it->second, peer.info.id, local_now());
        dialled_.erase(it);
    }
    if (peer.spare) return drop(*channel);
    peer.spare = channel;
    std::erase(strangers_, channel.get());
    peer.channel->probe();
}

void Network::Impl::activate(const ChannelPtr& channel) {
    const NodeId node = channel->subject().node;
    if (peers_.size() >= peers_max) {
        notify(Severity::warning, "too many peers; \"" + channel->hello().name + "\" is turned away");
        return drop(*channel);
    }
    std::erase(strangers_, channel.get());
    Peer& peer = peers_[node];
    peer.channel = channel;
    const bool inbound = channel->side() == Side::server;
    const std::uint16_t port = inbound ? channel->hello().port : channel->remote().port();
    const asio::ip::address address = plain(channel->remote().address());
    peer.info.id = node;
    peer.info.name = channel->hello().name;
    peer.info.address = format_host_port(address.to_string(), port);
    peer.info.full_member = channel->subject().role == Role::member;
    peer.datagrams_to =
        udp::endpoint(v6_socket_ && address.is_v4()
                          ? asio::ip::address(asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()))
                          : address,
                      port);
    by_datagram_id_[channel->datagram_id()] = node;
    channel->trust();
    if (identity_.node() < node) channel->send(Own::use);
    if (const auto it = dialled_.find(channel.get()); it != dialled_.end()) {
        plan_.reached(it->second, node, local_now());
        dialled_.erase(it);
    }
    remember(peer);
    if (!identity_.revocations().empty())
        channel->send(number(Own::revocations), as_bytes(identity_.revocations().serialize(*identity_.credentials())));
    send_sealed(peer, knock, {});
    dial_due();
    const PeerInfo info = peer.info;
    handler_->peer_up(info);
}

void Network::Impl::lose(const NodeId& node, Gone why) {
    const auto it = peers_.find(node);
    if (it == peers_.end()) return;
    const ChannelPtr channel = std::move(it->second.channel), spare = std::move(it->second.spare);
    peers_.erase(it);
    by_datagram_id_.erase(channel->datagram_id());
    release(*channel);
    channel->close();
    if (why != Gone::left && why != Gone::revoked) plan_.lost(node, local_now());
    handler_->peer_down(node, why);
    if (!spare || !channels_.contains(spare)) return;
    if (why == Gone::revoked || peers_.contains(node)) return drop(*spare);
    activate(spare);
}

void Network::Impl::channel_message(Channel& channel, std::uint8_t kind, BytesView message) {
    if (channel.purpose() == Purpose::join) {
        if (kind == number(Own::join_request)) return join_requested(channel, message);
        return drop(channel);
    }
    const NodeId node = channel.subject().node;
    if (Peer* peer = peer_of(channel)) {
        if (kind == number(Own::revocations)) return revocations_heard(channel, message);
        if (peer->spare && kind == number(Own::pong)) return drop(*retain(*peer->spare));  // alive: one is enough
        if (kind >= stats_.kind.size()) return;                                            // of a later version
        auto& count = stats_.kind[kind];
        ++count.messages_received;
        count.message_bytes_received += message.size();
        return handler_->message(peer->info.id, static_cast<Kind>(kind), message);
    }
    if (kind == number(Own::pong)) return;
    const bool it_decides = identity_.node() > node;
    if (!it_decides || kind != number(Own::use)) {
        notify(Severity::warning, "\"" + channel.hello().name + "\" broke the protocol; closed");
        return drop(channel);
    }
    const ChannelPtr chosen = retain(channel);
    if (peers_.contains(node)) lose(node, Gone::closed);
    if (channels_.contains(chosen) && !peers_.contains(node)) activate(chosen);
}

void Network::Impl::channel_closed(Channel& channel) {
    const ChannelPtr keep = retain(channel);
    if (Peer* peer = peer_of(channel)) {
        const NodeId node = peer->info.id;
        lose(node, channel.gone());
        return dial_due();
    }
    const bool was_stranger = std::find(strangers_.begin(), strangers_.end(), &channel) != strangers_.end();
    release(channel);
    bool surplus = false;  // the second stream of a pair that has its first
    for (auto& [node, peer] : peers_)
        if (peer.spare == keep) {
            peer.spare.reset();
            surplus = true;
        }
    if (channel.hello().version_major != 0) surplus = surplus || peers_.contains(channel.subject().node);
    if (dialled_.contains(&channel)) {
        dial_ended(channel);
    } else if (was_stranger && !surplus) {
        ++stats_.strangers_refused;
        notify(Severity::info, "refused " + plain(channel.remote().address()).to_string() + ": " + channel.reason());
    }
    dial_due();
}

}  // namespace segue::mesh
