// The media thread's part: which voice holds which program, and what is decoded next.
//
// A program has one voice, or two while a newer one takes over: when its part changes, when its queue is edited before
// what is decoded already, when the tempo of one that is stretched to it changes (key lock), and when that begins or
// ends. The callback changes over by itself, as soon as the newer one can sound. A voice is refilled only when the
// callback says that it is idle, so nothing that sounds is cut.
//
// Pure but for the ring and the decoder: told the time, never waits. While no device runs it also stands in for
// the callback as the rings' reader, so that decoding need not wait for a device that is slow to open.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "audio/engine/filling.h"
#include "audio/engine/renderer.h"
#include "audio/engine/voice.h"
#include "audio/media/source.h"

namespace segue::audio {

class VoiceBank {
  public:
    VoiceBank(Voices& voices, const MediaSource& source);

    // What the newest program looks like from here.
    struct Filled {
        double ahead_s = 0;    // at hand from where it is wanted on, without a hole, as long as it sounds
        bool drained = false;  // all its known items are decoded
        std::optional<WaitingFor> waiting;
        Part part;
    };

    // [media-thread] One turn. `head`: up to which ensemble time the device has been served, or would be; `callback`:
    // its last report, or null while no device runs. True: there is more to do right now.
    bool turn(const OutputPlan& plan, EnsembleTime head, const RenderReport* callback);
    Filled filled(const Program& program, EnsembleTime head) const;

  private:
    struct Voice {
        VoiceSerial serial = 0;
        Epoch epoch;
        std::unique_ptr<Filling> fill;  // none: what there is, is all
        bool in_time = false;           // (filling.h)
        EnsembleTime from;              // it is to sound from here on
        bool retired = false, stale = false, drained = false, waiting = false;
        int missing = 0;  // reports in a row
    };
    void match(const OutputPlan& plan, EnsembleTime head, const RenderReport* callback);
    void match(const Program& program, const Part& part, EnsembleTime head, const RenderReport* callback);
    void follow(Voice& voice, const Program& program, EnsembleTime head);
    bool begin(const Program& program, const Part& part, EnsembleTime head, const RenderReport* callback,
               Voice* bent = nullptr);
    bool is_replaced(const Voice& voice, std::size_t i, const RenderReport* callback) const;
    bool fill(const OutputPlan& plan, EnsembleTime head);
    void stand_in(const OutputPlan& plan, EnsembleTime head);
    void retire(std::size_t i);
    bool is_free(std::size_t i, const RenderReport* callback) const;
    const Voice* newest_of(Epoch e) const;
    Voice* newest_of(Epoch e);
    static double wanted_frame(const Voice& v, const Program& p, EnsembleTime head);

    Voices& voices_;
    const MediaSource& source_;
    std::array<Voice, voices_max> voice_{};
    VoiceTable table_{};
    bool table_changed_ = false;
    VoiceSerial last_serial_ = 0;
    std::uint64_t counted_blocks_ = 0;  // of the last report seen
};

}  // namespace segue::audio
