// An OutputPlan as the callback can take it: of fixed size, trivially copyable, and asked by ensemble time.
#pragma once

#include <array>
#include <cstddef>

#include "audio/engine/program.h"

namespace segue::audio {

struct RenderProgram {
    Epoch epoch;
    timeline::Timeline timeline;
    EnsembleTime begins, ends = open_end;
    ProgramPos first, end;    // what its items cover; outside of it is silence, and rightly so
    double end_in_time = 0;   // the end, in frames of ensemble time since it began
    bool from_first = false;  // begins with its first frame: no fade may soften it

    // Where it is at t, in the frames of a voice (VoiceEntry::in_time).
    double place(EnsembleTime t, bool in_time) const noexcept;

    // Gain at t, from its beginning and end alone: 0, 1, or within a crossfade of them.
    double gain(EnsembleTime t) const noexcept;
    // Some of [from, to] is heard.
    bool sounds_in(EnsembleTime from, EnsembleTime to) const noexcept;
};

struct RenderPlan {
    std::array<RenderProgram, programs_max> programs{};
    std::size_t program_count = 0;
    std::array<Switch, switches_max> switches{};
    std::size_t switch_count = 0;
    bool on_before = false;  // before the first switch
    float volume = 0;
    Nanoseconds latency{0};

    const RenderProgram* find(Epoch e) const noexcept;
    // The output's own gain at t: which way it is switched, and how far a fade has come.
    double switched(EnsembleTime t) const noexcept;
    // That gain changes somewhere in [from, to].
    bool switches_in(EnsembleTime from, EnsembleTime to) const noexcept;
};

// [node-thread] Programs without a timeline or items are left out; of too many the newest are kept.
RenderPlan to_render_plan(const OutputPlan& plan);

}  // namespace segue::audio
