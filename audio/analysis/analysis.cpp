#include "audio/analysis/analysis.h"

#include <algorithm>
#include <cmath>

#include "audio/analysis/error.h"
#include "audio/analysis/limits.h"
#include "sync/base/assert.h"

namespace segue::audio {

const char* to_text(Analyser a) {
    switch (a) {
        case Analyser::loudness:
            return "loudness";
        case Analyser::tempo:
            return "tempo";
        case Analyser::key:
            return "key";
        case Analyser::waveform:
            return "waveform";
        case Analyser::silence:
            return "silence";
        case Analyser::fingerprint:
            return "fingerprint";
    }
    return "?";
}

std::optional<Analyser> analyser_from(std::string_view name) {
    for (const Analyser a : all_analysers)
        if (name == to_text(a)) return a;
    return std::nullopt;
}

std::optional<Analyser> analyser_from(std::uint32_t number) {
    for (const Analyser a : all_analysers)
        if (number == static_cast<std::uint32_t>(a)) return a;
    return std::nullopt;
}

std::uint32_t version_of(Analyser a) {
    switch (a) {
        case Analyser::loudness:
            return 1;
        case Analyser::tempo:
            return 1;
        case Analyser::key:
            return 1;
        case Analyser::waveform:
            return 1;
        case Analyser::silence:
            return 1;
        case Analyser::fingerprint:
            return 1;
    }
    return 0;
}

const char* to_text(AnalysisError e) {
    switch (e) {
        case AnalysisError::unreadable:
            return "unreadable";
        case AnalysisError::not_audio:
            return "not audio";
        case AnalysisError::damaged:
            return "damaged";
        case AnalysisError::too_long:
            return "too long";
        case AnalysisError::crashed:
            return "crashed";
        case AnalysisError::stuck:
            return "stuck";
        case AnalysisError::too_costly:
            return "too costly";
        case AnalysisError::unavailable:
            return "unavailable";
        case AnalysisError::malformed:
            return "malformed";
    }
    return "?";
}

std::uint32_t Tempo::beats() const {
    std::uint32_t sum = 0;
    for (const BeatStretch& s : grid) sum += s.beats;
    return sum;
}

std::string MusicalKey::name() const {
    static constexpr const char* tonics[12] = {"C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};
    static constexpr const char* minor_tonics[12] = {"Cm",  "C#m", "Dm",  "Ebm", "Em",  "Fm",
                                                     "F#m", "Gm",  "G#m", "Am",  "Bbm", "Bm"};
    return (minor ? minor_tonics : tonics)[tonic % 12];
}

std::string MusicalKey::camelot() const {
    // Fifths up from C major, which is 8B; a minor key has the number of its relative major.
    const int major = minor ? tonic + 3 : tonic;
    return std::to_string((major * 7 + 7) % 12 + 1) + (minor ? "A" : "B");
}

Waveform Waveform::reduced(std::size_t count) const {
    SEGUE_ASSERT(count > 0);
    const std::size_t group = (points.size() + count - 1) / count;
    if (group <= 1) return *this;
    Waveform out;
    out.frames_per_point = frames_per_point * static_cast<std::uint32_t>(group);
    for (std::size_t i = 0; i < points.size(); i += group) {
        const std::size_t n = std::min(group, points.size() - i);
        WavePoint point;
        double power = 0;  // (value / 255)^2 is the amplitude, so its fourth power is the power
        for (std::size_t k = i; k < i + n; ++k) {
            point.peak = std::max(point.peak, points[k].peak);
            power += std::pow(points[k].rms / 255.0, 4);
        }
        point.rms = static_cast<std::uint8_t>(std::lround(255 * std::pow(power / static_cast<double>(n), 0.25)));
        out.points.push_back(point);
    }
    return out;
}

Analyser analyser_of(const AnalysisResult& result) {
    struct Which {
        Analyser operator()(const Loudness&) { return Analyser::loudness; }
        Analyser operator()(const Tempo&) { return Analyser::tempo; }
        Analyser operator()(const MusicalKey&) { return Analyser::key; }
        Analyser operator()(const Waveform&) { return Analyser::waveform; }
        Analyser operator()(const Silence&) { return Analyser::silence; }
        Analyser operator()(const Fingerprint&) { return Analyser::fingerprint; }
    };
    return std::visit(Which{}, result);
}

}  // namespace segue::audio
