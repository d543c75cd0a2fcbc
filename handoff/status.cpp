// What people are told.
#include "handoff/draft.h"
#include "handoff/machine.h"

namespace segue::handoff {

const char* to_text(Role r) {
    switch (r) {
        case Role::unowned:
            return "unowned";
        case Role::following:
            return "following";
        case Role::offered:
            return "offered";
        case Role::conducting:
            return "conducting";
        case Role::handing_over:
            return "handing over";
        case Role::listening:
            return "listening";
    }
    return "?";
}

Role SessionMachine::role() const {
    if (listen_until_) return Role::listening;
    if (conducting_) return handover_ ? Role::handing_over : Role::conducting;
    if (offered_) return Role::offered;
    return ballot_.is_none() ? Role::unowned : Role::following;
}

Where SessionMachine::where(EnsembleTime now) const {
    if (settled_) return position(state_, now);
    const Transport& t = state_.transport();
    Where w{t.mode, t.cue, {}, false, false};
    if (t.mode == Mode::playing || t.mode == Mode::loading) {
        w.mode = Mode::paused;
        if (rest_ && state_.queue.find(rest_->entry)) w.cue = *rest_;
    }
    if (const Entry* e = state_.queue.find(w.cue.entry)) w.duration = e->facts.value.duration;
    return w;
}

audio::OutputPlan SessionMachine::plan(EnsembleTime now) const {
    if (!settled_ || drained_ || hushed_) return {};
    const bool local = handover_ && handover_->target == self_;
    audio::OutputPlan plan = plan_for(state_, self_, now, (offered_ && !offered_->source.is_none()) || local);
    if (!may_sound()) plan.switches.clear();
    return plan;
}

Status SessionMachine::status(EnsembleTime now) const {
    Status s{role(), conductor(), ballot_, {}, {}};
    for (const auto& [node, output] : state_.outputs)
        if (output.on() && !alive_.contains(node)) s.away.push_back(node);
    const Where w = where(now);
    const Transport& t = state_.transport();
    if (drained_ || draining_)
        s.text = "leaving";
    else if (listen_until_ && unsure_)
        s.text = "looking around after sleep";
    else if (settled_ && !may_sound())
        s.text = "silent: too few devices in reach (policy exclusive)";
    else if (handover_)
        s.text = "handing over to " + name(handover_->target);
    else if (offered_)
        s.text = "taking over from " + name(offered_->from);
    else if (claim_at_)
        s.text = "taking over: " + name(conductor()) + " is gone";
    else if (cut_off_)
        s.text = "cut off from " + name(conductor()) + ", which conducts";
    else if (w.waiting || w.mode == Mode::loading)
        s.text = "loading " + title_of(state_, w.cue.entry);
    else
        s.text = to_text(w.mode);
    if (!t.note.empty() && w.mode != Mode::playing && w.mode != Mode::loading) s.text += ": " + t.note;
    return s;
}

}  // namespace segue::handoff
