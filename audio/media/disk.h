// The store's directory: one file a segment or cover, one a manifest. Stateless but for a byte count; every call
// asks the file system, so that nothing has to be read at the start and two runs can follow each other.
//
//   DIR/segments/ab/ab12…  (32 hex digits, sharded by the first two)      DIR/tracks/ab12…
//
// A file's modification time is when it was last used: what was used longest ago is dropped first.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audio/media/error.h"
#include "sync/base/bytes.h"
#include "sync/base/ids.h"

namespace segue::audio {

class MediaDirectory {
  public:
    explicit MediaDirectory(std::filesystem::path root) : root_(std::move(root)) {}

    // Makes the directories. disk: they cannot be made or written to.
    MediaResult<void> prepare() const;

    // [any-thread] All of them ask the file system.
    bool has_segment(const SegmentName& name) const;
    std::optional<Bytes> read_segment(const SegmentName& name) const;                          // marks it as used
    MediaResult<std::uint64_t> write_segment(const SegmentName& name, BytesView bytes) const;  // bytes it now takes
    void drop_segment(const SegmentName& name) const;

    std::optional<Bytes> read_track(const TrackId& track) const;
    MediaResult<std::uint64_t> write_track(const TrackId& track, BytesView bytes) const;
    void drop_track(const TrackId& track) const;
    // Track ids that begin with these digits, at most `limit`, sorted.
    std::vector<TrackId> find_tracks(std::string_view hex_prefix, std::size_t limit) const;

    // Counts all bytes held; and, when they are more than `bytes_max`, drops the longest unused until nine tenths of
    // it are left. stop() is asked now and then: true gives up. Returns the bytes held afterwards. Slow (a second for
    // 100,000 files): for the disk thread.
    std::uint64_t tidy(std::uint64_t bytes_max, const std::function<bool()>& stop) const;

  private:
    std::filesystem::path segment_path(const SegmentName& name) const;
    std::filesystem::path track_path(const TrackId& track) const;
    MediaResult<std::uint64_t> write(const std::filesystem::path& path, BytesView bytes) const;

    std::filesystem::path root_;
};

}  // namespace segue::audio
