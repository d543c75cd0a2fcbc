// A node's part in the ensemble's music: its library, everyone's records, the work on them, and what keeps these in
// agreement; composed, and given the world. [node-thread]
#pragma once

#include <asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "app/node/crew.h"
#include "app/node/library.h"
#include "app/node/library_sharing.h"
#include "app/node/stored_finder.h"

namespace segue::node {

// Whether the machine is on its battery, and who was forgotten, is looked at this often.
inline constexpr seconds collection_look_interval{10};

class Collection {
  public:
    struct Config {
        NodeId self;
        std::string name;
        std::filesystem::path state_dir;
        std::vector<std::filesystem::path> folders;  // for the library, besides those it has
        std::uint64_t epoch = 0;                     // crew.h
        CrewWishes wishes;
        std::function<LocalTime()> now;
        std::function<void(const std::string&)> note;
        std::function<void()> changed;  // something that people look at
        std::function<void()> due;      // next_wake() may be another
        std::function<void()> found;    // of a track that was asked for: its loudness, its beats
        std::function<EnsembleId()> ensemble;
        std::function<std::uint32_t(const NodeId&)> times_forgotten;  // by the ensemble
        std::function<bool()> on_battery;
    };
    Collection(asio::io_context& loop, Disk& disk, AnalysisRunner& analyses, mesh::Transport& transport, Config config);

    Library& library() { return library_; }
    Crew& crew() { return crew_; }
    LoudnessFinder& loudness() { return loudness_; }
    BeatFinder& beats() { return beats_; }

    void peer_up(const NodeId& peer, const std::string& name);
    void peer_down(const NodeId& peer);
    void message(const NodeId& from, mesh::Kind kind, BytesView message) { crew_.message(from, kind, message); }
    void renamed(const std::string& name) { library_.renamed(name); }
    // Who belongs to the ensemble may have changed, or the ensemble.
    void look_around();
    void wake();
    LocalTime next_wake() const { return crew_.next_wake(); }

  private:
    Library::Config library_config();
    Crew::Config crew_config(AnalysisRunner& analyses);
    void look_later();
    void due();

    asio::io_context& loop_;
    Config config_;
    std::shared_ptr<bool> alive_;
    asio::steady_timer timer_;
    EnsembleId ensemble_;
    std::set<NodeId> present_;
    std::map<NodeId, std::uint32_t> times_forgotten_;  // that have been seen to; who is here has been let in since
    bool due_posted_ = false;
    Library library_;
    Crew crew_;
    LibrarySharing sharing_;
    Stored<audio::TrackLoudness> loudness_;
    Stored<tempo::BeatGrid> beats_;
};

}  // namespace segue::node
