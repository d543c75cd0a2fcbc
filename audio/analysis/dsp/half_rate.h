// The mix at 24 kHz, mono: all that tempo and key listen to, at a quarter of the cost.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace segue::audio {

inline constexpr int half_rate_hz = 24'000;

class HalfRate {
  public:
    // Interleaved sound at 48 kHz, 1 or 2 channels. The half-rate samples that it completes are valid until the next
    // call; sample n of them all is of frame 2n.
    const std::vector<float>& add(const float* samples, std::size_t frames, int channels);
    // The samples that are still within the filter.
    const std::vector<float>& finish();

  private:
    void filter();

    std::vector<float> mono_ = std::vector<float>(reach, 0.0F);  // what is still needed of the past, then the new
    std::vector<float> out_;

    static constexpr std::size_t reach = 11;  // taps to either side
};

}  // namespace segue::audio
