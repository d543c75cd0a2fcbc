#include "app/node/timing.h"

#include <fmt/format.h>

#include <cmath>

namespace segue::node {
namespace {

using State = audio::Report::State;

double to_us(Nanoseconds d) { return static_cast<double>(d.count()) / 1e3; }

std::string amount(double us) {
    return us < 1000  ? fmt::format("{:.0f} µs", us)
           : us < 1e6 ? fmt::format("{:.1f} ms", us / 1e3)
                      : fmt::format("{:.1f} s", us / 1e6);
}

bool sounds(const audio::Report& r) { return r.state == State::muted || r.state == State::playing; }

// What keeps its time from being known at all; nothing, when nothing does.
std::string unknown(const TimingFacts& f) {
    if (f.clock == clock::State::acquiring) return "measures the ensemble's time";
    if (f.clock == clock::State::alone && !f.leads) return "looks for the ensemble's time";
    if (f.sound.state == State::opening) return "its sound device is being opened";
    if (f.sound.state == State::settling) return "its sound device's clock is being measured";
    return "";
}

}  // namespace

TimingFacts timing_facts(const clock::EnsembleClock& clock, const audio::Report& sound) {
    return {clock.state(), clock.leads(), clock.error_bound(), clock.path_bound(), clock.offset_to_reference(), sound};
}

Timing judge_timing(const TimingFacts& f) {
    const double limit = to_us(in_time);
    const bool sounding = sounds(f.sound);
    const double sound_us = sounding ? f.sound.error_us : 0, device_us = sounding ? f.sound.dac_spread_us : 0;
    Timing t;
    t.bound_us = to_us(f.clock_bound) + std::abs(sound_us) + device_us;

    if (f.sound.state == State::opening && !f.sound.device_error.empty()) {
        t.word = Timing::Word::out;
        t.why = "its sound device does not open";
        return t;
    }
    if (const std::string why = unknown(f); !why.empty()) {
        t.why = why;
        return t;
    }
    const double known_us = sound_us - to_us(f.offset);  // behind in sound, and ahead by the clock, are opposite
    if (std::abs(known_us) > limit) {
        t.word = Timing::Word::out;
        t.why = fmt::format("{} {}, and is being mended", amount(std::abs(known_us)), known_us > 0 ? "late" : "early");
        return t;
    }
    if (t.bound_us > limit) {
        if (device_us > limit / 2)
            t.why = "its sound device is vague about when it sounds: to within " + amount(device_us);
        else if (f.clock == clock::State::holdover)
            t.why = "hears nothing of the reference; its clock may be off by " + amount(to_us(f.clock_bound));
        else
            t.why = "its clock is known to within " + amount(to_us(f.clock_bound)) + " so far";
        return t;
    }
    t.word = Timing::Word::in_sync;
    if (f.clock == clock::State::holdover)
        t.why = "hears nothing of the reference; goes on at the rate known";
    else if (f.path_bound > in_time)
        t.why = "if both ways to the reference take as long; if not, off by up to " + amount(to_us(f.path_bound));
    else if (!sounding)
        t.why = "its clock; it does not sound";
    return t;
}

const char* to_text(Timing::Word word) {
    switch (word) {
        case Timing::Word::in_sync:
            return "in sync";
        case Timing::Word::settling:
            return "settling";
        case Timing::Word::out:
            return "out";
    }
    return "";
}

const char* to_text(audio::LatencySource source) {
    switch (source) {
        case audio::LatencySource::stated:
            return "stated when opened";
        case audio::LatencySource::reported:
            return "reported with each block";
        case audio::LatencySource::paced:
            return "no hardware";
    }
    return "";
}

}  // namespace segue::node
