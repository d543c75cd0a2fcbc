// What is measured of sounds whose truth is known by arithmetic.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <variant>

#include "audio/analysis/dsp/listener.h"
#include "audio/analysis/limits.h"

namespace segue::audio {
namespace {

using Signal = std::function<double(double)>;  // of seconds

std::vector<float> sound(double seconds, int channels, const Signal& signal) {
    std::vector<float> out;
    for (std::int64_t i = 0; i < std::llround(seconds * sample_rate_hz); ++i)
        for (int c = 0; c < channels; ++c)
            out.push_back(static_cast<float>(signal(static_cast<double>(i) / sample_rate_hz)));
    return out;
}

template <class Result>
Result listen(Analyser a, const std::vector<float>& samples, int channels) {
    Listener listener({a}, channels);
    const std::size_t frames = samples.size() / static_cast<std::size_t>(channels);
    for (std::size_t at = 0; at < frames; at += 1000)
        listener.add(samples.data() + at * static_cast<std::size_t>(channels), std::min<std::size_t>(1000, frames - at));
    const auto results = listener.finish();
    EXPECT_EQ(results.size(), 1U);
    return std::get<Result>(results.front());
}

Signal tone(double hz, double db, double phase = 0) {
    const double level = std::pow(10, db / 20);
    return [=](double t) { return level * std::sin(2 * std::numbers::pi * hz * t + phase); };
}

// EBU Tech 3341, cases 1 and 2: 1 kHz in both channels at -23 dBFS is -23 LUFS.
TEST(LoudnessMeter, ATestToneIsAsLoudAsTheStandardSays) {
    for (const double db : {-23.0, -33.0})
        EXPECT_NEAR(listen<Loudness>(Analyser::loudness, sound(20, 2, tone(1000, db)), 2).integrated_lufs, db, 0.1);
}

TEST(LoudnessMeter, MonoCountsFromBothLoudspeakers) {
    EXPECT_NEAR(listen<Loudness>(Analyser::loudness, sound(20, 1, tone(1000, -23)), 1).integrated_lufs, -23, 0.1);
}

TEST(LoudnessMeter, CountsItsBlocksSoThatTheyGiveTheSame) {
    // Loud and soft passages, some of them below the relative gate.
    const auto music = sound(60, 2, [](double t) {
        const double db = std::fmod(t, 30) < 10 ? -14 : std::fmod(t, 30) < 20 ? -20 : -45;
        return tone(400, db)(t);
    });
    const auto loudness = listen<Loudness>(Analyser::loudness, music, 2);
    EXPECT_NEAR(album_loudness({&loudness}).integrated_lufs, loudness.integrated_lufs, 0.1);
}

TEST(LoudnessMeter, SeesPeaksBetweenSamples) {
    // A quarter of the rate, half way between samples: they show 3 dB less than there is.
    const auto music = sound(2, 2, tone(12'000, -6, std::numbers::pi / 4));
    EXPECT_NEAR(listen<Loudness>(Analyser::loudness, music, 2).true_peak_dbtp, -6, 0.3);
}

TEST(LoudnessMeter, SilenceIsSilent) {
    const auto loudness = listen<Loudness>(Analyser::loudness, std::vector<float>(96'000), 2);
    EXPECT_TRUE(loudness.is_silent());
    EXPECT_TRUE(loudness.blocks.empty());
}

TEST(Silence, IsFoundToTheFrameAtBothEnds) {
    std::vector<float> music(2 * 480'000);
    for (std::size_t i = 2 * 12'345; i < 2 * 400'001; ++i) music[i] = 0.5F;
    const auto silence = listen<Silence>(Analyser::silence, music, 2);
    EXPECT_EQ(silence.leading, Frames{12'345});
    EXPECT_EQ(silence.trailing, Frames{79'999});
    EXPECT_EQ(listen<Silence>(Analyser::silence, std::vector<float>(500), 1), (Silence{Frames{500}, Frames{0}}));
}

TEST(Waveform, OfAnyLengthHasManyPointsAndNotTooMany) {
    for (const double seconds : {0.5, 20.0, 41.0, 130.0}) {
        const auto wave = listen<Waveform>(Analyser::waveform, sound(seconds, 1, tone(440, 0)), 1);
        EXPECT_LE(wave.points.size(), wave_points_max);
        EXPECT_GE(wave.points.size(), std::min<std::size_t>(wave_points_max / 2, static_cast<std::size_t>(seconds * 100)));
        const double covered = static_cast<double>(wave.points.size()) * wave.frames_per_point;
        EXPECT_GE(covered, seconds * sample_rate_hz);
        EXPECT_LT(covered, seconds * sample_rate_hz + wave.frames_per_point);
        for (std::size_t i = 1; i + 1 < wave.points.size(); ++i) {
            EXPECT_GE(wave.points[i].peak, 254);
            EXPECT_NEAR(wave.points[i].rms, 255 * std::pow(0.5, 0.25), 3);
        }
    }
}

TEST(Fingerprint, IsTheSameForTheSameMusicAtAnotherLevel) {
    const Signal music = [](double t) {
        double v = 0;
        for (int k = 0; k < 5; ++k)
            v += std::sin(2 * std::numbers::pi * (220 + 110 * k + 50 * std::floor(std::fmod(t * 3 + k, 7))) * t);
        return v * 0.1;
    };
    const auto print = listen<Fingerprint>(Analyser::fingerprint, sound(30, 2, music), 2);
    const auto softer = listen<Fingerprint>(Analyser::fingerprint, sound(30, 2, [&](double t) { return music(t) / 3; }), 2);
    ASSERT_GT(print.words.size(), 150U);
    ASSERT_EQ(print.words.size(), softer.words.size());
    int bits = 0;
    for (std::size_t i = 0; i < print.words.size(); ++i) bits += __builtin_popcount(print.words[i] ^ softer.words[i]);
    EXPECT_LT(bits, static_cast<int>(print.words.size()));  // of 32 each
}

TEST(KeyFinder, KnowsCadencesInEveryKey) {
    const auto cadence = [](int tonic, bool minor) {
        const int fourth = 5, fifth = 7;
        const std::array<std::pair<int, bool>, 4> chords{{{0, minor}, {fourth, minor}, {fifth, false}, {0, minor}}};
        return [=](double t) {
            const auto [root, soft] = chords[static_cast<std::size_t>(t) % 4];
            double v = 0;
            for (const int step : {-12, 0, soft ? 3 : 4, 7}) {
                const double hz = 440 * std::exp2((60 + tonic + root + step - 69) / 12.0);
                for (int k = 1; k <= 4; ++k) v += std::sin(2 * std::numbers::pi * hz * k * t) / k;
            }
            return v * 0.08;
        };
    };
    for (int tonic = 0; tonic < 12; ++tonic)
        for (const bool minor : {false, true}) {
            const auto key = listen<MusicalKey>(Analyser::key, sound(12, 1, cadence(tonic, minor)), 1);
            EXPECT_EQ(key.tonic, tonic) << key.name();
            EXPECT_EQ(key.minor, minor) << key.name();
            EXPECT_TRUE(key.found());
        }
    EXPECT_FALSE(listen<MusicalKey>(Analyser::key, std::vector<float>(480'000), 1).found());
}

TEST(Listener, SoundThatIsNoNumberHurtsNobody) {
    auto music = sound(10, 2, tone(440, -12));
    for (std::size_t i = 0; i < music.size(); i += 997) music[i] = std::numeric_limits<float>::quiet_NaN();
    music[5000] = std::numeric_limits<float>::infinity();
    music[9000] = 1e30F;
    Listener listener(AnalyserSet::all(), 2);
    listener.add(music.data(), music.size() / 2);
    for (const AnalysisResult& r : listener.finish()) {
        if (const auto* loudness = std::get_if<Loudness>(&r)) {
            EXPECT_NEAR(loudness->integrated_lufs, -12, 1) << "each is silence, and a click";
        }
    }
}

}  // namespace
}  // namespace segue::audio
