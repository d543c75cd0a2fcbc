#include "audio/analysis/dsp/listener.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "audio/analysis/dsp/beat_tracker.h"
#include "audio/analysis/dsp/fingerprinter.h"
#include "audio/analysis/dsp/half_rate.h"
#include "audio/analysis/dsp/key_finder.h"
#include "audio/analysis/dsp/loudness_meter.h"
#include "audio/analysis/dsp/waveform_maker.h"

namespace segue::audio {

namespace {
constexpr float amplitude_max = 64;  // 36 dB over full scale
}

struct Listener::Analysers {
    std::optional<LoudnessMeter> loudness;
    std::optional<HalfRate> half_rate;  // for tempo and key
    std::optional<BeatTracker> tempo;
    std::optional<KeyFinder> key;
    std::optional<WaveformMaker> waveform;  // and silence
    std::optional<Fingerprinter> fingerprint;

    void hear(const std::vector<float>& half) {
        if (tempo) tempo->add(half);
        if (key) key->add(half);
    }
};

Listener::Listener(AnalyserSet asked, int channels)
    : asked_(asked), channels_(channels), analysers_(std::make_unique<Analysers>()) {
    Analysers& a = *analysers_;
    if (asked.has(Analyser::loudness)) a.loudness.emplace(channels);
    if (asked.has(Analyser::tempo)) a.tempo.emplace();
    if (asked.has(Analyser::key)) a.key.emplace();
    if (a.tempo || a.key) a.half_rate.emplace();
    if (asked.has(Analyser::waveform) || asked.has(Analyser::silence)) a.waveform.emplace();
    if (asked.has(Analyser::fingerprint)) a.fingerprint.emplace(channels);
}
Listener::~Listener() = default;

void Listener::add(const float* samples, std::size_t frames) {
    Analysers& a = *analysers_;
    // Files of floats may say anything: what is no number, or absurdly loud, would stay in every filter for ever.
    const auto sane = [](float v) { return std::abs(v) <= amplitude_max; };
    const std::size_t count = frames * static_cast<std::size_t>(channels_);
    if (!std::all_of(samples, samples + count, sane)) {
        cleaned_.resize(count);
        std::transform(samples, samples + count, cleaned_.begin(), [&](float v) { return sane(v) ? v : 0.0F; });
        samples = cleaned_.data();
    }
    if (a.loudness) a.loudness->add(samples, frames);
    if (a.half_rate) a.hear(a.half_rate->add(samples, frames, channels_));
    if (a.waveform) a.waveform->add(samples, frames, channels_);
    if (a.fingerprint) a.fingerprint->add(samples, frames);
}

std::vector<AnalysisResult> Listener::finish() {
    Analysers& a = *analysers_;
    if (a.half_rate) a.hear(a.half_rate->finish());
    std::vector<AnalysisResult> out;
    if (a.loudness) out.emplace_back(a.loudness->finish());
    if (a.tempo) out.emplace_back(a.tempo->finish());
    if (a.key) out.emplace_back(a.key->finish());
    if (asked_.has(Analyser::waveform)) out.emplace_back(a.waveform->waveform());
    if (asked_.has(Analyser::silence)) out.emplace_back(a.waveform->silence());
    if (a.fingerprint) out.emplace_back(a.fingerprint->finish());
    return out;
}

}  // namespace segue::audio
