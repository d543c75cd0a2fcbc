// The gains that a program's tracks are normalised by, from the session alone: every output gets the same curve.
#pragma once

#include <vector>

#include "audio/engine/gain_curve.h"
#include "handoff/state.h"

namespace segue::handoff {

// Before a border the gain moves from one track's to the next one's: short enough not to be heard as a fade, long
// enough not to be heard as a click, and over when the next one's first sample sounds.
inline constexpr Frames gain_border{960};
// A wish changed, or a loudness became known, while the track sounds.
inline constexpr Frames gain_ramp{sample_rate_hz};

// A wish, or a loudness, takes effect so much later than other changes could reach every output: what an output has
// decoded ahead is then other sound, which it needs a turn or two of its decoder to make.
inline constexpr milliseconds gain_lead{200};

// An entry's stretch of a program.
struct Played {
    EntryId entry;
    ProgramPos start;
    Frames length;  // or open_length
};
audio::GainCurve gains_of(const SessionState& state, const Passage& passage, const std::vector<Played>& played);

}  // namespace segue::handoff
