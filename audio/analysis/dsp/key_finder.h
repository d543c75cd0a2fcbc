// Which key: qm-dsp's chromagram (a constant-Q transform folded into one octave, 36 bins), summed over the track, and
// compared with how strongly each note belongs to each key: the profiles of C. Krumhansl, E. Kessler, "Tracing the
// dynamic changes in perceived tonal organization", Psychological Review 89, 1982.
//
// qm-dsp's own GetKeyMode decides anew every 0.7 s and forgets; over a whole track that is right less often
// (docs/decisions/0012-analysers.md).
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "audio/analysis/analysis.h"

class Chromagram;
class Decimator;

namespace segue::audio {

class KeyFinder {
  public:
    KeyFinder();
    ~KeyFinder();

    void add(const std::vector<float>& half_rate);
    MusicalKey finish() const;

  private:
    std::unique_ptr<Chromagram> chromagram_;
    std::unique_ptr<Decimator> decimator_;  // to 6 kHz: four octaves up from C3 are below 2.1 kHz
    std::vector<float> waiting_;
    std::array<double, 36> sum_{};  // from C up, three bins a semitone, the first in tune
};

}  // namespace segue::audio
