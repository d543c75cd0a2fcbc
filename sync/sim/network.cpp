#include "sync/sim/network.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "sync/mesh/limits.h"

namespace segue::sim {
namespace {

constexpr Nanoseconds tail_max = milliseconds(120);
constexpr Nanoseconds retransmission = milliseconds(200);  // TCP's least, and doubling
constexpr Nanoseconds watch_interval = milliseconds(500);
constexpr std::size_t held_datagrams_max = 200;  // what a socket's buffer takes

}  // namespace

Network::Network(Scheduler& scheduler, Random& random, std::size_t nodes)
    : scheduler_(scheduler), random_(random), nodes_(nodes), links_(nodes * nodes) {
    keep_watch();
}

int Network::number_of(const NodeId& id) const {
    for (std::size_t i = 0; i < nodes_.size(); ++i)
        if (nodes_[i].process.id == id) return static_cast<int>(i);
    return -1;
}

bool Network::open(int from, int to) const {
    const Link& l = link(from, to);
    return !l.cut && scheduler_.now() >= l.clogged;
}

bool Network::connected(int a, int b) const {
    const auto s = streams_.find({std::min(a, b), std::max(a, b)});
    return s != streams_.end() && s->second.low.up && s->second.high.up;
}

Nanoseconds Network::connected_for(int a, int b) const {
    if (!connected(a, b) || !open(a, b) || !open(b, a)) return Nanoseconds(0);
    const Link &there = link(a, b), &back = link(b, a);
    const TrueTime since = std::max(
        {streams_.at({std::min(a, b), std::max(a, b)}).since, there.opened, back.opened, there.clogged, back.clogged});
    return scheduler_.now() - since;
}

void Network::start(int node, Process process) {
    Node& n = nodes_[index(node)];
    n.process = std::move(process);
    n.frozen = false;
    n.held.clear();
    n.held_datagrams = 0;
    beacon(node, ++n.life, 0);
}

void Network::stop(int node, bool left) {
    Node& n = nodes_[index(node)];
    ++n.life;
    n.process.handler = nullptr;
    n.held.clear();
    for (int other = 0; other < static_cast<int>(nodes_.size()); ++other) {
        if (other == node) continue;
        Stream& s = stream(node, other);
        end_at(s, node, other) = {};
        if (!end_at(s, other, node).up) {
            s.connecting = false;
            ++s.life;
            continue;
        }
        if (!open(node, other)) continue;  // no packet tells it: the silence will
        scheduler_.after(draw(link(node, other)), [this, node, other, life = s.life, left] {
            if (stream(node, other).life == life && open(node, other))
                close_end(other, node, left ? mesh::Gone::left : mesh::Gone::closed);
        });
    }
}

void Network::freeze(int node) { nodes_[index(node)].frozen = true; }

void Network::thaw(int node) {
    Node& n = nodes_[index(node)];
    n.frozen = false;
    n.held_datagrams = 0;
    for (auto& what : std::exchange(n.held, {})) what();
}

// Into a node: at once, or when it is thawed.
void Network::into(int node, std::function<void()> what) {
    Node& n = nodes_[index(node)];
    if (!n.process.handler) return;
    auto guarded = [this, node, life = n.life, what = std::move(what)] {
        Node& m = nodes_[index(node)];
        if (m.life != life || !m.process.handler) return;
        what();
        if (m.life == life && m.process.handler) m.process.turn();
    };
    if (n.frozen)
        n.held.push_back(std::move(guarded));
    else
        guarded();
}

Nanoseconds Network::draw(const Link& l) {
    Nanoseconds d = l.delay + nearest_ns(random_.uniform() * to_seconds(l.jitter));
    if (l.tail > 0 && random_.chance(l.tail)) d += nearest_ns(random_.uniform() * to_seconds(tail_max));
    return d;
}

// --- datagrams

void Network::send_datagram(int from, const NodeId& to_id, mesh::Kind kind, BytesView message) {
    const int to = number_of(to_id);
    if (to < 0 || !end_at(stream(from, to), from, to).up) return;  // it is sealed with the stream's keys
    ++packets;
    const Link& l = link(from, to);
    if (!open(from, to) || random_.chance(l.loss)) return void(++lost);
    const auto bytes = std::make_shared<const Bytes>(message.begin(), message.end());
    TrueTime at = scheduler_.now() + draw(l);
    if (l.reorder > 0 && random_.chance(l.reorder)) at += milliseconds(random_.below(50));
    arrive_datagram(from, to, kind, bytes, at);
    if (l.duplicate > 0 && random_.chance(l.duplicate))
        ++doubled, arrive_datagram(from, to, kind, bytes, at + milliseconds(random_.below(300)));
    if (l.replay > 0 && random_.chance(l.replay))
        ++replayed, arrive_datagram(from, to, kind, bytes, at + milliseconds(1000 + random_.below(19'000)));
}

void Network::arrive_datagram(int from, int to, mesh::Kind kind, const std::shared_ptr<const Bytes>& bytes,
                              TrueTime at) {
    const std::uint64_t life = nodes_[index(to)].life;
    scheduler_.at(at, [this, from, to, kind, bytes, life] {
        Node& n = nodes_[index(to)];
        if (n.life != life || !open(from, to) || !n.process.handler) return;
        if (!end_at(stream(from, to), to, from).up) return;
        if (n.frozen && ++n.held_datagrams > held_datagrams_max) return;
        const LocalTime received = n.process.now();
        into(to, [this, from, to, kind, bytes, received] {
            const Process& p = nodes_[index(to)].process;
            if (p.seen) p.seen(from, kind, *bytes, true);
            p.handler->datagram(nodes_[index(from)].process.id, kind, *bytes, received);
        });
    });
}

// --- streams

void Network::send(int from, const NodeId& to_id, mesh::Kind kind, BytesView message) {
    const int to = number_of(to_id);
    if (to < 0) return;
    Stream& s = stream(from, to);
    if (!end_at(s, from, to).up) return;
    ++packets;
    const Link& l = link(from, to);
    End& far = end_at(s, to, from);
    Nanoseconds takes = draw(l);
    for (Nanoseconds wait = retransmission; random_.chance(l.loss) && wait < seconds(2); wait *= 2)
        takes += wait, ++lost;
    far.arrival = std::max(far.arrival, scheduler_.now() + takes);
    scheduler_.at(far.arrival, [this, from, to, life = s.life,
                                packet = Packet{kind, Bytes(message.begin(), message.end())}]() mutable {
        arrive_message(from, to, life, std::move(packet), false);
    });
}

void Network::arrive_message(int from, int to, std::uint64_t life, Packet packet, bool again) {
    Stream& s = stream(from, to);
    if (s.life != life) return;
    End& here = end_at(s, to, from);
    if (!open(from, to) || (!here.stalled.empty() && !again)) {
        if (again)
            here.stalled.push_front(std::move(packet));
        else
            here.stalled.push_back(std::move(packet));
        return;
    }
    if (!here.up || !alive(to)) return;
    into(to, [this, from, to, life, packet = std::move(packet)] {
        if (stream(from, to).life != life || !end_at(stream(from, to), to, from).up) return;
        const Process& p = nodes_[index(to)].process;
        if (p.seen) p.seen(from, packet.kind, packet.bytes, false);
        p.handler->message(nodes_[index(from)].process.id, packet.kind, packet.bytes);
    });
}

// What was stalled goes on, in order.
void Network::flush(int from, int to) {
    End& here = end_at(stream(from, to), to, from);
    const std::uint64_t life = stream(from, to).life;
    while (!here.stalled.empty() && open(from, to) && stream(from, to).life == life) {
        Packet packet = std::move(here.stalled.front());
        here.stalled.pop_front();
        arrive_message(from, to, life, std::move(packet), true);
    }
}

void Network::set_cut(int from, int to, bool cut) {
    Link& l = link(from, to);
    if (l.cut == cut) return;
    l.cut = cut;
    l.opened = scheduler_.now();
    if (!cut) scheduler_.after(nearest_ns(random_.uniform() * 0.4), [this, from, to] { flush(from, to); });
}

void Network::clog(int from, int to, Nanoseconds for_how_long) {
    Link& l = link(from, to);
    l.clogged = std::max(l.clogged, scheduler_.now() + for_how_long);
    scheduler_.at(l.clogged, [this, from, to] { flush(from, to); });
}

void Network::unclog(int from, int to) {
    link(from, to).clogged = {};
    flush(from, to);
}

void Network::move(int node) {
    for (int other = 0; other < static_cast<int>(nodes_.size()); ++other) {
        if (other == node || !end_at(stream(node, other), node, other).up) continue;
        Stream& s = stream(node, other);
        // The other end hears nothing more on it; until the silence is noticed, or a new stream comes.
        ++s.life;
        end_at(s, other, node).stalled.clear();
        close_end(node, other, mesh::Gone::closed);
    }
}

void Network::close_end(int node, int other, mesh::Gone why) {
    Stream& s = stream(node, other);
    End& here = end_at(s, node, other);
    if (!here.up) return;
    here = {};
    ++broken;
    if (!end_at(s, other, node).up) ++s.life;
    into(node, [this, node, other, why] {
        nodes_[index(node)].process.handler->peer_down(nodes_[index(other)].process.id, why);
    });
}

void Network::dial(int from, const NodeId& to) {
    if (const int n = number_of(to); n >= 0) connect(from, n);
}

void Network::connect(int from, int to) {
    Stream& s = stream(from, to);
    if (from == to || s.connecting || connected(from, to) || !alive(from)) return;
    s.connecting = true;
    const Nanoseconds there = draw(link(from, to)), back = draw(link(to, from));
    // TCP and TLS 1.3 with both sides verified: two round trips, and the arithmetic.
    scheduler_.after(2 * (there + back) + milliseconds(4), [this, from, to, life = s.life] {
        Stream& now = stream(from, to);
        now.connecting = false;
        if (now.life != life || !alive(from) || !alive(to) || frozen(from) || frozen(to)) return;
        if (open(from, to) && open(to, from)) establish(from, to);
    });
}

void Network::establish(int from, int to) {
    for (const auto& [node, other] : {std::pair(to, from), std::pair(from, to)})
        close_end(node, other, mesh::Gone::closed);  // an old stream of which the other end knew nothing any more
    Stream& s = stream(from, to);
    ++s.life;
    ++connections;
    s.low = s.high = {};
    s.since = scheduler_.now();
    s.low.up = s.high.up = true;
    for (const auto& [node, other] : {std::pair(to, from), std::pair(from, to)}) {
        mesh::PeerInfo info;
        info.id = nodes_[index(other)].process.id;
        info.name = nodes_[index(other)].process.name;
        info.address = "10.0.0." + std::to_string(other + 1) + ":24470";
        into(node, [this, node = node, info] { nodes_[index(node)].process.handler->peer_up(info); });
    }
}

// --- finding and losing each other

void Network::beacon(int node, std::uint64_t life, int sent) {
    Node& n = nodes_[index(node)];
    if (n.life != life) return;
    if (beacons && !n.frozen)
        for (int other = 0; other < static_cast<int>(nodes_.size()); ++other) {
            if (other == node || !alive(other) || nodes_[index(other)].frozen || connected(node, other)) continue;
            const Link& l = link(node, other);
            if (open(node, other) && !random_.chance(l.loss))
                scheduler_.after(draw(l), [this, node, other] { connect(other, node); });
        }
    const Nanoseconds wobble = nearest_ns(random_.uniform(-1, 1) * to_seconds(mesh::beacon_jitter));
    scheduler_.after(sent < mesh::beacon_burst ? Nanoseconds(mesh::beacon_burst_gap) : mesh::beacon_interval + wobble,
                     [this, node, life, sent] { beacon(node, life, sent + 1); });
}

// Whoever has heard nothing for long, also no sign of life on an idle stream, gives it up.
void Network::keep_watch() {
    const TrueTime now = scheduler_.now();
    for (auto& [pair, s] : streams_)
        for (const auto& [node, other] : {pair, std::pair(pair.second, pair.first)}) {
            End& here = end_at(s, node, other);
            if (!here.up || nodes_[index(node)].frozen) continue;
            const bool can_hear =
                open(other, node) && alive(other) && !nodes_[index(other)].frozen && end_at(s, other, node).up;
            if (can_hear) {
                here.silent_since = {};
            } else if (here.silent_since == TrueTime{}) {
                here.silent_since = now;
            } else if (now - here.silent_since > mesh::keepalive_silent) {
                close_end(node, other, mesh::Gone::silent);
            } else if (!end_at(s, other, node).up && alive(other) && !nodes_[index(other)].frozen &&
                       open(node, other) && open(other, node) && now - here.silent_since > mesh::keepalive_idle) {
                close_end(node, other, mesh::Gone::closed);  // asked whether it is there; the answer was a reset
            }
        }
    scheduler_.after(watch_interval, [this] { keep_watch(); });
}

}  // namespace segue::sim
