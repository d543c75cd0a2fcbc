// EBU R128 by libebur128: integrated loudness, true peak, and how many blocks were how loud.
//
// Mono counts as it sounds, from both loudspeakers: 3 LU louder than one channel alone (libebur128's dual mono,
// ffmpeg's dualmono=true).
#pragma once

#include <ebur128.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "audio/analysis/analysis.h"

namespace segue::audio {

class LoudnessMeter {
  public:
    // channels: 1 or 2.
    explicit LoudnessMeter(int channels);
    ~LoudnessMeter();

    // Interleaved sound at 48 kHz.
    void add(const float* samples, std::size_t frames);
    Loudness finish() const;

  private:
    struct Destroy {
        void operator()(ebur128_state* state) const;
    };
    std::unique_ptr<ebur128_state, Destroy> state_;
    int channels_;
    std::size_t until_block_;            // frames
    std::vector<std::uint32_t> blocks_;  // by half LU
};

}  // namespace segue::audio
