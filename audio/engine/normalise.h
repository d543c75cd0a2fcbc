// How much louder or softer a track is played so that all sound equally loud, or all of an album as loud as the next.
//
// The target is ReplayGain 2.0's -18 LUFS: tags and measurements then mean the same, and nearly all music is turned
// down to it rather than up, so that true peaks stay below full scale by themselves. Where a quiet track would be
// turned up beyond that, it is turned up less: nothing is limited or compressed.
#pragma once

#include <cstdint>
#include <optional>

namespace segue::audio {

enum class Normalise : std::uint8_t { off = 0, track = 1, album = 2 };
const char* to_text(Normalise n);

struct SoundLevel {
    float lufs = 0;  // integrated loudness (EBU R128)
    float peak_dbtp = 0;
    bool operator==(const SoundLevel&) const = default;
};
// By measurement, or by the file's tags.
struct TrackLoudness {
    SoundLevel track;
    std::optional<SoundLevel> album;  // of all of its album together
    bool operator==(const TrackLoudness&) const = default;
};

inline constexpr float normalise_target_lufs = -18;
inline constexpr float normalise_peak_max_dbtp = -1;  // what converters and lossy encoders are sure to survive
inline constexpr float normalise_gain_max_db = 12;    // beyond it noise comes up, not music
// A track that nobody has measured yet is taken to be as loud as most music of today, so that it does not stand out.
inline constexpr float normalise_assumed_lufs = -12;

// What tags and measurements may say; beyond it they are taken for nonsense.
inline constexpr float loudness_min_lufs = -80, loudness_max_lufs = 40;
inline constexpr float peak_min_dbtp = -130, peak_max_dbtp = 60;
bool is_plausible(const TrackLoudness& loudness);

// Linear. album: by the album's level where it is known, and by the track's otherwise.
float gain_for(Normalise mode, const std::optional<TrackLoudness>& loudness);

}  // namespace segue::audio
