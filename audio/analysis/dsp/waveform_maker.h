// The picture of a sound whose length is known only at its end: points grow twice as long whenever there are too many.
// Listens for silence at both ends on the way.
#pragma once

#include <cstddef>
#include <vector>

#include "audio/analysis/analysis.h"

namespace segue::audio {

class WaveformMaker {
  public:
    // Interleaved sound at 48 kHz, 1 or 2 channels.
    void add(const float* samples, std::size_t frames, int channels);
    Waveform waveform() const;
    Silence silence() const;

  private:
    struct Point {
        float peak = 0;
        double power = 0;  // sum over frames of the channels' mean square
        std::uint32_t frames = 0;
    };
    void halve();

    std::uint32_t frames_per_point_ = 480;  // 10 ms at first
    std::vector<Point> points_;
    std::int64_t frames_ = 0, first_loud_ = -1, last_loud_ = -1;
};

}  // namespace segue::audio
