// One stem of a track as a run of stereo samples: segments in, packets through libopus, positions exact.
//
// The Opus stream of a stem has its own count of frames, of which the first pre_skip are not heard (RFC 7845, 4.2).
// Starting in mid-stream decodes and drops 80 ms first, after which the decoder's output is what it would have been
// (RFC 7845, 4.6). Bytes that cannot be decoded sound as silence of their length: time goes on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/engine/report.h"
#include "audio/media/segment.h"
#include "audio/media/source.h"

struct OpusDecoder;

namespace segue::audio {

class StemReader {
  public:
    // [media-thread] `stem` is an index into the manifest's stems, which a newer revision only appends segments to.
    StemReader(const MediaSource& source, TrackId track, std::size_t stem);
    StemReader(StemReader&&) = default;
    StemReader& operator=(StemReader&&) = default;

    // Next comes this frame. Where reading goes on without a seam already, nothing is decoded again.
    void seek(MediaPos position);
    MediaPos position() const { return {next_ - pre_skip_}; }

    // Makes the next frames ready and says how many are, at most one packet's worth: 0 when something must be fetched
    // first (waiting() says what).
    int prepare();
    // Adds the next `count` <= prepare() frames to `left` and `right`.
    void add_to(float* left, float* right, int count);
    const std::optional<WaitingFor>& waiting() const { return waiting_; }

  private:
    struct Free {
        void operator()(OpusDecoder* d) const;
    };
    bool open_segment();
    void decode_next();
    bool renew_manifest();
    const Stem& stem() const { return manifest_->stems[stem_]; }

    const MediaSource* source_;
    TrackId track_;
    std::size_t stem_;
    std::shared_ptr<const Manifest> manifest_;
    std::unique_ptr<OpusDecoder, Free> decoder_;
    std::int64_t pre_skip_ = 0;

    std::int64_t roll_ = 0;           // frames decoded and dropped before the first
    std::int64_t next_ = 0;           // frame of the stream that comes next
    std::size_t segment_ = 0;         // the one being read
    std::int64_t segment_start_ = 0;  // its first frame
    std::int64_t decoded_to_ = 0;     // frame of the stream behind what is decoded
    std::shared_ptr<const Bytes> bytes_;
    SegmentView::Iterator packet_, packets_end_;
    bool silent_segment_ = false;  // it is not what it should be
    std::vector<float> pcm_;       // interleaved; the last packet, which ends at decoded_to_
    int pcm_frames_ = 0;
    std::optional<WaitingFor> waiting_;
};

}  // namespace segue::audio
