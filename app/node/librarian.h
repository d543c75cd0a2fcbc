// Makes tracks of the files that sessions are about to play, when they lie on this node, and tells the session what
// it learnt of them. [node-thread]
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/node/session_host.h"
#include "app/node/world.h"
#include "audio/media/exchange.h"

namespace segue::node {

// What plays and what follows: imported before it is needed, and not the whole queue at once.
inline constexpr std::size_t entries_imported_ahead = 3;
// Imported because somebody asked to, at once: half of what the store holds, at four minutes and 128 kbit/s each.
inline constexpr std::size_t imported_ahead_max = 256;

class Librarian {
  public:
    // learnt: something new of a file, which refresh() passes on to the sessions that wait for it.
    Librarian(World& world, const NodeId& self, SessionHost& sessions, audio::MediaExchange& exchange,
              std::function<void()> learnt);

    // Reads enough of a file to know what it is. Told once: its first facts, or why it cannot be played. The import
    // goes on, and its entries in sessions learn the rest.
    struct Look {
        std::optional<handoff::EntryFacts> facts;
        audio::ImportError code{};
        std::string problem;
    };
    void look(const std::string& path, std::function<void(const Look&)> told);
    // Makes a track of a file that nobody waits for.
    void import_ahead(const std::string& path);
    // Imports what the session will need soon, and tells it what is known.
    void refresh(EnsembleTime now);
    // How much of the track is imported, 0..1; nothing: not being imported here.
    std::optional<double> progress(const TrackId& track) const;

  private:
    struct File {
        std::optional<handoff::EntryFacts> facts;
        std::optional<std::string> problem;
        audio::ImportError code{};
        bool running = false;
        std::vector<std::function<void(const Look&)>> waiting;
    };
    void begin(const std::string& path, bool soon);
    void news(const std::string& path, const ImportNews& news);
    void tell_waiting(File& file);
    void teach(const handoff::SessionState& session, const handoff::EntryId& id, const handoff::Entry& entry,
               const File& file);
    std::optional<audio::TrackLoudness> measured(const handoff::SessionState& session, const TrackId& track,
                                                 const std::string& path);
    std::optional<tempo::BeatGrid> beats(const handoff::SessionState& session, const TrackId& track,
                                         const std::string& path);

    World& world_;
    NodeId self_;
    SessionHost& sessions_;
    audio::MediaExchange& exchange_;
    std::function<void()> learnt_;
    std::map<std::string, File> files_;
    std::map<handoff::EntryId, handoff::EntryFacts> taught_;   // and not yet seen in the state
};

}  // namespace segue::node
