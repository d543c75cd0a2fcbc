#include "sync/jobs/workshop.h"

#include <algorithm>
#include <utility>

#include "sync/base/planted.h"
#include "sync/replica/message.h"

namespace segue::jobs {

bool is_kept(BytesView key) {
    return !key.empty() && key[0] == static_cast<std::uint8_t>(KeyType::result) && !SEGUE_PLANTED(dead_results_dropped);
}

Workshop::Workshop(const NodeId& self, const Versions& versions, const std::map<NodeId, replica::Standing>& stored)
    : self_(self),
      versions_(versions),
      fingerprint_(fingerprint(versions)),
      replicator_(self, stored),
      ledger_(versions),
      dispatcher_(self, ledger_) {}

void Workshop::load(const NodeId& origin, BytesView key, const std::optional<Bytes>& value) {
    const auto work = ledger_.apply(origin, key, value);
    if (work && origin == self_ && value) loaded_.push_back(*work);
}

// --- the mesh

void Workshop::peer_up(const NodeId& peer, LocalTime now) {
    peers_.insert(peer);
    replicate(replica::PeerUp{peer}, now);
    dispatch(PeerUp{peer}, now);
}

void Workshop::peer_down(const NodeId& peer, LocalTime now) {
    peers_.erase(peer);
    replicate(replica::PeerDown{peer}, now);
    dispatch(PeerDown{peer}, now);
}

void Workshop::replica_message(const NodeId& from, BytesView bytes, LocalTime now) {
    if (auto message = replica::decode(bytes)) replicate(replica::Received{from, std::move(*message)}, now);
}

void Workshop::status_message(const NodeId& from, BytesView bytes, LocalTime now) {
    if (const auto status = decode(bytes)) dispatch(Heard{from, *status}, now);
}

void Workshop::forget(const NodeId& node, LocalTime now) { replicate(replica::Forget{node}, now); }

// --- the store

void Workshop::stored(const Answer& answer, LocalTime now) {
    for (const StoreChange& change : answer.changes) applied(change.origin, change.key, change.value, now);
    if (answer.own) {
        reached_[durable_] = answer.own->through;
        replicate(replica::Written{*answer.own}, now);
    }
    replicate(replica::Stored{answer.origin, answer.standing, answer.good}, now);
}

void Workshop::written(const replica::Standing& own, bool good, LocalTime now) {
    const std::size_t writes = std::exchange(under_way_, 0);
    if (!good) {
        rewrite_due_ = now + replica::store_retry;
        return;
    }
    durable_ += writes;
    unwritten_.erase(unwritten_.begin(), unwritten_.begin() + static_cast<std::ptrdiff_t>(writes));
    ask_to_write();
    renewed(own, now);
}

void Workshop::renewed(const replica::Standing& own, LocalTime now) {
    reached_[durable_] = own.through;
    replicate(replica::Written{own}, now);
}

void Workshop::has_read(std::uint64_t token, replica::Piece piece, LocalTime now) {
    replicate(replica::HasRead{token, std::move(piece)}, now);
}

// --- this node's library

void Workshop::put(const Key& key, Bytes value, LocalTime now) { write(key, std::move(value), now); }
void Workshop::remove(const Key& key, LocalTime now) { write(key, std::nullopt, now); }

std::vector<WorkId> Workshop::set_aside() const {
    std::vector<WorkId> out;
    for (const auto& [id, work] : ledger_.works())
        if (work.set_aside() && !work.places.empty() && (all_kinds(versions_) & ~work.done()) != 0) out.push_back(id);
    return out;
}

std::size_t Workshop::retry(const std::vector<WorkId>& works, LocalTime now) {
    std::size_t retried = 0;
    for (const WorkId& id : works) {
        const Work* work = ledger_.find(id);
        if (!work || !work->set_aside()) continue;
        std::uint32_t generation = work->generation();
        for (const auto& [node, failure] : work->failures) generation = std::max(generation, failure.generation);
        write({.type = KeyType::pardon, .work = id}, encode_pardon(generation + 1), now);
        ++retried;
    }
    return retried;
}

// --- its hands

void Workshop::offer(Offer offer, std::string idle_because, LocalTime now) {
    offer.versions = fingerprint_;
    offer_ = offer;
    idle_because_ = std::move(idle_because);
    // It may have died between finding out that another has a result as well and taking its own back.
    for (const WorkId& work : std::exchange(loaded_, {})) take_back_doubles(work, now);
    offer_again(now);
}

// Who lacks the others' records would do what is done long since.
void Workshop::offer_again(LocalTime now) {
    Offer offer = offer_;
    const bool behind = replicator_.is_behind(behind_writes);
    const bool unwritable = rewrite_due_ != LocalTime::max();  // what it found out would be lost
    offer.willing &= !behind && !unwritable;
    const char* why = unwritable ? "its disk cannot be written" : behind ? "reading the others' libraries" : "";
    dispatch(Offering{offer, idle_because_.empty() ? why : idle_because_}, now);
}

void Workshop::fetched(const WorkId& work, bool good, LocalTime now) { dispatch(Fetched{work, good}, now); }

void Workshop::finished(const WorkId& id, const Found& found, LocalTime now) {
    const auto mine = dispatcher_.mine().find(id);
    if (mine == dispatcher_.mine().end() || mine->second.phase != Dispatcher::Phase::running) return;
    const Work* work = ledger_.find(id);
    if (found.outcome == Outcome::unable || !work) return dispatch(Finished{id, Outcome::unable}, now);
    const Kinds asked = mine->second.kinds;
    Kinds found_out = 0;
    for (const auto& [kind, value] : found.results)
        if (kind > 0 && kind <= kinds_max) found_out |= Kinds{1} << kind;
    // Told to be done, and yet something is missing: that is a failure as well.
    const bool failed = found.outcome == Outcome::failed || (ledger_.open(*work) & asked & ~found_out) != 0;
    // First, so that what its records close is not called off.
    dispatch(Finished{id, failed ? Outcome::failed : Outcome::done}, now);
    for (const auto& [kind, value] : found.results) {
        if (kind == 0 || kind > kinds_max || (ledger_.open(id) >> kind & 1) == 0) continue;  // it is known by now
        write({.type = KeyType::result, .work = id, .kind = kind, .version = versions_[kind]}, value, now);
    }
    work = ledger_.find(id);
    if (failed && work) {
        Failure failure{1, work->generation(), found.reason.empty() ? "it found nothing out" : found.reason};
        for (const auto& [node, before] : work->failures)
            if (node == self_ && before.generation >= failure.generation) failure.attempts = before.attempts + 1;
        write({.type = KeyType::failure, .work = id, .versions = fingerprint_}, encode(failure), now);
    }
    awaited_[id] = writes_;
    release_what_is_known(now);
}

// --- time

void Workshop::tick(LocalTime now) {
    if (now >= rewrite_due_) {
        rewrite_due_ = LocalTime::max();
        ask_to_write();
    }
    replicate(replica::Tick{}, now);
    offer_again(now);
    dispatch(Tick{}, now);
}

LocalTime Workshop::next_wake() const {
    return std::min({replicator_.next_wake(), dispatcher_.next_wake(), rewrite_due_});
}

// --- within

void Workshop::replicate(const replica::Event& event, LocalTime now) {
    replica::Effects effects = replicator_.step(event, now);
    for (const replica::Send& s : effects.send)
        out_.send.push_back({s.to, std::holds_alternative<replica::Piece>(s.message), replica::encode(s.message)});
    std::move(effects.store.begin(), effects.store.end(), std::back_inserter(out_.store));
    std::move(effects.read.begin(), effects.read.end(), std::back_inserter(out_.read));
    std::move(effects.drop.begin(), effects.drop.end(), std::back_inserter(out_.drop));
    if (effects.renew) out_.renew = effects.renew;
    release_what_is_known(now);
    offer_again(now);
}

void Workshop::dispatch(const Event& event, LocalTime now) {
    Effects effects = dispatcher_.step(event, now);
    // What begins and is called off before anyone has looked has not been.
    for (const WorkId& work : effects.cancel) {
        std::erase_if(out_.fetch, [&](const auto& f) { return f.work == work; });
        std::erase_if(out_.run, [&](const auto& r) { return r.work == work; });
        out_.cancel.push_back(work);
    }
    std::move(effects.fetch.begin(), effects.fetch.end(), std::back_inserter(out_.fetch));
    std::move(effects.run.begin(), effects.run.end(), std::back_inserter(out_.run));
    if (effects.tell) out_.status = encode(*effects.tell);
}

// What this node writes holds for itself at once; the others hear of it when it is durable.
void Workshop::write(const Key& key, std::optional<Bytes> value, LocalTime now) {
    const Bytes bytes = encode(key);
    ++writes_;
    unwritten_.push_back({bytes, value});
    if (under_way_ == 0) ask_to_write();
    applied(self_, bytes, value, now);
}

void Workshop::ask_to_write() {
    if (rewrite_due_ != LocalTime::max()) return;
    under_way_ = std::min(unwritten_.size(), writes_at_once);
    out_.write.assign(unwritten_.begin(), unwritten_.begin() + static_cast<std::ptrdiff_t>(under_way_));
}

void Workshop::applied(const NodeId& origin, BytesView key, const std::optional<Bytes>& value, LocalTime now) {
    const auto work = ledger_.apply(origin, key, value);
    if (!work) return;
    out_.changed.push_back(*work);
    const bool is_result = key[0] == static_cast<std::uint8_t>(KeyType::result);
    if (is_result) {
        take_back_doubles(*work, now);
        tidy(*work, now);
    }
    dispatch(Changed{*work, is_result && !value}, now);
}

void Workshop::take_back_doubles(const WorkId& id, LocalTime now) {
    const Work* work = ledger_.find(id);
    if (!work || SEGUE_PLANTED(second_result_kept)) return;
    Kinds own = 0, lower = 0;
    for (const auto& [node, kinds] : work->results) {
        if (node == self_) own = kinds;
        if (node < self_) lower |= kinds;
    }
    for (std::uint8_t kind = 1; kind <= kinds_max; ++kind)
        if (((own & lower) >> kind & 1) != 0)
            write({.type = KeyType::result, .work = id, .kind = kind, .version = versions_[kind]}, std::nullopt, now);
}

// All is found out: what went wrong on the way, and was pardoned, is of no interest any more.
void Workshop::tidy(const WorkId& id, LocalTime now) {
    const Work* work = ledger_.find(id);
    if (!work || (all_kinds(versions_) & ~work->done()) != 0) return;
    const auto own = [this](const auto& list) {
        return std::any_of(list.begin(), list.end(), [this](const auto& e) { return e.first == self_; });
    };
    const bool failed = own(work->failures), pardoned = own(work->pardons);
    if (failed) write({.type = KeyType::failure, .work = id, .versions = fingerprint_}, std::nullopt, now);
    if (pardoned) write({.type = KeyType::pardon, .work = id}, std::nullopt, now);
}

void Workshop::release_what_is_known(LocalTime now) {
    if (awaited_.empty()) return;
    // The latest state of the map that everybody here has.
    std::uint64_t known = 0;
    for (auto r = reached_.begin(); r != reached_.end() && replicator_.is_known_to_all(r->second); ++r)
        known = r->first;
    reached_.erase(reached_.begin(), reached_.lower_bound(known));
    std::vector<WorkId> free;
    for (const auto& [work, count] : awaited_)
        if (count <= known || !dispatcher_.mine().contains(work)) free.push_back(work);
    for (const WorkId& work : free) {
        awaited_.erase(work);
        dispatch(Release{work}, now);
    }
}

}  // namespace segue::jobs
