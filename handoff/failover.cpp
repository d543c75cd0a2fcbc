// Fences, claims, sleep: who conducts when nobody has planned it.
#include <algorithm>

#include "handoff/draft.h"
#include "handoff/machine.h"
#include "sync/base/assert.h"
#include "sync/base/planted.h"

namespace segue::handoff {

// Somebody reigns under a higher ballot than we knew.
void SessionMachine::adopt(const Ballot& ballot) {
    SEGUE_ASSERT(ballot > ballot_);
    const bool was = conducting_;
    // A last word under our own ballot: what we played is no part of what the new reign took over. If it goes on
    // elsewhere, our position becomes a bookmark there.
    if (was && may_act() && !handover_) {
        Draft d(state_, context(self_));
        d.write(state_.transport());
        write(d);
    }
    const bool ours = ballot.node == self_;  // from an earlier run whose disk is lost: not a right to act
    ballot_ = ballot;
    highest_ = std::max(highest_, ballot);
    if (was) keep_lease();
    conducting_ = false;
    if (!SEGUE_PLANTED(stale_timer)) claim_at_.reset();
    asked_.reset();
    cut_off_ = false;
    heard_ = now_;
    spoke_.reset();
    conductor_digest_.reset();
    watch_.reset();
    if (offered_ && ballot >= offered_->next) offered_.reset();
    if (handover_) {
        const bool by_target = ballot.node == handover_->target;
        const bool done = by_target && (handover_->source.is_none() || ballot == handover_->next);
        const std::string what = by_target ? " took over without its sound; ask again to move that"
                                           : " did not take over; " + name(ballot.node) + " conducts now";
        end_handover(done, Error::not_ready, done ? "" : name(handover_->target) + what);
    }
    persist(nullptr, false);
    if (was) log("yielding to " + name(ballot.node) + ", which conducts under a higher ballot");
    if (ours) heard_ = now_ - silent_after;
    changed();
}

// How many members in reach are better placed to take over than we are.
std::size_t SessionMachine::rank() const {
    const auto standing = [&](const NodeId& node) {
        const auto it = state_.outputs.find(node);
        return std::pair(!(it != state_.outputs.end() && it->second.on()), node);
    };
    if (offered_) return 0;  // it was to be ours
    std::size_t better = 0;
    for (const NodeId& node : alive_) {
        if (node == self_ || node == conductor()) continue;
        const Peer* p = peer(node);
        better += p && p->settled && standing(node) < standing(self_);
    }
    return better;
}

void SessionMachine::claim(const std::string& why) {
    const NodeId old = conductor();
    ballot_ = {std::max(highest_.number, ballot_.number) + 1, self_, SEGUE_PLANTED(ballot_reused) ? 0 : config_.incarnation};
    highest_ = ballot_;
    conducting_ = true;
    begin_lease();
    claim_at_.reset();
    asked_.reset();
    cut_off_ = false;
    bookmarks_due_ = true;
    const bool moving = offered_.has_value();
    const NodeId source = offered_ ? offered_->source : NodeId{};
    offered_.reset();
    if (handover_)
        end_handover(false, Error::not_ready,
                     name(handover_->target) + " went away while taking over; " + name(self_) + " conducts now");
    log("conducting under ballot " + std::to_string(ballot_.number) + ": " + why);

    Draft d(state_, context(self_));
    if (!settled_) {
        // Only read from disk: its times are of another age, so go on from where it was.
        const Transport& t = state_.transport();
        const bool moved = t.mode == Mode::playing || t.mode == Mode::loading;
        Transport rest;
        rest.mode = moved ? Mode::paused : t.mode;
        rest.cue = moved && rest_ && state_.queue.find(rest_->entry) ? *rest_ : t.cue;
        d.write(std::move(rest));
        settled_ = true;
    } else {
        d.write(state_.transport());
    }
    if (state_.settings.stamp == Stamp{}) {
        Settings settings;
        settings.name = config_.session_name.empty() ? "session" : config_.session_name;
        d.write(settings);
    }
    // The handoff's source died before it could commit: what was promised to sound here, does.
    if (moving && !source.is_none() && !alive_.contains(source)) write_move(d, source, self_, false, d.soon());
    // Where the old conductor fell silent is where its output did, if it was one.
    if (const auto it = peers_.find(old); it != peers_.end() && !alive_.contains(old))
        it->second.gone = std::min(it->second.gone, heard_ + heartbeat_interval);
    write(d);
    if (SEGUE_PLANTED(ballot_reused)) fx_.persist.clear();
    heartbeat(true);
}

// Dead to us need not be dead: perhaps only we and it are cut off from each other. Two who cannot hear each other, and
// both be heard by a third, would else take the session from each other for ever.
bool SessionMachine::others_asked() {
    if (alive_.size() <= 1) return true;
    if (!asked_ && probed_ > heard_) asked_ = probed_;  // when it fell silent
    if (!asked_) {
        asked_ = now_;
        broadcast(Probe{});
    }
    if (now_ >= *asked_ + ask_time) return true;
    wake_by(*asked_ + ask_time);
    return false;
}

void SessionMachine::claim_duty() {
    if (conducting_ || !may_act() || draining_) return;
    const bool wanted = !pending_.empty();
    if (SEGUE_PLANTED(stale_timer) && claim_at_ && now_ >= *claim_at_) return claim(name(conductor()) + " is gone");
    // Where too few are left, whoever is gone for good can be forgotten by nobody else.
    const bool forgets = std::any_of(pending_.begin(), pending_.end(),
                                     [](const Pending& e) { return std::holds_alternative<ForgetMember>(e.edit); });
    const bool may_claim = forgets || quorum();
    if (ballot_.is_none()) {
        if (wanted) claim("first command");
        return;
    }
    if (!settled_) {
        // All we have is from disk. Who comes to meet us knows better; but if somebody wants something, go ahead.
        const bool somebody = alive_.contains(conductor()) && conductor() != self_;
        if (wanted && !somebody && may_claim) claim("nobody else knows this session");
        return;
    }
    const Peer* p = peer(conductor());
    const bool relayed = cut_off_ && now_ < heard_ + silent_after;
    const bool gone = conductor() == self_ || (p && p->dead && !relayed);
    if (gone && p && !p->left && !others_asked()) return;
    if (!gone && now_ < heard_ + probe_after) return wake_by(heard_ + probe_after);
    if (!gone && now_ < heard_ + silent_after) {
        if (now_ >= probed_ + probe_after) {
            probed_ = now_;
            broadcast(Probe{});  // over the stream: perhaps only datagrams are lost
        }
        return wake_by(heard_ + silent_after);
    }
    if (!may_claim) return claim_at_.reset();
    if (!claim_at_) {
        claim_at_ = now_ + static_cast<std::int64_t>(rank()) * Nanoseconds(rank_step);
        changed();
    }
    if (now_ < *claim_at_) return wake_by(*claim_at_);
    claim(conductor() == self_ ? "its last conductor, started anew" : name(conductor()) + " is gone");
}

// We may have been asleep: others may have gone on without us. Listen before acting.
void SessionMachine::look_around(bool unsure) {
    heard_ = now_;
    claim_at_.reset();
    if (alive_.size() > 1 || unsure) {
        listen_until_ = now_ + listen_time;
        unsure_ |= unsure;
        if (unsure) lose_lease();
        broadcast(Probe{});
        changed();
    }
}

}  // namespace segue::handoff
