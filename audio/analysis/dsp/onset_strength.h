// How strongly something begins, about 86 times a second: what a beat tracker listens to.
//
// Spectral flux of logarithmic magnitudes in bands of a sixth of an octave, each compared with the loudest of its
// neighbours a little earlier, so that a vibrato is no onset: S. Böck, G. Widmer, "Maximum filter vibrato suppression
// for onset detection", DAFx 2013. On our material it finds beats as well as qm-dsp's complex-domain function, at a
// third of its cost, and tells the bass's onsets apart, which decide where the beat is and not the off-beat.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "audio/analysis/dsp/half_rate.h"
#include "sync/base/frames.h"

namespace segue::audio {

class OnsetStrength {
  public:
    // Near the 86 a second that TempoTrackV2's constants were made for, and a multiple of 8, which DownBeat asks.
    static constexpr std::size_t hop = 280, frame = 1024;  // samples at 24 kHz
    static constexpr double frames_per_hop = 2.0 * hop;    // at 48 kHz

    OnsetStrength();
    ~OnsetStrength();

    void add(const std::vector<float>& half_rate);
    void finish();  // the last sound, as if silence followed

    // One value for each hop. Value i is of what begins at i * frames_per_hop, by where clicks at known places show.
    const std::vector<double>& all() const { return all_; }
    const std::vector<double>& bass() const { return bass_; }  // below 170 Hz

  private:
    class Spectrum;
    void take_frame(const float* samples);

    std::unique_ptr<Spectrum> spectrum_;
    std::vector<float> waiting_;
    std::vector<std::vector<float>> past_;  // the bands of the frames before, newest last
    std::vector<double> all_, bass_;
};

}  // namespace segue::audio
