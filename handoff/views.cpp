#include "handoff/views.h"

#include <algorithm>
#include <cmath>

#include "handoff/normalising.h"
#include "handoff/parts.h"

namespace segue::handoff {
namespace {

struct Known {
    TrackId track;
    Frames duration;
};
// The queue knows more than the anchor, as long as the entry is in it.
Known known(const SessionState& state, const Anchor& anchor) {
    const Entry* e = state.queue.find(anchor.entry);
    if (!e || e->facts.value.track.is_none()) return {anchor.track, anchor.duration};
    return {e->facts.value.track, e->facts.value.duration};
}

const Queue::Item* next_playable(const Queue& queue, const EntryId& id, std::int64_t place) {
    const Entry* here = queue.find(id);
    const Queue::Item* item = queue.next_from(here ? here->place.value : place, id);
    while (item && item->second.failed()) item = queue.next(item->first);
    return item;
}

Step first_step(const SessionState& state, const Passage& passage) {
    const Anchor& a = passage.anchor;
    const Known k = known(state, a);
    return {a.entry,
            k.track,
            a.start,
            stay_of(passage, k.duration),
            std::max(Frames{0}, k.duration),
            {a.start, a.from, {}, 0, 0},
            a.from,
            Step::Kind::inside,
            {}};
}

// To the entry behind `step`. False, with step.kind saying why, if there is none to go on with.
bool advance(const SessionState& state, const Passage& passage, Step& step) {
    const Queue::Item* next = next_playable(state.queue, step.entry, passage.anchor.place);
    if (!next) {
        step.kind = Step::Kind::ended;
        return false;
    }
    const EntryFacts& facts = next->second.facts.value;
    if (facts.track.is_none()) {
        step.kind = Step::Kind::waiting;
        step.awaited = next->first;
        return false;
    }
    const ProgramPos start = step.start + step.length;
    const Frames duration = std::max(Frames{0}, facts.duration), length = duration > Frames{0} ? duration : open_length;
    step = {next->first, facts.track, start, length, duration, {start, {}, {}, 0, 0}, {}, Step::Kind::inside, {}};
    return true;
}

// What an entry is in a program: one item, or one to each turn.
void add_items(const Step& step, const std::vector<Turn>& turns, std::vector<audio::ProgramItem>& items) {
    audio::ProgramItem item{step.track, step.start, step.run.from, {}, {}, {}};
    const auto until = [&](ProgramPos end) {
        item.length = end - item.start;
        if (item.length > Frames{0}) items.push_back(item);
    };
    for (const Turn& t : turns) {
        until(t.at);
        item = {step.track, t.at, t.enters, {}, t.lap, loop_fade};
    }
    until(step.start + step.length);
}

audio::Program program_of(const SessionState& state, const Passage& passage) {
    audio::Program out{passage.epoch, passage.timeline, passage.begins, passage.ends, {}, {}};
    if (out.timeline.size() == 0) out.timeline = timeline::Timeline::from(passage.begins);
    if (passage.anchor.entry.is_none()) return out;
    Step step = first_step(state, passage);
    if (step.track.is_none()) return out;
    std::vector<Played> played;
    do {
        if (step.length <= Frames{0}) continue;
        add_items(step, step.entry == passage.anchor.entry ? passage.turns : std::vector<Turn>{}, out.items);
        played.push_back({step.entry, step.start, step.length});
    } while (step.length < open_length && out.items.size() < plan_items_max && advance(state, passage, step));
    out.gains = gains_of(state, passage, played);
    out.key_lock = state.settings.value.key_lock;
    out.key_lock_from = state.settings.value.key_lock_from;
    return out;
}

Frames duration_of(const SessionState& state, const EntryId& id) {
    const Entry* e = state.queue.find(id);
    return e ? e->facts.value.duration : Frames{};
}

}  // namespace

Step walk(const SessionState& state, const Passage& passage, EnsembleTime t) {
    Step step = first_step(state, passage);
    ProgramPos now = step.start;
    if (passage.timeline.size() > 0) {
        const double frame = std::floor(passage.timeline.frame_at(std::max(t, passage.begins)));
        now.frame = static_cast<std::int64_t>(std::clamp(frame, -0x1p61, 0x1p61));
    }
    while (step.length < open_length && now >= step.start + step.length) {
        step.pos = MediaPos{step.duration.count};
        if (!advance(state, passage, step)) return step;
    }
    if (step.entry == passage.anchor.entry) step.run = run_at(passage, now);
    step.pos = std::max(MediaPos{0}, step.run.at(now));
    return step;
}

Where position(const SessionState& state, EnsembleTime t) { return position(state, state.transport(), t); }

Where position(const SessionState& state, const Transport& transport, EnsembleTime t) {
    Where w{transport.mode, transport.cue, duration_of(state, transport.cue.entry), false, false};
    if (transport.mode == Mode::loading) {
        const Entry* e = state.queue.find(transport.cue.entry);
        w.waiting = e && e->facts.value.track.is_none();
    }
    if (transport.mode != Mode::playing || !transport.now) return w;
    const Step step = walk(state, *transport.now, t);
    w.cue = {step.entry, step.pos};
    w.duration = step.duration;
    w.ended = step.kind == Step::Kind::ended;
    w.waiting = step.kind == Step::Kind::waiting;
    if (w.ended) w.mode = Mode::stopped;
    if (w.waiting) w.cue = {step.awaited, {}};
    return w;
}

audio::OutputPlan plan_for(const SessionState& state, const NodeId& node, EnsembleTime now, bool pending) {
    audio::OutputPlan plan;
    plan.volume = 0;
    plan.others = part_of_all(state);
    bool wanted = pending;
    if (const auto it = state.outputs.find(node); it != state.outputs.end()) {
        const Output& output = it->second;
        plan.switches = output.switches.value;
        plan.volume = gain_of(state.volume.value, output.volume.value);
        plan.part = part_of(state, node);
        wanted |= output.on() || (!plan.switches.empty() && plan.switches.back().at > now - history_kept);
    } else if (pending) {
        plan.volume = gain_of(state.volume.value, 1);
    }
    if (!wanted) return plan;

    const Transport& t = state.transport();
    if (t.before && t.before->ends > now - history_kept) plan.programs.push_back(program_of(state, *t.before));
    if (t.now) {
        if (!plan.programs.empty()) plan.programs.back().ends = std::min(plan.programs.back().ends, t.now->begins);
        plan.programs.push_back(program_of(state, *t.now));
    }
    std::erase_if(plan.programs, [](const audio::Program& p) { return p.items.empty() || p.ends <= p.begins; });
    return plan;
}

float gain_of(float group, float own) {
    const float knob = std::clamp(group, 0.0F, 1.0F) * std::clamp(own, 0.0F, 1.0F);
    return knob * knob * knob;
}

}  // namespace segue::handoff
