#include "audio/engine/normalise.h"

#include <algorithm>
#include <cmath>

namespace segue::audio {

const char* to_text(Normalise n) {
    switch (n) {
        case Normalise::off:
            return "off";
        case Normalise::track:
            return "track";
        case Normalise::album:
            return "album";
    }
    return "?";
}

bool is_plausible(const TrackLoudness& loudness) {
    const auto plausible = [](const SoundLevel& l) {
        return l.lufs >= loudness_min_lufs && l.lufs <= loudness_max_lufs && l.peak_dbtp >= peak_min_dbtp &&
               l.peak_dbtp <= peak_max_dbtp;
    };
    return plausible(loudness.track) && (!loudness.album || plausible(*loudness.album));
}

float gain_for(Normalise mode, const std::optional<TrackLoudness>& loudness) {
    if (mode == Normalise::off) return 1;
    float db = normalise_target_lufs - normalise_assumed_lufs;
    if (loudness) {
        const bool by_album = mode == Normalise::album && loudness->album;
        const SoundLevel& level = by_album ? *loudness->album : loudness->track;
        db = std::min(
            {normalise_target_lufs - level.lufs, normalise_peak_max_dbtp - level.peak_dbtp, normalise_gain_max_db});
    }
    return std::pow(10.0F, db / 20);
}

}  // namespace segue::audio
