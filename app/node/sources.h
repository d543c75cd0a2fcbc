// From what a person wants played (paths, folders, known tracks, queries of the library) to queue entries, looking into the first of them so
// that nothing unplayable is accepted. [node-thread]
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/control/control.pb.h"
#include "app/node/core.h"
#include "app/node/history.h"
#include "app/node/playlists.h"
#include "audio/library/search.h"

namespace segue::node {

class Sources {
  public:
    Sources(Core& core, const Playlists& playlists, const History& history)
        : core_(core), playlists_(playlists), history_(history) {}

    struct Found {
        std::vector<handoff::NewEntry> entries;   // empty: refused
        std::vector<std::string> notes;           // what was passed over, and why
        control::Error::Code code = control::Error::not_found;
        std::string problem;                      // one line
        std::string hint;
    };
    // `found` is called once, when the first entry is known to be playable, or none is.
    void find(const google::protobuf::RepeatedPtrField<control::Source>& sources, std::function<void(Found)> found);

  private:
    struct Search;
    void go_on(const std::shared_ptr<Search>& search);
    void ask_library(const std::shared_ptr<Search>& search, library::SearchWish wish, const std::string& what);
    void pick_from_library(const std::shared_ptr<Search>& search, const control::LibraryPick& named);
    void look_further(const std::shared_ptr<Search>& search);
    bool add_source(const control::Source& source, Found& found);
    bool add_playlist(const std::string& name, Found& found);
    bool add_played(std::uint32_t number, Found& found);
    bool add_track(const std::string& prefix, Found& found);

    Core& core_;
    const Playlists& playlists_;
    const History& history_;
};

}  // namespace segue::node
