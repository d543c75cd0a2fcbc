#include "audio/engine/gain_curve.h"

#include <algorithm>
#include <iterator>

namespace segue::audio {

namespace {

// The first point behind p.
GainCurve::const_iterator behind(const GainCurve& curve, ProgramPos p) {
    return std::upper_bound(curve.begin(), curve.end(), p, [](ProgramPos q, const GainPoint& g) { return q < g.at; });
}

}  // namespace

float gain_at(const GainCurve& curve, ProgramPos p) {
    if (curve.empty()) return 1;
    const auto next = behind(curve, p);
    if (next == curve.begin()) return next->gain;
    const GainPoint& here = *std::prev(next);
    if (next == curve.end()) return here.gain;
    const double part = static_cast<double>((p - here.at).count) / static_cast<double>((next->at - here.at).count);
    return static_cast<float>(double{here.gain} + part * double{next->gain - here.gain});
}

void apply_gain(const GainCurve& curve, ProgramPos start, int count, float* left, float* right) {
    for (int done = 0; done < count;) {
        const ProgramPos p = start + Frames{done};
        const auto next = behind(curve, p);
        // As far as one line goes.
        const std::int64_t line = next == curve.end() ? count - done : (next->at - p).count;
        const int n = static_cast<int>(std::min<std::int64_t>(count - done, line));
        const float first = gain_at(curve, p), step = n > 1 ? (gain_at(curve, p + Frames{1}) - first) : 0;
        if (first == 1 && step == 0) {
            done += n;
            continue;
        }
        for (int i = done; i < done + n; ++i) {
            const float gain = first + step * static_cast<float>(i - done);
            left[i] *= gain;
            right[i] *= gain;
        }
        done += n;
    }
}

std::optional<ProgramPos> where_gains_part(const GainCurve& a, const GainCurve& b, ProgramPos from, ProgramPos to) {
    if (a == b || from >= to) return std::nullopt;
    // Two lines are one if they agree at both ends of each stretch in which neither bends.
    std::vector<ProgramPos> bends{from, to};
    for (const GainCurve* curve : {&a, &b})
        for (const GainPoint& point : *curve)
            if (point.at > from && point.at < to) bends.push_back(point.at);
    std::sort(bends.begin(), bends.end());
    ProgramPos same = from;
    for (const ProgramPos p : bends) {
        if (gain_at(a, p) != gain_at(b, p)) return same;
        same = p;
    }
    return std::nullopt;
}

}  // namespace segue::audio
