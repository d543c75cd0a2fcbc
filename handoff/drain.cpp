// Leaving by wish: what we do is done by others before we go.
#include <algorithm>

#include "handoff/draft.h"
#include "handoff/machine.h"

namespace segue::handoff {

void SessionMachine::on(const Shutdown&) {
    if (draining_) return;
    draining_ = true;
    drain_deadline_ = now_ + drain_patience;
    const Mode mode = state_.transport().mode;
    const std::vector<NodeId> outputs = sounding();
    const bool alone_sounding =
        (mode == Mode::playing || mode == Mode::loading) && outputs == std::vector<NodeId>{self_};
    if (alive_.size() == 1 || !settled_) return drained();
    if (!conducting_) {
        if (!alone_sounding || !alive_.contains(conductor())) return drained();
        return send(conductor(), Leaving{});
    }
    if (handover_) return;  // already on its way; drain_duty goes on from there
    // Best placed: who sounds already; else, if our sound must go somewhere, who can sound.
    NodeId successor;
    for (const NodeId& node : outputs)
        if (node != self_) successor = node;
    if (successor.is_none()) successor = able();
    if (successor.is_none() || successor == self_)
        for (const NodeId& node : alive_)
            if (node != self_) successor = node;
    const auto it = state_.members.find(successor);
    const bool can = it != state_.members.end() && it->second.value.can_output;
    start_handover({{}, {}, successor, alone_sounding && can ? self_ : NodeId{}, false, false, drain_deadline_, {}});
}

void SessionMachine::drain_duty() {
    if (!draining_ || drained_) return;
    // Gone over: the new conductor has written, so that our fade is known; give the fade its time.
    if (!conducting_ && !handover_) {
        const auto it = state_.outputs.find(self_);
        const bool fading = it != state_.outputs.end() && !it->second.switches.value.empty() && !it->second.on() &&
                            it->second.switches.value.back().at + 2 * fade_handover > ensemble_;
        const Mode mode = state_.transport().mode;
        const bool still_ours =
            (mode == Mode::playing || mode == Mode::loading) && sounding() == std::vector<NodeId>{self_};
        if (!fading && !still_ours) return drained();
        if (fading) wake_by(it->second.switches.value.back().at + 2 * fade_handover);
    }
    if (now_ >= drain_deadline_ || (conducting_ && !handover_)) return drained();
    wake_by(drain_deadline_);
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
    const NodeId next = able();
    if (handover_ || next.is_none() || sounding() != std::vector<NodeId>{from}) return send(from, MayLeave{});
    start_handover({{}, {}, next, from, false, false, now_ + drain_patience, from});
}

void SessionMachine::receive(const NodeId&, const Message&, const MayLeave&) {
    if (draining_ && !drained_) drain_deadline_ = std::min(drain_deadline_, now_ + lead_max);
}

}  // namespace segue::handoff
