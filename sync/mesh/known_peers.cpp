#include "sync/mesh/known_peers.h"

#include <algorithm>

#include "sync/mesh/address.h"
#include "sync/mesh/limits.h"
#include "sync/mesh/mesh.pb.h"
#include "sync/mesh/name.h"
#include "sync/mesh/salvage.h"

namespace segue::mesh {
namespace {

constexpr std::size_t addresses_each = 4;  // home, studio, cable, Wi-Fi

}  // namespace

bool KnownPeers::met(const NodeId& node, const std::string& address, std::uint32_t generation,
                     const std::string& name) {
    Peer peer;
    bool changed = true;
    if (auto it = std::find_if(peers_.begin(), peers_.end(), [&](const Peer& p) { return p.node == node; });
        it != peers_.end()) {
        peer = std::move(*it);
        peers_.erase(it);
        changed = peer.generation != generation || peer.name != name;
    }
    peer.node = node;
    peer.generation = generation;
    peer.name = name;
    changed |= peer.addresses.empty() || peer.addresses.front() != address;
    std::erase(peer.addresses, address);
    peer.addresses.insert(peer.addresses.begin(), address);
    if (peer.addresses.size() > addresses_each) peer.addresses.pop_back();
    peers_.insert(peers_.begin(), std::move(peer));
    if (peers_.size() > known_peers_max) peers_.pop_back();
    return changed;
}

bool KnownPeers::remove(const NodeId& node) {
    return std::erase_if(peers_, [&](const Peer& p) { return p.node == node; }) > 0;
}

const KnownPeers::Peer* KnownPeers::find(const NodeId& node) const {
    const auto it = std::find_if(peers_.begin(), peers_.end(), [&](const Peer& p) { return p.node == node; });
    return it == peers_.end() ? nullptr : &*it;
}

std::string KnownPeers::serialize(const EnsembleId& ensemble) const {
    wire::KnownPeers out;
    out.set_ensemble(ensemble.to_string());
    for (const Peer& p : peers_) {
        wire::KnownPeers::Peer* w = out.add_peer();
        w->set_node(p.node.to_string());
        w->set_generation(p.generation);
        w->set_name(p.name);
        for (const std::string& a : p.addresses) w->add_address(a);
    }
    return out.SerializeAsString();
}

KnownPeers KnownPeers::parse(std::string_view bytes, const EnsembleId& ensemble, bool* whole) {
    wire::KnownPeers in;
    KnownPeers out;
    const bool undamaged = parse_what_is_good(bytes, in);
    if (whole) *whole = undamaged;
    if (EnsembleId::from_bytes(in.ensemble()) != ensemble) return out;
    for (const wire::KnownPeers::Peer& w : in.peer()) {
        Peer p;
        const auto node = NodeId::from_bytes(w.node());
        if (!node || out.find(*node) != nullptr || out.peers_.size() == known_peers_max) continue;
        p.node = *node;
        p.generation = w.generation();
        p.name = tidy_name(w.name());
        for (const std::string& a : w.address())
            if (p.addresses.size() < addresses_each && parse_host_port(a)) p.addresses.push_back(a);
        if (!p.addresses.empty()) out.peers_.push_back(std::move(p));
    }
    return out;
}

}  // namespace segue::mesh
