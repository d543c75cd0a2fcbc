// A gain along a program's positions: straight lines between points. A function of position alone, so that every output
// has the same gain on the same frame, wherever it began to decode.
#pragma once

#include <optional>
#include <vector>

#include "sync/base/frames.h"

namespace segue::audio {

struct GainPoint {
    ProgramPos at;
    float gain = 1;  // linear
    bool operator==(const GainPoint&) const = default;
};
// By `at`. Before the first: the first's; behind the last: the last's; no points: 1.
using GainCurve = std::vector<GainPoint>;

float gain_at(const GainCurve& curve, ProgramPos p);

// Multiplies frames [start, start + count).
void apply_gain(const GainCurve& curve, ProgramPos start, int count, float* left, float* right);

// Up to where both are the same from `from` on; nothing: all the way to `to`.
std::optional<ProgramPos> where_gains_part(const GainCurve& a, const GainCurve& b, ProgramPos from, ProgramPos to);

}  // namespace segue::audio
