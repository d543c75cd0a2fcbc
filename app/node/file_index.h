// Which track a file became, so that a file that has not changed need not be read again. Kept in imports.pb.
#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "sync/base/bytes.h"
#include "sync/base/ids.h"

namespace segue::node {

// 20,000 paths of a hundred bytes are 2 MB on disk; what was imported longest ago is forgotten first.
inline constexpr std::size_t files_indexed_max = 20'000;

// What tells one state of a file from another without reading it.
struct FileStamp {
    std::uint64_t size_bytes = 0;
    std::int64_t modified_ns = 0;
    std::string stems;  // the same of each stem file beside it
    bool operator==(const FileStamp&) const = default;
};

// [any-thread] Nothing when the file is not there.
std::optional<FileStamp> stamp_of(const std::filesystem::path& file);

// [node-thread]
class FileIndex {
  public:
    // False: it was damaged. What makes no sense in it is left out.
    bool restore(BytesView saved);
    Bytes saved() const;

    void remember(const std::string& path, const FileStamp& stamp, const TrackId& track);
    std::optional<TrackId> find(const std::string& path, const FileStamp& stamp) const;

  private:
    struct Entry {
        std::string path;
        FileStamp stamp;
        TrackId track;
    };
    std::list<Entry> entries_;  // oldest first
    std::unordered_map<std::string, std::list<Entry>::iterator> by_path_;
};

}  // namespace segue::node
