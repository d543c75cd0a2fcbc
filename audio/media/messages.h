// What peers say to each other about media. Requests and manifests are talk (protobuf); the bytes of segments are bulk
// (raw, so that they are not copied about), which whoever carries them may let everything else overtake:
//
//   Data = 16 bytes name | the bytes
#pragma once

#include <variant>
#include <vector>

#include "audio/media/manifest_codec.h"

namespace segue::audio {

struct Want {
    std::vector<SegmentName> names;  // most urgent first
    bool operator==(const Want&) const = default;
};
struct DontHave {
    std::vector<SegmentName> names;
    bool operator==(const DontHave&) const = default;
};
// Answered with a Manifest, a ManifestGrowth or NoManifest, and again as it grows, until it is complete.
struct WantManifest {
    TrackId track;
    std::uint32_t have_revision = 0;  // 0: none
    bool operator==(const WantManifest&) const = default;
};
struct NoManifest {
    TrackId track;
    bool operator==(const NoManifest&) const = default;
};
// Said unasked about the tracks of a session, so that a newcomer knows at once whom to ask.
struct Have {
    TrackId track;
    std::uint32_t revision = 0;
    bool complete = false;  // the manifest is
    bool whole = false;     // and every segment in it is at hand
    bool operator==(const Have&) const = default;
};

enum class MediaLane : std::uint8_t { talk, bulk };

using MediaMessage = std::variant<Want, DontHave, WantManifest, NoManifest, Have, Manifest, ManifestGrowth>;

// [any-thread]
Bytes encode_message(const MediaMessage& message);
MediaResult<MediaMessage> decode_message(BytesView bytes);

// A view into the message it was read from.
struct DataView {
    SegmentName name;  // as claimed
    BytesView bytes;
};
Bytes encode_data(const SegmentName& name, BytesView bytes);
MediaResult<DataView> decode_data(BytesView message);

}  // namespace segue::audio
