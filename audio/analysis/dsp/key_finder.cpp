#include "audio/analysis/dsp/key_finder.h"

#include <qm-dsp/base/Pitch.h>
#include <qm-dsp/dsp/chromagram/Chromagram.h>
#include <qm-dsp/dsp/rateconversion/Decimator.h>

#include <algorithm>
#include <cmath>

#include "audio/analysis/dsp/half_rate.h"

namespace segue::audio {

namespace {

constexpr unsigned decimation = 4;
constexpr int lowest_pitch = 48, highest_pitch = 96;  // MIDI: C3 to C7
constexpr double concert_a_hz = 440;

using Profile = std::array<double, 12>;  // from the tonic up
constexpr Profile major_profile{6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88};
constexpr Profile minor_profile{6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17};

ChromaConfig chroma_config() {
    ChromaConfig config{};
    config.FS = half_rate_hz / decimation;
    config.min = Pitch::getFrequencyForPitch(lowest_pitch, 0, concert_a_hz);
    config.max = Pitch::getFrequencyForPitch(highest_pitch, 0, concert_a_hz);
    config.BPO = 36;
    config.CQThresh = 0.0054;  // as GetKeyMode has it: kernels' smaller values are taken as zero
    config.normalise = MathUtilities::NormaliseNone;
    return config;
}

// Pearson's correlation of the notes, as seen from a tonic, with a profile.
double correlation(const Profile& notes, std::size_t tonic, const Profile& profile) {
    double mean_n = 0, mean_p = 0;
    for (std::size_t i = 0; i < 12; ++i) {
        mean_n += notes[i] / 12;
        mean_p += profile[i] / 12;
    }
    double both = 0, nn = 0, pp = 0;
    for (std::size_t i = 0; i < 12; ++i) {
        const double n = notes[(tonic + i) % 12] - mean_n, p = profile[i] - mean_p;
        both += n * p;
        nn += n * n;
        pp += p * p;
    }
    return nn > 0 ? both / std::sqrt(nn * pp) : 0;
}

}  // namespace

KeyFinder::KeyFinder() : chromagram_(std::make_unique<Chromagram>(chroma_config())) {
    decimator_ = std::make_unique<Decimator>(chromagram_->getFrameSize() * decimation, decimation);
}
KeyFinder::~KeyFinder() = default;

void KeyFinder::add(const std::vector<float>& half_rate) {
    waiting_.insert(waiting_.end(), half_rate.begin(), half_rate.end());
    const std::size_t block = std::size_t{chromagram_->getFrameSize()} * decimation;  // 0.7 s, one after the other
    std::size_t at = 0;
    std::vector<double> in(block), low(block / decimation);
    for (; at + block <= waiting_.size(); at += block) {
        std::copy_n(waiting_.begin() + static_cast<std::ptrdiff_t>(at), block, in.begin());
        decimator_->process(in.data(), low.data());
        const double* chroma = chromagram_->process(low.data());
        for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += chroma[i];
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(at));
}

MusicalKey KeyFinder::finish() const {
    Profile notes{};
    for (std::size_t i = 0; i < 12; ++i) notes[i] = sum_[(3 * i + 35) % 36] + sum_[3 * i] + sum_[3 * i + 1];

    MusicalKey best;
    double first = 0, second = 0;  // of the best key, and of the best that is not of the same notes
    std::array<double, 24> fit{};
    for (std::size_t k = 0; k < 24; ++k) {
        fit[k] = correlation(notes, k % 12, k < 12 ? major_profile : minor_profile);
        if (fit[k] <= first) continue;
        first = fit[k];
        best.tonic = static_cast<std::uint8_t>(k % 12);
        best.minor = k >= 12;
    }
    const std::size_t self = best.tonic + (best.minor ? 12U : 0U);
    const std::size_t relative = best.minor ? (best.tonic + 3U) % 12 : (best.tonic + 9U) % 12 + 12;
    for (std::size_t k = 0; k < 24; ++k)
        if (k != self && k != relative) second = std::max(second, fit[k]);
    constexpr double clear_lead = 0.2;
    best.confidence = static_cast<float>(std::clamp(first * std::min(1.0, (first - second) / clear_lead), 0.0, 1.0));
    return best;
}

}  // namespace segue::audio
