// Beats as few straight lines: each stretch as long as a line stays near all of its beats.
#pragma once

#include <vector>

#include "audio/analysis/analysis.h"

namespace segue::audio {

// `beats`: ascending, in frames at 48 kHz. At most beat_stretches_max, by giving way a little more if need be.
std::vector<BeatStretch> to_stretches(const std::vector<double>& beats);

}  // namespace segue::audio
