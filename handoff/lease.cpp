// Policy exclusive: only the side with more than half of the registered members sounds.
//
//   conductor ── Heartbeat(lease, stamp) ──► member     a majority is with me, for so much longer
//   conductor ◄──────── StillHeard(stamp) ── member     I follow you, as of that heartbeat
//
// Who is in reach is each node's own belief, and old by as long as a death takes to be noticed; on a network that
// works one way only it may be wrong for seconds. So it is asked rather than believed: the conductor may sound for one
// lease after the heartbeat that more than half of the members, itself included, have answered. With each heartbeat
// it tells how much of that is left, and so long the others may. A lease is a length, so no clocks need agree; it is
// counted from before the question, so no delay can make it longer, but for the way of its last telling.
//
// Exactly half is too few: of two members that are cut in two neither sounds. Forgotten members do not count; they can
// be forgotten also where too few are left, since that is the only way out of a house whose other half is gone for
// good.
#include <algorithm>
#include <functional>
#include <vector>

#include "handoff/machine.h"

namespace segue::handoff {

bool SessionMachine::quorum() const {
    if (!exclusive()) return true;
    std::size_t registered = 0, here = 0;
    for (const auto& [node, about] : state_.members) {
        if (about.value.forgotten) continue;
        ++registered;
        here += alive_.contains(node);
    }
    return 2 * here > registered;
}

bool SessionMachine::may_sound() const {
    if (!settled_ || unsure_) return false;
    return now_ < lease_end() && (!conducting_ || quorum());
}

LocalTime SessionMachine::lease_end() const {
    if (!exclusive()) return LocalTime::max();
    if (!conducting_) return leased_until_;
    std::vector<LocalTime> follows;
    for (const auto& [node, about] : state_.members) {
        if (about.value.forgotten) continue;
        const Peer* p = peer(node);
        follows.push_back(node == self_ ? LocalTime::max() - lease : p ? p->follows : LocalTime{});
    }
    // The moment up to which more than half have spoken for us.
    const std::size_t half = follows.size() / 2;
    if (follows.empty()) return leased_until_;
    std::nth_element(follows.begin(), follows.begin() + static_cast<std::ptrdiff_t>(half), follows.end(),
                     std::greater<>());
    return follows[half] == LocalTime{} ? leased_until_ : std::max(leased_until_, follows[half] + lease);
}

milliseconds SessionMachine::lease_left(LocalTime now) const {
    if (!exclusive() || !may_sound()) return milliseconds(0);
    const Nanoseconds left = std::clamp<Nanoseconds>(lease_end() - now, Nanoseconds(0), lease);
    return std::chrono::floor<milliseconds>(left);
}

// Local time is as good a name as any for the moment a heartbeat was sent. Only the exclusive ask for an answer.
std::uint64_t SessionMachine::heartbeat_stamp() const {
    return exclusive() ? static_cast<std::uint64_t>(to_ns(now_)) : 0;
}

void SessionMachine::lease_duty() {
    if (exclusive() && now_ < lease_end()) wake_by(lease_end());
    if (may_sound() == sounded_) return;
    sounded_ = !sounded_;
    changed();
}

// A new reign: whoever followed an earlier one has yet to say that it follows this.
void SessionMachine::begin_lease() {
    for (auto& [node, p] : peers_) p.follows = {};
}

// We conduct no more: until another tells us more we go by what we knew.
void SessionMachine::keep_lease() {
    if (exclusive()) leased_until_ = std::min(lease_end(), now_ + lease);
}

void SessionMachine::lose_lease() {
    leases_from_ = now_;
    leased_until_ = {};
    begin_lease();
}

// While we look around after sleep, what comes in may have waited for us, and be old.
void SessionMachine::take_lease(milliseconds granted) {
    if (may_act() && granted > milliseconds(0)) leased_until_ = std::max(leased_until_, now_ + granted);
}

void SessionMachine::follow(const NodeId& conductor, std::uint64_t stamp) {
    if (stamp == 0 || !may_act()) return;
    // By the way that works: who had to probe by stream has missed the datagrams.
    send(conductor, StillHeard{digest(), milliseconds(0), stamp}, now_ >= probed_ + probe_after);
}

void SessionMachine::followed_by(const NodeId& member, std::uint64_t stamp) {
    const LocalTime sent = from_ns<LocalTime>(static_cast<std::int64_t>(std::min<std::uint64_t>(stamp, INT64_MAX)));
    if (sent <= leases_from_ || sent > now_) return;
    Peer& p = peers_[member];
    p.follows = std::max(p.follows, sent);
}

}  // namespace segue::handoff
