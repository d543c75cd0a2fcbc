#include "app/node/player.h"

#include <algorithm>

namespace segue::node {

Player::Player(World& world, const NodeId& self, SessionHost& sessions, audio::MediaExchange& exchange,
               const Settings& settings)
    : world_(world), self_(self), sessions_(sessions), exchange_(exchange), settings_(settings) {}

void Player::refresh(const clock::ClockMap& map) {
    const handoff::SessionMachine* session = sessions_.current();
    const std::optional<SessionId> id = session ? std::optional(session->state().id) : std::nullopt;
    if (id != session_) {
        session_ = id;
        told_ = {};
    }
    play(session, map);
    fetch(session, map);
    leave_other_sessions(session);
    tell_session();
}

void Player::play(const handoff::SessionMachine* session, const clock::ClockMap& map) {
    const LocalTime now = world_.now();
    audio::OutputPlan plan = session ? session->plan(map.to_ensemble(now)) : audio::OutputPlan{};
    plan.latency = settings_.latency();
    if (!plan.programs.empty()) needed_ = now;
    const bool wanted = now - needed_ < device_linger;
    if (wanted != device_wanted_) world_.sound().want_device(device_wanted_ = wanted);
    if (plan != plan_) world_.sound().set_plan(plan_ = std::move(plan));
}

void Player::renew() {
    const handoff::SessionMachine* session = sessions_.current();
    const LocalTime until = session ? session->good_until() : LocalTime::max();
    if (until != good_until_) world_.sound().sound_until(good_until_ = until);
}

// Every member fetches what the session plays, output or not: then a handoff to it is instant, and no member's death
// takes the music with it.
void Player::fetch(const handoff::SessionMachine* session, const clock::ClockMap& map) {
    const LocalTime now = world_.now();
    audio::OutputPlan wanted;
    std::vector<TrackId> ahead;
    if (session) {
        const handoff::SessionState& state = session->state();
        wanted = handoff::plan_for(state, self_, map.to_ensemble(now), true);
        const handoff::Where where = handoff::position(state, map.to_ensemble(now));
        for (const auto* item = where.cue.entry.is_none() ? state.queue.first() : state.queue.next(where.cue.entry);
             item && ahead.size() < manifests_ahead; item = state.queue.next(item->first))
            if (const TrackId& track = item->second.facts.value.track; !track.is_none()) ahead.push_back(track);
    }
    const bool due = !wanted.programs.empty() && now - fetched_ >= want_interval;
    wake_ = wanted.programs.empty() ? LocalTime::max() : std::max(now, fetched_) + want_interval;
    if (wanted == wanted_ && ahead == ahead_ && !due) return;
    wanted_ = std::move(wanted);
    ahead_ = std::move(ahead);
    fetched_ = now;
    wake_ = wanted_.programs.empty() ? LocalTime::max() : now + want_interval;
    exchange_.want(wanted_, map, now, ahead_);
}

// A node sounds in one session at a time: in the one that took it last.
void Player::leave_other_sessions(const handoff::SessionMachine* session) {
    if (!session || !session->state().outputs.contains(self_) || !session->state().outputs.at(self_).on()) return;
    for (const SessionId& id : sessions_.all()) {
        const handoff::SessionMachine* other = sessions_.find(id);
        if (other == session) continue;
        const auto own = other->state().outputs.find(self_);
        if (own != other->state().outputs.end() && own->second.on())
            sessions_.command(id, handoff::OutputRemove{self_}, {});
    }
}

void Player::clock_changed(const clock::ClockMap& map) { world_.sound().set_clock(map); }

void Player::sound_changed() {
    report_ = world_.sound().report();
    tell_session();
}

void Player::tell_session() {
    if (!session_) return;
    handoff::OutputReport report;
    report.epoch = report_.epoch.value_or(audio::Epoch{});
    report.ready = report_.ready;
    report.error = report_.device_error;
    report.part = report_.part;
    report.render_ahead = nearest_ns(report_.latency_ms / 1e3);
    if (report.epoch == told_.epoch && report.ready == told_.ready && report.error == told_.error &&
        report.render_ahead == told_.render_ahead && report.part == told_.part)
        return;
    told_ = report;
    sessions_.own_output(*session_, report);
}

}  // namespace segue::node
