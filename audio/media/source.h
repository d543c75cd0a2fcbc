// Where the engine gets audio from. Implemented by the store.
#pragma once

#include <memory>

#include "audio/media/manifest.h"
#include "sync/base/bytes.h"

namespace segue::audio {

class MediaSource {
  public:
    virtual ~MediaSource() = default;
    // [any-thread] The newest manifest known here, or null.
    virtual std::shared_ptr<const Manifest> manifest(const TrackId& track) const = 0;
    // [any-thread] A segment's bytes (audio/media/segment.h reads them), or null when it is not here in memory.
    // May start loading it from disk, so ask again.
    virtual std::shared_ptr<const Bytes> segment(const SegmentName& name) const = 0;
};

}  // namespace segue::audio
