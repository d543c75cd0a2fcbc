// Leaving by wish: what we do is done by others before we go.
#include <algorithm>

#include "handoff/draft.h"
#include "handoff/machine.h"

namespace segue::handoff {

void SessionMachine::on(const Shutdown&) {
    if (draining_) return;
    draining_ = true;
    drain_deadline_ = now_ + drain_patience;
    if (alive_.size() == 1 || !settled_) return drained();
    if (!conducting_ || handover_) return;  // drain_duty goes on from there
    // Best placed: who sounds already; else, if our sound must go somewhere, who can sound.
    const std::vector<NodeId> others = staying();
    NodeId successor = others.empty() ? able() : others.back();
    if (successor.is_none())
        for (const NodeId& node : alive_)
            if (node != self_) successor = node;
    const auto it = state_.members.find(successor);
    const bool can = it != state_.members.end() && it->second.value.can_output;
    const Mode mode = state_.transport().mode;
    const bool alone_sounding =
        (mode == Mode::playing || mode == Mode::loading) && sounding() == std::vector<NodeId>{self_};
    start_handover({{}, {}, successor, alone_sounding && can ? self_ : NodeId{}, false, false, drain_deadline_, {}, 0, {}});
}

void SessionMachine::drain_duty() {
    if (!draining_ || drained_) return;
    if (now_ >= drain_deadline_ || (conducting_ && !handover_)) return drained();
    wake_by(drain_deadline_);
    if (conducting_ || handover_) return;
    const auto it = state_.outputs.find(self_);
    const bool on = it != state_.outputs.end() && it->second.on();
    // Gone over: the new conductor has written, so that our fade is known; give the fade its time.
    if (it != state_.outputs.end() && !on && !it->second.switches.value.empty()) {
        const EnsembleTime faded = it->second.switches.value.back().at + 2 * fade_handover;
        if (faded > ensemble_) return wake_by(faded);
    }
    // While we sound, it is for the conductor to say whether the music is whole without us.
    const Mode mode = state_.transport().mode;
    const bool sounds = on && (mode == Mode::playing || mode == Mode::loading);
    if (sounds && !may_leave_ && alive_.contains(conductor()) && conductor() != self_) {
        if (now_ >= said_leaving_ + retry_interval) {
            said_leaving_ = now_;
            send(conductor(), Leaving{});
        }
        return wake_by(said_leaving_ + retry_interval);
    }
    // Others play on, and so does the wish that we sound, for when we are back. Fade, rather than break off.
    if (sounds && !hushed_) {
        hushed_ = now_;
        changed();
    }
    const Nanoseconds rendered = own_report_ ? own_report_->render_ahead : Nanoseconds(0);
    if (sounds && now_ < *hushed_ + hush_time + rendered) return wake_by(*hushed_ + hush_time + rendered);
    drained();
}

void SessionMachine::drained() {
    if (conducting_) {
        // Nobody took it: leave it where it is, for when somebody comes back.
        const Mode mode = state_.transport().mode;
        Draft d(state_, context(self_));
        if ((mode == Mode::playing || mode == Mode::loading) &&
            (sounding().empty() || sounding() == std::vector<NodeId>{self_}))
            d.pause();
        write(d);
    }
    drained_ = true;
    conducting_ = false;
    fx_.notify.emplace_back(Drained{});
    changed();
}

void SessionMachine::receive(const NodeId& from, const Message&, const Leaving&) {
    if (!conducting_ || !may_act()) return;
    // Said again: our answer was lost, or another conducted when it was said first.
    peers_[from].leaving = true;
    peers_[from].let_go = handover_ && handover_->leaver == from;
}

void SessionMachine::receive(const NodeId&, const Message&, const MayLeave&) { may_leave_ = true; }

}  // namespace segue::handoff
