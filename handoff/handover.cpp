// Planned handoff: make before break.
//
//   source                                target
//     | Offer(next ballot) ----------------> |  prepares, muted
//     | <------------------------------ Ready|  in sync on the current program
//     | Commit ----------------------------> |  conducts under `next`, writes both fades at one instant
//     | <------------------------- its writes|
//
// The source stops conducting when it commits, and stops sounding only because the new conductor's write says so. So
// whatever is lost or dies: never two conductors of one ballot, never silence that nobody wrote.
#include <algorithm>

#include "handoff/draft.h"
#include "handoff/machine.h"
#include "sync/base/planted.h"

namespace segue::handoff {

std::optional<Answer> SessionMachine::begin_handover(const EditId& id, const HandOver& e) {
    const auto refuse = [&](Error error, std::string why) { return Answer{id, false, error, std::move(why)}; };
    if (!alive_.contains(e.target)) {
        const bool known = state_.members.contains(e.target);
        return refuse(Error::unknown_node,
                      known ? name(e.target) + " is not in reach; `nodes` shows who is"
                            : "no device " + e.target.brief() + " in this session; `nodes` lists them");
    }
    if (handover_)
        return refuse(Error::busy, "a handover to " + name(handover_->target) + " is under way; wait for it");
    const auto on = [&](const NodeId& node) {
        const auto it = state_.outputs.find(node);
        return it != state_.outputs.end() && it->second.on();
    };
    Handover h{id, {}, e.target, {}, e.keep, false, now_ + handover_patience, {}, e.on_beats, {}};
    if (!e.from.is_none() && !on(e.from))
        return refuse(Error::unknown_node, name(e.from) + " is not an output; `outputs` lists them");
    if (!on(e.target)) {
        const std::vector<NodeId> outputs = sounding();
        if (!e.from.is_none())
            h.source = e.from;
        else if (outputs.size() == 1)
            h.source = outputs.front();
        else if (on(self_))
            h.source = self_;
        const auto it = state_.members.find(e.target);
        if (!h.source.is_none() && it != state_.members.end() && !it->second.value.can_output)
            return refuse(Error::not_ready, name(e.target) + " has no sound device; choose another");
    }
    if (e.target == self_ && h.source.is_none()) return Answer{id, true, {}, {}};  // it is here already
    start_handover(std::move(h));
    return std::nullopt;
}

void SessionMachine::start_handover(Handover h) {
    // A number for this attempt alone, so that a late message of another cannot be taken for one of it.
    h.next = {std::max(highest_.number, ballot_.number) + 1, h.target, config_.incarnation};
    highest_ = h.next;
    handover_ = std::move(h);
    if (SEGUE_PLANTED(deadline_across_clocks))
        handover_->deadline = from_ns<LocalTime>(to_ns(ensemble_)) + handover_patience;
    persist(nullptr, true);
    if (handover_->target != self_) send(handover_->target, Offer{handover_->next, handover_->source, digest()});
    changed();
}

void SessionMachine::handover_duty() {
    if (!handover_) return;
    Handover& h = *handover_;
    if (h.committed && state_.ballot() == h.next) return end_handover(true, {}, {});  // its reign has begun
    if (h.committed || !conducting_) return;
    if (SEGUE_PLANTED(commit_without_ready)) return commit_handover();
    if (h.ready_for) return ready_to_commit();
    if (!alive_.contains(h.target))
        return end_handover(false, Error::not_ready, name(h.target) + " went away; the session stays here");
    if (h.target == self_) {
        const Transport& t = state_.transport();
        const bool moving = t.mode == Mode::playing || t.mode == Mode::loading;
        if (moving && own_report_ && !own_report_->error.empty())
            return end_handover(false, Error::not_ready, name(self_) + ": " + own_report_->error);
        if (!moving || reported_ready(self_, t.now->epoch)) return ready_to_commit();
    }
    if (now_ < h.deadline) return wake_by(h.deadline);
    const OutputReport* r = report_of(h.target);
    std::string why = r && !r->error.empty() ? r->error : "it is still loading";
    send(h.target, Abort{h.next});
    end_handover(false, Error::not_ready,
                 name(h.target) + " did not get ready in " + std::to_string(handover_patience.count()) + " s: " + why +
                     "; the session stays here");
}

// Sound moves from one output to another at one instant. The part goes with it, unless the target has its own.
void SessionMachine::write_move(Draft& d, const NodeId& source, const NodeId& target, bool keep, EnsembleTime at) {
    for (const NodeId& node : {source, target})
        if (const auto it = state_.outputs.find(node); it != state_.outputs.end() && !it->second.switches.value.empty())
            at = std::max(at, it->second.switches.value.back().at + Nanoseconds(1));
    d.write_switch(target, true, at, fade_handover);
    if (!keep && !SEGUE_PLANTED(two_placements)) d.write_switch(source, false, at, fade_handover);
    const auto from = state_.outputs.find(source), to = state_.outputs.find(target);
    const bool own_part = to != state_.outputs.end() && to->second.part.stamp != Stamp{};
    if (from != state_.outputs.end() && !own_part && !(from->second.part.value == audio::Part{}))
        d.write_part(target, from->second.part.value);
}

// The target is ready; but perhaps the move waits for a beat. It is committed to as late as can be: until then it may
// be given up, and the queue or the tempo may change.
void SessionMachine::ready_to_commit() {
    Handover& h = *handover_;
    const EnsembleTime soon = ensemble_ + lead(h.target);
    if (h.on_beats == 0) {
        h.ready_for = soon;
        return commit_handover();
    }
    if (!h.ready_for) h.deadline += beat_patience;
    h.ready_for = on_beat(state_, soon, h.on_beats);
    const Nanoseconds early = *h.ready_for - soon;
    if (early < handover_ahead) return commit_handover();
    wake_by(now_ + (early - handover_ahead / 2));
}

void SessionMachine::commit_handover() {
    const Handover h = *handover_;
    const EnsembleTime at = h.ready_for.value_or(ensemble_ + lead(h.target));
    if (h.target == self_) {
        Draft d(state_, context(self_));
        if (!h.id.is_none()) d.taken(h.id);  // asked once, done once
        write_move(d, h.source, self_, h.keep, std::max(at, d.soon()));
        write(d);
        return end_handover(true, {}, {});
    }
    // From here on we do not conduct, whatever becomes of the message: written down before it is sent.
    keep_lease();
    conducting_ = false;
    handover_->committed = true;
    heard_ = now_;
    persist(nullptr, true);
    send(h.target, Commit{h.next, h.source, h.keep, at, h.id});  // under our ballot still
    ballot_ = h.next;
    spoke_.reset();
    for (Pending& p : pending_) {
        if (p.id != h.id) continue;
        p.sent_under = ballot_;  // the commit asks it
        p.next_try = now_ + retry_interval;
    }
    conductor_digest_.reset();
    changed();
}

void SessionMachine::end_handover(bool ok, Error error, const std::string& message) {
    const Handover h = *handover_;
    handover_.reset();
    answer({h.id, ok, error, message});
    if (!h.leaver.is_none()) send(h.leaver, MayLeave{});
    if (!ok) log("handover to " + name(h.target) + " failed: " + message);
    changed();
}

void SessionMachine::receive(const NodeId& from, const Message& m, const Ready& b) {
    if (!conducting_ || !may_act() || m.ballot != ballot_) return;
    if (!handover_ || from != handover_->target || b.next != handover_->next)
        return send(from, Abort{b.next});  // given up while it was away
    const Transport& t = state_.transport();
    const bool moving = !handover_->source.is_none() && t.now.has_value();
    if (!moving || t.now->epoch == b.epoch) ready_to_commit();
}

void SessionMachine::receive(const NodeId& from, const Message&, const Decline& b) {
    if (!handover_ || from != handover_->target || b.next != handover_->next) return;
    const bool committed = handover_->committed;
    end_handover(false, Error::not_ready, name(from) + ": " + b.reason + "; the session stays here");
    if (committed && ballot_ == b.next && !conducting_) claim(name(from) + " did not take over");
}

// --- the target

void SessionMachine::receive(const NodeId& from, const Message& m, const Offer& b) {
    if (m.ballot != ballot_ || from != conductor() || b.next <= ballot_ || b.next.node != self_) return;
    if (draining_) return send(from, Decline{b.next, "it is leaving"});
    if (!may_act()) return;  // just woken: the source will give up, or we will have looked by its next try
    highest_ = std::max(highest_, b.next);
    offered_ = Offered{from, b.next, b.source, b.digest, now_ + handover_patience + seconds(1), {}};
    persist(nullptr, true);
    changed();
}

void SessionMachine::offered_duty() {
    if (!offered_) return;
    Offered& o = *offered_;
    if (now_ >= o.deadline) {
        offered_.reset();
        return changed();
    }
    wake_by(o.deadline);
    // All of the state must be here. The conductor may have gone on writing since the offer.
    if (digest() != o.digest && (!conductor_digest_ || digest() != *conductor_digest_)) return;
    settle_by(ballot_, true);  // what we have is what the one that conducts has
    const Transport& t = state_.transport();
    audio::Epoch epoch;
    if (!o.source.is_none() && t.now) {
        epoch = t.now->epoch;
        if (own_report_ && !own_report_->error.empty()) {
            send(o.from, Decline{o.next, own_report_->error});
            offered_.reset();
            return changed();
        }
        if (!reported_ready(self_, epoch)) return;
    }
    if (o.said_ready == epoch) return;
    o.said_ready = epoch;
    send(o.from, Ready{o.next, epoch});
}

void SessionMachine::receive(const NodeId& from, const Message&, const Commit& b) {
    if (conducting_ && ballot_ == b.next) return;  // said twice
    if (!offered_ || offered_->next != b.next || offered_->from != from || b.next <= ballot_ || !may_act())
        return send(from, Decline{b.next, "the offer has lapsed"});
    ballot_ = b.next;
    highest_ = std::max(highest_, ballot_);
    conducting_ = true;
    begin_lease();
    offered_.reset();
    claim_at_.reset();
    heartbeat(true, true);  // the promise is durable since we said that we were ready
    log("conducting under ballot " + std::to_string(ballot_.number) + ": handed over by " + name(from));
    Draft d(state_, context(self_));
    d.write(state_.transport());
    if (!b.id.is_none()) d.taken(b.id);
    if (!b.source.is_none()) write_move(d, b.source, self_, b.keep, std::max(b.switch_at, ensemble_ + lead(self_)));
    write(d);
    heartbeat(true);
}

void SessionMachine::receive(const NodeId& from, const Message&, const Abort& b) {
    if (!offered_ || offered_->from != from || offered_->next != b.next) return;
    offered_.reset();
    changed();
}

}  // namespace segue::handoff
