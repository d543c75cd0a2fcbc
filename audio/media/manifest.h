// What a track is made of. A manifest grows while its file is being imported (complete == false, higher revision),
// so that the first sound need not wait for the last.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audio/engine/normalise.h"
#include "sync/base/frames.h"
#include "sync/base/ids.h"

namespace segue::audio {

struct Tags {
    std::string title, artist, album, album_artist, genre, date;
    int track_number = 0, disc_number = 0;  // 0: unknown
    bool operator==(const Tags&) const = default;
};

struct SegmentRef {
    SegmentName name;
    std::uint32_t frames = 0;  // decoded frames of its packets, before pre-skip is taken off
    std::uint32_t bytes = 0;
    bool operator==(const SegmentRef&) const = default;
};

// One Opus stream. Stem 0 of a track is always the whole mix, named "mix"; further ones are sample-aligned with it.
struct Stem {
    std::string name;
    std::uint8_t channels = 2;    // 1 or 2
    std::uint32_t pre_skip = 0;   // frames at its start that are not heard (RFC 7845)
    std::int16_t gain_q8_db = 0;  // the Opus header's output gain, in 1/256 dB
    std::vector<SegmentRef> segments;
    bool operator==(const Stem&) const = default;
};

struct Manifest {
    TrackId id;
    std::uint32_t revision = 0;
    bool complete = false;
    Frames duration;  // heard frames; an estimate (0: unknown) until complete
    Tags tags;
    std::optional<TrackLoudness> loudness;  // by the file's ReplayGain or R128 tags
    std::string cover_type;  // "image/jpeg", "image/png" or empty
    SegmentName cover;       // the picture's bytes, kept in the store like a segment; none: no cover
    std::vector<Stem> stems;
    bool operator==(const Manifest&) const = default;
};

}  // namespace segue::audio
