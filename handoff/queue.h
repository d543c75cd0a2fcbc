// The queue: entries by id, in order of their place. Places are numbers with gaps, so that an entry can be put between
// two others without touching them; when a gap is used up the conductor spaces the queue anew.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "audio/engine/normalise.h"
#include "handoff/ballot.h"
#include "handoff/limits.h"
#include "sync/base/frames.h"
#include "sync/tempo/beat_grid.h"

namespace segue::handoff {

// Where an entry's audio comes from first: a file on a node. Later its track is in many stores.
struct Source {
    NodeId node;
    std::string path;
    bool operator==(const Source&) const = default;
};

// What is known of an entry; learnt after it was queued.
struct EntryFacts {
    TrackId track;    // none: not looked at yet
    Frames duration;  // heard frames, exact; 0: not known exactly yet
    std::string title, artist;
    std::string failed;  // why it cannot be played, one line; empty: it can, as far as known
    std::optional<audio::TrackLoudness> loudness;
    // Known while it sounded: counts from then on (the conductor's to write).
    EnsembleTime loudness_from = EnsembleTime::min();
    tempo::BeatGrid beats;       // of at most tempo::grid_stretches_max; none: not known, or there are none
    bool beats_by_hand = false;  // a person has said so: what is found out later does not change it
    bool operator==(const EntryFacts&) const = default;
};

struct Entry {
    Source source;  // never changes
    Register<std::int64_t> place;
    Register<EntryFacts> facts;
    bool operator==(const Entry&) const = default;

    bool failed() const { return !facts.value.failed.empty(); }
};

class Queue {
  public:
    using Item = std::pair<const EntryId, Entry>;

    const Entry* find(const EntryId& id) const;
    // Adds it, or merges with the one that is there. True if anything changed.
    bool merge(const EntryId& id, const Entry& entry);
    bool erase(const EntryId& id);

    std::size_t size() const { return entries_.size(); }
    bool empty() const { return entries_.empty(); }
    const std::map<EntryId, Entry>& by_id() const { return entries_; }

    // In order of play; null at the ends. [log n]
    const Item* first() const;
    const Item* last() const;
    const Item* next(const EntryId& id) const;  // null also for an unknown id
    const Item* previous(const EntryId& id) const;
    // The first one behind a place that (place, id) has, had or would have.
    const Item* next_from(std::int64_t place, const EntryId& id) const;
    const Item* previous_from(std::int64_t place, const EntryId& id) const;
    std::vector<EntryId> order() const;

    bool operator==(const Queue& o) const { return entries_ == o.entries_; }

  private:
    const Item* at(const EntryId& id) const;
    std::map<EntryId, Entry> entries_;
    std::set<std::pair<std::int64_t, EntryId>> order_;
};

inline constexpr std::int64_t place_step = std::int64_t{1} << 40;  // room for 8 million appends, 40 halvings

// `count` places evenly between two neighbours (none: the open end). Empty if there is no room: space anew.
std::vector<std::int64_t> places_between(const std::int64_t* low, const std::int64_t* high, std::size_t count);

}  // namespace segue::handoff
