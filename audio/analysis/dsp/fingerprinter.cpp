#include "audio/analysis/dsp/fingerprinter.h"

#include <chromaprint.h>

#include <algorithm>
#include <cmath>
#include <new>

#include "audio/analysis/limits.h"
#include "sync/base/frames.h"

namespace segue::audio {

namespace {
constexpr std::size_t listened_frames = std::size_t{120} * sample_rate_hz;
}

void Fingerprinter::Destroy::operator()(ChromaprintContextPrivate* context) const { chromaprint_free(context); }

Fingerprinter::Fingerprinter(int channels)
    : context_(chromaprint_new(CHROMAPRINT_ALGORITHM_DEFAULT)), channels_(channels), left_(listened_frames) {
    if (!context_ || !chromaprint_start(context_.get(), sample_rate_hz, channels)) throw std::bad_alloc();
}
Fingerprinter::~Fingerprinter() = default;

void Fingerprinter::add(const float* samples, std::size_t frames) {
    frames = std::min(frames, left_);
    if (frames == 0) return;
    left_ -= frames;
    buffer_.resize(frames * static_cast<std::size_t>(channels_));
    std::transform(samples, samples + buffer_.size(), buffer_.begin(),
                   [](float v) { return static_cast<std::int16_t>(std::lrint(32767 * std::clamp(v, -1.0F, 1.0F))); });
    chromaprint_feed(context_.get(), buffer_.data(), static_cast<int>(buffer_.size()));
}

Fingerprint Fingerprinter::finish() {
    Fingerprint out;
    out.algorithm = CHROMAPRINT_ALGORITHM_DEFAULT;
    std::uint32_t* words = nullptr;
    int count = 0;
    if (!chromaprint_finish(context_.get()) || !chromaprint_get_raw_fingerprint(context_.get(), &words, &count))
        return out;  // too short for even one word
    out.words.assign(words, words + std::min(static_cast<std::size_t>(count), fingerprint_words_max));
    chromaprint_dealloc(words);
    return out;
}

}  // namespace segue::audio
