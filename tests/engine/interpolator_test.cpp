#include "audio/engine/interpolator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace segue::audio {
namespace {

// Reads a sine at a slightly odd rate and fits it: level against the truth, and what is left over, in dB.
struct Quality {
    double gain_db, residue_db;
};
Quality measure(double hz, double step) {
    constexpr int n = 8192, margin = Interpolator::taps;
    const auto size = static_cast<std::size_t>(n * step) + 2 * margin + 2;
    std::vector<float> source(size), left(n), right(n);
    const double w = 2 * std::numbers::pi * hz / 48000;
    for (std::size_t i = 0; i < size; ++i) source[i] = static_cast<float>(std::sin(w * static_cast<double>(i)));
    Interpolator::shared().read(source.data(), source.data(), margin + 0.123, step, n, left.data(), right.data());
    // Least squares on sine and cosine.
    double ss = 0, cc = 0, sc = 0, ys = 0, yc = 0, residue = 0;
    const auto phase = [&](int i) { return w * (margin + 0.123 + step * i); };
    for (int i = 0; i < n; ++i) {
        const double y = static_cast<double>(left[static_cast<std::size_t>(i)]), s = std::sin(phase(i)),
                     c = std::cos(phase(i));
        ss += s * s, cc += c * c, sc += s * c, ys += y * s, yc += y * c;
    }
    const double a = (ys * cc - yc * sc) / (ss * cc - sc * sc), b = (yc * ss - ys * sc) / (ss * cc - sc * sc);
    for (int i = 0; i < n; ++i)
        residue += std::pow(
            static_cast<double>(left[static_cast<std::size_t>(i)]) - a * std::sin(phase(i)) - b * std::cos(phase(i)),
            2);
    return {20 * std::log10(std::hypot(a, b)), 10 * std::log10(2 * residue / n)};
}

TEST(Interpolator, IsTheSampleItselfAtWholePositions) {
    std::vector<float> source(200), left(100), right(100);
    for (std::size_t i = 0; i < source.size(); ++i) source[i] = static_cast<float>(i * 7919 % 101) / 101;
    Interpolator::shared().read(source.data(), source.data(), 40, 1, 100, left.data(), right.data());
    for (std::size_t i = 0; i < left.size(); ++i) {
        EXPECT_FLOAT_EQ(left[i], source[40 + i]);
        EXPECT_EQ(left[i], right[i]);
    }
}

TEST(Interpolator, IsCleanAndFlatWhereMusicIs) {
    for (const double step : {1.0001, 0.9997, 48000.0 / 44100, 0.5}) {
        for (const double hz : {100.0, 1000.0, 5000.0, 10000.0, 15000.0, 18000.0}) {
            const Quality q = measure(hz, step);
            RecordProperty("residue_" + std::to_string(static_cast<int>(hz)) + "_" + std::to_string(step),
                           std::to_string(q.residue_db));
            EXPECT_NEAR(q.gain_db, 0, 0.02) << hz << " Hz, step " << step;
            EXPECT_LT(q.residue_db, hz < 16000 ? -85 : -78) << hz << " Hz, step " << step;
        }
        EXPECT_NEAR(measure(20000, step).gain_db, 0, 0.5) << "where Opus ends";
    }
}

TEST(Interpolator, AConstantStaysConstantAtEveryPhase) {
    std::vector<float> source(2000, 0.75F), left(1000), right(1000);
    Interpolator::shared().read(source.data(), source.data(), 100.0, 1.0009765625 / 2, 1000, left.data(), right.data());
    for (const float s : left) EXPECT_NEAR(s, 0.75F, 1e-6F);
}

}  // namespace
}  // namespace segue::audio
