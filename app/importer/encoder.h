// Float sound at 48 kHz to Opus packets, with exact ends.
//
//   |<- lookahead ->|<------------ duration ------------>|<- rest of the last packet ->|
//
// The encoder's lookahead becomes the pre-skip; silence is fed after the end until all sound has come out; the rest
// is cut off by the track's exact duration.
#pragma once

#include <opus.h>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "sync/base/bytes.h"
#include "sync/base/frames.h"

namespace segue::importer {

class Encoder {
  public:
    // channels: 1 or 2.
    explicit Encoder(int channels);

    std::uint32_t pre_skip() const { return pre_skip_; }
    int channels() const { return channels_; }
    // Interleaved samples.
    void add(const float* samples, std::size_t frames);
    // No more sound; it is exactly `duration` long: what was added is cut or filled up with silence.
    void finish(Frames duration);
    std::optional<Bytes> packet();

  private:
    void encode_whole_packets();

    struct Destroy {
        void operator()(OpusEncoder* e) const { opus_encoder_destroy(e); }
    };
    std::unique_ptr<OpusEncoder, Destroy> encoder_;
    int channels_;
    std::uint32_t pre_skip_ = 0;
    std::vector<float> waiting_;  // interleaved
    std::int64_t coded_ = 0;      // frames that are in packets
    std::deque<Bytes> packets_;
};

}  // namespace segue::importer
