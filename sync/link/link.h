// Ableton Link, behind a small interface: the tempo and the beat on which the musicians in a room agree. The only room
// that includes it.
//
// Link shares a tempo and the phase of the beat within a bar, good to about a millisecond. It shares no song position;
// that is the session's. Only the node that conducts listens to it, and writes what it hears into the session's
// timeline; outputs follow the timeline. So this is read on the node thread, never in the audio callback.
//
// Link has a thread of its own and sends multicast on all interfaces while it is enabled, and nothing otherwise.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "sync/base/time.h"
#include "sync/link/limits.h"

namespace segue::link {

// What the room agrees on, at one moment.
struct Beat {
    LocalTime at;
    double beat = 0;  // its phase within the quantum is everyone's; its whole number is this peer's own
    double tempo_bpm = tempo_default_bpm;
    std::size_t peers = 0;  // others
    bool playing = false;   // somebody who shares start and stop has started
};

class Link {
  public:
    // changed: tempo, peers, or start and stop; on a thread of Link's, so it must only post.
    explicit Link(std::function<void()> changed);
    ~Link();

    // [node-thread] All of what follows.
    void enable(bool on);
    bool enabled() const;
    // Whether this node's starts and stops are the room's, too. Off at first.
    void share_start_stop(bool on);

    // quantum: beats in a bar, more than 0. `at` should be within some seconds of now: the clocks that are converted
    // between run at slightly different rates.
    Beat read(LocalTime at, double quantum) const;

    // Our song leads: the room takes its tempo, cut to what Link can say.
    void set_tempo(double bpm, LocalTime at);
    // Wishes that `beat` fall on that moment. With peers it falls on the next one at which their phase allows it.
    void request_beat(double beat, LocalTime at, double quantum);
    void set_playing(bool playing, LocalTime at);

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace segue::link
