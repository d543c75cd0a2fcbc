// Limits of analysing: what a file may cost, and how large what is found may be, for it is kept and replicated.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sync/base/frames.h"
#include "sync/base/time.h"
#include "sync/tempo/beat_grid.h"

namespace segue::audio {

// --- results
// Two bytes each, one for each pixel of a wide window: 4 kB a track.
inline constexpr std::size_t wave_points_max = 2048;
// Chromaprint makes about 8 a second of the two minutes it is fed.
inline constexpr std::size_t fingerprint_words_max = 1024;
// Stretches of steady tempo: one for most music, a few dozen for a live band. What has more has no grid.
inline constexpr std::size_t beat_stretches_max = 256;
using tempo::beats_per_bar_max;
using tempo::frames_per_beat_max;
using tempo::frames_per_beat_min;
// What is longer is not one piece of music; its grid ends there. An hour costs the tracker 60 MB.
inline constexpr Frames tempo_listened_max{std::int64_t{3600} * sample_rate_hz};
// Levels of loudness counted in a result: -70 to +10 LUFS.
inline constexpr std::size_t loudness_bins_max = 160;
// Any one result, encoded; the largest, a waveform or a grid of many stretches, is a third of it.
inline constexpr std::size_t analysis_bytes_max = 16'384;

// --- the process
inline constexpr std::size_t analysis_record_bytes_max = analysis_bytes_max + 64;
// At most read at once from an analyser; all that one ever says is less than twice this.
inline constexpr std::size_t analysis_pump_bytes_max = 65'536;
// It is killed when nothing has come from it for so long. It runs only when nobody else wants the core, so this is for
// what never comes back: a file on a network mount that is gone.
inline constexpr seconds analysis_silence_max{300};
// The analyser's own bounds (setrlimit): 11 hours of FLAC at a tenth of the usual speed; its features of 11 hours.
inline constexpr unsigned analyser_cpu_seconds_max = 7200;
inline constexpr std::size_t analyser_memory_bytes_max = std::size_t{1} << 30;

}  // namespace segue::audio
