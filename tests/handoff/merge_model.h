// A session as the set of all writes ever made. Slow and obviously right: nothing is merged here. What holds, given
// some of the writes, is worked out from scratch:
//
//   of each thing that can be written, the write with the highest stamp
//   a queue entry is there if a write put it there and no write removed it
//   an edit is taken in if a write took it in
//   of reigns and bookmarks the newest few (limits.h)
#pragma once

#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "handoff/state.h"

namespace segue::handoff::test {

// What can be written: "volume" of an output, "facts" of an entry, …
struct Thing {
    std::string what;
    Ballot reign;
    NodeId node;
    std::uint64_t counter = 0;
    auto operator<=>(const Thing&) const = default;
};
struct Written {
    Stamp stamp;  // none: written once, and never otherwise
    std::variant<std::monostate, Stamp, Transport, std::vector<audio::Switch>, float, audio::Part, About, Bookmark,
                 Settings, Source, std::int64_t, EntryFacts>
        value;
    bool operator==(const Written&) const = default;
};
using Things = std::map<Thing, Written>;

// All that a state or a delta holds.
Things things_in(const SessionState& state);

class MergeModel {
  public:
    using Writes = std::set<std::size_t>;

    // One who held `before` writes `delta`. Which write it is.
    std::size_t wrote(const SessionState& before, const Delta& delta);
    Things what_holds(const Writes& writes) const;
    Writes all() const;

  private:
    struct Write {
        Things things;
        std::set<EntryId> removed;
    };
    std::vector<Write> writes_;
};

// What is different, a line each.
std::string difference(const Things& is, const Things& should);

}  // namespace segue::handoff::test
