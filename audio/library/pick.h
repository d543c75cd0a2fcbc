// Music named by its place in the library instead of by words: an album, an artist, a folder, recordings. Nothing but
// that is meant, however many names contain the same words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audio/library/entry.h"

namespace segue::library {

class Database;

// Subfolders that are told of one folder at most; more are not looked through by people.
inline constexpr std::size_t subfolders_max = 10'000;

struct Pick {
    struct Album {
        std::string artist;                // as AlbumHit and ArtistHit say it
        std::optional<std::string> title;  // none: all of the artist's
    };
    struct Folder {
        NodeId node;
        // Bytes, absolute, without the last slash. Empty: the deepest folder that has all of the node's music.
        std::string path;
        bool whole = false;  // also what lies in folders within it
    };
    // One of these, looked for in this order.
    std::optional<Album> album{};
    std::optional<Folder> folder{};
    std::vector<ContentId> recordings{};  // in this order, and without those that are not known
};

// A folder, as it is known from the entries in it.
struct FolderFound {
    std::string path;                  // Pick::Folder::path, or what it stands for
    std::vector<std::string> folders;  // names of those within, by name
};

// Rows of table recording. [search-thread] all of these.
std::vector<std::int64_t> picked(Database& db, const Pick& pick, FolderFound& folder);

}  // namespace segue::library
