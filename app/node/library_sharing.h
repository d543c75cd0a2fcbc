// Keeps this node's catalogue and everyone's records in agreement.
//
//   catalogue's own entries ── what changed; at the start, all, compared ──► Crew::put, remove ══► everyone
//   everyone's records ── a piece after the other, from where it left off ──► catalogue: others' entries, all results
//
// The catalogue is a reader of each map: how far it has read is kept beside the records (RecordFile::progress), with
// the catalogue's incarnation, so one that was made anew reads from the beginning. What it has read to the end and yet
// counts otherwise (the map was begun anew, or power was cut between the two files) is compared, and read again.
// [node-thread]
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/node/crew.h"
#include "app/node/library.h"

namespace segue::node {

// Entries compared at a time: what others want of the catalogue waits for no more than that.
inline constexpr std::size_t sharing_batch = 1'000;

// A place (Entry::place()) in the name of a record.
std::uint64_t place_number(const std::string& place);

class LibrarySharing {
  public:
    struct Config {
        NodeId self;
        std::function<void()> changed;  // the catalogue has
    };
    LibrarySharing(Library& library, Crew& crew, Config config);

    // From the crew.
    void loaded(const std::vector<std::pair<jobs::Key, std::uint64_t>>& own);
    void records_changed(const NodeId& origin);
    // From the library.
    void catalogue_opened();
    void entries_changed(const std::vector<library::Change>& changes);
    // From the mesh.
    void peer_up(const NodeId& peer, const std::string& name);
    void peer_down(const NodeId& peer);
    // The ensemble has forgotten it.
    void forget(const NodeId& node);

    // This node's entries that everyone is told of. [tests]
    std::size_t own() const { return own_.size(); }

  private:
    struct Own {
        jobs::Key key;
        std::uint64_t digest = 0;
        bool seen = false;  // in the sweep that is going on
    };
    // One entry as a record; no value: it is gone.
    struct Told {
        jobs::Key key;
        std::optional<Bytes> value;
        std::uint64_t digest = 0;
    };
    struct Piece;
    static Told told(const library::Entry& entry);
    void tell(Told told);
    void untell(std::uint64_t place);
    void sweep(std::uint64_t incarnation, const std::string& after);
    void read_on();
    void read(const NodeId& origin);
    void take_in(std::shared_ptr<Piece> piece);
    void verify(const NodeId& origin, replica::Version through);
    void compare(const NodeId& origin, const std::string& after);
    void read_next();

    Library& library_;
    Crew& crew_;
    Config config_;
    bool loaded_ = false, swept_ = false;
    std::uint64_t incarnation_ = 0;               // of the catalogue; 0: not open yet
    std::unordered_map<std::uint64_t, Own> own_;  // by place
    std::map<NodeId, std::string> present_;       // who is here, and what it is called
    std::set<NodeId> unread_;                     // origins whose maps may have more than the catalogue
    std::map<NodeId, std::uint64_t> verified_;    // origins, and the epoch that was counted
    bool reading_ = false;
};

}  // namespace segue::node
