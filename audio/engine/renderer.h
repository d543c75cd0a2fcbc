// The audio callback's part: from a block's place in the device's time to its samples.
//
//   DacPos ─ DacClock ─► LocalTime ─ ClockMap ─► EnsembleTime: wanted ──┐
//                                                                      ▼ error
//   cursor (EnsembleTime the reading is at) ─── advances at the true rate, bent by error / time constant
//     └─ Timeline ─► program frame ─ Interpolator over a voice's chunks ─► × level × program gain × switch × volume
//
// One cursor serves all programs: only clocks are bent, while timelines (a tempo change too) are followed exactly.
// A voice's level moves over one crossfade towards 1 if it is the one chosen for its program, else to 0: that is a
// first fade-in, the take-over by a newer voice, and the fade at the edge of what is decoded, all in one.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "audio/device/device.h"
#include "audio/engine/dac_clock.h"
#include "audio/engine/interpolator.h"
#include "audio/engine/render_plan.h"
#include "audio/engine/tone.h"
#include "audio/engine/voice.h"
#include "sync/clock/clock_map.h"

namespace segue::audio {

// What the callback says after each block. Trivially copyable.
struct RenderReport {
    struct Slot {
        VoiceSerial serial = 0;  // which filling it has adopted
        bool idle = true;        // and it does not sound
        bool missing = false;    // wanted now, nothing of it found
    };
    std::uint64_t blocks = 0;  // grows, so that one report is not taken for two
    bool settled = false;      // the clocks are known; without, all else is old
    double rate_off = 0;
    double dac_spread_s = 0;  // of the device's reports
    double latency_s = 0;     // of the device, smoothed
    LatencySource latency_source = LatencySource::stated;
    std::uint64_t losses = 0, jumps = 0, underruns = 0;
    double error_s = 0, bend = 0;
    EnsembleTime head;    // up to here is rendered
    bool sounds = false;  // `sounding` is valid
    Epoch sounding;
    double position = 0;
    float switched = 0, gain = 0, peak = 0;
    std::array<Slot, voices_max> slot{};
};

class Renderer final : public BlockRenderer {
  public:
    explicit Renderer(Voices& voices);

    void set_plan(const RenderPlan& plan) { plan_.publish(plan); }               // [node-thread]
    void set_clock(const clock::ClockMap& map) { clock_.publish({map, true}); }  // [node-thread]
    // How long the plan may be sounded without another word from whoever decides; until one is said, for ever. A
    // process that was stopped, or a machine that was suspended, wakes with the plan of before, and its callback may
    // run first.
    void set_lease(LocalTime until) { lease_.publish({until}); }  // [node-thread]
    const RenderReport& report() { return reports_.latest(); }    // [media-thread]
    // [device-thread & callback not running] A device of this rate is about to start.
    void device_opened(int rate_hz) noexcept;

    void render(const DeviceBlock& block) noexcept override;  // [audio-thread]
    // [any-thread] Says "here" over whatever sounds, from the next block on.
    void identify() noexcept { tones_asked_.fetch_add(1, std::memory_order_relaxed); }
    // [any-thread] Grows while the device asks for sound.
    std::uint64_t blocks() const noexcept { return blocks_.load(std::memory_order_relaxed); }

  private:
    struct KnownClock {
        clock::ClockMap map;
        bool known = false;
    };
    // Where a reading that was left goes on until it has faded.
    struct Ghost {
        double position = 0, step = 1;
        float level = 0;  // that it had when it was left
        int left = 0;     // frames of its fade
    };
    struct Slot {
        VoiceSerial serial = 0;
        float level = 0;
        double next = 0, step = 1;  // where the last piece left off
        Ghost ghost;
        bool sounded = false;  // in the last piece, so `next` is a place to be continued from
        bool dry = false, missing = false;
    };
    struct Piece {
        EnsembleTime from, to;
        int frames = 0;
    };
    struct Reading {
        double position = 0, step = 1;
        std::int64_t first = 0;  // source frames from here …
        int count = 0;           // … this many are touched
    };

    void forget_what_sounded() noexcept;
    void adopt(const VoiceTable& table) noexcept;
    void fade_with_lease(const DeviceBlock& block, LocalTime until) noexcept;
    Piece steer(const DeviceBlock& block, const RenderPlan& plan, const clock::ClockMap& map) noexcept;
    void render_piece(const Piece& piece, const RenderPlan& plan, const VoiceTable& table, float* out) noexcept;
    void render_program(const Piece& piece, const RenderProgram& program, const VoiceTable& table) noexcept;
    void render_orphan(std::size_t i, const VoiceEntry& entry, int frames) noexcept;
    void render_slot(std::size_t i, const VoiceEntry& entry, const RenderProgram* program, const Reading& at,
                     bool chosen, const Piece& piece) noexcept;
    std::int64_t held(std::size_t i, const VoiceEntry& entry, const RenderProgram* program, std::int64_t first,
                      std::int64_t enough) noexcept;
    void fetch(std::size_t i, const VoiceEntry& entry, const Reading& at, int frames, float* left,
               float* right) noexcept;
    void mix_down(const Piece& piece, const RenderPlan& plan, float* out) noexcept;
    void sound_tone(const DeviceBlock& block) noexcept;
    void finish(const DeviceBlock& block) noexcept;
    static Reading reading(double from, double to, int frames) noexcept;
    bool is_silent() const noexcept;

    Voices& voices_;
    const Interpolator& interpolator_;
    TripleBuffer<RenderPlan> plan_;
    TripleBuffer<KnownClock> clock_;
    struct Lease {
        LocalTime until = LocalTime::max();
    };
    TripleBuffer<Lease> lease_;
    float lease_level_ = 0;  // 1 while the plan may be sounded
    LocalTime last_block_ = long_ago;
    TripleBuffer<RenderReport> reports_;

    std::atomic<std::uint64_t> blocks_{0};
    std::atomic<std::uint32_t> tones_asked_{0};
    std::uint32_t tones_begun_ = 0;
    Tone tone_;
    DacClock dac_;
    int rate_hz_ = sample_rate_hz;
    bool cursor_known_ = false;
    EnsembleTime cursor_;
    float volume_ = 0;
    bool volume_known_ = false;
    std::array<Slot, voices_max> slots_{};
    RenderReport report_;
    float peak_now_ = 0, peak_before_ = 0;
    int peak_frames_ = 0;

    static constexpr std::size_t span_max =
        static_cast<std::size_t>(piece_frames_max * step_max) + Interpolator::taps + 2;
    std::array<float, span_max> source_left_{}, source_right_{};
    std::array<float, piece_frames_max> mix_left_{}, mix_right_{}, read_left_{}, read_right_{}, old_left_{},
        old_right_{};
};

}  // namespace segue::audio
