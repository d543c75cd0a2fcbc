// Does one tempo explain the whole track? The onsets' Fourier component at the beat's frequency and at twice it, second
// by second: with the right tempo all of them point the same way, and their sum is as long as they are together. Its
// direction is where the beats are. (The tempogram of P. Grosche, M. Müller, "Extracting predominant local pulse
// information from music recordings", IEEE TASLP 19(6), 2011, over one window, the track.)
#pragma once

#include <optional>
#include <vector>

namespace segue::audio {

struct SteadyBeat {
    double period = 0;           // in hops
    double first = 0;            // index of the first beat, 0 <= first < period
    double coherence = 0;        // 0..1: of how much of the onsets' pulse it is the explanation
    double least_coherence = 0;  // of the third of the track that it explains worst
    // One tempo from end to end. Chance reaches 0.1; a drummer without a click 0.45; a song that changes its tempo half
    // way explains one of its thirds not at all.
    bool holds() const { return coherence >= 0.5 && least_coherence >= 0.25; }
};

// `onsets`: one value a hop; `period`: roughly, within 3 %. Nothing: too short, or nothing begins.
std::optional<SteadyBeat> find_steady_beat(const std::vector<double>& onsets, double period);

// Without a guess: the strongest of all periods from `shortest` to `longest`, those near `usual` preferred.
std::optional<SteadyBeat> find_any_steady_beat(const std::vector<double>& onsets, double shortest, double longest,
                                               double usual);

// Of beats `first + i * period`: does more begin half a beat later? Then the tracker has found the off-beats. The bass
// counts most: kick drums and bass lines are on the beat, hi-hats between.
bool is_off_beat(const std::vector<double>& onsets, const std::vector<double>& bass, const std::vector<double>& beats);

}  // namespace segue::audio
