#include "app/node/collection.h"

#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <thread>

#include "app/node/analysis_hands.h"

namespace segue::node {

Collection::Collection(asio::io_context& loop, Disk& disk, AnalysisRunner& analyses, mesh::Transport& transport,
                       Config config)
    : loop_(loop),
      config_(std::move(config)),
      alive_(std::make_shared<bool>(true)),
      timer_(loop),
      ensemble_(config_.ensemble()),
      library_(loop, disk, library_config()),
      crew_(loop, transport, crew_config(analyses)),
      sharing_(library_, crew_, {config_.self, config_.changed}),
      loudness_(library_, config_.self, analyses, audio::Analyser::loudness, loudness_in, config_.found),
      beats_(library_, config_.self, analyses, audio::Analyser::tempo, beats_in, config_.found) {
    look_later();
}

Library::Config Collection::library_config() {
    Library::Config c;
    c.state_dir = config_.state_dir;
    c.self = config_.self;
    c.name = config_.name;
    for (const auto& folder : config_.folders) c.more_folders.push_back(folder.string());
    c.note = config_.note;
    c.changed = config_.changed;
    // Told by post, never from within the constructor: by then all is there.
    c.opened = [this] { sharing_.catalogue_opened(); };
    c.entries_changed = [this](const std::vector<library::Change>& made) { sharing_.entries_changed(made); };
    return c;
}

Crew::Config Collection::crew_config(AnalysisRunner& analyses) {
    Crew::Config c;
    c.state_dir = config_.state_dir;
    c.self = config_.self;
    c.epoch = config_.epoch;
    // One core is left to what sounds.
    c.slots = std::max(2u, std::thread::hardware_concurrency()) - 1;
    c.wishes = config_.wishes;
    c.hands = analysis_hands(analyses);
    c.now = config_.now;
    c.note = config_.note;
    c.changed = [this] { due(); };
    c.loaded = [this](const auto& own) {
        sharing_.loaded(own);
        look_around();
    };
    c.records_changed = [this](const NodeId& origin) { sharing_.records_changed(origin); };
    return c;
}

// Not from within: whoever called the crew looks at the time itself, and what its store answers comes in numbers.
void Collection::due() {
    if (std::exchange(due_posted_, true)) return;
    asio::post(loop_, [this, weak = std::weak_ptr(alive_)] {
        if (weak.expired()) return;
        due_posted_ = false;
        config_.due();
    });
}

void Collection::peer_up(const NodeId& peer, const std::string& name) {
    present_.insert(peer);
    times_forgotten_[peer] = config_.times_forgotten(peer);
    sharing_.peer_up(peer, name);
    crew_.peer_up(peer);
}

void Collection::peer_down(const NodeId& peer) {
    present_.erase(peer);
    crew_.peer_down(peer);
    sharing_.peer_down(peer);
}

void Collection::look_around() {
    if (!crew_.shop()) return;
    const bool moved = std::exchange(ensemble_, config_.ensemble()) != config_.ensemble();
    for (const NodeId& origin : crew_.shop()->replicator().origins()) {
        if (origin == config_.self || present_.contains(origin)) continue;
        const std::uint32_t times = config_.times_forgotten(origin);
        const bool forgotten = std::exchange(times_forgotten_[origin], times) != times;
        // What an earlier ensemble has is none of this one's business.
        if (moved || forgotten) sharing_.forget(origin);
    }
}

void Collection::look_later() {
    crew_.on_battery(config_.on_battery());
    timer_.expires_after(collection_look_interval);
    timer_.async_wait([this](asio::error_code stopped) {
        if (stopped) return;
        look_around();
        look_later();
    });
}

void Collection::wake() {
    if (crew_.next_wake() <= config_.now()) crew_.wake();
}

}  // namespace segue::node
