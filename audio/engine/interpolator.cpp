#include "audio/engine/interpolator.h"

#include <cmath>
#include <numbers>

namespace segue::audio {
namespace {

// Modified Bessel function of the first kind, order 0, by its series.
double bessel_i0(double x) {
    double sum = 1, term = 1;
    for (int k = 1; k < 60; ++k) {
        term *= (x / (2 * k)) * (x / (2 * k));
        sum += term;
    }
    return sum;
}

// 85 dB of stop band; the transition then ends where Opus' band does.
constexpr double kaiser_beta = 8.3;

}  // namespace

const Interpolator& Interpolator::shared() {
    static const Interpolator one;
    return one;
}

Interpolator::Interpolator() {
    const double half = taps / 2;
    for (int p = 0; p <= phases; ++p) {
        const double fraction = static_cast<double>(p) / phases;
        double sum = 0;
        std::array<double, taps> row{};
        for (int t = 0; t < taps; ++t) {
            const double x = t - before - fraction;  // this tap's distance from the wanted position
            const bool whole = x == std::round(x);   // exactly 0 or 1 there, not 1e-17
            const double sinc = whole ? (x == 0 ? 1 : 0) : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
            const double w = x / half;
            const double window =
                std::abs(w) >= 1 ? 0 : bessel_i0(kaiser_beta * std::sqrt(1 - w * w)) / bessel_i0(kaiser_beta);
            row[static_cast<std::size_t>(t)] = sinc * window;
            sum += sinc * window;
        }
        // Unity for a constant, at every phase: else the phase would modulate the level.
        for (std::size_t t = 0; t < taps; ++t)
            table_[static_cast<std::size_t>(p)][t] = static_cast<float>(row[t] / sum);
    }
}

void Interpolator::read(const float* left, const float* right, double start, double step, int count, float* out_left,
                        float* out_right) const noexcept {
    for (int i = 0; i < count; ++i) {
        const double position = start + step * i;
        const double whole = std::floor(position);
        const float phase = static_cast<float>((position - whole) * phases);
        const int row = static_cast<int>(phase);
        const float between = phase - static_cast<float>(row);
        const float* a = table_[static_cast<std::size_t>(row)].data();
        const float* b = a + (row < phases ? taps : 0);
        const float* l = left + static_cast<long>(whole) - before;
        const float* r = right + static_cast<long>(whole) - before;
        float sum_left[8]{}, sum_right[8]{};  // lanes, for the compiler to keep in vector registers
        for (int t = 0; t < taps; t += 8) {
            for (int k = 0; k < 8; ++k) {
                const float c = a[t + k] + between * (b[t + k] - a[t + k]);
                sum_left[k] += c * l[t + k];
                sum_right[k] += c * r[t + k];
            }
        }
        out_left[i] = ((sum_left[0] + sum_left[1]) + (sum_left[2] + sum_left[3])) +
                      ((sum_left[4] + sum_left[5]) + (sum_left[6] + sum_left[7]));
        out_right[i] = ((sum_right[0] + sum_right[1]) + (sum_right[2] + sum_right[3])) +
                       ((sum_right[4] + sum_right[5]) + (sum_right[6] + sum_right[7]));
    }
}

}  // namespace segue::audio
