#include "app/node/core.h"
#include "sync/base/planted.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace segue::node {

Core::Core(World& world, CoreConfig config, const Settings& settings)
    : world_(world),
      config_(std::move(config)),
      clock_(config_.self, config_.wall, world.now()),
      membership_({config_.self, config_.name, {}, config_.incarnation}, world.random(), world.now()),
      sessions_(world, config_.self, config_.name, static_cast<std::uint32_t>(config_.incarnation),
                [this](LocalTime t) { return clock_.ensemble(t); },
                {.changed = [this] { dirty_ = true; },
                 .drained =
                     [this] {
                         if (drained_) std::exchange(drained_, nullptr)();
                     }}),
      exchange_(world.store()),
      librarian_(world, config_.self, sessions_, exchange_, [this] { settings_changed(); }),
      player_(world, config_.self, sessions_, exchange_, settings),
      bridge_(world, sessions_) {}

Core::~Core() = default;

void Core::start(const std::map<SessionId, Bytes>& journals) {
    for (const auto& [id, journal] : journals) sessions_.restore(id, journal);
    player_.clock_changed(clock_.map());
    dirty_ = true;
    refresh();
}

void Core::reachable_at(std::vector<std::string> addresses) {
    if (addresses.size() > membership::addresses_max) addresses.resize(membership::addresses_max);
    membership_.describe(config_.name, std::move(addresses));
}

void Core::rename(const std::string& name) {
    config_.name = name;
    sessions_.rename(name);
    const membership::Member* self = membership_.find(config_.self);
    membership_.describe(name, self ? self->addresses : std::vector<std::string>{});
}

void Core::settings_changed() {
    dirty_ = true;
    refresh();
}

void Core::drain(std::function<void()> done) {
    drained_ = std::move(done);
    sessions_.drain();
    refresh();
}

// --- time

void Core::wake() {
    const LocalTime now = world_.now();
    if (clock_.next_wake() <= now) clock_step(clock::Tick{});
    if (membership_.next_wake() <= now) membership_step(membership::Tick{});
    sessions_.tick();
    if (exchange_.next_poll(now) <= now) exchange_.poll(now);
    if (player_.next_wake() <= now) dirty_ = true;
    bridge_.refresh(clock_.map());
    refresh();
    if (now - reported_ >= report_interval) report();
}

LocalTime Core::next_wake() const {
    if (dirty_)
        return world_.now();  // a disk's answer changed something: what follows must not wait for the next event
    LocalTime due = std::min({clock_.next_wake(), membership_.next_wake(), sessions_.next_wake(),
                              exchange_.next_poll(world_.now()), player_.next_wake(), bridge_.next_wake()});
    if (!peers_.empty()) due = std::min(due, reported_ + report_interval);
    return due;
}

// Everything that follows from a changed session: once for many changes, and again if it changed something itself.
void Core::refresh() {
    if (refreshing_) return;
    refreshing_ = true;
    for (int round = 0; dirty_ && round < 8; ++round) {
        dirty_ = false;
        librarian_.refresh(ensemble_now());
        player_.refresh(clock_.map());
        watch_whom_it_matters();
        bridge_.refresh(clock_.map());
        world_.changed();
    }
    player_.renew();
    send_media();
    refreshing_ = false;
}

void Core::send_media() {
    for (audio::MediaExchange::Outgoing& out : exchange_.take_outgoing())
        world_.transport().send(out.to, out.lane == audio::MediaLane::bulk ? mesh::Kind::segment : mesh::Kind::media,
                                out.bytes);
    if (!exchange_.take_changed_tracks().empty()) {
        world_.sound().media_arrived();
        world_.changed();
    }
}

// --- clock and membership

void Core::clock_step(const clock::Event& event) {
    const LocalTime now = world_.now();
    clock::Effects effects = clock_.step(event, now);
    for (const clock::Send& s : effects.send)
        world_.transport().send_datagram(s.to, mesh::Kind::clock, clock::encode(s.message));
    player_.clock_changed(clock_.map());
    for (const clock::Notice& notice : effects.notices) {
        if (const auto* stepped = std::get_if<clock::Stepped>(&notice)) {
            const Nanoseconds delta = stepped->after.to_ensemble(now) - stepped->before.to_ensemble(now);
            spdlog::info("ensemble time: taken from an older ensemble, {:+.3f} s", to_seconds(delta));
            sessions_.clock_stepped(delta);
            dirty_ = true;
        } else if (const auto* changed = std::get_if<clock::StateChanged>(&notice)) {
            spdlog::debug("clock: {}", clock::to_string(changed->state));
            world_.changed();
        } else {
            world_.changed();
        }
    }
}

void Core::membership_step(const membership::Event& event) {
    membership::Effects effects = membership_.step(event, world_.now());
    for (const membership::Send& s : effects.send)
        world_.transport().send_datagram(s.to, mesh::Kind::membership, membership::encode(s.packet));
    for (const membership::Dial& d : effects.dial) world_.dial(d.node, d.addresses);
    for (const membership::Notice& n : effects.notices) {
        using What = membership::Notice::What;
        spdlog::debug("member {}: {}", n.node.brief(), membership::to_string(n.what));
        if (n.what == What::failed || n.what == What::dead) sessions_.peer_failed(n.node);
        if (n.what == What::left) sessions_.peer_down(n.node, handoff::Down::left);
        // Given up, although its stream outlived that: it is there again.
        const bool there = n.what == What::back || (n.what == What::up && !SEGUE_PLANTED(return_unheard));
        if (there && n.node != meeting_)
            if (const auto peer = peers_.find(n.node); peer != peers_.end())
                sessions_.peer_up(n.node, peer->second.info.name);
        world_.changed();
    }
}

// A conductor's death must be known to the members at once, and theirs to it.
void Core::watch_whom_it_matters() {
    std::set<NodeId> wanted;
    for (const SessionId& id : sessions_.all()) {
        const handoff::SessionMachine& m = *sessions_.find(id);
        if (m.state().transport().mode == handoff::Mode::stopped && m.state().queue.empty()) continue;
        const handoff::Status status = m.status(ensemble_now());
        if (m.conducting()) {
            for (const auto& [peer, info] : peers_) wanted.insert(peer);
        } else if (!status.conductor.is_none() && status.conductor != config_.self) {
            wanted.insert(status.conductor);
        }
    }
    for (const NodeId& node : wanted)
        if (watched_.insert(node).second) membership_step(membership::Watch{node});
    for (auto i = watched_.begin(); i != watched_.end();) {
        if (wanted.contains(*i)) {
            ++i;
            continue;
        }
        const NodeId node = *i;
        i = watched_.erase(i);
        membership_step(membership::Unwatch{node});
    }
}

// --- the mesh

void Core::peer_up(const mesh::PeerInfo& peer) {
    spdlog::info("{} ({}) is here, at {}", peer.name, peer.id.brief(), peer.address);
    Peer& known = peers_[peer.id] = {};
    known.info = peer;
    known.heard = world_.now();
    meeting_ = peer.id;
    membership_step(membership::PeerUp{peer});
    meeting_ = {};
    clock_step(clock::PeerUp{peer.id});
    exchange_.peer_up(peer.id, world_.now());
    sessions_.peer_up(peer.id, peer.name);
    if (on_library_peer) on_library_peer(peer.id, true);
    dirty_ = true;
    refresh();
    report();
}

void Core::peer_down(const NodeId& peer, mesh::Gone why) {
    static constexpr const char* said[] = {"its connection closed", "it left", "nothing was heard from it",
                                           "it has been forgotten"};
    if (const auto known = peers_.find(peer); known != peers_.end())
        spdlog::info("{} ({}) is gone: {}", known->second.info.name, peer.brief(), said[static_cast<std::size_t>(why)]);
    peers_.erase(peer);
    membership_step(membership::PeerDown{peer, why});
    clock_step(clock::PeerDown{peer});
    exchange_.peer_down(peer, world_.now());
    const bool for_good = why == mesh::Gone::left || why == mesh::Gone::revoked;
    sessions_.peer_down(peer, for_good ? handoff::Down::left : handoff::Down::lost);
    if (on_peer_down) on_peer_down(peer);
    if (on_library_peer) on_library_peer(peer, false);
    dirty_ = true;
    refresh();
}

// The others hear of it as news, also where it was away from them too.
void Core::forgotten(const NodeId& node) {
    membership_step(membership::PeerDown{node, mesh::Gone::revoked});
    dirty_ = true;
    refresh();
}

void Core::message(const NodeId& from, mesh::Kind kind, BytesView message) {
    const LocalTime now = world_.now();
    membership_.heard(from, now);
    if (const auto peer = peers_.find(from); peer != peers_.end()) peer->second.heard = now;
    switch (kind) {
        case mesh::Kind::session:
            sessions_.message(from, message);
            break;
        case mesh::Kind::media:
            exchange_.message(from, audio::MediaLane::talk, message, now);
            break;
        case mesh::Kind::segment:
            exchange_.message(from, audio::MediaLane::bulk, message, now);
            world_.sound().media_arrived();
            break;
        case mesh::Kind::control:
            if (on_control) on_control(from, message);
            break;
        case mesh::Kind::report:
            if (const auto peer = peers_.find(from); peer != peers_.end()) {
                peer->second.report.assign(message.begin(), message.end());
                world_.changed();
            }
            break;
        case mesh::Kind::replica:
        case mesh::Kind::replica_piece:
        case mesh::Kind::jobs:
        case mesh::Kind::file:
        case mesh::Kind::file_piece:
            if (on_library) on_library(from, kind, message);
            break;
        case mesh::Kind::membership:
        case mesh::Kind::clock:
            break;  // datagrams
    }
    refresh();
}

void Core::datagram(const NodeId& from, mesh::Kind kind, BytesView message, LocalTime received) {
    const LocalTime now = world_.now();
    membership_.heard(from, now);
    const auto peer = peers_.find(from);
    if (peer != peers_.end()) peer->second.heard = now;
    if (kind == mesh::Kind::clock) {
        auto decoded = clock::decode(message);
        if (!decoded) return;
        if (const auto* pong = std::get_if<clock::Pong>(&*decoded); pong && peer != peers_.end()) {
            const Nanoseconds rtt = (received - pong->ping_sent) - (pong->sent - pong->ping_received);
            peer->second.rtt = std::max(Nanoseconds(1), rtt);
            if (now - peer->second.rtt_told >= rtt_interval) {
                peer->second.rtt_told = now;
                sessions_.peer_rtt(from, peer->second.rtt);
            }
        }
        clock_step(clock::Received{from, std::move(*decoded), received});
    } else if (kind == mesh::Kind::membership) {
        if (auto decoded = membership::decode(message))
            membership_step(membership::Received{from, std::move(*decoded)});
    } else if (kind == mesh::Kind::session) {
        sessions_.message(from, message);
    }
    refresh();
}

void Core::report() {
    reported_ = world_.now();
    if (peers_.empty() || !make_report) return;
    const Bytes report = make_report();
    for (const auto& [peer, info] : peers_) world_.transport().send(peer, mesh::Kind::report, report);
}

// --- sound and store

void Core::sound_changed() {
    player_.sound_changed();
    world_.changed();
    refresh();
}

void Core::room_changed() {
    bridge_.changed();
    bridge_.refresh(clock_.map());
    refresh();
}

void Core::store_loaded() {
    exchange_.poll(world_.now());
    world_.sound().media_arrived();
    refresh();
}

}  // namespace segue::node
