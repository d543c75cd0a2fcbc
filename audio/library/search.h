// Finding music in the catalogue: a connection of its own, which reads while the catalogue is written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/library/entry.h"
#include "audio/library/pick.h"
#include "audio/library/query.h"

namespace segue::library {

// Matches that are looked at for the best of them. A query that finds more is not finished being typed.
inline constexpr std::size_t candidates_max = 1'000;
// What a command plays or exports at most; a queue holds as much.
inline constexpr std::size_t search_limit_max = 10'000;

struct SearchWish {
    std::string query;
    std::size_t limit = 50;               // of tracks; at most search_limit_max
    std::size_t group_limit = 8;          // of albums, and of artists
    std::size_t offset = 0;               // tracks passed over: for the next page
    std::size_t group_offset = 0;         // albums, and artists
    SortBy unsorted = SortBy::relevance;  // the order, where the query names none
    std::optional<Pick> pick{};             // instead of the query
};

// Where a recording is.
struct Place {
    NodeId node;
    std::string node_name;
    std::string place;  // Entry::place(); bytes
    bool here = false;  // on this node
    bool away = false;  // its node, or its folder, cannot be reached just now
};
struct Hit {
    ContentId content;
    TrackId track;  // none: not yet played
    std::string title, artist, album_artist, album, genre, composer;
    int year = 0, disc_number = 0, track_number = 0;
    milliseconds duration{0};
    bool has_stems = false;
    CoverId cover;
    AnalysisFacts facts;
    std::vector<Place> places;  // where it is best read first: present ones, this node's before others'
};
struct AlbumHit {
    std::string artist, title;
    int year = 0;
    std::uint64_t tracks = 0;
    CoverId cover;
};
struct ArtistHit {
    std::string name;
    std::uint64_t albums = 0, tracks = 0;
};
struct Found {
    std::vector<Hit> tracks;
    std::vector<AlbumHit> albums;
    std::vector<ArtistHit> artists;
    FolderFound folder;           // of a pick of one
    std::uint64_t total = 0;      // tracks that match
    bool there_are_more = false;  // total is a lower bound
};

// A file that is said to have a cover in it, or beside it.
struct CoverPlace {
    NodeId node;
    bool present = false;  // the node
    std::string file;      // bytes
};
// More would hardly have it when these have it no longer.
inline constexpr std::int64_t cover_places_max = 8;

// One thread at a time.
class Searcher {
  public:
    // The catalogue must have been opened once before.
    static LibraryResult<std::unique_ptr<Searcher>> open(const std::filesystem::path& catalogue, const NodeId& self);
    ~Searcher();

    // bad_query, too_large: said to whoever typed it.
    LibraryResult<Found> search(const SearchWish& wish);
    // Where its picture can be read: this node's files first, then those of nodes that are here.
    LibraryResult<std::vector<CoverPlace>> places_of(const CoverId& cover);
    // The search that runs, if one does, ends as cancelled: somebody has typed on. [any-thread]
    void interrupt();

  private:
    class Impl;
    explicit Searcher(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace segue::library
