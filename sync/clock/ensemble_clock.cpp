#include "sync/clock/ensemble_clock.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "sync/base/assert.h"
#include "sync/base/planted.h"

namespace segue::clock {
namespace {

Nanoseconds magnitude(Nanoseconds d) { return d < Nanoseconds(0) ? -d : d; }

}  // namespace

const char* to_string(State state) {
    switch (state) {
        case State::alone:
            return "alone";
        case State::acquiring:
            return "acquiring";
        case State::locked:
            return "locked";
        case State::holdover:
            return "holdover";
    }
    return "?";
}

EnsembleClock::EnsembleClock(const NodeId& self, EnsembleTime wall, LocalTime now)
    : self_(self),
      domain_{self, wall},
      since_(wall),
      reference_(self),
      map_{now, wall, 0, Nanoseconds(0)},
      wake_(now + refresh_interval) {
    peers_.reserve(peers_max);
}

Effects EnsembleClock::step(const Event& event, LocalTime now) {
    Effects out;
    wake_up(now);
    std::visit([&](const auto& e) { take(e, now, out); }, event);
    elect(now, out);
    consider_chase(now, out);
    if (!leads() && now - map_.local >= correct_interval) correct(now, out);
    ask(now, out);
    tell_state(now, out);

    wake_ = now + refresh_interval;
    for (const Peer& p : peers_) {
        wake_ = std::min(wake_, p.ask_at);
        const LocalTime decided = p.met + contest_max;
        if (p.who && p.who->domain != domain_ && decided >= now) wake_ = std::min(wake_, decided + milliseconds(1));
    }
    wake_ = std::min({wake_, follow_.ping_at(), chase_.ping_at()});
    if (!leads()) wake_ = std::min(wake_, map_.local + correct_interval);
    wake_ = std::max(wake_, now + milliseconds(1));
    return out;
}

// After a sleep: a slew is for the moment until the next correction, and would by now have gone far beyond its aim.
void EnsembleClock::wake_up(LocalTime now) {
    const LocalTime end = map_.local + overdue;
    if (leads() || now <= end) return;
    map_ = {end, map_.to_ensemble(end), rate_, map_.error_bound};
}

Nanoseconds EnsembleClock::path_bound() const {
    return leads() || !follow_.usable() ? map_.error_bound : std::max(map_.error_bound, follow_.estimate().path_bound);
}

// --- peers -------------------------------------------------------------------------------------------------------

EnsembleClock::Peer* EnsembleClock::find(const NodeId& id) { return const_cast<Peer*>(std::as_const(*this).find(id)); }

const EnsembleClock::Peer* EnsembleClock::find(const NodeId& id) const {
    const auto at =
        std::lower_bound(peers_.begin(), peers_.end(), id, [](const Peer& p, const NodeId& i) { return p.id < i; });
    return at != peers_.end() && at->id == id ? &*at : nullptr;
}

void EnsembleClock::take(const PeerUp& e, LocalTime now, Effects&) {
    if (e.peer == self_ || find(e.peer) || peers_.size() == peers_max) return;
    const auto at = std::find_if(peers_.begin(), peers_.end(), [&](const Peer& p) { return e.peer < p.id; });
    peers_.insert(at, Peer{e.peer, {}, {}, {}, now, now, acquaint_interval});
}

void EnsembleClock::take(const PeerDown& e, LocalTime, Effects&) {
    std::erase_if(peers_, [&](const Peer& p) { return p.id == e.peer; });
    if (follow_.target() == e.peer) follow_.orphan();
    if (chase_.target() == e.peer) chase_.stop();
}

void EnsembleClock::take(const Received& e, LocalTime now, Effects& out) {
    Peer* peer = find(e.from);
    if (!peer) return;
    const LocalTime received = std::min(e.received, now);
    if (const Ping* ping = std::get_if<Ping>(&e.message)) {
        out.send.push_back(
            {e.from, Pong{ping->number, ping->sent, standing(), map_.to_ensemble(received), map_.to_ensemble(now)}});
        const Nanoseconds age = ping->ensemble - ping->who.domain.founded;
        learn(*peer, ping->who, std::nullopt, received - age, now);
        return;
    }
    const Pong& pong = std::get<Pong>(e.message);
    learn(*peer, pong.who, pong.ping_sent - (pong.ping_received - pong.who.domain.founded),
          received - (pong.sent - pong.who.domain.founded), now);
    // Whoever has gone over to another domain tells that one's time now: to be chased, not followed.
    if (follow_.target() == e.from && pong.who.domain != domain_) follow_.orphan();
    if (follow_.target() == e.from && follow_.answered(pong, received, now)) correct(now, out);
    if (chase_.target() == e.from) chase_.answered(pong, received, now);
}

void EnsembleClock::learn(Peer& peer, const Standing& who, std::optional<LocalTime> born_first, LocalTime born_last,
                          LocalTime now) {
    if (!peer.who || peer.who->domain != who.domain) {
        peer.met = now;
        peer.born_first.reset();
    }
    if (born_first) peer.born_first = born_first;
    peer.born_last = born_last;  // only the newest counts: clocks drift
    peer.who = who;
    peer.ask_at = now + ask_interval(peer);
}

Nanoseconds EnsembleClock::ask_interval(const Peer& peer) const {
    return peer.who->domain == domain_ ? refresh_interval : stranger_interval;
}

Ping EnsembleClock::ping(LocalTime now) { return {++number_, now, standing(), map_.to_ensemble(now)}; }

void EnsembleClock::ask(LocalTime now, Effects& out) {
    for (Pursuit* p : {&follow_, &chase_}) {
        if (!p->ping_due(now)) continue;
        out.send.push_back({*p->target(), ping(now)});
        p->pinged(now);
    }
    for (Peer& p : peers_) {
        if (p.ask_at > now) continue;
        out.send.push_back({p.id, ping(now)});
        p.ask_at = now + (p.who ? ask_interval(p) : p.ask_interval);
        p.ask_interval = std::min(p.ask_interval * 2, acquaint_backoff_max);
    }
}

// Everybody is to know at once that this node belongs elsewhere now.
void EnsembleClock::announce(LocalTime now, Effects& out) {
    for (Peer& p : peers_) {
        out.send.push_back({p.id, ping(now)});
        p.ask_at = now + (p.who ? ask_interval(p) : p.ask_interval);
    }
}

// --- whom to follow ----------------------------------------------------------------------------------------------

bool EnsembleClock::older_than_ours(const Peer& peer, LocalTime now) const {
    const LocalTime born = now - (map_.to_ensemble(now) - domain_.founded);
    if (peer.born_last < born) return true;
    const bool contested = peer.born_first && *peer.born_first <= born;
    return contested && now - peer.met > contest_max && peer.who->domain < domain_;
}

const EnsembleClock::Peer* EnsembleClock::best_elsewhere(LocalTime now) const {
    const Peer* best = nullptr;
    for (const Peer& p : peers_) {
        if (!p.who || p.who->domain == domain_ || !older_than_ours(p, now)) continue;
        if (!best)
            best = &p;
        else if (p.who->domain != best->who->domain)
            best = p.born_last < best->born_last ? &p : best;
        else if (std::tie(p.who->since, p.id) < std::tie(best->who->since, best->id))
            best = &p;
    }
    return best;
}

const EnsembleClock::Peer* EnsembleClock::best_here() const {
    const Peer* best = nullptr;
    for (const Peer& p : peers_) {
        if (!p.who || p.who->domain != domain_) continue;
        if (std::tie(p.who->since, p.id) < (best ? std::tie(best->who->since, best->id) : std::tie(since_, self_)))
            best = &p;
    }
    return best;
}

// Who looked older once is measured to the end: a message that took longer since then takes nothing back.
bool EnsembleClock::chases_elsewhere(LocalTime now) const {
    if (!chase_.target() || chase_.domain() == domain_) return false;
    const Peer* p = find(*chase_.target());
    if (!p || !p->who || p->who->domain != chase_.domain()) return false;
    const LocalTime born = now - (map_.to_ensemble(now) - domain_.founded);
    return !p->born_first || *p->born_first <= born;
}

void EnsembleClock::elect(LocalTime now, Effects& out) {
    if (const Peer* p = best_elsewhere(now)) return chase(*p, now);
    if (chases_elsewhere(now)) return;
    const Peer* p = best_here();
    if (!p) {
        chase_.stop();
        if (!leads()) lead(now, out);
        return;
    }
    set_reference(p->id, out);
    if (follow_.target() == p->id)
        chase_.stop();
    else
        chase(*p, now);
}

void EnsembleClock::chase(const Peer& peer, LocalTime now) {
    if (chase_.target() == peer.id) return;
    // Within one domain everybody's rate is the reference's, so the drift known so far stays true.
    const bool same = peer.who->domain == domain_ && rate_error_ < drift_prior_sigma && (follow_.usable() || leads());
    chase_.start(peer.id, *peer.who, same ? rate_ : 0,
                 same ? std::max(drift_kept_sigma, rate_error_) : drift_prior_sigma, now);
}

void EnsembleClock::lead(LocalTime now, Effects& out) {
    const bool raw = SEGUE_PLANTED(reference_steps) && follow_.usable();
    map_ = {now, raw ? follow_.estimate().map.to_ensemble(now) : map_.to_ensemble(now), rate_, Nanoseconds(0)};
    offset_ = Nanoseconds(0);
    follow_.stop();
    set_reference(self_, out);
}

void EnsembleClock::consider_chase(LocalTime now, Effects& out) {
    if (!chase_.target() || !chase_.usable()) return;
    const Nanoseconds error = chase_.error_at(now), waited = now - chase_.since();
    if (chase_.domain() != domain_) {
        if (error <= burst_until || waited >= acquire_patience) adopt(now, out);
        return;
    }
    const Nanoseconds known = follow_.usable() ? follow_.error_at(now) : Nanoseconds(0);
    const Nanoseconds apart = magnitude(map_.to_ensemble(now) - chase_.estimate().map.to_ensemble(now));
    const bool as_good = error <= known + succession_slack;
    const bool surely_apart = apart > error + known + magnitude(offset_);
    if (as_good || surely_apart || waited >= succession_patience) adopt(now, out);
}

void EnsembleClock::adopt(LocalTime now, Effects& out) {
    std::swap(follow_, chase_);
    chase_.stop();
    if (follow_.domain() == domain_) return correct(now, out);

    const ClockMap before = map_;
    const PathEstimate& e = follow_.estimate();
    map_ = {now, e.map.to_ensemble(now), e.map.drift, follow_.error_at(now)};
    rate_ = e.map.drift;
    rate_error_ = e.drift_error;
    offset_ = Nanoseconds(0);
    domain_ = follow_.domain();
    since_ = map_.to_ensemble(now);
    ++breaks_;
    out.notices.push_back(Stepped{before, map_});
    set_reference(*follow_.target(), out);
    announce(now, out);
}

// --- following ---------------------------------------------------------------------------------------------------

void EnsembleClock::correct(LocalTime now, Effects& out) {
    const EnsembleTime mine = map_.to_ensemble(now);
    if (!follow_.usable()) {  // a clock has jumped, or the one we led with must be given up: go on, until measured anew
        const double age = to_seconds(now - map_.local);
        map_ = {now, mine, rate_, map_.error_bound + nearest_ns(age * (rate_error_ + holdover_wander))};
        return;
    }
    const PathEstimate& e = follow_.estimate();
    const Nanoseconds error = follow_.error_at(now);
    rate_ = e.map.drift;
    rate_error_ = e.drift_error;
    const EnsembleTime theirs = e.map.to_ensemble(now);
    offset_ = mine - theirs;
    const Nanoseconds away = magnitude(offset_);
    if (away > step_threshold && error * 2 < away) {
        const ClockMap before = map_;
        map_ = {now, theirs, rate_, error};
        offset_ = Nanoseconds(0);
        ++breaks_;
        out.notices.push_back(Stepped{before, map_});
        return;
    }
    const Nanoseconds span = now - follow_.since() < young ? slew_time_young : slew_time;
    const bool doubtful = now - follow_.since() > gentle_after && away <= error;
    const double fastest = doubtful ? slew_gentle : slew_max;
    const double slew = std::clamp(-to_seconds(offset_) / to_seconds(span), -fastest, fastest);
    map_ = {now, mine, rate_ + slew, error + away};
}

void EnsembleClock::set_reference(const NodeId& node, Effects& out) {
    if (reference_ == node) return;
    reference_ = node;
    out.notices.push_back(ReferenceChanged{node});
}

void EnsembleClock::tell_state(LocalTime now, Effects& out) {
    State state = State::locked;
    if (chase_.target() && chase_.domain() != domain_) {
        state = State::acquiring;
    } else if (leads()) {
        const bool followers =
            std::any_of(peers_.begin(), peers_.end(), [&](const Peer& p) { return p.who && p.who->domain == domain_; });
        state = followers ? State::locked : State::alone;
    } else if (!follow_.usable() || !follow_.target() || now - follow_.last_sample() > sample_silence_max) {
        state = State::holdover;
    }
    if (state == state_) return;
    state_ = state;
    out.notices.push_back(StateChanged{state});
}

}  // namespace segue::clock
