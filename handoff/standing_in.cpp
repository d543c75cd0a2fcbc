// What conductors do about parts that nobody plays any more, because their output left or died.
#include <algorithm>

#include "handoff/draft.h"
#include "handoff/machine.h"
#include "handoff/parts.h"

namespace segue::handoff {

std::vector<NodeId> SessionMachine::staying() const {
    std::vector<NodeId> out = sounding();
    std::erase_if(out, [&](const NodeId& node) {
        const Peer* p = peer(node);
        return node == self_ ? draining_ : p && p->leaving;
    });
    return out;
}

void SessionMachine::watch_parts() {
    const Transport& t = state_.transport();
    if (t.mode != Mode::playing && t.mode != Mode::loading) return;
    const std::vector<NodeId> here = staying();
    if (here.empty()) return;
    for (const auto& [node, output] : state_.outputs) {
        if (!output.on()) continue;
        Draft d(state_, context(self_));
        if (std::find(here.begin(), here.end(), node) != here.end()) {
            // Back, and in time: from now on it plays its part itself.
            if (output.stand_in.value.is_none() || !reported_ready(node, t.now->epoch)) continue;
            d.write_stand_in(node, {});
            return write(d);
        }
        const Peer* p = peer(node);
        const bool perhaps_back = p && !p->dead && !p->leaving && !p->up && now_ < p->gone + silent_after;
        if (perhaps_back) {
            wake_by(p->gone + silent_after);
            continue;
        }
        const NodeId next = stand_in_for(state_, node, here);
        if (next.is_none()) continue;
        log(name(next) + " stands in for " + name(node));
        d.write_stand_in(node, next);
        return write(d);  // the map that we walk has changed; the next step sees to the rest
    }
}

// Nothing of the music goes with it: others play its part, or are ready to.
bool SessionMachine::can_do_without(const NodeId& node) const {
    const auto it = state_.outputs.find(node);
    const Transport& t = state_.transport();
    if (it == state_.outputs.end() || !it->second.on() || (t.mode != Mode::playing && t.mode != Mode::loading))
        return true;
    const std::vector<NodeId> here = staying();
    if (here.empty()) return false;
    if (!stand_in_for(state_, node, here).is_none()) return false;
    const NodeId next = it->second.stand_in.value;
    if (next.is_none() || std::find(here.begin(), here.end(), next) == here.end()) return true;
    const OutputReport* r = report_of(next);
    return r && r->ready && r->epoch == t.now->epoch && r->part == part_of(state_, next);
}

// Who wants to leave may, as soon as nothing is missed without it.
void SessionMachine::let_go() {
    const Mode mode = state_.transport().mode;
    for (auto& [node, p] : peers_) {
        if (handover_ || !p.leaving || p.let_go || !p.up) continue;
        const bool last = (mode == Mode::playing || mode == Mode::loading) && sounding() == std::vector<NodeId>{node};
        const NodeId next = last ? able() : NodeId{};
        if (!next.is_none()) {
            p.let_go = true;
            start_handover({{}, {}, next, node, false, false, now_ + drain_patience, node, 0, {}});
        } else if (last || can_do_without(node)) {
            p.let_go = true;
            send(node, MayLeave{});
        }
    }
}

}  // namespace segue::handoff
