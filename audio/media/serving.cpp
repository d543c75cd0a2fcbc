#include "audio/media/serving.h"

#include <algorithm>

#include "audio/media/limits.h"

namespace segue::audio {

namespace {

// Segments that may wait for one peer; a request over it is denied, and made again later or elsewhere.
constexpr std::size_t waiting_max = request_names_max;
// A disk that has not given a segment after this has lost it.
constexpr seconds load_patience{5};
// Segments asked of the disk at once for one peer: what memory can hold while it is sent.
constexpr std::size_t loads_at_once = 16;
// Faster than any link we know: whoever is over it asks for the same things again and again.
constexpr double rate_per_s = 3000, burst = 256;
// Tracks that one peer may follow as they grow: a queue's next few.
constexpr std::size_t follows_max = 64;
constexpr milliseconds load_poll{10};

}  // namespace

Serving::Effects Serving::want(const NodeId& from, const Want& want, const HoldingOf& holding, LocalTime now) {
    Effects out;
    Peer& peer = peers_[from];
    DontHave deny;
    for (const SegmentName& name : want.names) {
        if (peer.waiting.size() >= waiting_max || holding(name) == Holding::absent) {
            deny.names.push_back(name);
        } else {
            peer.waiting.push_back({name, now + load_patience});
        }
    }
    if (!deny.names.empty()) out.deny.emplace_back(from, std::move(deny));
    serve(from, peer, holding, now, out);
    return out;
}

Serving::Effects Serving::poll(const HoldingOf& holding, LocalTime now) {
    Effects out;
    for (auto& [id, peer] : peers_) serve(id, peer, holding, now, out);
    return out;
}

// In order: what is asked first is most urgent. A segment that is still on its way from disk does not hold up those
// behind it.
void Serving::serve(const NodeId& id, Peer& peer, const HoldingOf& holding, LocalTime now, Effects& out) {
    if (peer.waiting.empty()) return;
    peer.tokens = std::min(burst, peer.tokens + to_seconds(now - peer.refilled) * rate_per_s);
    peer.refilled = now;
    DontHave deny;
    std::deque<Waiting> still;
    std::size_t loads = 0;
    for (const Waiting& w : peer.waiting) {
        const Holding where = holding(w.name);
        if (where == Holding::in_memory && peer.tokens >= 1) {
            peer.tokens -= 1;
            out.send.emplace_back(id, w.name);
        } else if (where == Holding::absent || now >= w.until) {
            deny.names.push_back(w.name);
        } else {
            if (where == Holding::on_disk && loads++ < loads_at_once) out.load.push_back(w.name);
            still.push_back(w);
        }
    }
    peer.waiting = std::move(still);
    if (!deny.names.empty()) out.deny.emplace_back(id, std::move(deny));
}

LocalTime Serving::next_poll(LocalTime now) const {
    const bool waiting =
        std::any_of(peers_.begin(), peers_.end(), [](const auto& p) { return !p.second.waiting.empty(); });
    return waiting ? now + load_poll : LocalTime::max();
}

bool Serving::follow(const NodeId& peer, const TrackId& track, std::vector<std::size_t> segments_known) {
    auto& follows = peers_[peer].follows;
    if (follows.size() >= follows_max && !follows.contains(track)) return false;
    follows[track] = std::move(segments_known);
    return true;
}

std::vector<std::pair<NodeId, ManifestGrowth>> Serving::publish(const Manifest& manifest) {
    std::vector<std::pair<NodeId, ManifestGrowth>> out;
    std::vector<std::size_t> known;
    for (const Stem& s : manifest.stems) known.push_back(s.segments.size());
    for (auto& [id, peer] : peers_) {
        const auto it = peer.follows.find(manifest.id);
        if (it == peer.follows.end()) continue;
        out.emplace_back(id, growth_since(manifest, it->second));
        if (manifest.complete) {
            peer.follows.erase(it);
        } else {
            it->second = known;
        }
    }
    return out;
}

void Serving::peer_down(const NodeId& peer) { peers_.erase(peer); }

}  // namespace segue::audio
