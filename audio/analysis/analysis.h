// What can be found out about a track by listening to it: values, each made by one analyser of one version from the
// bytes of one file. Any node's is as good as any other's, so a result is stored once, under (track, analyser,
// version), and copied like any other value.
//
// How they are made: audio/analysis/dsp/ and app/analyser/. How the program is run: process.h.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sync/base/frames.h"
#include "sync/tempo/beat_grid.h"

namespace segue::audio {

// The numbers are stored: never reuse one.
enum class Analyser : std::uint8_t { loudness = 1, tempo = 2, key = 3, waveform = 4, silence = 5, fingerprint = 6 };
inline constexpr std::array all_analysers{Analyser::loudness, Analyser::tempo,   Analyser::key,
                                          Analyser::waveform, Analyser::silence, Analyser::fingerprint};

// "loudness", …: for jobs, commands and logs.
const char* to_text(Analyser a);
std::optional<Analyser> analyser_from(std::string_view name);
std::optional<Analyser> analyser_from(std::uint32_t number);
// Counts up whenever the analyser would say something else about the same file: what an older one said is made anew.
std::uint32_t version_of(Analyser a);

class AnalyserSet {
  public:
    constexpr AnalyserSet() = default;
    constexpr AnalyserSet(std::initializer_list<Analyser> all) {
        for (const Analyser a : all) add(a);
    }
    static constexpr AnalyserSet all() {
        AnalyserSet out;
        for (const Analyser a : all_analysers) out.add(a);
        return out;
    }
    constexpr void add(Analyser a) { bits_ |= 1U << static_cast<unsigned>(a); }
    constexpr void remove(Analyser a) { bits_ &= ~(1U << static_cast<unsigned>(a)); }
    constexpr bool has(Analyser a) const { return (bits_ >> static_cast<unsigned>(a) & 1U) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr bool operator==(const AnalyserSet&) const = default;

  private:
    unsigned bits_ = 0;
};

// EBU R128 / ITU-R BS.1770-4, of the mix.
struct Loudness {
    static constexpr float silent_lufs = -70;  // the absolute gate: nothing in it is louder

    float integrated_lufs = silent_lufs;  // never below silent_lufs
    float true_peak_dbtp = -120;          // 4 times oversampled; of all channels; never below -120
    // How many gating blocks (400 ms, every 100 ms) were in each half LU from -70 LUFS up; from the first to the last
    // that has any. With it an album is measured without its sound (album_loudness).
    std::uint16_t first_bin = 0;
    std::vector<std::uint32_t> blocks;

    bool operator==(const Loudness&) const = default;
    bool is_silent() const { return integrated_lufs <= silent_lufs; }
};

// Of tracks played as one: gated together, as if they were one file (to 0.1 LU); the highest of their peaks.
// Its `blocks` are the sum of theirs.
Loudness album_loudness(const std::vector<const Loudness*>& tracks);

using tempo::BeatStretch;

struct Tempo {
    // Of the whole track, as most of its beats have it; 0: no beat was found, and everything else is empty.
    double bpm = 0;
    float confidence = 0;           // 0..1: how likely the tempo is right, octave included
    bool steady = false;            // one tempo from end to end: a machine's, or a click track's
    std::vector<BeatStretch> grid;  // ascending, without overlap
    // The likeliest first beat of a bar: an index into all the grid's beats, counted from 0.
    std::uint32_t first_downbeat = 0;
    std::uint8_t beats_per_bar = 4;

    bool operator==(const Tempo&) const = default;
    MediaPos first_beat() const { return grid.empty() ? MediaPos{} : grid.front().first; }
    std::uint32_t beats() const;
};

struct MusicalKey {
    std::uint8_t tonic = 0;  // 0: C, 1: C sharp / D flat, … 11: B
    bool minor = false;
    float confidence = 0;  // 0..1; 0: no key was found (noise, drums, silence)

    bool operator==(const MusicalKey&) const = default;
    bool found() const { return confidence > 0; }
    std::string name() const;     // "C", "F#m": as people search for it
    std::string camelot() const;  // "8B", "11A": as those who mix by the circle of fifths write it
};

// A picture of the sound: how high and how strong, in points of equal length from the first frame on.
struct WavePoint {
    std::uint8_t peak = 0;  // 255 is full scale; the square of (value / 255) is the amplitude
    std::uint8_t rms = 0;
    bool operator==(const WavePoint&) const = default;
};
struct Waveform {
    std::uint32_t frames_per_point = 0;  // the last point may be shorter
    std::vector<WavePoint> points;

    bool operator==(const Waveform&) const = default;
    // Coarser: at most `count` points over the same sound. The finest there is if it has no more than that.
    Waveform reduced(std::size_t count) const;
};

// Silence is what stays below -60 dBFS.
struct Silence {
    Frames leading, trailing;  // of a silent track: all of it, and 0
    bool operator==(const Silence&) const = default;
};

// Chromaprint's, of the first two minutes: what two encodings of one recording have in common.
struct Fingerprint {
    std::uint32_t algorithm = 0;  // Chromaprint's number for it
    std::vector<std::uint32_t> words;
    bool operator==(const Fingerprint&) const = default;
};

using AnalysisResult = std::variant<Loudness, Tempo, MusicalKey, Waveform, Silence, Fingerprint>;
Analyser analyser_of(const AnalysisResult& result);

}  // namespace segue::audio
