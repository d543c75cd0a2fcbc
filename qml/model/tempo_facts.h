// How fast the session plays and where the beats of its track are: plain values.
#pragma once

#include <QString>

#include "sync/tempo/beat_grid.h"

namespace segue::ui {

enum class TempoMode : std::uint8_t { free, follow, lead };

struct TempoFacts {
    TempoMode mode = TempoMode::free;
    double bpm = 0;         // that sounds now; 0: no beat is known
    double song_bpm = 0;    // of the track itself
    double wished_bpm = 0;  // 0: wished_percent holds
    double wished_percent = 100;
    int quantum = 4;          // beats
    int peers = 0;            // others in the room
    double ramp_s = 0;        // until a gradual change is done; 0: none is under way
    bool start_stop = false;  // the room's starts and stops are the session's
    bool key_lock = false;    // at another speed songs keep their pitch
    tempo::BeatGrid beats;
    bool operator==(const TempoFacts&) const = default;
};

}  // namespace segue::ui
