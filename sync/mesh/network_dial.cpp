// From hints to channels, and what is remembered of peers.
#include "sync/mesh/address.h"
#include "sync/mesh/network_impl.h"
#include "sync/mesh/state_file.h"

namespace segue::mesh {
namespace {

constexpr milliseconds save_delay{1000};  // peers come in groups

}  // namespace

void Network::Impl::hint(std::string_view address, std::uint16_t port, const NodeId& node, DialPlan::Keep keep) {
    if (!running_ || node == identity_.node()) return;
    asio::error_code problem;
    const asio::ip::address literal = plain(asio::ip::make_address(std::string(address), problem));
    if (problem || port == 0 || literal.is_unspecified() || literal.is_multicast()) return;
    plan_.hint({literal.to_string(), port}, node, keep, local_now());
    dial_due();
}

void Network::Impl::dial_due() {
    if (!running_ || cut_) return;
    const auto up = [this](const NodeId& node) { return peers_.contains(node); };
    for (const HostPort& where : plan_.due(local_now(), up)) dial(where);
    const auto next = plan_.next();
    if (!next) {
        dial_timer_.cancel();
        return;
    }
    dial_timer_.expires_after(std::max(Nanoseconds(0), *next - local_now()));
    dial_timer_.async_wait([weak = weak_from_this()](asio::error_code cancelled) {
        const auto self = weak.lock();
        if (!cancelled && self) self->dial_due();
    });
}

void Network::Impl::dial(const HostPort& where) {
    asio::error_code problem;
    const asio::ip::address address = asio::ip::make_address(where.host, problem);
    if (problem) return plan_.failed(where, true, local_now());
    ++stats_.dials;
    const ChannelPtr channel = make_channel(Side::client);
    dialled_[channel.get()] = where;
    channel->connect({address, where.port});
}

// An outbound channel closed before it became a peer.
void Network::Impl::dial_ended(Channel& channel) {
    const auto it = dialled_.find(&channel);
    const HostPort where = it->second;
    dialled_.erase(it);
    if (channel.hello().version_major != 0) {
        const NodeId node = channel.subject().node;
        if (peers_.contains(node)) return plan_.reached(where, node, local_now());  // a surplus stream
    }
    plan_.failed(where, channel.doubt() != Doubt::none, local_now());
    if (channel.doubt() != Doubt::none)
        notify(Severity::warning,
               "not connected to " + format_host_port(where.host, where.port) + ": " + channel.reason());
}

void Network::Impl::remember(const Peer& peer) {
    const Subject& s = peer.channel->subject();
    if (!known_.met(s.node, peer.info.address, s.generation, peer.info.name) || config_.state_dir.empty()) return;
    if (std::exchange(save_pending_, true)) return;
    save_timer_.expires_after(save_delay);
    save_timer_.async_wait([weak = weak_from_this()](asio::error_code cancelled) {
        const auto self = weak.lock();
        if (!cancelled && self && self->save_pending_) self->save_known();
    });
}

void Network::Impl::save_known() {
    save_pending_ = false;
    if (config_.state_dir.empty()) return;
    const auto saved =
        write_state_file(config_.state_dir / "peers", known_.serialize(identity_.ensemble()), Durable::no);
    if (!saved) notify(Severity::warning, saved.message());
}

void Network::Impl::load_known() {
    known_.clear();
    if (config_.state_dir.empty()) return;
    const auto bytes = read_state_file(config_.state_dir / "peers");
    if (!bytes) return notify(Severity::warning, bytes.message());
    if (!*bytes) return;
    bool whole = true;
    known_ = KnownPeers::parse(**bytes, identity_.ensemble(), &whole);
    if (!whole) {
        const auto kept = keep_damaged(config_.state_dir / "peers", **bytes);
        notify(Severity::warning, "the list of peers was damaged: " + std::to_string(known_.all().size()) +
                                      " of them are known still; " +
                                      (kept ? "as it was it is kept as " + kept->filename().string() : kept.message()));
        save_known();
    }
    const LocalTime now = local_now();
    for (const KnownPeers::Peer& p : known_.all())
        for (const std::string& text : p.addresses)
            if (const auto where = parse_host_port(text)) plan_.hint(*where, p.node, DialPlan::Keep::yes, now);
}

}  // namespace segue::mesh
