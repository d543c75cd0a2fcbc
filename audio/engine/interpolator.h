// The sample between the samples: windowed-sinc interpolation at any fractional position.
//
// 32 taps under a Kaiser window, 256 tabulated phases with straight lines between them. The cut-off is the Nyquist
// frequency itself, so at whole positions the result is the sample, exactly. What that leaves unattenuated, images
// of what is above 20 kHz, does not exist: Opus ends at 20 kHz (RFC 6716, 2.1.3).
//
// Because a sample is a pure function of its position there is no filter state to prime: two outputs agree by
// construction, and a jump is exact from its first sample.
#pragma once

#include <array>

namespace segue::audio {

class Interpolator {
  public:
    static constexpr int taps = 32;
    static constexpr int phases = 256;
    static constexpr int before = taps / 2 - 1;  // source frames needed before floor(position)
    static constexpr int after = taps / 2;       // and after it

    // [any-thread] The one table (33 kB); first use computes it, so not for the first time in the callback.
    static const Interpolator& shared();

    // [audio-thread] out[i] = source at position start + i * step, for left and right alike. Position 0 is source[0];
    // source[floor(position) - before .. floor(position) + after] must be readable for each of them.
    void read(const float* left, const float* right, double start, double step, int count, float* out_left,
              float* out_right) const noexcept;

  private:
    Interpolator();
    alignas(64) std::array<std::array<float, taps>, phases + 1> table_{};
};

}  // namespace segue::audio
