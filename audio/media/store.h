// Everything this node holds of tracks: segments, covers and manifests, in memory and on disk.
//
//   segment(name) --memory--> bytes
//        '--miss--> asked of the disk thread --read, hash checked--> memory        (ask again)
//   put(bytes) --> memory, and the disk thread writes it: beside, then renamed
//
// Memory and disk are bounded, what was used longest ago goes first. Bytes in use stay alive by their shared_ptr.
// A disk that is full, read-only or gone is no error to anyone: the store goes on from memory, with a larger share
// of it, and says so once.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audio/media/error.h"
#include "audio/media/source.h"

namespace segue::audio {

struct StoreOptions {
    std::filesystem::path directory;                         // empty: memory only
    std::size_t memory_bytes = std::size_t{4} << 20;         // with a disk behind it; the system caches files too
    std::size_t memory_bytes_alone = std::size_t{48} << 20;  // without: 40 minutes at 160 kb/s
    std::uint64_t disk_bytes = std::uint64_t{2} << 30;
    // [media-thread] One line for a person: the disk refuses, a file was damaged. Each kind once.
    std::function<void(std::string)> notice;
    // [media-thread] Something that was asked for with segment() or load_ahead() has come from disk (or was not there).
    std::function<void()> loaded;
};

class SegmentStore final : public MediaSource {
  public:
    explicit SegmentStore(StoreOptions options);
    ~SegmentStore() override;  // writes what waits to be written
    SegmentStore(const SegmentStore&) = delete;
    SegmentStore& operator=(const SegmentStore&) = delete;

    // [any-thread] The newest manifest held; read from disk when it is asked for the first time (a few kB).
    std::shared_ptr<const Manifest> manifest(const TrackId& track) const override;
    // [any-thread] Null when it is not in memory; if it is on disk it is being loaded then.
    std::shared_ptr<const Bytes> segment(const SegmentName& name) const override;

    // [any-thread] Keeps bytes under their name. wrong_name: they are not what the name says, and were dropped.
    MediaResult<void> put(const SegmentName& name, Bytes bytes);
    // [any-thread] Keeps a manifest if it is new or supersedes the one held (manifest_codec.h). False: it does not.
    bool put(Manifest manifest);

    // [any-thread] In memory or on disk. The disk is asked once a name; a file that vanished is found out on loading.
    bool has(const SegmentName& name) const;
    bool in_memory(const SegmentName& name) const;
    // [any-thread] Loads from disk what is not in memory, in this order.
    void load_ahead(std::span<const SegmentName> names) const;
    // [any-thread] So much waits for the disk that whoever puts (an import) had better pause.
    bool is_behind() const;

    // [any-thread] Tracks whose id begins with these hexadecimal digits, at most `limit`, sorted. Empty prefix: all.
    std::vector<TrackId> find_tracks(std::string_view hex_prefix, std::size_t limit = 64) const;

    // [any-thread] Waits until everything put so far is on disk, or has been refused by it.
    void flush();

    struct Usage {
        std::size_t memory_bytes = 0;
        std::uint64_t disk_bytes = 0;  // as far as counted
        bool disk_works = false;
    };
    Usage usage() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace segue::audio
