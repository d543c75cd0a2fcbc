// What all nodes have, as this node knows it: one SQLite file with full-text search. Entries belong to a node, this one
// or another; entries of the same content are one recording with several places. This is the side that writes;
// searching has a connection of its own (search.h) and does not wait for it.
//
// Owned by one thread at a time (the library's worker, app/node/library.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "audio/library/entry.h"
#include "audio/library/error.h"

namespace segue::library {

// One entry of a node came, changed, or (no entry) went.
struct Change {
    std::string place;  // Entry::place()
    std::optional<Entry> entry;
    bool operator==(const Change&) const = default;
};

// The result of a job (content, analyser, version): the analyser's own bytes, and what people search by.
struct Analysis {
    ContentId content;
    std::string analyser;  // at most analyser_name_bytes_max
    std::uint32_t version = 0;
    Bytes value;  // at most analysis_bytes_max
    AnalysisFacts facts;
    bool operator==(const Analysis&) const = default;
};

// A file that could not be read, kept so that it is not tried again before it changes.
struct Refused {
    std::string path;
    std::uint64_t size_bytes = 0;
    std::int64_t modified_ns = 0;
    std::string reason;  // one line
    bool operator==(const Refused&) const = default;
};

class Catalogue {
  public:
    // Opens the file, or makes it. damaged: what is there is not a catalogue, or a broken one (set_aside it, and open
    // again: everything in it can be found out anew). disk: it cannot be opened.
    static LibraryResult<std::unique_ptr<Catalogue>> open(const std::filesystem::path& file, const NodeId& self);
    // Renames a damaged file to NAME.damaged-1, or the first such name that is free; its path.
    static LibraryResult<std::filesystem::path> set_aside(const std::filesystem::path& file);
    ~Catalogue();

    // Random, drawn when the file was made: who keeps a position in something that it has put here sees by it that it
    // must begin anew.
    std::uint64_t incarnation() const;
    const NodeId& self() const;

    // Entries of a node, all or none. What changes nothing is passed over. Changes must be tidied() (decode_entry and
    // the tag reader do it).
    LibraryResult<void> apply(const NodeId& node, std::span<const Change> changes);
    // All of a node's entries, for one that was forgotten.
    LibraryResult<void> remove_node(const NodeId& node);
    // What a node is called, and whether it is here. An unknown one is made known.
    LibraryResult<void> set_node(const NodeId& node, const std::string& name, bool present);
    // Folders of a node that cannot be reached just now: an unplugged disk. Their entries stay, marked.
    LibraryResult<void> set_away_folders(const NodeId& node, const std::vector<std::string>& folders);

    // Stores a result, unless a newer version is there.
    LibraryResult<void> set_analysis(std::span<const Analysis> analyses);

    // Called on the same thread, after they are durable, with the changes that apply() really made. For replication.
    std::function<void(const NodeId& node, std::span<const Change> changes)> on_changed;

    // Entries of a node in the order of their places, after `place` ("" begins). For snapshots.
    LibraryResult<std::vector<Entry>> entries(const NodeId& node, const std::string& after_place,
                                              std::size_t count_max);
    LibraryResult<std::optional<Entry>> entry(const NodeId& node, const std::string& place);
    // The entry, of this node if it can be, that is in that place, or whose content's hexadecimal digits begin so.
    // missing: there is none, or more than one.
    LibraryResult<Entry> find(const std::string& place_or_digits);
    // Entries of this node with that content: where to read it.
    LibraryResult<std::vector<Entry>> places_here(const ContentId& content);
    // …and of any node.
    LibraryResult<std::vector<Entry>> places(const NodeId& node, const ContentId& content);
    // The recordings of the album that it belongs to, on any node, itself among them; none: it names no album, or the
    // album has more than `count_max`.
    LibraryResult<std::vector<ContentId>> album_of(const ContentId& content, std::size_t count_max);
    // How many entries a node has.
    LibraryResult<std::uint64_t> count(const NodeId& node);
    struct Stored {
        std::uint32_t version = 0;
        Bytes value;
    };
    LibraryResult<std::optional<Stored>> analysis(const ContentId& content, const std::string& analyser);
    // What all analysers together have found.
    LibraryResult<AnalysisFacts> facts(const ContentId& content);

    // --- for scanning
    // This node's files within the folder (at any depth) by path, as they were when they were read: what a scan
    // compares. Those that could not be read are among them.
    struct KnownFile {
        std::uint64_t size_bytes = 0;
        std::int64_t modified_ns = 0;
        bool has_stems = false;
        bool refused = false;
    };
    using KnownFiles = std::unordered_map<std::string, KnownFile>;
    LibraryResult<KnownFiles> known_files(const std::string& folder);
    // All entries of one of this node's files.
    LibraryResult<std::vector<Entry>> entries_of_file(const std::string& path);
    LibraryResult<void> set_refused(std::span<const Refused> refused, std::span<const std::string> no_longer);
    LibraryResult<std::vector<Refused>> refused(std::size_t count_max);

    struct Counts {
        std::uint64_t recordings = 0, albums = 0, artists = 0;
        milliseconds duration{0};
        std::uint64_t analysed = 0;  // recordings with any result
        std::uint64_t refused = 0;
        struct OfNode {
            NodeId node;
            std::string name;
            bool present = false;
            std::uint64_t entries = 0;
        };
        std::vector<OfNode> nodes;
    };
    LibraryResult<Counts> counts();

    // Brings the write-ahead log into the file; when nothing else is to do.
    void settle();

  private:
    class Impl;
    explicit Catalogue(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace segue::library
