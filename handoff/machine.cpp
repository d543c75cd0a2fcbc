#include "handoff/machine.h"

#include <algorithm>
#include <utility>

#include "handoff/draft.h"
#include "handoff/merge.h"
#include "sync/base/assert.h"
#include "sync/base/planted.h"

namespace segue::handoff {
namespace {
// Persisted ahead of use, so that counts are never used twice: one small write for so many edits.
constexpr std::uint64_t counter_block = 4096;
}  // namespace

SessionMachine::SessionMachine(Config config, const std::optional<Saved>& saved, LocalTime now)
    : config_(std::move(config)), self_(config_.self), now_(now), wake_(now) {
    SEGUE_ASSERT(!self_.is_none() && !config_.session.is_none());
    state_.id = config_.session;
    counter_ = std::uint64_t{config_.incarnation} << 28;
    if (saved && saved->state.id == config_.session) {
        state_ = saved->state;
        ballot_ = state_.ballot();
        highest_ = std::max(saved->highest, ballot_);
        counter_ = std::max(counter_, saved->counter_end);
        if (const auto it = state_.taken.find(self_); it != state_.taken.end())
            counter_ = std::max(counter_, it->second.highest());
        rest_ = saved->rest;
        settled_ = ballot_.is_none();
    }
    counter_end_ = counter_;
    heard_ = now;
    listen_until_ = now + listen_time;
    refresh_alive();
}

Effects SessionMachine::step(const Event& event, LocalTime now, EnsembleTime ensemble_now) {
    fx_ = {};
    const bool late = now > wake_ + freeze_gap;
    const Nanoseconds asleep = now - now_;  // counted as good_until() is
    now_ = now;
    ensemble_ = ensemble_now;
    if (late && !drained_) look_around(asleep > trust_gap);
    wake_ = now + seconds(1);
    dispatch(event);
    duties();
    fx_.wake = wake_;
    return std::exchange(fx_, {});
}

void SessionMachine::dispatch(const Event& event) {
    struct {
        SessionMachine& m;
        void operator()(const Command& e) { m.on(e); }
        void operator()(const MessageIn& e) { m.on_message(e.from, e.message); }
        void operator()(const PeerUp& e) { m.on(e); }
        void operator()(const PeerDown& e) { m.on(e); }
        void operator()(const PeerFailed& e) { m.on(e); }
        void operator()(const PeerRtt& e) {
            if (const auto it = m.peers_.find(e.peer); it != m.peers_.end())
                it->second.rtt = std::max(e.rtt, Nanoseconds(0));
        }
        void operator()(const OwnOutput& e) {
            m.own_report_ = e.report;
            m.report_due_ = true;
        }
        void operator()(const ClockStepped& e) {
            // Only our own writes are in our own reading of ensemble time.
            m.room_.reset();
            if (!m.conducting_ || e.delta == Nanoseconds(0)) return;
            Draft d(m.state_, m.context(m.self_));
            d.shift(e.delta);
            m.write(d);
        }
        void operator()(const StillWriting&) { m.heard_ = m.now_; }
        void operator()(const RoomHeard& e) { m.on(e); }
        void operator()(const Tick&) {}
        void operator()(const Shutdown& e) { m.on(e); }
    } visitor{*this};
    std::visit(visitor, event);
}

// Everything that may be due, in an order in which one settles what the next needs.
void SessionMachine::duties() {
    if (drained_) return;
    if (listen_until_) {
        if (now_ < *listen_until_)
            wake_by(*listen_until_);
        else {
            listen_until_.reset();
            unsure_ = false;
            heard_ = now_;
            changed();
        }
    }
    claim_duty();
    pump();
    offered_duty();
    handover_duty();
    if (conducting_ && may_act() && quorum()) conduct();
    sync_duty();
    report_duty();
    drain_duty();
    if (conducting_ && may_act()) heartbeat(false);
    lease_duty();
}

void SessionMachine::wake_by(LocalTime t) { wake_ = std::min(wake_, std::max(t, now_)); }
void SessionMachine::wake_by(EnsembleTime t) {
    if (t - ensemble_ < seconds(1)) wake_by(now_ + std::max(t - ensemble_, Nanoseconds(0)) + microseconds(100));
}

// --- effects

void SessionMachine::send(const NodeId& to, Body body, bool datagram) {
    if (alive_.contains(to) && to != self_) fx_.send.push_back({{to}, {state_.id, ballot_, std::move(body)}, datagram});
}

void SessionMachine::broadcast(const Body& body, bool datagram) {
    std::vector<NodeId> to;
    for (const NodeId& node : alive_)
        if (node != self_) to.push_back(node);
    if (!to.empty()) fx_.send.push_back({std::move(to), {state_.id, ballot_, body}, datagram});
}

void SessionMachine::changed() {
    for (const Notice& n : fx_.notify)
        if (std::holds_alternative<Changed>(n)) return;
    fx_.notify.emplace_back(Changed{});
}

void SessionMachine::log(std::string line) { fx_.notify.emplace_back(Log{std::move(line)}); }

void SessionMachine::persist(const Delta* delta, bool durable) {
    const bool whole = !written_once_ || appended_ > journal_slack_bytes;
    Saved saved;
    if (whole)
        saved.state = state_;
    else if (delta)
        saved.state = *delta;
    saved.state.id = state_.id;
    saved.highest = highest_;
    saved.counter_end = counter_end_;
    saved.rest = rest_;
    Bytes bytes = encode_record(saved);
    appended_ = whole ? 0 : appended_ + bytes.size();
    written_once_ = true;
    // A whole record holds all that earlier ones of this step do.
    if (whole) fx_.persist.clear();
    fx_.persist.push_back({std::move(bytes), whole, durable});
}

// --- state

EditContext SessionMachine::context(const NodeId& asker) const {
    return {{ballot_, state_.latest.revision + 1}, ensemble_, lead(), asker, self_, &alive_};
}

// `with`: an output that is not on yet counts too.
Nanoseconds SessionMachine::lead(const NodeId& with) const {
    Nanoseconds slowest{0};
    for (const NodeId& node : alive_) {
        const auto it = state_.outputs.find(node);
        if (node != with && (it == state_.outputs.end() || !it->second.on())) continue;
        const OutputReport* r = report_of(node);
        const Peer* p = peer(node);
        slowest = std::max(slowest, (r ? r->render_ahead : Nanoseconds(0)) + (p ? p->rtt : Nanoseconds(0)));
    }
    return std::min<Nanoseconds>(lead_base + slowest, lead_max);
}

void SessionMachine::write(Draft& draft) {
    if (!draft.empty()) write(draft.take());
}

bool SessionMachine::write(Delta delta) {
    SEGUE_ASSERT(conducting_);
    const bool was_exclusive = exclusive();
    if (!merge(state_, delta)) return false;
    if (exclusive() && !was_exclusive && quorum()) take_lease(lease);
    digest_.reset();
    persist(&delta, true);
    for (Delta& piece : split(delta, chunk_bytes)) broadcast(Update{std::move(piece), false, 0});
    changed();
    return true;
}

bool SessionMachine::absorb(const Delta& delta) {
    const bool was_continuous = !ballot_.is_none() && !exclusive();
    if (!merge(state_, delta)) return false;
    if (exclusive() && was_continuous && quorum()) take_lease(lease);
    if (state_.ballot() > ballot_ && !(SEGUE_PLANTED(no_fence) && conducting_)) adopt(state_.ballot());
    digest_.reset();
    bookmarks_due_ = true;
    persist(&delta, conducting_);
    changed();
    return true;
}

std::uint64_t SessionMachine::digest() const {
    if (!digest_) digest_ = handoff::digest(state_);
    return *digest_;
}

std::string SessionMachine::name(const NodeId& node) const {
    if (node == self_) return config_.about.name;
    const Peer* p = peer(node);
    return !state_.members.contains(node) && p && !p->name.empty() ? p->name : state_.name_of(node);
}

const SessionMachine::Peer* SessionMachine::peer(const NodeId& node) const {
    const auto it = peers_.find(node);
    return it == peers_.end() ? nullptr : &it->second;
}

void SessionMachine::refresh_alive() {
    alive_ = {self_};
    for (const auto& [node, p] : peers_)
        if (p.up && !p.dead) alive_.insert(node);
}

std::uint64_t SessionMachine::count(std::uint64_t n) {
    // Ids of this node that others know of were given by an earlier run whose disk is lost.
    if (const auto it = state_.taken.find(self_); it != state_.taken.end())
        counter_ = std::max(counter_, it->second.highest());
    const std::uint64_t first = counter_ + 1;
    counter_ += n;
    if (counter_ > counter_end_) {
        counter_end_ = counter_ + counter_block;
        persist(nullptr, true);
    }
    return first;
}

}  // namespace segue::handoff
