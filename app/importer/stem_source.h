// One Opus stream in the making: from a file's own packets (opus_file.h) or by decoding and encoding (transcode.h).
#pragma once

#include <optional>
#include <string>

#include "audio/import/records.h"
#include "audio/media/manifest.h"
#include "sync/base/bytes.h"

namespace segue::importer {

class StemSource {
  public:
    virtual ~StemSource() = default;
    // Channels, pre-skip and gain; known from the start. No name, no segments.
    virtual audio::Stem head() const = 0;
    // The next Opus packet; nothing: the end.
    virtual std::optional<Bytes> packet() = 0;
    // Heard frames: an estimate (0: unknown) until packet() has said the end, exact from then on.
    virtual Frames duration() const = 0;
    // After the end: what a person should know ("cut short …"), or empty.
    virtual std::string note() const { return {}; }
};

// What a file tells about itself besides its sound.
struct FileInfo {
    audio::Tags tags;
    std::optional<audio::TrackLoudness> loudness;  // by ReplayGain or R128 tags (gain_tags.h)
    std::string cover_type;  // empty: no cover
    Bytes cover;
};

}  // namespace segue::importer
