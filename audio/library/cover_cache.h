// Thumbnails on disk, within a bound: one file each, named by the picture it was made of. What fails here is no loss:
// it is made again. One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>

#include "audio/library/entry.h"
#include "audio/library/limits.h"
#include "sync/base/bytes.h"

namespace segue::library {

class CoverCache {
  public:
    // Makes the folder; what is in it already is kept.
    explicit CoverCache(std::filesystem::path folder, std::uint64_t bytes_max = thumbnails_kept_bytes_max);

    // A JPEG; nothing: it is not there. A file that is damaged is removed.
    std::optional<Bytes> find(const CoverId& cover);
    // disk: it could not be written, and is not kept. When there are too many bytes, those found longest ago go.
    LibraryResult<void> put(const CoverId& cover, BytesView jpeg);

    std::uint64_t bytes() const { return bytes_; }

  private:
    struct Kept {
        std::uint64_t bytes = 0;
        std::filesystem::file_time_type used;  // the file's time, which outlives this process
    };
    std::filesystem::path file_of(const CoverId& cover) const;
    void remove(const CoverId& cover);
    void make_room();

    std::filesystem::path folder_;
    std::uint64_t bytes_max_, bytes_ = 0;
    std::map<CoverId, Kept> kept_;
};

}  // namespace segue::library
