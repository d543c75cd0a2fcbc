// The sound by which a device says "here": two bells, the second a fourth higher.
#pragma once

#include <algorithm>
#include <cmath>

namespace segue::audio {

// [audio-thread] all of it.
class Tone {
  public:
    static constexpr double length_s = 1.6;

    void begin() noexcept { frame_ = 0; }
    bool sounds(int rate_hz) const noexcept { return frame_ >= 0 && frame_ < static_cast<long>(length_s * rate_hz); }
    // Adds its next frames to interleaved stereo.
    void add(float* out, int frames, int rate_hz) noexcept {
        for (int k = 0; k < frames && sounds(rate_hz); ++k, ++frame_) {
            const double at = static_cast<double>(frame_) / rate_hz;
            const auto sample = static_cast<float>(bell(at, 659.26) + bell(at - second_s, 880.0));
            out[2 * k] += sample;
            out[2 * k + 1] += sample;
        }
    }

  private:
    static constexpr double loudness = 0.18, second_s = 0.28, attack_s = 0.004, decay_s = 0.3;
    static double bell(double at, double hz) noexcept {
        if (at < 0) return 0;
        // Its end meets silence: what is left of the bell then is inaudible, and faded all the same.
        const double shape =
            std::min(1.0, at / attack_s) * std::exp(-at / decay_s) * std::min(1.0, (length_s - second_s - at) / 0.1);
        return shape <= 0 ? 0 : loudness * shape * (std::sin(2 * pi * hz * at) + 0.3 * std::sin(4 * pi * hz * at));
    }
    static constexpr double pi = 3.14159265358979323846;
    long frame_ = -1;
};

}  // namespace segue::audio
