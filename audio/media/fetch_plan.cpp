#include "audio/media/fetch_plan.h"

#include <algorithm>

#include "audio/media/limits.h"

namespace segue::audio {

namespace {

// What may be outstanding at one peer: a quarter of a second of its rate, within bounds. At least three segments,
// so that a round trip is not waited for after each; at most what both ends like to have in memory.
constexpr double window_s = 0.25;
constexpr std::size_t window_bytes_min = 64 * 1024, window_bytes_max = 512 * 1024;
// Until measured: slow Wi-Fi.
constexpr double rate_unmeasured = 1e6;
// A rate is taken over at least this long; shorter is noise of scheduling.
constexpr milliseconds measure_interval{20};

// A request is late after this, and three times what its turn should take. Then another peer is asked, if one can be.
constexpr milliseconds patience{700};
// When there is nobody else, the same peer is asked again only after this: it is probably still sending.
constexpr seconds patience_alone{10};
constexpr seconds shun_time{30};
// A peer that holds the track may get the segment soon, it is fetching too; one that does not is not bothered again.
constexpr milliseconds deny_time_holder{500};
constexpr seconds deny_time_stranger{5};

constexpr milliseconds manifest_patience{700};
constexpr seconds manifest_growth_patience{2};  // the source says something four times a second while it grows
constexpr seconds manifest_deny_time{2};
constexpr std::size_t manifest_asks_at_once = 8;

constexpr std::size_t names_per_want = 64;
constexpr std::size_t bytes_unknown = 64 * 1024;  // a cover
constexpr std::size_t holds_per_peer_max = 256;   // a queue's worth; Have messages beyond it are forgotten

std::size_t size_of(const WantedSegment& want) { return want.bytes > 0 ? want.bytes : bytes_unknown; }

}  // namespace

std::size_t FetchPlan::Peer::window_bytes() const {
    return std::clamp(static_cast<std::size_t>(assumed_rate() * window_s), window_bytes_min, window_bytes_max);
}
double FetchPlan::Peer::assumed_rate() const { return rate > 0 ? rate : rate_unmeasured; }

void FetchPlan::Peer::take_off(const SegmentName& name) {
    const auto it = requests.find(name);
    if (it == requests.end()) return;
    outstanding_bytes -= it->second.bytes;
    requests.erase(it);
}

void FetchPlan::Peer::measure(std::size_t bytes, LocalTime now) {
    measured_bytes += bytes;
    const Nanoseconds taken = now - measured_since;
    if (taken < measure_interval) return;
    const double seen = static_cast<double>(measured_bytes) / to_seconds(taken);
    rate = rate > 0 ? 0.7 * rate + 0.3 * seen : seen;
    measured_since = now;
    measured_bytes = 0;
}

FetchEffects FetchPlan::step(const FetchEvent& event, LocalTime now) {
    std::visit([&](const auto& e) { on(e, now); }, event);
    FetchEffects out;
    expire(now);
    ask_for_manifests(now, out);
    ask_for_segments(now, out);
    return out;
}

void FetchPlan::on(const PeerUp& e, LocalTime now) {
    Peer& peer = peers_[e.peer];
    const LocalTime shunned = peer.shunned_until;
    peer = Peer();  // a new connection: what was asked over the old one is lost
    peer.shunned_until = shunned;
    peer.measured_since = now;
    manifest_asked_.clear();  // it may have what nobody had
}

void FetchPlan::on(const PeerDown& e, LocalTime) {
    peers_.erase(e.peer);
    manifest_asked_.clear();
}

void FetchPlan::on(const GoalChanged& e, LocalTime) {
    goal_ = e.goal;
    missing_.clear();
    for (const WantedSegment& s : goal_.segments) missing_.emplace(s.name, s.track);
    std::erase_if(manifest_asked_, [&](const auto& asked) {
        return std::none_of(goal_.tracks.begin(), goal_.tracks.end(),
                            [&](const auto& t) { return t.id == asked.first; });
    });
}

void FetchPlan::on(const SaidHave& e, LocalTime) {
    const auto it = peers_.find(e.from);
    if (it == peers_.end()) return;
    auto& holds = it->second.holds;
    if (holds.size() >= holds_per_peer_max && !holds.contains(e.have.track)) return;
    const bool news = !holds.contains(e.have.track);
    holds[e.have.track] = e.have;
    it->second.manifest_denied.erase(e.have.track);
    if (e.have.whole) it->second.denied.clear();
    // Whoever was asked in vain until now: here is somebody who knows.
    const auto track =
        std::find_if(goal_.tracks.begin(), goal_.tracks.end(), [&](const auto& t) { return t.id == e.have.track; });
    if (track != goal_.tracks.end() && !track->complete && (news || e.have.complete))
        manifest_asked_.erase(e.have.track);
}

void FetchPlan::on(const SaidDontHave& e, LocalTime now) {
    const auto it = peers_.find(e.from);
    if (it == peers_.end()) return;
    Peer& peer = it->second;
    for (const SegmentName& name : e.names) {
        if (!peer.requests.contains(name)) continue;  // an answer to nothing
        peer.take_off(name);
        const auto missing = missing_.find(name);
        if (missing == missing_.end()) continue;
        const auto held = peer.holds.find(missing->second);
        if (held != peer.holds.end()) held->second.whole = false;
        peer.denied[name] =
            now + (held != peer.holds.end() ? Nanoseconds(deny_time_holder) : Nanoseconds(deny_time_stranger));
    }
}

void FetchPlan::on(const SaidNoManifest& e, LocalTime now) {
    const auto it = peers_.find(e.from);
    if (it == peers_.end()) return;
    it->second.holds.erase(e.track);
    if (it->second.manifest_denied.size() < holds_per_peer_max)
        it->second.manifest_denied[e.track] = now + manifest_deny_time;
    const bool all_denied = std::all_of(peers_.begin(), peers_.end(), [&](const auto& p) {
        const auto denied = p.second.manifest_denied.find(e.track);
        return denied != p.second.manifest_denied.end() && denied->second > now;
    });
    if (all_denied) {
        manifest_asked_[e.track] = {now + manifest_deny_time, NodeId{}};
    } else {
        manifest_asked_.erase(e.track);
    }
}

void FetchPlan::on(const ManifestArrived& e, LocalTime now) {
    const auto it = peers_.find(e.from);
    if (it != peers_.end() && (it->second.holds.size() < holds_per_peer_max || it->second.holds.contains(e.track))) {
        Have& have = it->second.holds[e.track];
        have.track = e.track;
        have.revision = std::max(have.revision, e.revision);
        have.complete |= e.complete;
        it->second.manifest_owed.erase(e.track);
    }
    for (auto& track : goal_.tracks) {
        if (track.id != e.track) continue;
        track.revision = std::max(track.revision, e.revision);
        track.complete |= e.complete;
    }
    if (e.complete) {
        manifest_asked_.erase(e.track);
    } else {
        manifest_asked_[e.track] = {now + manifest_growth_patience, e.from};
    }
}

void FetchPlan::on(const DataArrived& e, LocalTime now) {
    const auto it = peers_.find(e.from);
    if (it != peers_.end()) {
        Peer& peer = it->second;
        const bool asked = peer.requests.contains(e.name);
        peer.take_off(e.name);
        if (!e.genuine) {
            peer.shunned_until = now + shun_time;
            peer.requests.clear();
            peer.outstanding_bytes = 0;
        } else if (asked) {
            peer.measure(e.bytes, now);
        }
    }
    if (e.genuine) missing_.erase(e.name);
}

bool FetchPlan::may_ask(const Peer& peer, const SegmentName& name, LocalTime now) const {
    if (peer.is_shunned(now)) return false;
    const auto denied = peer.denied.find(name);
    return denied == peer.denied.end() || denied->second <= now;
}

bool FetchPlan::is_outstanding(const SegmentName& name) const {
    return std::any_of(peers_.begin(), peers_.end(), [&](const auto& p) { return p.second.requests.contains(name); });
}

bool FetchPlan::is_open_elsewhere(const NodeId& not_at, const SegmentName& name, LocalTime now) const {
    const auto missing = missing_.find(name);
    if (missing == missing_.end()) return false;
    return std::any_of(peers_.begin(), peers_.end(), [&](const auto& p) {
        return p.first != not_at && p.second.holds.contains(missing->second) && may_ask(p.second, name, now);
    });
}

void FetchPlan::expire(LocalTime now) {
    for (auto& [id, peer] : peers_) {
        std::vector<SegmentName> late;
        for (auto& [name, request] : peer.requests) {
            if (request.expires > now) continue;
            if (is_open_elsewhere(id, name, now) || now - request.sent >= patience_alone || !missing_.contains(name)) {
                late.push_back(name);
            } else {
                request.expires = std::min(now + Nanoseconds(patience), request.sent + Nanoseconds(patience_alone));
            }
        }
        if (late.empty()) continue;
        for (const SegmentName& name : late) {
            peer.take_off(name);
            if (is_open_elsewhere(id, name, now)) peer.denied[name] = now + Nanoseconds(patience);  // their turn first
        }
        peer.rate = std::max(peer.assumed_rate() / 2, 1000.0);
        peer.measured_since = now;
        peer.measured_bytes = 0;
    }
    for (auto& [id, peer] : peers_)
        std::erase_if(peer.denied, [&](const auto& d) { return d.second <= now || !missing_.contains(d.first); });
}

void FetchPlan::ask_for_manifests(LocalTime now, FetchEffects& out) {
    for (const auto& track : goal_.tracks) {
        if (track.complete) continue;
        const auto asked = manifest_asked_.find(track.id);
        if (asked != manifest_asked_.end() && asked->second.again > now) continue;
        if (asked != manifest_asked_.end()) {
            const auto late = peers_.find(asked->second.peer);
            if (late != peers_.end()) late->second.manifest_owed.insert(track.id);
        }
        // Whoever has said to have most of it; if nobody has said anything, everybody.
        const NodeId* best = nullptr;
        std::uint64_t best_worth = 0;
        std::vector<NodeId> others;
        for (const auto& [id, peer] : peers_) {
            if (peer.is_shunned(now)) continue;
            const auto denied = peer.manifest_denied.find(track.id);
            if (denied != peer.manifest_denied.end() && denied->second > now) continue;
            const auto held = peer.holds.find(track.id);
            if (held == peer.holds.end()) {
                if (others.size() < manifest_asks_at_once) others.push_back(id);
                continue;
            }
            const bool owes = peer.manifest_owed.contains(track.id);
            const std::uint64_t full = (held->second.complete ? std::uint64_t{1} << 32 : 0) + held->second.revision + 2;
            const std::uint64_t worth = owes ? 1 : full;  // it may be slow, so it is asked again if nobody else can be
            if (worth > best_worth) {
                best = &id;
                best_worth = worth;
            }
        }
        const WantManifest want{track.id, track.revision};
        if (best) {
            out.sends.push_back({*best, want});
        } else {
            for (const NodeId& id : others) out.sends.push_back({id, want});
        }
        if (best || !others.empty()) manifest_asked_[track.id] = {now + manifest_patience, best ? *best : NodeId{}};
    }
}

std::map<NodeId, FetchPlan::Peer>::iterator FetchPlan::best_peer(const WantedSegment& want, LocalTime now) {
    auto best = peers_.end();
    double best_cost = 0;
    bool holder_exists = false;
    for (auto it = peers_.begin(); it != peers_.end(); ++it) {
        const Peer& peer = it->second;
        if (!may_ask(peer, want.name, now)) continue;
        const auto held = peer.holds.find(want.track);
        const bool holder = held != peer.holds.end();
        if (holder && !holder_exists) {
            holder_exists = true;
            best = peers_.end();  // a stranger, so far
        }
        if (holder_exists && !holder) continue;
        const std::size_t after = peer.outstanding_bytes + size_of(want);
        if (peer.outstanding_bytes > 0 && after > peer.window_bytes()) continue;
        // Seconds until it would be here. One that does not hold all of the track may have to say no first.
        constexpr double maybe_no_s = 0.05;
        const double cost =
            static_cast<double>(after) / peer.assumed_rate() + (holder && held->second.whole ? 0 : maybe_no_s);
        if (best == peers_.end() || cost < best_cost) {
            best = it;
            best_cost = cost;
        }
    }
    return best;
}

void FetchPlan::ask_for_segments(LocalTime now, FetchEffects& out) {
    if (goal_.segments.size() > 2 * missing_.size() + 64)
        std::erase_if(goal_.segments, [&](const WantedSegment& s) { return !missing_.contains(s.name); });
    std::map<NodeId, Want> wants;
    std::size_t in_vain = 0;
    constexpr std::size_t in_vain_max = 64;  // windows are full: further wants will not find room either
    for (const WantedSegment& s : goal_.segments) {
        if (in_vain >= in_vain_max) break;
        if (!missing_.contains(s.name) || is_outstanding(s.name)) continue;
        const auto it = best_peer(s, now);
        if (it == peers_.end()) {
            ++in_vain;
            continue;
        }
        auto& [id, peer] = *it;
        Want& want = wants[id];
        if (want.names.size() >= names_per_want) continue;
        want.names.push_back(s.name);
        if (peer.requests.empty()) {  // idle until now
            peer.measured_since = now;
            peer.measured_bytes = 0;
        }
        peer.outstanding_bytes += size_of(s);
        const double turn_s = static_cast<double>(peer.outstanding_bytes) / peer.assumed_rate();
        peer.requests[s.name] = {
            now, now + patience + nearest_ns(std::min(3 * turn_s, to_seconds(Nanoseconds(patience_alone)))),
            size_of(s)};
    }
    for (auto& [id, want] : wants) out.sends.push_back({id, std::move(want)});
}

LocalTime FetchPlan::next_tick(LocalTime now) const {
    LocalTime next = LocalTime::max();
    for (const auto& [id, peer] : peers_) {
        for (const auto& [name, request] : peer.requests) next = std::min(next, request.expires);
        for (const auto& [name, until] : peer.denied) next = std::min(next, until);
        if (!missing_.empty() && peer.is_shunned(now)) next = std::min(next, peer.shunned_until);
    }
    if (!peers_.empty())
        for (const auto& track : goal_.tracks) {
            const auto asked = manifest_asked_.find(track.id);
            if (!track.complete && asked != manifest_asked_.end()) next = std::min(next, asked->second.again);
        }
    return next;
}

std::size_t FetchPlan::unavailable(LocalTime now) const {
    std::size_t n = 0;
    for (const auto& [name, track] : missing_) {
        const bool open = std::any_of(peers_.begin(), peers_.end(), [&, &which = name](const auto& p) {
            return p.second.requests.contains(which) || may_ask(p.second, which, now);
        });
        if (!open) ++n;
    }
    return n;
}

std::optional<FetchPlan::PeerState> FetchPlan::peer(const NodeId& id, LocalTime now) const {
    const auto it = peers_.find(id);
    if (it == peers_.end()) return std::nullopt;
    const Peer& p = it->second;
    return PeerState{p.requests.size(), p.outstanding_bytes, p.rate, p.is_shunned(now)};
}

}  // namespace segue::audio
