// Events, and what is believed of whom. Probing, watching and dialling are in membership_probe.cpp.
#include "sync/mesh/membership/membership.h"

#include <algorithm>
#include <cmath>

#include "sync/base/assert.h"

namespace segue::membership {

const char* to_string(Notice::What what) {
    switch (what) {
        case Notice::What::up:
            return "up";
        case Notice::What::suspect:
            return "suspect";
        case Notice::What::failed:
            return "failed";
        case Notice::What::dead:
            return "dead";
        case Notice::What::left:
            return "left";
        case Notice::What::back:
            return "back";
        case Notice::What::changed:
            return "changed";
    }
    return "?";
}

Membership::Membership(Self self, std::uint64_t seed, LocalTime now)
    : self_(std::move(self)), random_(seed), probe_at_(now + probe_interval), wake_(now + probe_interval) {
    describe_self(self_.name, self_.addresses);
    rumours_.add(self_.id);
}

Effects Membership::step(const Event& event, LocalTime now) {
    Effects out;
    if (left_) return out;
    thaw(now);
    std::visit([&](const auto& e) { take(e, now, out); }, event);
    if (left_) return out;
    review(now, out);
    run_probe(now, out);
    run_errands(now, out);
    run_watches(now, out);
    run_dials(now, out);
    wake_ = std::max(now + milliseconds(1), earliest(now));
    return out;
}

// Called late, this process was frozen (or starved): what it did not hear meanwhile was not unsaid. Every deadline
// moves along, and the node trusts its own judgement less for a while.
void Membership::thaw(LocalTime now) {
    const Nanoseconds late = now - wake_;
    if (late < freeze_threshold) return;
    health(+1);
    probe_at_ += late;
    if (probe_) probe_->began += late, probe_->ask_at += late;
    for (Errand& e : errands_) e.nack_at += late, e.end += late;
    for (Watched& w : watches_) w.since += late;
    for (std::size_t i = 0; i < roster_.size(); ++i) {
        Detail& d = roster_.at(i).detail;
        if (d.heard > never) d.heard = std::min(now, d.heard + late);
        if (d.closed_at) *d.closed_at += late;
        d.since = std::min(now, d.since + late);
    }
}

void Membership::heard(const NodeId& from, LocalTime now) {
    if (const auto i = roster_.index(from)) roster_.at(*i).detail.heard = now;
}

const Member* Membership::find(const NodeId& id) const {
    const auto i = roster_.index(id);
    return i ? &members()[*i] : nullptr;
}

void Membership::describe(std::string name, std::vector<std::string> addresses) {
    describe_self(std::move(name), std::move(addresses));
    ++self_.incarnation;
    rumours_.add(self_.id);
}

// What is too long for others to accept is cut here; a name not in the middle of a UTF-8 character.
void Membership::describe_self(std::string name, std::vector<std::string> addresses) {
    if (name.size() > name_bytes_max) {
        std::size_t end = name_bytes_max;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
        name.resize(end);
    }
    std::erase_if(addresses, [](const std::string& a) { return a.empty() || a.size() > address_bytes_max; });
    if (addresses.size() > addresses_max) addresses.resize(addresses_max);
    self_.name = std::move(name);
    self_.addresses = std::move(addresses);
}

void Membership::health(int change) { health_ = std::clamp(health_ + change, 0, health_worst); }

// --- channels ----------------------------------------------------------------------------------------------------

void Membership::take(const PeerUp& e, LocalTime now, Effects& out) {
    if (e.peer.id == self_.id) return;
    auto i = roster_.index(e.peer.id);
    const bool known = i.has_value();
    if (!known) i = roster_.insert(e.peer.id, now);
    if (!i) return;
    Record r = roster_.at(*i);
    r.member.up = true;
    if (r.member.name.empty() && e.peer.name.size() <= name_bytes_max) r.member.name = e.peer.name;
    r.detail.heard = r.detail.up_since = now;
    r.detail.closed_at.reset();
    if (!known)
        note(Notice::What::up, e.peer.id, out);
    else
        revive(r, now, out);
    send(e.peer.id, {Packet::Type::ping, ++number_, {}, false, {}}, Fill::full, out);
}

void Membership::take(const PeerDown& e, LocalTime now, Effects& out) {
    const auto i = roster_.index(e.peer);
    if (!i) return;
    Record r = roster_.at(*i);
    const bool forgotten = e.why == mesh::Gone::revoked;  // possibly while it is away: then it has no channel to lose
    if (!r.member.up && !forgotten) return;
    r.member.up = false;
    switch (e.why) {
        case mesh::Gone::left:
        case mesh::Gone::revoked:
            return bury(r, Life::left, now, out);
        case mesh::Gone::closed:
            r.detail.closed_at = now;
            [[fallthrough]];
        case mesh::Gone::silent:
            break;
    }
    r.detail.dial_at = now;
    r.detail.dial_interval = dial_interval_min;
    suspect(r, r.member.incarnation, self_.id, now, out);
}

void Membership::take(const Leave&, LocalTime, Effects& out) {
    left_ = true;
    for (const Member& m : members())
        if (m.up) out.send.push_back({m.id, {Packet::Type::news, 0, {}, false, {self_update()}}});
    wake_ = LocalTime::max();
}

void Membership::take(const Received& e, LocalTime now, Effects& out) {
    const auto i = roster_.index(e.from);
    if (!i) return;
    roster_.at(*i).detail.heard = now;
    const Packet& p = e.packet;
    for (const Update& u : p.updates) apply(u, e.from, now, out);

    const bool newcomer = now - roster_.at(*roster_.index(e.from)).detail.up_since < probe_interval;
    switch (p.type) {
        case Packet::Type::ping:
            send(e.from, {Packet::Type::ack, p.number, {}, false, {}}, newcomer ? Fill::full : Fill::some, out);
            break;
        case Packet::Type::heartbeat:
            if (p.urgent || !watched(e.from)) send(e.from, {Packet::Type::ack, 0, {}, false, {}}, Fill::news, out);
            break;
        case Packet::Type::ack:
        case Packet::Type::nack:
            if (probe_ && p.number == probe_->number) {
                const bool helper = e.from != probe_->target;
                if (helper) ++probe_->helpers_heard;
                if (p.type == Packet::Type::ack) probe_->answered = true;
            }
            for (Errand& errand : errands_)
                if (p.type == Packet::Type::ack && errand.number == p.number) {
                    send(errand.asker, {Packet::Type::ack, errand.asker_number, {}, false, {}}, Fill::news, out);
                    errand.end = now;
                }
            break;
        case Packet::Type::ask: {
            const Member* target = find(p.target);
            if (!target || !target->up || errands_.size() == helper_tasks_max) {
                send(e.from, {Packet::Type::nack, p.number, {}, false, {}}, Fill::news, out);
                break;
            }
            errands_.push_back({e.from, p.number, ++number_, now + helper_timeout, now + 2 * probe_interval, false});
            send(p.target, {Packet::Type::ping, number_, {}, false, {}}, Fill::some, out);
            break;
        }
        case Packet::Type::news:
            break;
    }
}

// --- news --------------------------------------------------------------------------------------------------------

void Membership::apply(const Update& u, const NodeId& from, LocalTime now, Effects& out) {
    if (u.node == self_.id) return apply_to_self(u);
    auto i = roster_.index(u.node);
    if (!i) {
        if (u.life != Life::alive && u.life != Life::suspect) return;
        i = roster_.insert(u.node, now);
        if (!i) return;
        note(Notice::What::up, u.node, out);
        rumours_.add(u.node);
        Record r = roster_.at(*i);
        r.member.incarnation = u.incarnation;
        r.member.name = u.name;
        r.member.addresses = u.addresses;
        if (u.life == Life::suspect) suspect(r, u.incarnation, u.accuser, now, out);
        return;
    }
    Record r = roster_.at(*i);
    if (r.detail.slander && u.life == Life::alive && u.incarnation > r.detail.slander->incarnation)
        r.detail.slander.reset();
    if (u.incarnation < r.member.incarnation) return;
    const bool newer = u.incarnation > r.member.incarnation;
    if (!newer && u.life < r.member.life) return;
    if (!newer && u.life == r.member.life) {
        if (u.life == Life::suspect) suspect(r, u.incarnation, u.accuser, now, out);
        // An alive member whose name only came by its channel, or a suspect without particulars.
        if (u.life == Life::alive && r.member.addresses.empty() && !u.addresses.empty()) believe(r, u, now, out);
        return;
    }
    const bool ears = r.member.up && r.detail.heard > now - own_ears;
    if (u.life != Life::alive && u.node != from && ears) {
        if (!r.detail.slander || r.detail.slander->incarnation < u.incarnation || r.detail.slander->life < u.life) {
            r.detail.slander = u;
            send(u.node, {Packet::Type::ping, ++number_, {}, false, {}}, Fill::news, out);
        }
        return;
    }
    believe(r, u, now, out);
}

void Membership::apply_to_self(const Update& u) {
    const bool wrong = u.life != Life::alive || u.incarnation > self_.incarnation;
    if (!wrong || u.incarnation < self_.incarnation) return;
    if (u.life == Life::suspect || u.life == Life::dead) health(+1);
    self_.incarnation = u.incarnation + 1;
    rumours_.add(self_.id);
}

void Membership::believe(Record& r, const Update& u, LocalTime now, Effects& out) {
    switch (u.life) {
        case Life::suspect:
            return suspect(r, u.incarnation, u.accuser, now, out);
        case Life::dead:
        case Life::left:
            r.member.incarnation = u.incarnation;
            return bury(r, u.life, now, out);
        case Life::alive:
            break;
    }
    const bool changed = !u.name.empty() && (r.member.name != u.name || r.member.addresses != u.addresses);
    r.member.incarnation = u.incarnation;
    if (changed) {
        r.member.name = u.name;
        r.member.addresses = u.addresses;
        note(Notice::What::changed, u.node, out);
    }
    if (!r.member.up) r.detail.dial_at = now, r.detail.dial_interval = dial_interval_min;
    revive(r, now, out);
    r.detail.slander.reset();
    rumours_.add(u.node);
}

// Starts a suspicion, or confirms the one there is.
void Membership::suspect(Record& r, std::uint64_t incarnation, const NodeId& accuser, LocalTime now, Effects& out) {
    auto& accusers = r.detail.accusers;
    const bool begins = r.member.life == Life::alive || incarnation > r.member.incarnation;
    if (begins) {
        if (r.member.life != Life::suspect) note(Notice::What::suspect, r.member.id, out);
        r.member.life = Life::suspect;
        r.member.incarnation = incarnation;
        r.detail.since = now;
        accusers.clear();
    } else if (r.member.life != Life::suspect || accusers.size() > static_cast<std::size_t>(confirmations_wanted) ||
               std::find(accusers.begin(), accusers.end(), accuser) != accusers.end()) {
        return;
    }
    accusers.push_back(accuser);
    rumours_.add(r.member.id);
}

void Membership::bury(Record& r, Life life, LocalTime now, Effects& out) {
    if (r.member.life == life) return;
    r.member.life = life;
    r.detail.since = now;
    r.detail.accusers.clear();
    r.detail.slander.reset();
    rumours_.add(r.member.id);
    note(life == Life::left ? Notice::What::left : Notice::What::dead, r.member.id, out);
}

// Our own ears, or its own word, say it lives.
void Membership::revive(Record& r, LocalTime now, Effects& out) {
    if (r.member.life == Life::alive) return;
    note(r.member.life == Life::suspect ? Notice::What::back : Notice::What::up, r.member.id, out);
    const Update said{r.member.id,
                      r.member.incarnation,
                      r.member.life,
                      {},
                      {},
                      r.detail.accusers.empty() ? NodeId{} : r.detail.accusers.back()};
    r.detail.slander = said;
    r.member.life = Life::alive;
    r.detail.since = now;
    r.detail.accusers.clear();
}

// What time alone decides: verdicts over suspects, and those who have been heard after all.
void Membership::review(LocalTime now, Effects& out) {
    roster_.forget(now - dead_kept);
    for (std::size_t i = 0; i < roster_.size(); ++i) {
        Record r = roster_.at(i);
        if (r.detail.heard > r.detail.since &&
            (r.member.life == Life::suspect || (r.member.life == Life::dead && r.member.up)))
            revive(r, now, out);
        if (r.member.life == Life::suspect && now >= verdict_at(r)) bury(r, Life::dead, now, out);
    }
}

// Lifeguard: patient while one alone accuses, quick when several do.
LocalTime Membership::verdict_at(const Record& r) const {
    const double n = static_cast<double>(roster_.living());
    const double shortest = suspicion_min_intervals * to_seconds(probe_interval) * std::max(1.0, std::log10(n));
    const int wanted = std::min(confirmations_wanted, static_cast<int>(n) - 2);
    if (wanted < 1) return r.detail.since + nearest_ns(shortest);
    const double longest = shortest * suspicion_max_factor;
    const auto confirmed = static_cast<double>(std::max<std::size_t>(1, r.detail.accusers.size()));
    const double share = std::log(confirmed) / std::log(wanted + 1.0);
    return r.detail.since + nearest_ns(std::max(shortest, longest - (longest - shortest) * share));
}

}  // namespace segue::membership
