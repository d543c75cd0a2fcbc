// How well this node is in time, in a plain word and with the reason, from what its clock and its sound say of
// themselves. What is *known* to be wrong makes it "out"; what is merely not known yet, "settling". Pure.
#pragma once

#include <string>

#include "audio/engine/report.h"
#include "sync/clock/ensemble_clock.h"

namespace segue::node {

// A listener between two loudspeakers hears the sound come from the earlier one when they are further apart than
// this; apart by less, only its image is a little broader.
inline constexpr Nanoseconds in_time = milliseconds(1);

struct TimingFacts {
    clock::State clock = clock::State::alone;
    bool leads = false;
    Nanoseconds clock_bound{0};  // 99 %, what is yet to be slewed away included
    Nanoseconds path_bound{0};   // certain, however unlike the two ways to the reference are
    Nanoseconds offset{0};       // that is yet to be slewed away
    audio::Report sound;
};
TimingFacts timing_facts(const clock::EnsembleClock& clock, const audio::Report& sound);

struct Timing {
    enum class Word { in_sync, settling, out };
    Word word = Word::settling;
    std::string why;      // a few words for people; empty when there is nothing to say
    double bound_us = 0;  // its sound (its clock, while it does not sound) is off ensemble time by at most this: 99 %
};
Timing judge_timing(const TimingFacts& facts);

// "in sync", "settling", "out".
const char* to_text(Timing::Word word);
// How the device's latency is known, in words.
const char* to_text(audio::LatencySource source);

}  // namespace segue::node
