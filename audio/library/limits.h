// Limits of the library: its unit is in its name, its reason beside it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "audio/media/limits.h"
#include "sync/base/time.h"

namespace segue::library {

// --- what a file may claim of itself
// UTF-8, cut at a character; the same as a manifest keeps. Real titles are below 200.
inline constexpr std::size_t text_bytes_max = audio::tag_bytes_max;
// A long ballad has 6 kB; a book pasted into a tag is cut.
inline constexpr std::size_t lyrics_bytes_max = 16'384;
// "9ca11d4d-ae24-4da4-a3bd-3f0d6ebb8bd2" is 36.
inline constexpr std::size_t musicbrainz_bytes_max = 64;
inline constexpr std::size_t codec_bytes_max = 32;
// PATH_MAX; a longer one cannot be opened.
inline constexpr std::size_t path_bytes_max = 4'096;
// The largest entry: a path of the audio and one of its CUE sheet, lyrics, and every text at its limit; and some room.
inline constexpr std::size_t entry_bytes_max = 65'536;
// ReplayGain beyond this is a typing error, and would hurt ears.
inline constexpr double replay_gain_db_max = 64.0;
inline constexpr int year_max = 9'999, track_number_max = 9'999;
// As a track (audio/media/limits.h): books and live sets pass.
inline constexpr milliseconds duration_max{audio::track_frames_max.count / (sample_rate_hz / 1000)};

// --- what tells one recording from another
// The blocks of a file that its content is told by, first, middle and last: headers, sound and trailing tags, and few
// enough to be read at once from a slow disk.
inline constexpr std::size_t content_block_bytes = 65'536;

// --- pictures
// A scan of a cover at 600 dpi; what is larger is passed over.
inline constexpr std::size_t picture_bytes_max = std::size_t{16} << 20;
// A square of 8,000: what is larger was made to fill memory.
inline constexpr std::int64_t picture_pixels_max = 64'000'000;
// The longer side: a cover in a grid, on a screen of two dots a pixel. A noisy one has 40 kB as JPEG.
inline constexpr int thumbnail_pixels_max = 256;
inline constexpr std::size_t thumbnail_bytes_max = 98'304;
// Thumbnails kept on disk: some thousand albums, of which a window shows dozens. Those looked at longest ago go first.
inline constexpr std::uint64_t thumbnails_kept_bytes_max = std::uint64_t{64} << 20;

// --- reading tags, in a process of its own
// Files handed to it before its first answer is awaited: it never waits for us, and a crash costs little.
inline constexpr std::size_t tags_in_flight_max = 64;
// A file that it computes about for longer is set aside. Reading tags takes a millisecond. Its own time and not the
// clock's, which runs on while others have the machine.
inline constexpr milliseconds tag_computing_max{10'000};
// By the clock: whatever it waits for, a disk that spins up is there long before.
inline constexpr milliseconds tag_silence_max{120'000};
// It is replaced after so many files, whatever its libraries have lost by then.
inline constexpr std::size_t tag_process_files_max = 20'000;
// A file is tried again by a fresh process once: memory may have been short.
inline constexpr int tag_tries_max = 2;

// --- analyses
inline constexpr std::size_t analyser_name_bytes_max = 64;
// Waveform peaks of an 11 hour track at four a second, and a beat grid.
inline constexpr std::size_t analysis_bytes_max = 1u << 20;

static_assert(2 * path_bytes_max + lyrics_bytes_max + 10 * text_bytes_max + 4096 <= entry_bytes_max);

}  // namespace segue::library
