// Manifests as bytes, for disk and wire (media.proto), and how a growing one grows.
#pragma once

#include <optional>
#include <vector>

#include "audio/media/error.h"
#include "audio/media/manifest.h"
#include "sync/base/bytes.h"

namespace segue::audio {

// [any-thread]
Bytes encode_manifest(const Manifest& manifest);

// [any-thread] Checks every limit of limits.h, that stem 0 is "mix", names of stems are distinct, and that no segment
// is empty or too long.
MediaResult<Manifest> decode_manifest(BytesView bytes);

// What a manifest has gained since an earlier revision of it: sent instead of the whole while a file is imported.
struct ManifestGrowth {
    struct Part {
        std::uint32_t stem = 0;
        std::uint32_t first = 0;  // index of the first of these in the stem
        std::vector<SegmentRef> segments;
        bool operator==(const Part&) const = default;
    };
    TrackId id;
    std::uint32_t revision = 0;
    bool complete = false;
    Frames duration;
    std::vector<Part> parts;
    bool operator==(const ManifestGrowth&) const = default;
};

// The segments of `newer` from `segments_known[stem]` on. segments_known may be shorter than the stems: zeros.
ManifestGrowth growth_since(const Manifest& newer, const std::vector<std::size_t>& segments_known);

// `base` with the growth applied, or nothing when it does not fit (another track, a stem unknown, a gap, over a
// limit): then ask for the whole manifest. Overlap is fine when it says the same.
std::optional<Manifest> grown(const Manifest& base, const ManifestGrowth& growth);

// Whether `next` may take the place of `known`: it is the same encoding and further, or known is unfinished and next
// is complete. Two nodes may have encoded the same file differently; mixing the two would be wrong.
bool supersedes(const Manifest& next, const Manifest& known);

}  // namespace segue::audio
