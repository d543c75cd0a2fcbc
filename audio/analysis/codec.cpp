#include "audio/analysis/codec.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "audio/analysis/analysis.pb.h"
#include "audio/analysis/limits.h"
#include "audio/media/limits.h"
#include "audio/media/wire.h"

namespace segue::audio {

namespace {

constexpr float lufs_max = 60, dbtp_max = 60;

Failure<AnalysisError> nonsense(const char* what) {
    return fail(AnalysisError::malformed, std::string("a result of analysis that cannot be: ") + what);
}

template <class T>
bool within(T value, T low, T high) {
    return value >= low && value <= high;  // not a number is within nothing
}
bool is_place(std::int64_t frames) { return within<std::int64_t>(frames, 0, track_frames_max.count); }

struct Writer {
    wire::AnalysisResult& out;

    void operator()(const Loudness& in) {
        auto& o = *out.mutable_loudness();
        o.set_integrated_lufs(in.integrated_lufs);
        o.set_true_peak_dbtp(in.true_peak_dbtp);
        o.set_first_bin(in.first_bin);
        o.mutable_blocks()->Add(in.blocks.begin(), in.blocks.end());
    }
    void operator()(const Tempo& in) {
        auto& o = *out.mutable_tempo();
        o.set_bpm(in.bpm);
        o.set_confidence(in.confidence);
        o.set_steady(in.steady);
        for (const BeatStretch& s : in.grid) {
            auto& stretch = *o.add_grid();
            stretch.set_first(s.first.frame);
            stretch.set_beats(s.beats);
            stretch.set_frames_per_beat(s.frames_per_beat);
        }
        o.set_first_downbeat(in.first_downbeat);
        o.set_beats_per_bar(in.beats_per_bar);
    }
    void operator()(const MusicalKey& in) {
        auto& o = *out.mutable_key();
        o.set_tonic(in.tonic);
        o.set_minor(in.minor);
        o.set_confidence(in.confidence);
    }
    void operator()(const Waveform& in) {
        auto& o = *out.mutable_waveform();
        o.set_frames_per_point(in.frames_per_point);
        for (const WavePoint& p : in.points) {
            o.mutable_peaks()->push_back(static_cast<char>(p.peak));
            o.mutable_rms()->push_back(static_cast<char>(p.rms));
        }
    }
    void operator()(const Silence& in) {
        auto& o = *out.mutable_silence();
        o.set_leading(in.leading.count);
        o.set_trailing(in.trailing.count);
    }
    void operator()(const Fingerprint& in) {
        auto& o = *out.mutable_fingerprint();
        o.set_algorithm(in.algorithm);
        o.mutable_words()->Add(in.words.begin(), in.words.end());
    }
};

AnalysisOr<AnalysisResult> read(const wire::Loudness& in) {
    Loudness out{in.integrated_lufs(), in.true_peak_dbtp(), 0, {in.blocks().begin(), in.blocks().end()}};
    if (!within(out.integrated_lufs, Loudness::silent_lufs, lufs_max)) return nonsense("a loudness");
    if (!within(out.true_peak_dbtp, -120.0F, dbtp_max)) return nonsense("a true peak");
    if (in.first_bin() > loudness_bins_max || out.blocks.size() > loudness_bins_max - in.first_bin())
        return nonsense("blocks of loudness");
    out.first_bin = static_cast<std::uint16_t>(in.first_bin());
    return AnalysisResult(std::move(out));
}

AnalysisOr<AnalysisResult> read(const wire::Tempo& in) {
    Tempo out;
    out.bpm = in.bpm();
    out.confidence = in.confidence();
    out.steady = in.steady();
    if (out.bpm != 0 && !within(out.bpm, 24.0, 400.0)) return nonsense("a tempo");
    if (!within(out.confidence, 0.0F, 1.0F)) return nonsense("a confidence");
    if (static_cast<std::size_t>(in.grid_size()) > beat_stretches_max) return nonsense("too many stretches");
    MediaPos behind{};
    for (const auto& s : in.grid()) {
        const BeatStretch stretch{MediaPos{s.first()}, s.beats(), s.frames_per_beat()};
        if (!is_place(s.first()) || stretch.first < behind || stretch.beats < 2 ||
            !within(stretch.frames_per_beat, frames_per_beat_min, frames_per_beat_max) ||
            stretch.beats > track_frames_max.count / frames_per_beat_min)
            return nonsense("a stretch of beats");
        behind = stretch.beat(stretch.beats - 1) + Frames{1};
        if (!is_place(behind.frame)) return nonsense("beats beyond any track");
        out.grid.push_back(stretch);
    }
    if ((out.bpm == 0) != out.grid.empty()) return nonsense("a tempo without beats, or beats without");
    if (!within<std::size_t>(in.beats_per_bar(), 1, beats_per_bar_max) ||
        (in.first_downbeat() != 0 && in.first_downbeat() >= out.beats()))
        return nonsense("a bar");
    out.first_downbeat = in.first_downbeat();
    out.beats_per_bar = static_cast<std::uint8_t>(in.beats_per_bar());
    return AnalysisResult(std::move(out));
}

AnalysisOr<AnalysisResult> read(const wire::MusicalKey& in) {
    if (in.tonic() > 11 || !within(in.confidence(), 0.0F, 1.0F)) return nonsense("a key");
    return AnalysisResult(MusicalKey{static_cast<std::uint8_t>(in.tonic()), in.minor(), in.confidence()});
}

AnalysisOr<AnalysisResult> read(const wire::Waveform& in) {
    const std::size_t n = in.peaks().size();
    if (n != in.rms().size() || n > wave_points_max || in.frames_per_point() == 0 ||
        !is_place(static_cast<std::int64_t>(n) * in.frames_per_point()))
        return nonsense("a waveform");
    Waveform out;
    out.frames_per_point = in.frames_per_point();
    for (std::size_t i = 0; i < n; ++i)
        out.points.push_back({static_cast<std::uint8_t>(in.peaks()[i]), static_cast<std::uint8_t>(in.rms()[i])});
    return AnalysisResult(std::move(out));
}

AnalysisOr<AnalysisResult> read(const wire::Silence& in) {
    if (!is_place(in.leading()) || !is_place(in.trailing()) || !is_place(in.leading() + in.trailing()))
        return nonsense("a silence");
    return AnalysisResult(Silence{Frames{in.leading()}, Frames{in.trailing()}});
}

AnalysisOr<AnalysisResult> read(const wire::Fingerprint& in) {
    if (static_cast<std::size_t>(in.words_size()) > fingerprint_words_max) return nonsense("a fingerprint");
    return AnalysisResult(Fingerprint{in.algorithm(), {in.words().begin(), in.words().end()}});
}

}  // namespace

Bytes encode(const AnalysisResult& result) {
    wire::AnalysisResult out;
    std::visit(Writer{out}, result);
    return to_bytes(out);
}

AnalysisOr<AnalysisResult> decode_analysis(BytesView bytes) {
    wire::AnalysisResult in;
    if (bytes.size() > analysis_bytes_max || !parse_bytes(in, bytes)) return nonsense("not even a message");
    switch (in.result_case()) {
        case wire::AnalysisResult::kLoudness:
            return read(in.loudness());
        case wire::AnalysisResult::kTempo:
            return read(in.tempo());
        case wire::AnalysisResult::kKey:
            return read(in.key());
        case wire::AnalysisResult::kWaveform:
            return read(in.waveform());
        case wire::AnalysisResult::kSilence:
            return read(in.silence());
        case wire::AnalysisResult::kFingerprint:
            return read(in.fingerprint());
        case wire::AnalysisResult::RESULT_NOT_SET:
            break;
    }
    return nonsense("of no analyser known here");
}

}  // namespace segue::audio
