#include "audio/analysis/dsp/loudness_meter.h"

#include <algorithm>
#include <cmath>
#include <new>

#include "audio/analysis/limits.h"
#include "sync/base/frames.h"

namespace segue::audio {

namespace {
// BS.1770: blocks of 400 ms that overlap by three quarters.
constexpr std::size_t block_frames = sample_rate_hz * 4 / 10, step_frames = sample_rate_hz / 10;
constexpr double bins_per_lu = 2;
}  // namespace

void LoudnessMeter::Destroy::operator()(ebur128_state* state) const { ebur128_destroy(&state); }

LoudnessMeter::LoudnessMeter(int channels)
    : channels_(channels), until_block_(block_frames), blocks_(loudness_bins_max) {
    state_.reset(ebur128_init(static_cast<unsigned>(channels), sample_rate_hz,
                              EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK | EBUR128_MODE_HISTOGRAM));
    if (!state_) throw std::bad_alloc();
    if (channels == 1) ebur128_set_channel(state_.get(), 0, EBUR128_DUAL_MONO);
}
LoudnessMeter::~LoudnessMeter() = default;

void LoudnessMeter::add(const float* samples, std::size_t frames) {
    while (frames > 0) {
        const std::size_t n = std::min(frames, until_block_);
        ebur128_add_frames_float(state_.get(), samples, n);
        samples += n * static_cast<std::size_t>(channels_);
        frames -= n;
        until_block_ -= n;
        if (until_block_ > 0) continue;
        until_block_ = step_frames;
        double lufs = 0;
        if (ebur128_loudness_momentary(state_.get(), &lufs) != EBUR128_SUCCESS) continue;
        const double bin = std::floor((lufs - double{Loudness::silent_lufs}) * bins_per_lu);
        if (bin >= 0) ++blocks_[std::min(static_cast<std::size_t>(bin), blocks_.size() - 1)];
    }
}

Loudness LoudnessMeter::finish() const {
    Loudness out;
    double lufs = 0;
    if (ebur128_loudness_global(state_.get(), &lufs) == EBUR128_SUCCESS && lufs > double{Loudness::silent_lufs})
        out.integrated_lufs = static_cast<float>(lufs);
    for (int c = 0; c < channels_; ++c) {
        double peak = 0;
        if (ebur128_true_peak(state_.get(), static_cast<unsigned>(c), &peak) == EBUR128_SUCCESS && peak > 1e-6)
            out.true_peak_dbtp = std::max(out.true_peak_dbtp, static_cast<float>(20 * std::log10(peak)));
    }
    const auto counted = [](std::uint32_t n) { return n > 0; };
    const auto first = std::find_if(blocks_.begin(), blocks_.end(), counted);
    const auto last = std::find_if(blocks_.rbegin(), blocks_.rend(), counted).base();
    if (first == blocks_.end()) return out;
    out.first_bin = static_cast<std::uint16_t>(first - blocks_.begin());
    out.blocks.assign(first, last);
    return out;
}

}  // namespace segue::audio
