#include "audio/analysis/dsp/half_rate.h"

namespace segue::audio {

namespace {
// A half-band low-pass: windowed sinc (Hamming) at a quarter of the rate; every other tap but the middle is zero.
// Flat to 9 kHz, -42 dB from 15 kHz: what folds back lands above 9 kHz, where nobody listens.
constexpr std::array<float, 6> side_taps{0.31438F, -0.09212F, 0.04210F, -0.01921F, 0.00762F, -0.00278F};
constexpr float middle_tap = 0.5F;
}  // namespace

const std::vector<float>& HalfRate::add(const float* samples, std::size_t frames, int channels) {
    const std::size_t before = mono_.size();
    mono_.resize(before + frames);
    if (channels == 1) {
        for (std::size_t i = 0; i < frames; ++i) mono_[before + i] = samples[i];
    } else {
        for (std::size_t i = 0; i < frames; ++i) mono_[before + i] = 0.5F * (samples[2 * i] + samples[2 * i + 1]);
    }
    filter();
    return out_;
}

const std::vector<float>& HalfRate::finish() {
    mono_.resize(mono_.size() + reach, 0.0F);
    filter();
    return out_;
}

void HalfRate::filter() {
    out_.clear();
    std::size_t at = reach;
    for (; at + reach < mono_.size(); at += 2) {
        float sum = middle_tap * mono_[at];
        for (std::size_t k = 0; k < side_taps.size(); ++k) {
            const std::size_t away = 2 * k + 1;
            sum += side_taps[k] * (mono_[at - away] + mono_[at + away]);
        }
        out_.push_back(sum);
    }
    mono_.erase(mono_.begin(), mono_.begin() + static_cast<std::ptrdiff_t>(at - reach));
}

}  // namespace segue::audio
