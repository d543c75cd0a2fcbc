// The output side: given what to play, the time, and the media, puts every sample of the timeline at its DAC time.
//
//   set_plan ──► media thread: DecodeAhead ── ring ──► audio callback: Renderer ──► OutputDevice
//   set_clock ───────────────────────────────────────────▲      │
//   report ◄──── media thread ◄──────── RenderReport ───────────┘
//
// What is played is a pure function of ensemble time: DAC frame → local time (DacClock, measured) → ensemble time
// (ClockMap) → program frame (Timeline) → sample (interpolated between decoded ones). Outputs that hold the same
// program therefore agree without talking to each other. Rejected: streaming samples through a varying resampler
// and steering its fill level; its state makes two outputs differ, and each correction is heard late.
//
// Being out of time has three answers, shown in the report: silence (nothing to play yet), jump (under a crossfade),
// bend (read a little faster or slower).
//
// Threads: all calls are [node-thread] unless said otherwise and never wait for sound, disk or devices. The engine has
// a media thread (decoding) and a device thread (opening, supervising) of its own.
#pragma once

#include <functional>
#include <memory>

#include "audio/device/device.h"
#include "audio/engine/program.h"
#include "audio/engine/report.h"
#include "audio/media/source.h"
#include "sync/clock/clock_map.h"

namespace segue::audio {

class Engine {
  public:
    struct Options {
        DeviceSpec device;
        std::string client = "segue";  // as sound servers such as JACK show it
    };

    // `media` must outlive the engine. `changed` is called when a field of the report that others act upon changed
    // (state, device, epoch, ready, drained, waiting_for, jumps, underruns, restarts), and a few times a second while
    // playing; from a thread of the engine: post to your own loop and return.
    Engine(Options options, const MediaSource& media, std::function<void()> changed);
    // Stops the sound at once (with the fade that fits into what the device still asks for: none).
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // The whole truth, each time; equal parts of it are not disturbed. Reaches the callback with its next block.
    // More than programs_max programs or switches_max switches: the newest are kept.
    void set_plan(const OutputPlan& plan);
    // Call whenever the estimate changed. Before the first call nothing sounds.
    void set_clock(const clock::ClockMap& map);
    // The plan may be sounded until then, and no longer without another word; neither over a suspension of the machine.
    // Never called: for ever.
    void sound_until(LocalTime until);
    // Opens the device (and keeps it open, through failures), or closes it. Decoding goes on either way.
    void want_device(bool wanted);
    // Says "here" by a tone, over whatever sounds; opens the device for that, if need be.
    void identify();
    // Another device from now on.
    void use_device(const DeviceSpec& spec);
    // [any-thread] A segment or manifest has arrived: look again now, rather than at the next turn.
    void media_arrived();

    Report report() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace segue::audio
