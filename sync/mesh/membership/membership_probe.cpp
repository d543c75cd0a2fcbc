// What membership does of its own accord: probes, errands for others, watches, dials, and what goes into a packet.
#include <algorithm>
#include <cmath>

#include "sync/base/assert.h"
#include "sync/mesh/membership/membership.h"
#include "sync/base/planted.h"

namespace segue::membership {

// --- probing -----------------------------------------------------------------------------------------------------

void Membership::run_probe(LocalTime now, Effects& out) {
    if (probe_ && !probe_->answered && !probe_->asked && now >= probe_->ask_at) ask_helpers(now, out);
    if (now < probe_at_) return;
    end_probe(now, out);
    begin_probe(now, out);
    probe_at_ = now + probe_interval * (1 + health_);
}

void Membership::begin_probe(LocalTime now, Effects& out) {
    // The dead too, while a channel to them stands: where a partition heals, that is how both sides find out.
    const auto worth = [this](const NodeId& id) {
        const Member* m = find(id);
        return m && m->life != Life::left && (m->life != Life::dead || m->up);
    };
    while (!round_.empty() && !worth(round_.back())) round_.pop_back();
    if (round_.empty()) {
        for (const Member& m : members())
            if (worth(m.id)) round_.push_back(m.id);
        for (std::size_t i = round_.size(); i > 1; --i) std::swap(round_[i - 1], round_[random_.below(i)]);
    }
    if (round_.empty()) return health(-1);
    const NodeId target = round_.back();
    round_.pop_back();
    probe_ = Probe{target, ++number_, now, now + probe_timeout * (1 + health_), false, false, 0, 0};
    if (find(target)->up)
        send(target, {Packet::Type::ping, number_, {}, false, {}}, Fill::some, out);
    else
        ask_helpers(now, out);
}

void Membership::ask_helpers(LocalTime, Effects& out) {
    probe_->asked = true;
    std::vector<NodeId> helpers;
    for (const Member& m : members())
        if (m.up && m.life == Life::alive && m.id != probe_->target) helpers.push_back(m.id);
    for (std::size_t i = 0; i < helpers.size() && i < indirect_probes; ++i) {
        std::swap(helpers[i], helpers[i + random_.below(helpers.size() - i)]);
        send(helpers[i], {Packet::Type::ask, probe_->number, probe_->target, false, {}}, Fill::some, out);
        ++probe_->helpers;
    }
}

void Membership::end_probe(LocalTime now, Effects& out) {
    if (!probe_) return;
    const Probe p = *std::exchange(probe_, std::nullopt);
    const auto i = roster_.index(p.target);
    if (!i) return;
    if (p.answered) return health(-1);
    Record r = roster_.at(*i);
    if (r.member.life == Life::dead) return;
    // Helpers that did not even say no accuse us, not the target.
    health(p.helpers > 0 ? std::max(0, p.helpers - p.helpers_heard) : 1);
    if (r.detail.heard <= p.began) suspect(r, r.member.incarnation, self_.id, now, out);
}

void Membership::run_errands(LocalTime now, Effects& out) {
    for (Errand& e : errands_) {
        if (e.nacked || now < e.nack_at || e.end <= now) continue;
        e.nacked = true;
        send(e.asker, {Packet::Type::nack, e.asker_number, {}, false, {}}, Fill::news, out);
    }
    std::erase_if(errands_, [now](const Errand& e) { return e.end <= now; });
}

// --- watching ----------------------------------------------------------------------------------------------------

Membership::Watched* Membership::watched(const NodeId& id) {
    const auto at = std::find_if(watches_.begin(), watches_.end(), [&](const Watched& w) { return w.node == id; });
    return at == watches_.end() ? nullptr : &*at;
}

void Membership::take(const Watch& e, LocalTime now, Effects&) {
    if (e.node == self_.id || watched(e.node) || watches_.size() == members_max) return;
    watches_.push_back({e.node, now, now, false});
}

// What the watch has said of a node must be taken back some day: it stays under suspicion, which ends either way.
void Membership::take(const Unwatch& e, LocalTime now, Effects& out) {
    const Watched* ended = watched(e.node);
    const auto i = roster_.index(e.node);
    if (ended && ended->failed && i && !SEGUE_PLANTED(verdict_never_taken_back))
        if (Record r = roster_.at(*i); r.member.life == Life::alive) suspect(r, r.member.incarnation, self_.id, now, out);
    std::erase_if(watches_, [&](const Watched& w) { return w.node == e.node; });
}

void Membership::run_watches(LocalTime now, Effects& out) {
    for (Watched& w : watches_) {
        const auto i = roster_.index(w.node);
        const Detail* d = i ? &roster_.detail(*i) : nullptr;
        const LocalTime heard = d ? std::max(d->heard, w.since) : w.since;
        const bool closed = d && d->closed_at && now >= std::max(*d->closed_at, d->heard) + closed_grace;
        const bool gone = i && (members()[*i].life == Life::dead || members()[*i].life == Life::left);
        const bool failed = closed || gone || now - heard >= watch_silence_max;
        if (failed != w.failed) {
            w.failed = failed;
            const bool told = gone && members()[*i].life == Life::left;  // `left` has said it all
            if (!told) note(failed ? Notice::What::failed : Notice::What::back, w.node, out);
        }
        if (now < w.beat_at) continue;
        const bool worried = now - heard >= heartbeat_worried;
        w.beat_at = now + (worried && !failed ? heartbeat_worried_interval : heartbeat_interval);
        if (i && members()[*i].up) send(w.node, {Packet::Type::heartbeat, 0, {}, worried, {}}, Fill::news, out);
    }
}

// --- dialling ----------------------------------------------------------------------------------------------------

void Membership::run_dials(LocalTime now, Effects& out) {
    for (std::size_t i = 0; i < roster_.size(); ++i) {
        Record r = roster_.at(i);
        if (r.member.up || r.member.life == Life::left || r.member.addresses.empty() || now < r.detail.dial_at)
            continue;
        out.dial.push_back({r.member.id, r.member.addresses});
        r.detail.dial_at = now + r.detail.dial_interval;
        r.detail.dial_interval = std::min(r.detail.dial_interval * 2, dial_interval_max);
    }
}

LocalTime Membership::earliest(LocalTime now) const {
    LocalTime t = probe_at_;
    if (probe_ && !probe_->answered && !probe_->asked) t = std::min(t, probe_->ask_at);
    for (const Errand& e : errands_) t = std::min(t, e.nacked ? e.end : e.nack_at);
    for (const Watched& w : watches_) {
        t = std::min(t, w.beat_at);
        const auto i = roster_.index(w.node);
        if (w.failed || !i) continue;
        const Detail& d = roster_.detail(*i);
        t = std::min(t, std::max(d.heard, w.since) + watch_silence_max);
        if (d.closed_at) t = std::min(t, std::max(*d.closed_at, d.heard) + closed_grace);
    }
    for (std::size_t i = 0; i < roster_.size(); ++i) {
        const Record r = const_cast<Roster&>(roster_).at(i);
        if (r.member.life == Life::suspect) t = std::min(t, verdict_at(r));
        if (!r.member.up && r.member.life != Life::left && !r.member.addresses.empty())
            t = std::min(t, r.detail.dial_at);
    }
    return std::max(t, now);
}

// --- packets -----------------------------------------------------------------------------------------------------

void Membership::send(const NodeId& to, Packet packet, Fill fill, Effects& out) {
    std::size_t room = packet_bytes_max - packet_header_bytes;
    const auto put = [&](Update u) {
        const bool there = std::any_of(packet.updates.begin(), packet.updates.end(),
                                       [&](const Update& o) { return o.node == u.node; });
        const std::size_t size = encoded_size(u);
        if (there || size > room || packet.updates.size() == updates_per_packet_max) return false;
        room -= size;
        packet.updates.push_back(std::move(u));
        return true;
    };
    const auto news_of = [this](const Member& m, const Detail& d) {
        Update u{m.id, m.incarnation, m.life, {}, {}, {}};
        if (m.life == Life::alive) u.name = m.name, u.addresses = m.addresses;
        if (m.life == Life::suspect && !d.accusers.empty()) u.accuser = d.accusers.back();
        return u;
    };
    // First of all, what is said of the one spoken to: it alone can refute it.
    if (const auto i = roster_.index(to)) {
        if (roster_.detail(*i).slander)
            put(*roster_.detail(*i).slander);
        else if (members()[*i].life != Life::alive)
            put(news_of(members()[*i], roster_.detail(*i)));
    }
    if (fill == Fill::full) put(self_update());
    const int limit =
        gossip_factor * static_cast<int>(std::ceil(std::log10(static_cast<double>(roster_.living()) + 1)));
    rumours_.pass_on(limit, [&](const NodeId& about) {
        if (about == self_.id) return put(self_update());
        const auto i = roster_.index(about);
        return i ? about != to && put(news_of(members()[*i], roster_.detail(*i))) : true;
    });
    // Then some of the rest in turn, whether new or not.
    const std::size_t all = roster_.size() + 1;
    std::size_t extra = fill == Fill::full ? all : fill == Fill::some ? std::min(all, trickle_per_packet) : 0;
    for (; extra > 0; --extra, ++trickle_) {
        const std::size_t i = trickle_ % all;
        if (i == roster_.size())
            put(self_update());
        else if (members()[i].id != to)
            put(news_of(members()[i], roster_.detail(i)));
    }
    out.send.push_back({to, std::move(packet)});
}

}  // namespace segue::membership
