#include "audio/media/exchange.h"

#include <algorithm>

#include "audio/media/limits.h"

namespace segue::audio {

namespace {

// The goal is made anew this often: the playhead moves on, the disk may have dropped something.
constexpr seconds refresh_interval{2};
constexpr seconds playable_ahead{2};
// Brought from disk into memory so long before they sound.
constexpr seconds load_ahead_time{10};
constexpr std::size_t tracks_wanted_max = 64;

}  // namespace

void MediaExchange::peer_up(const NodeId& peer, LocalTime now) {
    peers_.insert(peer);
    for (const auto& [track, have] : announced_) send(peer, have);
    step(PeerUp{peer}, now);
}

void MediaExchange::peer_down(const NodeId& peer, LocalTime now) {
    peers_.erase(peer);
    serving_.peer_down(peer);
    step(PeerDown{peer}, now);
}

void MediaExchange::message(const NodeId& from, MediaLane lane, BytesView bytes, LocalTime now) {
    if (!peers_.contains(from)) return;
    if (lane == MediaLane::bulk) {
        receive_data(from, bytes, now);
        return;
    }
    const auto message = decode_message(bytes);
    if (!message) {
        ++malformed_;
        return;
    }
    std::visit([&](const auto& m) { receive(from, m, now); }, *message);
}

void MediaExchange::want(const OutputPlan& plan, const clock::ClockMap& clock, LocalTime now,
                         const std::vector<TrackId>& tracks_too) {
    output_ = plan;
    clock_ = clock;
    tracks_too_ = tracks_too;
    refresh_goal(now);
}

void MediaExchange::local_track_grew(const TrackId& track, LocalTime now) {
    const auto manifest = store_.manifest(track);
    if (!manifest) return;
    if (manifest->complete) {
        importing_.erase(track);
    } else {
        importing_.insert(track);
    }
    track_changed(*manifest, now);
}

void MediaExchange::local_import_ended(const TrackId& track, LocalTime now) {
    if (importing_.erase(track) > 0) refresh_goal(now);
}

LocalTime MediaExchange::next_poll(LocalTime now) const {
    return std::min({plan_.next_tick(now), serving_.next_poll(now), refresh_due_});
}

void MediaExchange::poll(LocalTime now) {
    apply(serving_.poll(holding(), now));
    if (now >= refresh_due_) {
        refresh_goal(now);
    } else {
        step(Tick{}, now);
    }
}

MediaExchange::Status MediaExchange::status(LocalTime now) const {
    Status out{plan_.missing(), plan_.unavailable(now), malformed_, true};
    Horizon near;
    near.ahead = playable_ahead;
    near.behind = false;
    const Wants soon = wanted_segments(output_, store_, clock_, now, near);
    const bool all_here = std::all_of(soon.segments.begin(), soon.segments.end(), [&](const WantedSegment& s) {
        return s.deadline - now > playable_ahead || store_.has(s.name);
    });
    out.playable = all_here && !soon.tracks.empty() && store_.manifest(soon.tracks.front()) != nullptr;
    return out;
}

std::vector<TrackId> MediaExchange::take_changed_tracks() {
    std::vector<TrackId> out(changed_.begin(), changed_.end());
    changed_.clear();
    return out;
}

// --- what peers say

void MediaExchange::receive(const NodeId& from, const Want& m, LocalTime now) {
    apply(serving_.want(from, m, holding(), now));
}
void MediaExchange::receive(const NodeId& from, const DontHave& m, LocalTime now) {
    step(SaidDontHave{from, m.names}, now);
}
void MediaExchange::receive(const NodeId& from, const NoManifest& m, LocalTime now) {
    step(SaidNoManifest{from, m.track}, now);
}
void MediaExchange::receive(const NodeId& from, const Have& m, LocalTime now) { step(SaidHave{from, m}, now); }

void MediaExchange::receive(const NodeId& from, const WantManifest& m, LocalTime) {
    const auto manifest = store_.manifest(m.track);
    if (!manifest) {
        send(from, NoManifest{m.track});
        return;
    }
    if (manifest->revision > m.have_revision) send(from, *manifest);
    if (manifest->complete) return;
    std::vector<std::size_t> known;
    for (const Stem& s : manifest->stems) known.push_back(s.segments.size());
    serving_.follow(from, m.track, std::move(known));
}

void MediaExchange::receive(const NodeId& from, const Manifest& m, LocalTime now) {
    if (!wants_track(m.id) || importing_.contains(m.id)) return;
    const bool news = store_.put(m);
    const auto held = store_.manifest(m.id);
    step(ManifestArrived{from, m.id, held ? held->revision : 0, held && held->complete}, now);
    if (news) track_changed(m, now);
}

void MediaExchange::receive(const NodeId& from, const ManifestGrowth& m, LocalTime now) {
    if (!wants_track(m.id) || importing_.contains(m.id)) return;
    const auto held = store_.manifest(m.id);
    auto next = held ? grown(*held, m) : std::nullopt;
    if (!next) {  // something in between was missed: ask for all of it
        if (!held || (!held->complete && m.revision > held->revision)) send(from, WantManifest{m.id, 0});
        return;
    }
    store_.put(*next);
    step(ManifestArrived{from, m.id, next->revision, next->complete}, now);
    track_changed(*next, now);
}

void MediaExchange::receive_data(const NodeId& from, BytesView bytes, LocalTime now) {
    const auto data = decode_data(bytes);
    if (!data) {
        ++malformed_;
        return;
    }
    // Not wanted any more, or never: its sender's account is settled, its bytes are not kept.
    bool genuine = true;
    if (plan_.is_missing(data->name)) genuine = store_.put(data->name, {data->bytes.begin(), data->bytes.end()}).ok();
    step(DataArrived{from, data->name, data->bytes.size(), genuine}, now);
    if (genuine && plan_.missing() == 0) refresh_goal(now);  // perhaps a whole track: say so
}

// --- what follows from it

bool MediaExchange::wants_track(const TrackId& track) const {
    return std::find(wanted_tracks_.begin(), wanted_tracks_.end(), track) != wanted_tracks_.end();
}

void MediaExchange::track_changed(const Manifest& manifest, LocalTime now) {
    changed_.insert(manifest.id);
    for (const auto& [follower, growth] : serving_.publish(manifest)) send(follower, growth);
    refresh_goal(now);
}

void MediaExchange::refresh_goal(LocalTime now) {
    Wants wants = wanted_segments(output_, store_, clock_, now);
    wanted_tracks_ = std::move(wants.tracks);
    for (const TrackId& track : tracks_too_)
        if (!wants_track(track) && wanted_tracks_.size() < tracks_wanted_max) wanted_tracks_.push_back(track);
    for (const TrackId& track : importing_)
        if (!wants_track(track)) wanted_tracks_.push_back(track);

    FetchGoal goal;
    std::vector<SegmentName> soon;
    for (const WantedSegment& s : wants.segments) {
        if (!store_.has(s.name)) {
            goal.segments.push_back(s);
        } else if (s.deadline - now <= load_ahead_time) {
            soon.push_back(s.name);
        }
    }
    store_.load_ahead(soon);
    for (const TrackId& track : wanted_tracks_) {
        const auto manifest = store_.manifest(track);
        const bool settled = importing_.contains(track) || (manifest && manifest->complete);
        goal.tracks.push_back({track, manifest ? manifest->revision : 0, settled});
        if (manifest && !manifest->cover.is_none() && !store_.has(manifest->cover))
            goal.segments.push_back({track, manifest->cover, 0, LocalTime::max()});
    }
    refresh_due_ = wanted_tracks_.empty() ? LocalTime::max() : now + refresh_interval;
    step(GoalChanged{std::move(goal)}, now);
    announce_changes();
}

Have MediaExchange::holding_of(const Manifest& manifest) const {
    const auto said = announced_.find(manifest.id);
    // Asking the disk for every segment is dear; once whole, it is taken as whole (a denial corrects it).
    bool whole = said != announced_.end() && said->second.whole;
    if (!whole && manifest.complete)
        whole = std::all_of(manifest.stems.begin(), manifest.stems.end(), [&](const Stem& stem) {
            return std::all_of(stem.segments.begin(), stem.segments.end(),
                               [&](const SegmentRef& s) { return store_.has(s.name); });
        });
    // A growing manifest has one revision here: that it grows is told to its followers, not to everybody.
    return {manifest.id, manifest.complete ? manifest.revision : 1, manifest.complete, whole};
}

void MediaExchange::announce_changes() {
    std::erase_if(announced_, [&](const auto& said) { return !wants_track(said.first); });
    for (const TrackId& track : wanted_tracks_) {
        const auto manifest = store_.manifest(track);
        if (!manifest) continue;
        const Have have = holding_of(*manifest);
        const auto said = announced_.find(track);
        if (said != announced_.end() && said->second == have) continue;
        announced_[track] = have;
        for (const NodeId& peer : peers_) send(peer, have);
    }
}

HoldingOf MediaExchange::holding() const {
    return [this](const SegmentName& name) {
        if (store_.in_memory(name)) return Holding::in_memory;
        return store_.has(name) ? Holding::on_disk : Holding::absent;
    };
}

void MediaExchange::step(const FetchEvent& event, LocalTime now) {
    for (const auto& s : plan_.step(event, now).sends) send(s.to, s.message);
}

void MediaExchange::apply(const Serving::Effects& effects) {
    for (const auto& [to, name] : effects.send) {
        const auto bytes = store_.segment(name);
        if (bytes) {
            outgoing_.push_back({to, MediaLane::bulk, encode_data(name, *bytes)});
        } else {  // it left memory between asking and taking
            send(to, DontHave{{name}});
        }
    }
    store_.load_ahead(effects.load);
    for (const auto& [to, deny] : effects.deny) send(to, deny);
}

void MediaExchange::send(const NodeId& to, const MediaMessage& message) {
    outgoing_.push_back({to, MediaLane::talk, encode_message(message)});
}

}  // namespace segue::audio
