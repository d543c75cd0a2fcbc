// Where the beats are: tempo, grid, first beat of a bar, and how sure that is.
//
// 1. qm-dsp's TempoTrackV2 follows the beat through the onsets (M. Davies, M. Plumbley, "Context-dependent beat
// tracking
//    of musical audio", IEEE TASLP 15(3), 2007; a Viterbi path over tempi, then dynamic programming over beats).
// 2. steady_grid.h asks whether one tempo explains all of it: then the grid is a line, exact to hundredths of a BPM.
// 3. Otherwise the beats found are told as stretches of lines (beat_stretches.h).
// 4. qm-dsp's DownBeat measures how much changes at each beat; the beat of the bar where most changes is the first.
#pragma once

#include <vector>

#include "audio/analysis/analysis.h"
#include "audio/analysis/dsp/onset_strength.h"

class DownBeat;

namespace segue::audio {

class BeatTracker {
  public:
    BeatTracker();
    ~BeatTracker();

    // [one thread] The whole track's sound, in order. What is beyond tempo_listened_max is not listened to.
    void add(const std::vector<float>& half_rate);
    Tempo finish();

  private:
    // Indices into the onsets, fractional.
    std::vector<double> follow() const;
    void find_downbeat(Tempo& tempo);

    OnsetStrength onsets_;
    std::unique_ptr<DownBeat> bars_;
    std::vector<float> block_;  // for bars_
    std::size_t heard_ = 0;     // samples at half rate
};

}  // namespace segue::audio
