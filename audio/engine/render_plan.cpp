#include "audio/engine/render_plan.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "audio/engine/limits.h"

namespace segue::audio {

static_assert(std::is_trivially_copyable_v<RenderPlan>, "it crosses to the callback");

double RenderProgram::place(EnsembleTime t, bool in_time) const noexcept {
    return in_time ? frames_between(begins, t) : timeline.frame_at(t);
}

double RenderProgram::gain(EnsembleTime t) const noexcept {
    const double fade = to_seconds(crossfade);
    double g = 1;
    if (!from_first) g = std::clamp(to_seconds(t - begins) / fade, 0.0, 1.0);
    if (ends != open_end && t > ends) g = std::min(g, std::clamp(1 - to_seconds(t - ends) / fade, 0.0, 1.0));
    return g;
}

bool RenderProgram::sounds_in(EnsembleTime from, EnsembleTime to) const noexcept {
    // Its first frame rings a little before itself (the interpolator's taps), so a moment earlier is asked for.
    return to >= begins - milliseconds(1) && (ends == open_end || from < ends + crossfade);
}

const RenderProgram* RenderPlan::find(Epoch e) const noexcept {
    for (std::size_t i = 0; i < program_count; ++i)
        if (programs[i].epoch == e) return &programs[i];
    return nullptr;
}

// A switch that comes before the last one's fade is done starts from where that had got to.
double RenderPlan::switched(EnsembleTime t) const noexcept {
    double level = on_before ? 1 : 0;
    for (std::size_t i = 0; i < switch_count && switches[i].at <= t; ++i) {
        const Switch& s = switches[i];
        const EnsembleTime until = i + 1 < switch_count ? std::min(t, switches[i + 1].at) : t;
        const double target = s.on ? 1 : 0;
        const double moved = s.fade.count() > 0 ? to_seconds(until - s.at) / to_seconds(s.fade) : 1;
        level = target > level ? std::min(target, level + moved) : std::max(target, level - moved);
    }
    return level;
}

bool RenderPlan::switches_in(EnsembleTime from, EnsembleTime to) const noexcept {
    for (std::size_t i = 0; i < switch_count; ++i)
        if (switches[i].at <= to && switches[i].at + switches[i].fade >= from) return true;
    return false;
}

namespace {

// Not by way of a time: an end that nobody knows yet is further off than times go.
double place_in_time(const Program& p, ProgramPos pos) {
    const auto frame = static_cast<double>(pos.frame);
    std::size_t i = p.timeline.size() - 1;
    while (i > 0 && p.timeline.knot(i).frame > frame) --i;
    const timeline::Knot& k = p.timeline.knot(i);
    return frames_between(p.begins, k.at) + (frame - k.frame) / k.rate;
}

}  // namespace

RenderPlan to_render_plan(const OutputPlan& plan) {
    RenderPlan out;
    std::size_t usable = 0;
    const auto is_usable = [](const Program& p) { return p.timeline.size() > 0 && !p.items.empty(); };
    for (const Program& p : plan.programs) usable += is_usable(p) ? 1U : 0U;
    std::size_t skip = usable > programs_max ? usable - programs_max : 0;
    for (const Program& p : plan.programs) {
        if (!is_usable(p)) continue;
        if (skip > 0) {
            --skip;
            continue;
        }
        RenderProgram& r = out.programs[out.program_count++];
        r.epoch = p.epoch;
        r.timeline = p.timeline;
        r.begins = p.begins;
        r.ends = p.ends;
        r.first = p.items.front().start;
        r.end = p.items.back().start + p.items.back().length;
        r.end_in_time = place_in_time(p, r.end);
        r.from_first = p.timeline.frame_at(p.begins) <= static_cast<double>(r.first.frame) + 0.5;
    }
    const std::size_t all = plan.switches.size(), from = all > switches_max ? all - switches_max : 0;
    out.on_before = from > 0 && plan.switches[from - 1].on;
    for (std::size_t i = from; i < all; ++i) out.switches[out.switch_count++] = plan.switches[i];
    out.volume = std::isfinite(plan.volume) ? std::clamp(plan.volume, 0.0F, 1.0F) : 0.0F;
    out.latency = plan.latency;
    return out;
}

}  // namespace segue::audio
