// Queues that were kept by a name, of this node; in playlists.pb. What is in one is named as a queue names it: where it
// was read, and its track once it was played; so one plays from everywhere, as long as someone has what is in it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "handoff/edit.h"
#include "sync/base/bytes.h"

namespace segue::node {

inline constexpr std::string_view playlists_file = "playlists.pb";
inline constexpr std::size_t playlists_max = 500;            // more are not found again by people
inline constexpr std::size_t playlist_name_bytes_max = 200;  // a line
inline constexpr std::size_t playlist_entries_max = 10'000;  // a queue holds as much

// [node-thread]
class Playlists {
  public:
    using Entries = std::vector<handoff::NewEntry>;
    static Playlists load(const std::filesystem::path& state_dir);
    Bytes saved() const;

    const std::map<std::string, Entries>& all() const { return by_name_; }
    const Entries* find(const std::string& name) const;
    // False: there are too many. In place of one of that name.
    bool put(const std::string& name, Entries entries);
    // False: there is none.
    bool remove(const std::string& name) { return by_name_.erase(name) > 0; }

  private:
    std::map<std::string, Entries> by_name_;
};

// One of a line, without control characters and blanks around it; empty: none.
std::string playlist_name(const std::string& asked);

}  // namespace segue::node
