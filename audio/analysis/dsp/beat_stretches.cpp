#include "audio/analysis/dsp/beat_stretches.h"

#include <algorithm>
#include <cmath>

#include "audio/analysis/limits.h"

namespace segue::audio {

namespace {

struct Line {
    double first = 0, step = 0;
};

// Least squares through beats[from, from + count).
Line fit(const std::vector<double>& beats, std::size_t from, std::size_t count) {
    const double n = static_cast<double>(count), middle = (n - 1) / 2;
    double mean = 0, slope = 0;
    for (std::size_t i = 0; i < count; ++i) mean += beats[from + i] / n;
    for (std::size_t i = 0; i < count; ++i) slope += (static_cast<double>(i) - middle) * (beats[from + i] - mean);
    slope /= n * (n * n - 1) / 12;
    return {mean - slope * middle, slope};
}

bool is_near(const std::vector<double>& beats, std::size_t from, std::size_t count, double tolerance) {
    const Line line = fit(beats, from, count);
    for (std::size_t i = 0; i < count; ++i)
        if (std::abs(beats[from + i] - line.first - line.step * static_cast<double>(i)) > tolerance) return false;
    return true;
}

std::vector<BeatStretch> lines_within(const std::vector<double>& beats, double tolerance) {
    std::vector<BeatStretch> out;
    for (std::size_t from = 0; from + 2 <= beats.size();) {
        // As far as it goes: by doubling, then by halving the steps.
        std::size_t count = 2;
        for (std::size_t step = 2; step > 0;) {
            if (from + count + step <= beats.size() && is_near(beats, from, count + step, tolerance)) {
                count += step;
                step *= 2;
            } else {
                step /= 2;
            }
        }
        if (beats.size() - from - count == 1) {  // a last beat alone is no stretch
            count > 2 ? --count : ++count;
        }
        const Line line = fit(beats, from, count);
        const Frames first{std::max<std::int64_t>(0, std::llround(line.first))};
        BeatStretch stretch{MediaPos{} + first, static_cast<std::uint32_t>(count), line.step};
        if (!out.empty()) {  // lines may cross by their tolerance where they meet
            const MediaPos behind = out.back().beat(out.back().beats - 1) + Frames{1};
            stretch.first = std::max(stretch.first, behind);
        }
        out.push_back(stretch);
        from += count;
    }
    return out;
}

}  // namespace

std::vector<BeatStretch> to_stretches(const std::vector<double>& beats) {
    double tolerance = 0.02 * sample_rate_hz;  // what a drummer strays, and a listener forgives
    std::vector<BeatStretch> out = lines_within(beats, tolerance);
    while (out.size() > beat_stretches_max) out = lines_within(beats, tolerance *= 1.5);
    return out;
}

}  // namespace segue::audio
