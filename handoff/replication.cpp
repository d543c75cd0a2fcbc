// Peers come and go; replicas are kept the same.
#include <algorithm>

#include "handoff/draft.h"
#include "handoff/machine.h"
#include "handoff/merge.h"
#include "sync/base/planted.h"

namespace segue::handoff {

void SessionMachine::on(const PeerUp& e) {
    if (e.peer == self_) return;
    Peer& p = peers_[e.peer];
    p.up = true;
    p.name = e.name;
    p.dead = p.left = false;
    p.leaving = p.let_go = false;
    const auto member = state_.members.find(e.peer);
    p.invited_again = member != state_.members.end() && member->second.value.forgotten;
    p.report.reset();
    refresh_alive();
    if (e.peer == conductor()) {
        heard_ = now_;
        claim_at_.reset();
        report_due_ = true;
    }
    say_hello(e.peer);
    changed();
}

void SessionMachine::on(const PeerDown& e) {
    const auto it = peers_.find(e.peer);
    if (it == peers_.end()) return;
    if (it->second.up) it->second.gone = now_;
    it->second.up = false;
    it->second.left |= e.how == Down::left;
    it->second.dead |= it->second.left;
    it->second.report.reset();
    refresh_alive();
    changed();
}

void SessionMachine::on(const PeerFailed& e) {
    const auto it = peers_.find(e.peer);
    if (it == peers_.end()) return;
    if (it->second.up) it->second.gone = now_;
    it->second.dead = true;
    refresh_alive();
    changed();
}

void SessionMachine::on_message(const NodeId& from, const Message& m) {
    if (m.session != state_.id || from == self_ || drained_) return;
    Peer& p = peers_[from];
    if (m.ballot > ballot_ && !(SEGUE_PLANTED(no_fence) && conducting_)) {
        adopt(m.ballot);
    } else if (m.ballot < ballot_ && m.ballot.node == from && now_ >= p.nacked + nack_interval) {
        // It thinks that it conducts: the fence.
        p.nacked = now_;
        send(from, Nack{});
    }
    if (!ballot_.is_none() && from == ballot_.node && m.ballot == ballot_) {
        heard_ = now_;
        spoke_ = now_;
        cut_off_ = false;
        asked_.reset();
        if (!SEGUE_PLANTED(stale_timer)) claim_at_.reset();
    }
    std::visit([&](const auto& body) { receive(from, m, body); }, m.body);
}

void SessionMachine::say_hello(const NodeId& to) { send(to, Hello{config_.about, settled_, digest()}); }

void SessionMachine::send_all(const NodeId& to) {
    Peer& p = peers_[to];
    p.synced = now_;
    std::vector<Delta> pieces = split(state_, chunk_bytes);
    for (std::size_t i = 0; i < pieces.size(); ++i)
        send(to, Update{std::move(pieces[i]), i + 1 == pieces.size(), digest()});
}

void SessionMachine::receive(const NodeId& from, const Message& m, const Hello& b) {
    Peer& p = peers_[from];
    p.settled = b.settled;
    p.about = b.about;
    settle_by(m.ballot, b.settled && b.digest == digest());
    const bool empty = state_.latest == Stamp{} && state_.taken.empty();
    if (b.digest != digest() && !empty) send_all(from);
}

void SessionMachine::receive(const NodeId& from, const Message& m, const Update& b) {
    if (conducting_ && may_act()) {
        // What comes from elsewhere may change the queue around the playing entry.
        Draft d(state_, context(self_));
        d.reanchor();
        write(d);
    }
    if (absorb(b.delta) && conducting_)  // the others have not seen it
        for (const NodeId& node : alive_)
            if (node != from) send(node, Update{b.delta, false, 0});
    if (!b.whole) return;
    settle_by(m.ballot, peers_[from].settled);
    if (b.digest != digest() && now_ >= peers_[from].synced + sync_interval) send_all(from);  // it lacks what we have
}

void SessionMachine::receive(const NodeId& from, const Message& m, const Heartbeat& b) {
    if (m.ballot != ballot_ || from != conductor()) return;
    settle_by(m.ballot, b.digest == digest());
    conductor_digest_ = b.digest;
    take_lease(b.lease);
    follow(from, b.stamp);
}

void SessionMachine::receive(const NodeId& from, const Message& m, const Probe&) {
    if (m.ballot < ballot_) {
        if (m.ballot.node != from) send(from, Nack{});  // else the fence has told it
        if (!conducting_) return;
    }
    const bool heard = m.ballot == ballot_ && may_act() && spoke_ && now_ < *spoke_ + probe_after;
    if (conducting_ && may_act())
        send(from, Heartbeat{state_.latest, digest(), lease_left(now_), heartbeat_stamp()});
    else if (heard && !conducting_ && conductor() != from && alive_.contains(conductor()))
        send(from, StillHeard{digest(), lease_left(now_), 0});
}

void SessionMachine::receive(const NodeId& from, const Message& m, const StillHeard& b) {
    if (m.ballot != ballot_) return;
    if (conducting_) return followed_by(from, b.stamp);
    take_lease(b.lease);
    heard_ = now_;
    cut_off_ = true;
    relay_ = from;
    asked_.reset();
    claim_at_.reset();
    if (b.digest != digest() && now_ >= peers_[from].synced + sync_interval) {
        peers_[from].synced = now_;
        say_hello(from);
    }
    changed();
}

// Somebody whose transport is live has the same, so the times in ours mean something.
void SessionMachine::settle_by(const Ballot& ballot, bool same) {
    if (settled_ || !same || ballot < ballot_ || ballot.is_none()) return;
    settled_ = true;
    changed();
}

void SessionMachine::receive(const NodeId&, const Message&, const Nack&) {}  // the header has said it

void SessionMachine::receive(const NodeId& from, const Message&, const OutputReport& b) { peers_[from].report = b; }

// A replica that stays different from the conductor's for longer than messages take is mended.
void SessionMachine::sync_duty() {
    if (conducting_ || !conductor_digest_ || *conductor_digest_ == digest()) {
        differs_since_.reset();
        return;
    }
    if (!differs_since_) differs_since_ = now_;
    const LocalTime due = *differs_since_ + sync_interval / 2;
    if (now_ < due) return wake_by(due);
    differs_since_ = now_ + sync_interval / 2;
    say_hello(conductor());
}

void SessionMachine::heartbeat(bool now, bool at_once) {
    if (now || now_ >= next_heartbeat_) {
        next_heartbeat_ = now_ + heartbeat_interval;
        const std::size_t before = fx_.send.size();
        broadcast(Heartbeat{state_.latest, digest(), lease_left(now_), heartbeat_stamp()}, true);
        if (at_once && fx_.send.size() > before) fx_.send.back().at_once = true;
    }
    if (alive_.size() > 1) wake_by(next_heartbeat_);
}

// What our engine says, to whoever conducts.
void SessionMachine::report_duty() {
    if (!own_report_ || conducting_ || (!report_due_ && reported_to_ == ballot_)) return;
    if (!alive_.contains(conductor())) return;
    report_due_ = false;
    reported_to_ = ballot_;
    send(conductor(), *own_report_);
}

}  // namespace segue::handoff
