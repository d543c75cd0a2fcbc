// What a library knows of a piece of music: pure values, and their bytes for disk and wire.
//
//   Entry       one playable thing in one place: a file of one node, or a track of a CUE sheet
//   ContentId   which recording it is, whatever it is called and wherever it lies
//   Tags        what its file says of it
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audio/library/error.h"
#include "sync/base/bytes.h"
#include "sync/base/ids.h"
#include "sync/base/time.h"

namespace segue::library {

// SHA-256/16 of a file's length and of its first, middle and last block (limits.h); for a track of a CUE sheet, of its
// file's and of where in it the track is. Two files that differ only between those blocks pass for one recording; of
// compressed sound of equal length nothing like that happens by chance.
using ContentId = Id<struct ContentTag>;
// SHA-256/16 of a picture's bytes.
using CoverId = Id<struct CoverTag>;

// Gains in dB relative to the ReplayGain 2 reference (-18 LUFS); peaks as a factor of full scale.
struct ReplayGain {
    std::optional<float> track_gain_db, track_peak, album_gain_db, album_peak;
    bool operator==(const ReplayGain&) const = default;
};

// Texts are UTF-8, one line each but the lyrics, without control characters.
struct Tags {
    std::string title, artist, album_artist, album, genre, composer;
    std::string lyrics;
    int year = 0, track_number = 0, disc_number = 0;  // 0: unknown
    ReplayGain replay_gain;
    std::string musicbrainz_track, musicbrainz_album, musicbrainz_artist;  // recording, release, artist
    bool operator==(const Tags&) const = default;
};

// How the sound is kept in its file. 0, empty: unknown.
struct Format {
    std::string codec;  // "flac", "mp3", "vorbis"
    std::uint32_t sample_rate_hz = 0;
    std::uint32_t channels = 0;
    std::uint32_t bitrate_kbps = 0;
    bool operator==(const Format&) const = default;
};

// Where in its file a track of a CUE sheet is.
struct CueRange {
    std::string sheet;         // path of the sheet; bytes
    std::uint32_t number = 0;  // the track's in the sheet, from 1
    milliseconds start{0};
    milliseconds length{0};  // 0: to the end of the file
    bool operator==(const CueRange&) const = default;
};

struct Entry {
    std::string path;  // absolute; bytes, as the file system has them: not always UTF-8
    std::uint64_t size_bytes = 0;
    std::int64_t modified_ns = 0;  // since 1970
    std::int64_t added_s = 0;      // since 1970: when the node first saw it
    std::optional<CueRange> cue;
    ContentId content;
    TrackId track;             // none until the file was read whole, for playing
    milliseconds duration{0};  // 0: unknown
    Format format;
    Tags tags;
    bool has_stems = false;
    CoverId cover;  // none: no picture
    bool operator==(const Entry&) const = default;

    // Names the entry among those of its node, and is what a session's queue calls it: the file's path, or, for a
    // track of a CUE sheet, the sheet's path, "/" and the track's number in two digits.
    std::string place() const;
};

// What an analysis found that people search by and players use; what it did not look for is absent.
struct AnalysisFacts {
    std::optional<double> bpm = {};             // beats a minute
    std::optional<double> bpm_confidence = {};  // 0..1
    std::optional<std::string> key = {};        // "Am", "F#", "Bbm"
    std::optional<double> loudness_lufs = {};   // integrated, EBU R128
    std::optional<double> true_peak_dbtp = {};
    bool operator==(const AnalysisFacts&) const = default;
};

// [any-thread] The entry with everything within its limits: long texts cut between characters, control characters and
// what is not UTF-8 replaced, numbers out of range unknown. Idempotent; encode and decode both do it.
Entry tidied(Entry entry);
Tags tidied(Tags tags);

// [any-thread] Bytes for disk and wire (library.proto).
Bytes encode(const Entry& entry);
// malformed, too_large: not an entry; one without a path or a content is none.
LibraryResult<Entry> decode_entry(BytesView bytes);

}  // namespace segue::library
