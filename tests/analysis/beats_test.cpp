// Tempo and grid, of drums whose every beat is known. Real music of known tempo: tests/bench/analysis_truth.py.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <variant>

#include "audio/analysis/dsp/beat_stretches.h"
#include "audio/analysis/dsp/listener.h"
#include "audio/analysis/limits.h"
#include "sync/base/random.h"

namespace segue::audio {
namespace {

// Drums and a bass at these beats (seconds): kick on one and three, snare between, hi-hats in eighths; of `bar` beats,
// another bass note each bar.
std::vector<float> drums(const std::vector<double>& beats, std::size_t bar = 4) {
    std::vector<float> out(static_cast<std::size_t>((beats.back() + 1) * sample_rate_hz));
    Random random(3);
    const auto noise = [&] { return static_cast<double>(random.below(2001)) / 1000 - 1; };
    const auto put = [&](double at, double seconds, const std::function<double(double)>& sound) {
        const auto first = static_cast<std::size_t>(at * sample_rate_hz);
        for (std::size_t i = 0; i < static_cast<std::size_t>(seconds * sample_rate_hz) && first + i < out.size(); ++i)
            out[first + i] += static_cast<float>(sound(static_cast<double>(i) / sample_rate_hz));
    };
    const auto hat = [&](double t) { return 0.15 * noise() * std::exp(-t / 0.01); };
    for (std::size_t b = 0; b + 1 < beats.size(); ++b) {
        const double length = beats[b + 1] - beats[b];
        if (b % bar == 0 || (bar == 4 && b % bar == 2)) {
            put(beats[b], 0.2, [](double t) { return 0.6 * std::cos(2 * std::numbers::pi * 55 * t) * std::exp(-t / 0.07); });
        } else {
            put(beats[b], 0.15, [&](double t) { return 0.3 * noise() * std::exp(-t / 0.05); });
        }
        put(beats[b], 0.05, hat);
        put(beats[b] + length / 2, 0.05, hat);
        const double hz = 82.4 * std::exp2(static_cast<double>(b / bar * 5 % 12) / 12);
        put(beats[b], length * 0.9, [&](double t) { return 0.1 * std::sin(2 * std::numbers::pi * hz * t); });
    }
    return out;
}

std::vector<double> steady(double bpm, double seconds, double first = 0.4) {
    std::vector<double> out;
    for (double t = first; t < seconds; t += 60 / bpm) out.push_back(t);
    return out;
}

Tempo tempo_of(const std::vector<float>& samples) {
    Listener listener({Analyser::tempo}, 1);
    listener.add(samples.data(), samples.size());
    return std::get<Tempo>(listener.finish().front());
}

double seconds_of(MediaPos p) { return to_seconds(p - MediaPos{0}); }

TEST(BeatTracker, ASteadyTempoIsExactAndItsGridOnTheBeat) {
    for (const double bpm : {84.0, 120.0, 128.0, 141.5}) {
        const auto beats = steady(bpm, 60);
        const Tempo tempo = tempo_of(drums(beats));
        EXPECT_NEAR(tempo.bpm, bpm, 0.02);
        EXPECT_TRUE(tempo.steady) << bpm;
        EXPECT_GT(tempo.confidence, 0.8F);
        ASSERT_EQ(tempo.grid.size(), 1U);
        EXPECT_NEAR(static_cast<double>(tempo.grid[0].beats), static_cast<double>(beats.size()), 2);
        for (std::uint32_t i = 0; i < tempo.grid[0].beats; ++i) {
            const double off = std::remainder(seconds_of(tempo.grid[0].beat(i)) - beats[0], 60 / bpm);
            ASSERT_LT(std::abs(off), 0.012) << bpm << " beat " << i;
        }
    }
}

TEST(BeatTracker, FindsTheFirstBeatOfTheBar) {
    for (const std::size_t bar : {4U, 3U}) {
        const auto beats = steady(120, 60);
        const Tempo tempo = tempo_of(drums(beats, bar));
        ASSERT_FALSE(tempo.grid.empty());
        EXPECT_EQ(tempo.beats_per_bar, bar);
        const double place = (seconds_of(tempo.grid[0].beat(tempo.first_downbeat)) - beats[0]) / 0.5;
        EXPECT_EQ(std::llround(place) % static_cast<std::int64_t>(bar), 0) << bar;
    }
}

TEST(BeatTracker, AChangingTempoIsToldAsItIs) {
    std::vector<double> beats{0.4};
    while (beats.back() < 45) beats.push_back(beats.back() + 60.0 / 100);
    while (beats.back() < 90) beats.push_back(beats.back() + 60.0 / 140);
    const Tempo tempo = tempo_of(drums(beats));
    EXPECT_FALSE(tempo.steady);
    ASSERT_GE(tempo.grid.size(), 2U);
    EXPECT_NEAR(60.0 * sample_rate_hz / tempo.grid.front().frames_per_beat, 100, 0.5);
    EXPECT_NEAR(60.0 * sample_rate_hz / tempo.grid.back().frames_per_beat, 140, 0.7);
}

TEST(BeatTracker, WhereThereIsNoBeatNoneIsClaimed) {
    EXPECT_EQ(tempo_of(std::vector<float>(30 * sample_rate_hz)), Tempo{});
    EXPECT_EQ(tempo_of(drums(steady(120, 3))), Tempo{}) << "too short to know";
    Random random(1);
    std::vector<float> noise(30 * sample_rate_hz);
    for (float& v : noise) v = static_cast<float>(random.below(1000)) / 2000 - 0.25F;
    const Tempo tempo = tempo_of(noise);
    EXPECT_FALSE(tempo.steady);
    EXPECT_LT(tempo.confidence, 0.6F);
}

TEST(BeatStretches, SteadyBeatsAreOneLine) {
    std::vector<double> beats;
    Random random(2);
    for (int i = 0; i < 500; ++i) beats.push_back(1000 + i * 24'000 + static_cast<double>(random.below(400)) - 200);
    const auto lines = to_stretches(beats);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].beats, 500U);
    EXPECT_NEAR(lines[0].frames_per_beat, 24'000, 2);
}

TEST(BeatStretches, EveryBeatIsNearItsLineAndNoneIsLost) {
    std::vector<double> beats{100};
    Random random(5);
    for (int i = 0; i < 2000; ++i)
        beats.push_back(beats.back() + 20'000 + 4000 * std::sin(i / 30.0) + static_cast<double>(random.below(600)));
    const auto lines = to_stretches(beats);
    EXPECT_LE(lines.size(), beat_stretches_max);
    std::size_t i = 0;
    for (const BeatStretch& line : lines)
        for (std::uint32_t k = 0; k < line.beats; ++k, ++i)
            ASSERT_NEAR(static_cast<double>(line.beat(k).frame), beats[i], 0.05 * sample_rate_hz) << i;
    EXPECT_EQ(i, beats.size());
}

TEST(BeatStretches, ChaosIsBounded) {
    std::vector<double> beats{0};
    Random random(6);
    for (int i = 0; i < 5000; ++i) beats.push_back(beats.back() + 8000 + static_cast<double>(random.below(90'000)));
    EXPECT_LE(to_stretches(beats).size(), beat_stretches_max);
    EXPECT_TRUE(to_stretches({}).empty());
    EXPECT_TRUE(to_stretches({5}).empty());
    EXPECT_EQ(to_stretches({5, 24'005}).size(), 1U);
}

}  // namespace
}  // namespace segue::audio
