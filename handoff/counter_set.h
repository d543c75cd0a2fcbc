// A set of counters as ranges: {1..40, 43..57}. What a session has taken in from one node.
//
// One set does two jobs. An edit whose id is in it has been applied: a retried one is applied once. And an entry whose
// id is in it, yet which is not in the queue, has been removed: so removal needs no tombstone, and wins over edits of
// the same entry on the other side of a cut. (The dots and causal context of Almeida, Shoker and Baquero, "Delta State
// Replicated Data Types", 2018.)
#pragma once

#include <cstdint>
#include <vector>

namespace segue::handoff {

class CounterSet {
  public:
    struct Range {
        std::uint64_t first, last;  // both belong to it
        bool operator==(const Range&) const = default;
    };

    bool contains(std::uint64_t counter) const;
    void add(std::uint64_t first, std::uint64_t last);  // first <= last
    // Union. True if anything was new.
    bool merge(const CounterSet& other);
    // The set without these counters (ascending).
    CounterSet without(const std::vector<std::uint64_t>& counters) const;
    // Closes the oldest gaps until at most `count` ranges are left: ids in them count as taken in from now on. Only ids
    // that never reached us and are older than `count` gaps are lost by it; normally these are of refused edits.
    // True if anything changed.
    bool compact(std::size_t count);

    std::uint64_t highest() const { return ranges_.empty() ? 0 : ranges_.back().last; }
    bool empty() const { return ranges_.empty(); }
    const std::vector<Range>& ranges() const { return ranges_; }  // ascending, with gaps between them
    bool operator==(const CounterSet&) const = default;

  private:
    std::vector<Range> ranges_;
};

}  // namespace segue::handoff
