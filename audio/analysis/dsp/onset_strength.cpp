#include "audio/analysis/dsp/onset_strength.h"

#include <qm-dsp/dsp/transforms/FFT.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace segue::audio {

namespace {

constexpr double lowest_hz = 30, highest_hz = 9'000, bass_hz = 170, bands_per_octave = 6;
constexpr std::size_t lag = 2;       // hops back: the frames then overlap by less than half
constexpr double compression = 1e3;  // of magnitudes, full scale 1, before the logarithm

}  // namespace

class OnsetStrength::Spectrum {
  public:
    Spectrum() : fft_(frame), in_(frame), re_(frame), im_(frame), window_(frame) {
        for (std::size_t i = 0; i < frame; ++i)
            window_[i] = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / frame);
        // Edges in bins, none narrower than one.
        const double hz_per_bin = static_cast<double>(half_rate_hz) / frame;
        for (double hz = lowest_hz; hz <= highest_hz; hz *= std::exp2(1 / bands_per_octave)) {
            const auto bin = static_cast<std::size_t>(std::lround(hz / hz_per_bin));
            if (edges_.empty() || bin > edges_.back()) edges_.push_back(bin);
            if (hz <= bass_hz) bass_ = edges_.size() - 1;
        }
    }

    std::size_t bass_bands() const { return bass_; }

    std::vector<float> bands(const float* samples) {
        for (std::size_t i = 0; i < frame; ++i) in_[i] = static_cast<double>(samples[i]) * window_[i];
        fft_.forward(in_.data(), re_.data(), im_.data());
        std::vector<float> out(edges_.size() - 1);
        for (std::size_t b = 0; b + 1 < edges_.size(); ++b) {
            double power = 0;
            for (std::size_t k = edges_[b]; k < edges_[b + 1]; ++k) power += re_[k] * re_[k] + im_[k] * im_[k];
            const double magnitude = std::sqrt(power) * (4.0 / frame);
            out[b] = static_cast<float>(std::log1p(compression * magnitude));
        }
        return out;
    }

  private:
    FFTReal fft_;
    std::vector<double> in_, re_, im_, window_;
    std::vector<std::size_t> edges_;
    std::size_t bass_ = 1;
};

// Half a frame of silence goes first: value i is about the frame whose middle is at i * hop.
OnsetStrength::OnsetStrength() : spectrum_(std::make_unique<Spectrum>()), waiting_(frame / 2, 0.0F) {}
OnsetStrength::~OnsetStrength() = default;

void OnsetStrength::add(const std::vector<float>& half_rate) {
    waiting_.insert(waiting_.end(), half_rate.begin(), half_rate.end());
    std::size_t at = 0;
    for (; at + frame <= waiting_.size(); at += hop) take_frame(waiting_.data() + at);
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(at));
}

void OnsetStrength::finish() { add(std::vector<float>(frame / 2, 0.0F)); }

void OnsetStrength::take_frame(const float* samples) {
    std::vector<float> now = spectrum_->bands(samples);
    double all = 0, bass = 0;
    if (past_.size() == lag) {
        const std::vector<float>& then = past_.front();
        for (std::size_t b = 0; b < now.size(); ++b) {
            float before = then[b];
            if (b > 0) before = std::max(before, then[b - 1]);
            if (b + 1 < then.size()) before = std::max(before, then[b + 1]);
            const double rise = double{std::max(0.0F, now[b] - before)};
            all += rise;
            // In the bass the bands are single bins: neighbours are other notes there, not vibrato.
            if (b < spectrum_->bass_bands()) bass += double{std::max(0.0F, now[b] - then[b])};
        }
        past_.erase(past_.begin());
    }
    past_.push_back(std::move(now));
    all_.push_back(all);
    bass_.push_back(bass);
}

}  // namespace segue::audio
