#include "sync/replica/replicator.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "sync/base/planted.h"

namespace segue::replica {

Replicator::Replicator(const NodeId& self, const std::map<NodeId, Standing>& stored) : self_(self) {
    for (const auto& [origin, standing] : stored) logs_[origin].standing = standing;
    logs_.try_emplace(self);
}

Effects Replicator::step(const Event& event, LocalTime now) {
    now_ = now;
    std::visit([this](const auto& e) { on(e); }, event);
    time_out();
    fetch_what_is_lacking();
    look_at_what_is_lacking();
    look_at_own_copies();
    if (tell_due_ <= now_) tell();
    return std::exchange(out_, {});
}

LocalTime Replicator::next_wake() const {
    LocalTime due = tell_due_;
    for (const auto& [origin, log] : logs_) {
        if (log.fetch && log.fetch->asked) due = std::min(due, log.fetch->asked_at + patience(log.fetch->from));
        if (log.not_before > now_) due = std::min(due, log.not_before);
        if (!log.fetch && log.mend_due > now_ && differing(origin, log)) due = std::min(due, log.mend_due);
    }
    for (const auto& [id, peer] : peers_)
        if (peer.shunned_until > now_) due = std::min(due, peer.shunned_until);
    if (renewed_ + renew_gap > now_) due = std::min(due, renewed_ + renew_gap);
    return due;
}

Standing Replicator::standing(const NodeId& origin) const {
    const auto log = logs_.find(origin);
    return log == logs_.end() ? Standing{} : log->second.standing;
}

Version Replicator::known(const NodeId& origin) const {
    Version most = standing(origin).through;
    for (const auto& [id, peer] : peers_)
        if (const auto head = peer.heads.find(origin); head != peer.heads.end())
            most = std::max(most, head->second.through);
    return most;
}

std::vector<NodeId> Replicator::origins() const {
    std::vector<NodeId> out;
    for (const auto& [origin, log] : logs_) out.push_back(origin);
    return out;
}

bool Replicator::is_behind(std::uint64_t writes) const {
    for (const auto& [origin, log] : logs_)
        if (log.lacking_since != LocalTime::max() && now_ > log.lacking_since + answer_usual) return true;
    for (const auto& [id, peer] : peers_) {
        if (!peer.told) return true;
        for (const auto& [origin, head] : peer.heads) {
            const Version here = standing(origin).through;
            if (origin == self_ || forgotten_.contains(origin)) continue;
            if (head.through.epoch > here.epoch) return true;
            if (head.through.epoch == here.epoch && head.through.sequence > here.sequence + writes) return true;
        }
    }
    return false;
}

bool Replicator::is_known_to_all(const Version& own) const {
    return std::all_of(peers_.begin(), peers_.end(), [&](const auto& p) {
        const auto head = p.second.heads.find(self_);
        return head != p.second.heads.end() && head->second.through >= own;
    });
}

// --- what happens

void Replicator::on(const PeerUp& e) {
    peers_[e.peer] = {};
    forgotten_.erase(e.peer);
    tell_all(e.peer);
}

void Replicator::on(const PeerDown& e) {
    peers_.erase(e.peer);
    for (auto& [origin, log] : logs_)
        if (log.fetch && log.fetch->from == e.peer) log.fetch.reset();
}

void Replicator::on(const Received& e) {
    if (!peers_.contains(e.from)) return;
    std::visit([&](const auto& message) { heard(e.from, message); }, e.message);
}

void Replicator::on(const Written& e) {
    logs_[self_].standing = e.standing;
    changed(self_);
}

void Replicator::on(const Stored& e) {
    const auto found = logs_.find(e.origin);
    if (found == logs_.end()) return;
    Log& log = found->second;
    log.unstored -= log.unstored > 0;
    if (e.good) {
        if (log.standing.through != e.standing.through) log.mends = 0;
        if (!(log.standing == e.standing)) changed(e.origin);
        log.standing = e.standing;
    } else {
        log.fetch.reset();
        log.not_before = now_ + store_retry;
    }
    if (log.fetch && !log.fetch->asked) {
        if (log.fetch->more)
            ask(e.origin, log);
        else if (log.unstored == 0)
            log.fetch.reset();
    }
}

void Replicator::on(const HasRead& e) {
    const auto reading = reading_.find(e.token);
    if (reading == reading_.end()) return;
    const auto [to, number] = reading->second;
    reading_.erase(reading);
    const auto peer = peers_.find(to);
    if (peer == peers_.end()) return;
    peer->second.reads -= peer->second.reads > 0;
    if (e.piece.through <= e.piece.after) {
        out_.send.push_back({to, Nothing{e.piece.origin, number}});
        return;
    }
    Piece piece = e.piece;
    piece.number = number;
    out_.send.push_back({to, std::move(piece)});
}

void Replicator::on(const Forget& e) {
    if (e.origin == self_) return;
    forgotten_.insert(e.origin);
    untold_.erase(e.origin);
    if (logs_.erase(e.origin) > 0) out_.drop.push_back(e.origin);
}

// --- what peers say

void Replicator::heard(const NodeId& from, const Heads& heads) {
    Peer& peer = peers_[from];
    peer.told = true;
    for (const auto& [origin, standing] : heads.of) {
        if (forgotten_.contains(origin)) continue;
        if (peer.heads.size() < origins_max || peer.heads.contains(origin)) peer.heads[origin] = standing;
        if (logs_.size() < origins_max) logs_.try_emplace(origin);
    }
}

void Replicator::heard(const NodeId& from, const Ask& ask) {
    Peer& peer = peers_[from];
    if (standing(ask.origin).through <= ask.after || peer.reads >= asks_waiting_max) {
        out_.send.push_back({from, Nothing{ask.origin, ask.number}});
        return;
    }
    ++peer.reads;
    reading_[++token_] = {from, ask.number};
    out_.read.push_back({token_, ask.origin, ask.after});
}

void Replicator::heard(const NodeId& from, const Nothing& nothing) {
    const auto log = logs_.find(nothing.origin);
    if (log == logs_.end() || !log->second.fetch) return;
    const Fetch& fetch = *log->second.fetch;
    if (fetch.from != from || fetch.number != nothing.number || !fetch.asked) return;
    log->second.fetch.reset();
    peers_[from].heads.erase(nothing.origin);  // it tells again when it has something
}

// Only what was asked for is taken in.
void Replicator::heard(const NodeId& from, const Piece& piece) {
    const auto found = logs_.find(piece.origin);
    if (found == logs_.end() || !found->second.fetch) return;
    Log& log = found->second;
    Fetch& fetch = *log.fetch;
    if (fetch.from != from || fetch.number != piece.number || !fetch.asked || piece.after != fetch.received) return;
    peers_[from].late = 0;
    fetch.received = piece.through;
    fetch.asked = false;
    fetch.more = piece.more;
    ++log.unstored;
    out_.store.push_back(piece);
    if (fetch.more) ask(piece.origin, log);
}

// --- asking

void Replicator::time_out() {
    for (auto& [origin, log] : logs_) {
        if (!log.fetch || !log.fetch->asked || now_ < log.fetch->asked_at + patience(log.fetch->from)) continue;
        if (const auto peer = peers_.find(log.fetch->from); peer != peers_.end()) {
            peer->second.shunned_until = now_ + shun_time;
            ++peer->second.late;
        }
        log.fetch.reset();
    }
}

void Replicator::fetch_what_is_lacking() {
    auto busy = static_cast<std::size_t>(
        std::count_if(logs_.begin(), logs_.end(), [](const auto& l) { return l.second.fetch.has_value(); }));
    for (auto& [origin, log] : logs_) {
        if (busy >= fetches_at_once) return;
        if (origin == self_ || log.fetch || log.unstored > 0 || now_ < log.not_before) continue;
        fetch(origin, log);
        busy += log.fetch.has_value();
    }
}

void Replicator::fetch(const NodeId& origin, Log& log) {
    if (const auto source = best_source(origin, log.standing.through)) {
        log.fetch = Fetch{*source, 0, log.standing.through, false, true, {}};
        return ask(origin, log);
    }
    if (now_ < log.mend_due) return;
    const auto source = differing(origin, log);
    if (!source) return;
    log.mend_due = now_ + mend_gap * (1 << std::min(log.mends, 6));
    ++log.mends;
    log.fetch = Fetch{*source, 0, Version{}, false, true, {}};
    ask(origin, log);
}

void Replicator::ask(const NodeId& origin, Log& log) {
    if (log.unstored >= unstored_max) return;  // Stored goes on
    Fetch& fetch = *log.fetch;
    fetch.number = ++number_;
    fetch.asked = true;
    fetch.asked_at = now_;
    out_.send.push_back({fetch.from, Ask{origin, fetch.number, fetch.received}});
}

// Where a piece takes longer than that on its way, it is waited for longer the next time.
Nanoseconds Replicator::patience(const NodeId& peer) const {
    const auto at = peers_.find(peer);
    return answer_patience * (at == peers_.end() ? 1 : 1 << std::min(at->second.late, 5));
}

// The origin itself, if it has more: nobody's copy is newer. Else who has most. Who was late comes after all others.
std::optional<NodeId> Replicator::best_source(const NodeId& origin, const Version& beyond) const {
    std::optional<NodeId> best;
    std::tuple<bool, bool, Version> best_is;
    for (const auto& [id, peer] : peers_) {
        const auto head = peer.heads.find(origin);
        if (head == peer.heads.end() || head->second.through <= beyond) continue;
        const std::tuple is(peer.shunned_until <= now_, id == origin, head->second.through);
        if (!best || is > best_is) {
            best = id;
            best_is = is;
        }
    }
    return best;
}

// A peer whose copy stands as ours does and is another. While the origin is up it is the judge of that, not we.
std::optional<NodeId> Replicator::differing(const NodeId& origin, const Log& log) const {
    if (origin == self_ || peers_.contains(origin) || log.standing.through.epoch == 0) return std::nullopt;
    for (const auto& [id, peer] : peers_) {
        const auto head = peer.heads.find(origin);
        if (head != peer.heads.end() && peer.shunned_until <= now_ &&
            head->second.through == log.standing.through && head->second.digest != log.standing.digest)
            return id;
    }
    return std::nullopt;
}

void Replicator::look_at_what_is_lacking() {
    for (auto& [origin, log] : logs_) {
        const Version most = known(origin);
        const bool still = log.lacking_since != LocalTime::max() && log.standing.through < std::min(log.lacking, most);
        if (origin == self_ || still) continue;
        log.lacking = most;
        log.lacking_since = log.standing.through < log.lacking ? now_ : LocalTime::max();
    }
}

// Somebody's copy of this node's map says what this node never wrote, or knows no more: its disk was lost, or set back.
// What it writes from here on would be taken for what was written before; so it counts anew.
void Replicator::look_at_own_copies() {
    const Standing& own = logs_[self_].standing;
    if (now_ < renewed_ + renew_gap || SEGUE_PLANTED(epoch_kept)) return;
    for (const auto& [id, peer] : peers_) {
        const auto head = peer.heads.find(self_);
        if (head == peer.heads.end()) continue;
        const Standing& copy = head->second;
        const bool ahead = copy.through > own.through;
        const bool other = copy.through == own.through && copy.is_whole() && copy.digest != own.digest;
        if (!ahead && !other) continue;
        renewed_ = now_;
        out_.renew = std::max(copy.through.epoch, own.through.epoch);
        return;
    }
}

// --- telling

void Replicator::changed(const NodeId& origin) {
    untold_.insert(origin);
    if (tell_due_ == LocalTime::max()) tell_due_ = std::max(now_, told_ + heads_gap);
}

void Replicator::tell() {
    tell_due_ = LocalTime::max();
    told_ = now_;
    Heads heads;
    const auto send = [&] {
        for (const auto& [peer, state] : peers_)
            if (!heads.of.empty()) out_.send.push_back({peer, heads});
        heads.of.clear();
    };
    for (const NodeId& origin : std::exchange(untold_, {})) {
        heads.of.emplace_back(origin, standing(origin));
        if (heads.of.size() == heads_per_message) send();
    }
    send();
}

void Replicator::tell_all(const NodeId& peer) {
    Heads heads;
    for (const auto& [origin, log] : logs_)
        if (log.standing.through.epoch != 0 && heads.of.size() < heads_per_message)
            heads.of.emplace_back(origin, log.standing);
    out_.send.push_back({peer, std::move(heads)});
}

}  // namespace segue::replica
