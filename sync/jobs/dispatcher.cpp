#include "sync/jobs/dispatcher.h"

#include <algorithm>
#include <utility>

#include "sync/base/planted.h"

namespace segue::jobs {

Dispatcher::Dispatcher(const NodeId& self, const Ledger& ledger) : self_(self), ledger_(ledger) {}

Effects Dispatcher::step(const Event& event, LocalTime now) {
    if (now - std::exchange(now_, now) > slept_min && !peers_.empty()) awake();
    std::visit([this](const auto& e) { on(e); }, event);
    lapse();
    if (misplaced_ && now_ >= rebuilt_ + rebuild_gap) rebuild();
    if (unplaced_) place_some();
    begin();
    if (unsaid_ || now_ >= said_ + status_interval) say();
    return std::exchange(out_, {});
}

LocalTime Dispatcher::next_wake() const {
    if (unplaced_) return now_;
    LocalTime due = peers_.empty() ? LocalTime::max() : said_ + status_interval;
    if (listening_until_ > now_) due = std::min(due, listening_until_);
    if (misplaced_) due = std::min(due, rebuilt_ + rebuild_gap);
    for (const auto& [id, peer] : peers_)
        if (peer.is_live) due = std::min(due, peer.heard + detection);
    for (const auto& [work, when] : later_) due = std::min(due, when);
    for (const auto& [work, task] : mine_)
        if (task.phase == Phase::finished) due = std::min(due, task.finished + linger_max);
    return due;
}

const Status* Dispatcher::status(const NodeId& peer) const {
    const auto at = peers_.find(peer);
    return at == peers_.end() || !at->second.status ? nullptr : &*at->second.status;
}

std::size_t Dispatcher::share(const NodeId& node) const {
    const auto at = shares_.find(node);
    return at == shares_.end() ? 0 : at->second.size();
}

std::optional<NodeId> Dispatcher::claimed_by(const WorkId& work) const {
    if (mine_.contains(work)) return self_;
    for (const auto& [id, peer] : peers_)
        if (peer.claims.contains(work)) return id;
    return std::nullopt;
}

// --- what happens

void Dispatcher::on(const PeerUp& e) {
    peers_[e.peer] = {};
    misplaced_ = unsaid_ = true;  // it may hold what nobody else does
}

void Dispatcher::on(const PeerDown& e) {
    const auto peer = peers_.find(e.peer);
    if (peer == peers_.end()) return;
    lose(peer->second);
    if (!SEGUE_PLANTED(claim_outlives_node)) peers_.erase(peer);
}

void Dispatcher::on(const Heard& e) {
    const auto found = peers_.find(e.from);
    if (found == peers_.end()) return;
    Peer& peer = found->second;
    if (!peer.is_live || places_otherwise(peer.status->offer, e.status.offer)) misplaced_ = true;
    peer.status = e.status;
    peer.heard = now_;
    peer.is_live = true;
    const std::set<WorkId> before =
        std::exchange(peer.claims, std::set<WorkId>(e.status.claims.begin(), e.status.claims.end()));
    for (const WorkId& work : peer.claims) {
        if (before.contains(work) && !mine_.contains(work)) continue;
        dequeue(work);
        give_way(e.from, work);
    }
    for (const WorkId& work : before)
        if (!peer.claims.contains(work)) unclaimed(work);
}

void Dispatcher::on(const Changed& e) {
    const auto mine = mine_.find(e.work);
    const bool is_open = ledger_.open(e.work) != 0;
    if (mine != mine_.end()) {
        if (!is_open && mine->second.phase != Phase::finished) cancel(e.work);
        return;
    }
    dequeue(e.work);
    if (!is_open) return;
    if (e.lost) later_[e.work] = now_ + retry_gap;
    if (!claimed_by(e.work)) enqueue(e.work);
}

void Dispatcher::on(const Offering& e) {
    if (e.offer == own_.offer && e.idle_because == own_.idle_because) return;
    misplaced_ |= places_otherwise(own_.offer, e.offer);
    own_.offer = e.offer;
    own_.idle_because = e.idle_because;
    unsaid_ = true;
    if (takes_part(own_.offer)) return;
    std::vector<WorkId> begun;
    for (const auto& [work, task] : mine_)
        if (task.phase != Phase::finished) begun.push_back(work);
    for (const WorkId& work : begun) cancel(work);
}

void Dispatcher::on(const Fetched& e) {
    const auto mine = mine_.find(e.work);
    if (mine == mine_.end() || mine->second.phase != Phase::fetching) return;
    if (e.good) {
        mine->second.phase = Phase::fetched;
        return;
    }
    later_[e.work] = now_ + retry_gap;
    cancel(e.work);
}

void Dispatcher::on(const Finished& e) {
    const auto mine = mine_.find(e.work);
    if (mine == mine_.end() || mine->second.phase != Phase::running) return;
    if (e.outcome == Outcome::unable) {
        later_[e.work] = now_ + retry_gap;
        mine_.erase(mine);
        unsaid_ = true;
        return unclaimed(e.work);
    }
    const Work* work = ledger_.find(e.work);
    if (e.outcome == Outcome::done) {
        ++own_.done;
        own_.done_seconds += work ? work->size.seconds : 0;
    } else {
        ++own_.failed;
    }
    mine->second.phase = Phase::finished;
    mine->second.finished = now_;
    mine->second.failed = e.outcome == Outcome::failed;
    if (SEGUE_PLANTED(released_too_early)) on(Release{e.work});
}

void Dispatcher::on(const Release& e) {
    const auto mine = mine_.find(e.work);
    if (mine == mine_.end() || mine->second.phase != Phase::finished) return;
    mine_.erase(mine);
    unsaid_ = true;
    unclaimed(e.work);
}

// --- claims

void Dispatcher::awake() {
    for (auto& [id, peer] : peers_) peer.heard = now_;
    listening_until_ = now_ + wake_patience;
}

// Who has not been heard of for too long is not here, whatever its connection says.
void Dispatcher::lapse() {
    for (auto& [id, peer] : peers_)
        if (peer.is_live && now_ >= peer.heard + detection) lose(peer);
    std::vector<WorkId> due;
    for (const auto& [work, when] : later_)
        if (when <= now_) due.push_back(work);
    for (const WorkId& work : due) {
        later_.erase(work);
        unclaimed(work);
    }
    std::vector<WorkId> lingering;
    for (const auto& [work, task] : mine_)
        if (task.phase == Phase::finished && now_ >= task.finished + linger_max) lingering.push_back(work);
    for (const WorkId& work : lingering) on(Release{work});
}

// Its claims and its share are others' now, at once.
void Dispatcher::lose(Peer& peer) {
    peer.is_live = false;
    misplaced_ = true;
    rebuilt_ = long_ago;
    if (!SEGUE_PLANTED(claim_outlives_node)) peer.claims.clear();
}

void Dispatcher::unclaimed(const WorkId& work) {
    if (!claimed_by(work) && ledger_.open(work) != 0) enqueue(work);
}

void Dispatcher::give_way(const NodeId& to, const WorkId& work) {
    const auto mine = mine_.find(work);
    if (mine == mine_.end() || mine->second.phase == Phase::finished || SEGUE_PLANTED(both_go_on)) return;
    if (draw(to, work) > draw(self_, work)) cancel(work);
}

void Dispatcher::cancel(const WorkId& work) {
    mine_.erase(work);
    out_.cancel.push_back(work);
    unsaid_ = true;
    unclaimed(work);
}

// --- shares

bool Dispatcher::takes_part(const Offer& offer) const {
    return offer.willing && offer.slots > 0 && offer.versions == fingerprint(ledger_.versions());
}

bool Dispatcher::places_otherwise(const Offer& before, const Offer& now) const {
    return takes_part(before) != takes_part(now) || stepped(double{before.rate}) != stepped(double{now.rate}) ||
           before.slots != now.slots;
}

std::vector<Candidate> Dispatcher::candidates() const {
    std::vector<Candidate> out;
    const auto add = [&](const NodeId& node, const Offer& offer) {
        if (takes_part(offer)) out.push_back({node, offer.slots, stepped(offer.rate)});
    };
    add(self_, own_.offer);
    for (const auto& [id, peer] : peers_)
        if (peer.is_live && peer.status) add(id, peer.status->offer);
    return out;
}

bool Dispatcher::is_holder_here(const Work& work) const {
    return std::any_of(work.places.begin(), work.places.end(), [this](const auto& place) {
        const auto peer = peers_.find(place.first);
        return place.first == self_ || (peer != peers_.end() && peer->second.is_live);
    });
}

void Dispatcher::rebuild() {
    misplaced_ = false;
    rebuilt_ = now_;
    candidates_ = candidates();
    shares_.clear();
    queued_.clear();
    unplaced_ = WorkId{};
}

void Dispatcher::place_some() {
    const auto& works = ledger_.works();
    auto at = works.lower_bound(*unplaced_);
    for (std::size_t n = 0; n < placed_at_once && at != works.end(); ++n, ++at)
        if (ledger_.open(at->second) != 0 && !claimed_by(at->first)) enqueue(at->first, at->second);
    unplaced_ = at == works.end() ? std::nullopt : std::optional(at->first);
}

void Dispatcher::enqueue(const WorkId& work) {
    if (const Work* about = ledger_.find(work)) enqueue(work, *about);
}

void Dispatcher::enqueue(const WorkId& work, const Work& about) {
    if (later_.contains(work) || !is_holder_here(about)) return;  // when that is over, it is looked at again
    const auto owner = place(work, about.size, {candidates_, about.holders(), about.attempts()});
    if (!owner) return;
    dequeue(work);
    shares_[*owner].insert({about.size.seconds, work});
    queued_[work] = {*owner, about.size.seconds};
}

void Dispatcher::dequeue(const WorkId& work) {
    const auto at = queued_.find(work);
    if (at == queued_.end()) return;
    shares_[at->second.first].erase({at->second.second, work});
    queued_.erase(at);
}

// --- beginning

std::size_t Dispatcher::count(Phase phase) const {
    return static_cast<std::size_t>(
        std::count_if(mine_.begin(), mine_.end(), [phase](const auto& m) { return m.second.phase == phase; }));
}

void Dispatcher::begin() {
    if (!takes_part(own_.offer) || now_ < listening_until_) return;
    while (begin_one()) {
    }
}

bool Dispatcher::begin_one() {
    const bool slot_free = count(Phase::running) < own_.offer.slots;
    if (slot_free) {
        const auto ready =
            std::find_if(mine_.begin(), mine_.end(), [](const auto& m) { return m.second.phase == Phase::fetched; });
        if (ready != mine_.end()) {
            ready->second.phase = Phase::running;
            ready->second.kinds = ledger_.open(ready->first);
            out_.run.push_back({ready->first, ready->second.kinds});
            return true;
        }
    }
    const bool room_ahead = count(Phase::fetching) + count(Phase::fetched) < own_.offer.slots + ahead_of_slots;
    if (!slot_free && !room_ahead) return false;
    const auto work = next();
    if (!work) return false;
    const Work& about = *ledger_.find(*work);
    const bool here = about.held_by(self_);
    if (here ? !slot_free : !room_ahead) return false;
    dequeue(*work);
    Mine& task = mine_[*work];
    task.kinds = ledger_.open(about);
    unsaid_ = true;
    if (here) {
        task.phase = Phase::running;
        out_.run.push_back({*work, task.kinds});
        return true;
    }
    std::vector<NodeId> from = about.holders();
    std::erase_if(from, [this](const NodeId& node) {
        const auto peer = peers_.find(node);
        return peer == peers_.end() || !peer->second.is_live;
    });
    // Of several the one that this pair falls to: spreads the load, and needs no memory.
    const auto source = std::max_element(
        from.begin(), from.end(), [&](const NodeId& a, const NodeId& b) { return draw(a, *work) < draw(b, *work); });
    out_.fetch.push_back({*work, *source});
    return true;
}

std::optional<WorkId> Dispatcher::next() const {
    if (const auto own = shares_.find(self_); own != shares_.end() && !own->second.empty())
        return own->second.begin()->work;
    return unplaced_ ? std::nullopt : next_of_others();  // its own share may only just be coming
}

// From the end of the share that would take its owner longest; not what went wrong here before.
std::optional<WorkId> Dispatcher::next_of_others() const {
    std::optional<WorkId> found;
    double longest = 0;
    for (const Candidate& c : candidates_) {
        const auto share = shares_.find(c.node);
        if (c.node == self_ || share == shares_.end() || share->second.size() <= steal_beyond_slots + c.slots) continue;
        const double takes = static_cast<double>(share->second.size()) / (c.slots * c.rate);
        if (takes <= longest) continue;
        for (auto work = share->second.rbegin(); work != share->second.rend(); ++work) {
            const auto attempts = ledger_.find(work->work)->attempts();
            if (std::any_of(attempts.begin(), attempts.end(), [this](const auto& a) { return a.first == self_; }))
                continue;
            longest = takes;
            found = work->work;
            break;
        }
    }
    return found;
}

// --- telling

void Dispatcher::say() {
    unsaid_ = false;
    said_ = now_;
    own_.claims.clear();
    for (const auto& [work, task] : mine_)
        if (own_.claims.size() < claims_told_max) own_.claims.push_back(work);
    out_.tell = own_;
}

}  // namespace segue::jobs
