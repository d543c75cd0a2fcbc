// What the importer program says on its standard output, and how the node reads it.
//
//   each framed as audio/import/framing.h says
//   header  segment* (cover, progress and notes anywhere between)  end | failure
//
// The reader trusts nothing: a decoder that a hostile file has taken over can still only say a wrong track.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "audio/import/error.h"
#include "audio/import/framing.h"
#include "audio/import/limits.h"
#include "audio/media/manifest.h"
#include "sync/base/bytes.h"

namespace segue::audio {

enum class RecordType : std::uint8_t {
    header = 1,
    segment = 2,
    cover = 3,
    progress = 4,
    note = 5,
    end = 6,
    failure = 7
};

struct ImportHeader {
    TrackId track;
    Tags tags;
    std::optional<TrackLoudness> loudness;  // by its tags
    Frames duration_estimate;               // 0: unknown
    std::string cover_type;                 // empty: no cover follows
    std::vector<Stem> stems;                // without segments; stem 0 is "mix"
    bool passed_through = false;            // the file's own Opus packets
    bool operator==(const ImportHeader&) const = default;
};
struct ImportSegment {
    std::uint8_t stem = 0;
    std::uint32_t frames = 0;  // as its packets say
    Bytes bytes;               // a valid segment (media/segment.h)
    bool operator==(const ImportSegment&) const = default;
};
struct ImportCover {
    Bytes bytes;
    bool operator==(const ImportCover&) const = default;
};
struct ImportProgress {
    Frames done;  // of the mix
    bool operator==(const ImportProgress&) const = default;
};
// Something a person should know though the import goes on: "cut short: …".
struct ImportNote {
    std::string text;
    bool operator==(const ImportNote&) const = default;
};
struct ImportEnd {
    Frames duration;  // exact, heard
    bool operator==(const ImportEnd&) const = default;
};
struct ImportFailed {
    ImportError code{};
    std::string reason;  // one line for a person
    bool operator==(const ImportFailed&) const = default;
};

using ImportEvent =
    std::variant<ImportHeader, ImportSegment, ImportCover, ImportProgress, ImportNote, ImportEnd, ImportFailed>;

// [any-thread] Used by the importer program.
Bytes encode_record(const ImportEvent& event);

// Reads records from bytes as they come, in pieces of any size. Pure. [one thread at a time]
class ImportReader {
  public:
    // The events that these bytes complete. After a failure (malformed) and after end or failure records, further
    // bytes are an error.
    ImportResult<std::vector<ImportEvent>> feed(BytesView bytes);
    // An end or failure record has been read: nothing more is to come.
    bool is_finished() const { return finished_; }
    bool has_header() const { return stems_ > 0; }

  private:
    ImportResult<ImportEvent> parse(RecordType type, BytesView payload);

    RecordFrames frames_{record_bytes_max};
    std::size_t stems_ = 0;  // that the header has named
    std::size_t segments_ = 0, notes_ = 0;
    bool finished_ = false, cover_due_ = false;
};

}  // namespace segue::audio
