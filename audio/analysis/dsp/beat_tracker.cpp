#include "audio/analysis/dsp/beat_tracker.h"

#include <qm-dsp/dsp/tempotracking/DownBeat.h>
#include <qm-dsp/dsp/tempotracking/TempoTrackV2.h>

#include <algorithm>
#include <cmath>

#include "audio/analysis/dsp/beat_stretches.h"
#include "audio/analysis/dsp/steady_grid.h"
#include "audio/analysis/limits.h"

namespace segue::audio {

namespace {

constexpr std::size_t bar_decimation = 8;   // DownBeat listens at 3 kHz
constexpr std::size_t onsets_min = 6 * 86;  // TempoTrackV2 looks at windows of six seconds
constexpr std::size_t beats_min = 8;
constexpr double bpm_min = 60, bpm_max = 200, bpm_usual = 120;
constexpr double waltz_contrast = 1.3;  // most music is in four: three has to be clearer

double median(std::vector<double> v) {
    const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
    std::nth_element(v.begin(), middle, v.end());
    return *middle;
}

std::vector<double> gaps(const std::vector<double>& beats) {
    std::vector<double> out;
    for (std::size_t i = 1; i < beats.size(); ++i) out.push_back(beats[i] - beats[i - 1]);
    return out;
}

// Of how many beats the gap is the usual one, within 4 %.
double regularity(const std::vector<double>& between, double usual) {
    const auto regular = [&](double gap) { return std::abs(gap / usual - 1) < 0.04; };
    return static_cast<double>(std::count_if(between.begin(), between.end(), regular)) /
           static_cast<double>(between.size());
}

double first_onset(const std::vector<double>& onsets) {
    return static_cast<double>(std::find_if(onsets.begin(), onsets.end(), [](double v) { return v > 0; }) -
                               onsets.begin());
}

struct Bar {
    std::size_t beats = 4, first = 0;
    double contrast = 0;  // in standard errors: how much more changes at its first beat than at any
};

// change[i]: how much the sound changes at beat i + 1. The place in bars of so many beats where it changes most.
Bar find_bar(const std::vector<double>& change, std::size_t beats) {
    double mean = 0, square = 0;
    for (const double c : change) {
        mean += c / static_cast<double>(change.size());
        square += c * c / static_cast<double>(change.size());
    }
    const double spread = std::sqrt(std::max(0.0, square - mean * mean));
    Bar best{beats, 0, 0};
    for (std::size_t place = 0; place < beats; ++place) {
        double sum = 0, count = 0;
        for (std::size_t i = place == 0 ? beats : place; i <= change.size(); i += beats, count += 1)
            sum += change[i - 1];
        if (count == 0 || spread <= 0) continue;
        const double contrast = (sum / count - mean) / spread * std::sqrt(count);
        if (contrast > best.contrast) best = {beats, place, contrast};
    }
    return best;
}

void shift_by_half(std::vector<double>& beats) {
    for (std::size_t i = 0; i + 1 < beats.size(); ++i) beats[i] = (beats[i] + beats[i + 1]) / 2;
    beats.pop_back();
}

constexpr double hops_per_minute = 60.0 * sample_rate_hz / OnsetStrength::frames_per_hop;

// The beat's length that half of all beats are not shorter than.
double usual_length(const std::vector<BeatStretch>& grid) {
    std::vector<double> lengths;
    for (const BeatStretch& stretch : grid) lengths.insert(lengths.end(), stretch.beats, stretch.frames_per_beat);
    return median(std::move(lengths));
}

}  // namespace

BeatTracker::BeatTracker()
    : bars_(std::make_unique<DownBeat>(static_cast<float>(half_rate_hz), bar_decimation, OnsetStrength::hop)) {}
BeatTracker::~BeatTracker() = default;

void BeatTracker::add(const std::vector<float>& half_rate) {
    if (heard_ >= tempo_listened_max.count / 2) return;
    heard_ += half_rate.size();
    onsets_.add(half_rate);
    block_.insert(block_.end(), half_rate.begin(), half_rate.end());
    std::size_t at = 0;
    for (; at + OnsetStrength::hop <= block_.size(); at += OnsetStrength::hop)
        bars_->pushAudioBlock(block_.data() + at);
    block_.erase(block_.begin(), block_.begin() + static_cast<std::ptrdiff_t>(at));
}

std::vector<double> BeatTracker::follow() const {
    std::vector<double> onsets = onsets_.all();
    while (!onsets.empty() && onsets.back() <= 0) onsets.pop_back();
    if (onsets.size() < onsets_min) return {};
    TempoTrackV2 tracker(static_cast<float>(half_rate_hz), OnsetStrength::hop);
    std::vector<double> periods(onsets.size()), tempi, beats;
    tracker.calculateBeatPeriod(onsets, periods, tempi);
    tracker.calculateBeats(onsets, periods, beats);
    return beats;
}

Tempo BeatTracker::finish() {
    onsets_.finish();
    std::vector<double> beats = follow();
    if (beats.size() < beats_min) return {};
    const double usual = median(gaps(beats));
    const double regular = regularity(gaps(beats), usual);

    Tempo out;
    auto steady = find_steady_beat(onsets_.all(), usual);
    if (steady && !steady->holds())
        steady = find_any_steady_beat(onsets_.all(), hops_per_minute / bpm_max, hops_per_minute / bpm_min,
                                      hops_per_minute / bpm_usual);
    if (steady && steady->holds()) {
        out.steady = true;
        const double period = steady->period;
        const double from = std::max(beats.front() - period / 2, first_onset(onsets_.all()) - 1),
                     to = beats.back() + period / 2;
        beats.clear();
        for (double at = steady->first; at < to; at += period)
            if (at >= from) beats.push_back(at);
    }
    if (is_off_beat(onsets_.all(), onsets_.bass(), beats)) shift_by_half(beats);

    for (double& beat : beats) beat *= OnsetStrength::frames_per_hop;
    while (!beats.empty() && beats.front() < 0) beats.erase(beats.begin());
    if (beats.size() < beats_min) return {};
    if (out.steady) {
        out.grid = {{MediaPos{std::llround(beats.front())}, static_cast<std::uint32_t>(beats.size()),
                     steady->period * OnsetStrength::frames_per_hop}};
    } else {
        out.grid = to_stretches(beats);
        std::erase_if(out.grid, [](const BeatStretch& s) {  // the tracker lost, and not music
            return s.frames_per_beat < frames_per_beat_min || s.frames_per_beat > frames_per_beat_max;
        });
        if (out.grid.empty()) return {};
    }
    out.bpm = 60.0 * sample_rate_hz / usual_length(out.grid);
    out.confidence = static_cast<float>(
        std::clamp(0.5 * regular + 0.5 * (steady ? std::min(1.0, steady->coherence / 0.8) : 0.0), 0.0, 1.0));
    find_downbeat(out);
    return out;
}

void BeatTracker::find_downbeat(Tempo& tempo) {
    std::vector<double> beats;  // in hops
    for (const BeatStretch& stretch : tempo.grid)
        for (std::uint32_t i = 0; i < stretch.beats; ++i)
            beats.push_back(static_cast<double>(stretch.beat(i).frame) / OnsetStrength::frames_per_hop);
    std::size_t heard = 0;
    const float* sound = bars_->getBufferedAudio(heard);
    std::vector<int> unused;  // its own choice of bars: of one length only
    bars_->setBeatsPerBar(4);
    bars_->findDownBeats(sound, heard, beats, unused);
    std::vector<double> change;  // at beat i + 1, against beat i
    bars_->getBeatSD(change);
    const Bar four = find_bar(change, 4), three = find_bar(change, 3);
    const Bar& bar = three.contrast > waltz_contrast * four.contrast ? three : four;
    tempo.beats_per_bar = static_cast<std::uint8_t>(bar.beats);
    tempo.first_downbeat = static_cast<std::uint32_t>(bar.first);
}

}  // namespace segue::audio
