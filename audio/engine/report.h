// What the engine says of itself: a value, for the session (ready?) and for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audio/device/device.h"
#include "audio/engine/program.h"

namespace segue::audio {

// What decoding waits for: the segment to fetch first.
struct WaitingFor {
    TrackId track;
    SegmentName segment;  // none: the track's manifest, or a newer revision of it
    bool operator==(const WaitingFor&) const = default;
};

struct Report {
    enum class State {
        closed,    // no device wanted
        opening,   // wanted, not there yet; device_error says why if it failed and is being tried again
        settling,  // open, its clock not yet known
        silent,    // nothing to play now, or nothing decoded yet
        muted,     // renders in time, with gain 0
        playing,   // sounds
    };
    State state = State::closed;

    std::string device;        // its name, when open
    std::string device_error;  // the last failure to open, one line; empty when open
    int device_rate_hz = 0;
    double latency_ms = 0;      // from the callback to the device's output, as stated when it was opened
    double dac_latency_ms = 0;  // the same as it turns out block by block
    LatencySource latency_source = LatencySource::stated;  // … and how that is known
    double dac_ppm = 0;                 // how much faster than nominal the device runs by this machine's clock
    double dac_spread_us = 0;           // how closely the device's own reports of its time agree
    std::uint64_t device_restarts = 0;  // reopened after it vanished or stalled
    std::uint64_t dac_restarts = 0;     // it lost time (xrun) and was measured anew

    // Of the newest program in the plan (the one with the highest epoch):
    std::optional<Epoch> epoch;
    double filled_ms = 0;  // decoded ahead of where it is (or will begin), without a hole
    bool ready = false;    // device open, its clock settled, and enough decoded to be in time and stay so
    Part part;             // …of which this is decoded
    bool drained = false;  // all of its known items are decoded
    std::optional<WaitingFor> waiting_for;  // decoding cannot go on without this

    // Of what is being rendered:
    std::optional<Epoch> sounding;  // the program at the device now (muted or not)
    double position = 0;            // its frame at the device now
    double error_us = 0;            // wanted - actual; positive: we are late
    double bend_ppm = 0;            // how much faster we read on to mend that
    std::uint64_t jumps = 0;        // moved by more than bending can mend
    std::uint64_t underruns = 0;    // blocks that needed sound which was not decoded yet
    float gain = 0;                 // audible now: switch × volume
    float peak = 0;                 // of the last ~100 ms, after gain
    bool operator==(const Report&) const = default;
};

const char* to_text(Report::State s);

}  // namespace segue::audio
