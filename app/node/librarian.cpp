#include "app/node/librarian.h"

#include <fmt/format.h>

#include <algorithm>


namespace segue::node {
namespace {

handoff::EntryFacts facts_of(const audio::Manifest& manifest) {
    handoff::EntryFacts f;
    f.track = manifest.id;
    f.title = manifest.tags.title;
    f.artist = manifest.tags.artist;
    if (manifest.complete) f.duration = manifest.duration;
    f.loudness = manifest.loudness;  // by its tags
    return f;
}

}  // namespace

Librarian::Librarian(World& world, const NodeId& self, SessionHost& sessions, audio::MediaExchange& exchange,
                     std::function<void()> learnt)
    : world_(world), self_(self), sessions_(sessions), exchange_(exchange), learnt_(std::move(learnt)) {}

void Librarian::look(const std::string& path, std::function<void(const Look&)> told) {
    File& file = files_[path];
    file.waiting.push_back(std::move(told));
    if (!file.running) {
        file.facts.reset();
        file.problem.reset();
        begin(path, true);
    } else {
        tell_waiting(file);
    }
}

void Librarian::import_ahead(const std::string& path) {
    if (!files_[path].running) begin(path, false);
}

void Librarian::begin(const std::string& path, bool soon) {
    files_[path].running = true;
    world_.imports().import(path, soon, [this, path](const ImportNews& n) { news(path, n); });
}

void Librarian::news(const std::string& path, const ImportNews& news) {
    File& file = files_[path];
    const LocalTime now = world_.now();
    if (const auto* started = std::get_if<ImportStarted>(&news)) {
        file.facts = facts_of(started->manifest);
        exchange_.local_track_grew(started->manifest.id, now);
    } else if (const auto* grew = std::get_if<ImportGrew>(&news)) {
        exchange_.local_track_grew(grew->track, now);
    } else if (const auto* done = std::get_if<ImportDone>(&news)) {
        file.facts = facts_of(done->manifest);
        file.running = false;
        exchange_.local_track_grew(done->manifest.id, now);
        exchange_.local_import_ended(done->manifest.id, now);
    } else if (const auto* refused = std::get_if<ImportRefused>(&news)) {
        file.problem = refused->reason;
        file.code = refused->code;
        file.running = false;
        if (!refused->track.is_none()) exchange_.local_import_ended(refused->track, now);
        world_.note(refused->reason);
    } else if (const auto* remark = std::get_if<ImportRemarked>(&news)) {
        world_.note(remark->text);
    }
    world_.sound().media_arrived();
    tell_waiting(file);
    world_.changed();
    learnt_();
}

void Librarian::tell_waiting(File& file) {
    if (!file.facts && !file.problem) return;
    const Look look{file.facts, file.code, file.problem.value_or("")};
    for (auto& told : std::exchange(file.waiting, {})) told(look);
}

void Librarian::refresh(EnsembleTime now) {
    std::set<std::string> needed;
    std::set<handoff::EntryId> soon;
    for (const SessionId& session : sessions_.all()) {
        const handoff::SessionState& state = sessions_.find(session)->state();
        if (state.queue.empty()) continue;
        const handoff::EntryId here = handoff::position(state, now).cue.entry;
        const handoff::Queue::Item* item = here.is_none() ? state.queue.first() : state.queue.next(here);
        std::vector<std::pair<handoff::EntryId, handoff::Entry>> window;
        if (const handoff::Entry* current = state.queue.find(here)) window.emplace_back(here, *current);
        for (; item && window.size() < entries_imported_ahead; item = state.queue.next(item->first)) window.push_back(*item);
        for (const auto& [id, entry] : window) {
            if (entry.source.node != self_ || entry.failed()) continue;
            needed.insert(entry.source.path);
            soon.insert(id);
            if (!files_.contains(entry.source.path)) begin(entry.source.path, id == window.front().first);
            teach(state, id, entry, files_[entry.source.path]);
        }
    }
    std::erase_if(taught_, [&](const auto& t) { return !soon.contains(t.first); });
    std::erase_if(files_, [&](const auto& f) { return !f.second.running && f.second.waiting.empty() && !needed.contains(f.first); });
}

std::optional<audio::TrackLoudness> Librarian::measured(const handoff::SessionState& session, const TrackId& track,
                                                        const std::string& path) {
    if (session.settings.value.normalise == audio::Normalise::off || track.is_none() || !world_.loudness()) return {};
    return world_.loudness()->find(track, path, true);
}

// Shown where somebody has found them out already; listened for when the tempo depends on them.
std::optional<tempo::BeatGrid> Librarian::beats(const handoff::SessionState& session, const TrackId& track,
                                                const std::string& path) {
    if (track.is_none() || !world_.beats()) return {};
    const handoff::TempoWish& wish = session.settings.value.tempo;
    return world_.beats()->find(track, path, wish.mode != handoff::TempoMode::free || wish.bpm > 0);
}

void Librarian::teach(const handoff::SessionState& session, const handoff::EntryId& id, const handoff::Entry& entry,
                      const File& file) {
    handoff::EntryFacts news = file.facts.value_or(entry.facts.value);
    // A measurement of the track knows it better than its tags, which may know the album.
    if (const auto found = measured(session, news.track, entry.source.path)) {
        const auto album = found->album || !news.loudness ? found->album : news.loudness->album;
        news.loudness = audio::TrackLoudness{found->track, album};
    } else if (entry.facts.value.loudness) {
        news.loudness = entry.facts.value.loudness;
    }
    news.loudness_from = entry.facts.value.loudness_from;  // the conductor's
    news.beats = entry.facts.value.beats;
    news.beats_by_hand = entry.facts.value.beats_by_hand;
    if (!news.beats_by_hand)
        if (auto found = beats(session, news.track, entry.source.path)) news.beats = std::move(*found);
    // A file of which nothing came cannot be played; one that broke off plays as far as it goes.
    if (file.problem && !file.facts) news.failed = *file.problem;
    if (file.problem && file.facts && file.facts->duration.count == 0) news.failed = *file.problem;
    const auto taught = taught_.find(id);
    if (news == entry.facts.value) {
        if (taught != taught_.end()) taught_.erase(taught);
        return;
    }
    if (taught != taught_.end() && taught->second == news) return;
    if (news.track.is_none() && news.failed.empty()) return;
    taught_[id] = news;
    sessions_.command(session.id, handoff::Learnt{id, news}, [this, id](const handoff::Done& done) {
        if (!done.ok) taught_.erase(id);
    });
}

std::optional<double> Librarian::progress(const TrackId& track) const {
    for (const auto& [path, file] : files_)
        if (file.running && file.facts && file.facts->track == track) {
            const auto manifest = world_.store().manifest(track);
            if (!manifest || manifest->stems.empty() || manifest->duration.count == 0) return 0.0;
            std::int64_t frames = 0;
            for (const audio::SegmentRef& s : manifest->stems.front().segments) frames += s.frames;
            return std::clamp(static_cast<double>(frames) / static_cast<double>(manifest->duration.count), 0.0, 1.0);
        }
    return std::nullopt;
}

}  // namespace segue::node
