#include "sync/mesh/dial_plan.h"

#include <algorithm>

#include "sync/mesh/limits.h"

namespace segue::mesh {
namespace {

constexpr int failures_until_forgotten = 6;  // about 16 s of trying

}  // namespace

DialPlan::Entry* DialPlan::find(const HostPort& where) {
    const auto it = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.where == where; });
    return it == entries_.end() ? nullptr : &*it;
}

// The entry that failed most goes, if it is not worth keeping: a flood of hints must not push out what works.
bool DialPlan::make_room() {
    if (entries_.size() < dial_table_max) return true;
    auto worst = entries_.end();
    for (auto it = entries_.begin(); it != entries_.end(); ++it) {
        if (it->keep == Keep::yes || it->dialling || it->failures == 0) continue;
        if (worst == entries_.end() || it->failures > worst->failures) worst = it;
    }
    if (worst == entries_.end()) return false;
    entries_.erase(worst);
    return true;
}

void DialPlan::hint(const HostPort& where, const NodeId& node, Keep keep, LocalTime now) {
    if (Entry* e = find(where)) {
        if (!node.is_none()) e->node = node;
        if (keep == Keep::yes) e->keep = keep;
        // It seems to be alive: a long pause is cut short.
        if (!e->disbelieved) e->next = std::min(e->next, std::max(now, e->last_attempt + dial_hint_gap));
        return;
    }
    if (!make_room()) return;
    Entry e;
    e.where = where;
    e.node = node;
    e.keep = keep;
    e.next = now;
    e.last_attempt = now - dial_backoff_refused;
    entries_.push_back(std::move(e));
}

std::vector<HostPort> DialPlan::due(LocalTime now, const std::function<bool(const NodeId&)>& is_up) {
    std::vector<NodeId> under_way;
    std::size_t dialling = 0;
    for (const Entry& e : entries_) {
        if (!e.dialling) continue;
        ++dialling;
        if (!e.node.is_none()) under_way.push_back(e.node);
    }
    std::vector<HostPort> out;
    for (Entry& e : entries_) {
        if (e.dialling || e.self || e.next > now) continue;
        if (!e.node.is_none()) {
            const bool busy = std::find(under_way.begin(), under_way.end(), e.node) != under_way.end();
            if (busy || is_up(e.node)) {
                e.next = now + (busy ? Nanoseconds(dial_hint_gap) : Nanoseconds(dial_backoff_max));
                continue;
            }
        }
        if (dialling >= dials_at_once_max) break;  // asked again when one of them ends
        ++dialling;
        e.dialling = true;
        e.last_attempt = now;
        if (!e.node.is_none()) under_way.push_back(e.node);
        out.push_back(e.where);
    }
    return out;
}

std::optional<LocalTime> DialPlan::next() const {
    std::optional<LocalTime> soonest;
    const auto dialling = std::count_if(entries_.begin(), entries_.end(), [](const Entry& e) { return e.dialling; });
    if (static_cast<std::size_t>(dialling) >= dials_at_once_max) return soonest;
    for (const Entry& e : entries_)
        if (!e.dialling && !e.self && (!soonest || e.next < *soonest)) soonest = e.next;
    return soonest;
}

void DialPlan::reached(const HostPort& where, const NodeId& node, LocalTime now) {
    Entry* e = find(where);
    if (!e) return;
    e->node = node;
    e->dialling = e->disbelieved = false;
    e->failures = 0;
    e->next = now + dial_backoff_max;
}

void DialPlan::failed(const HostPort& where, bool disbelieved, LocalTime now) {
    Entry* e = find(where);
    if (!e) return;
    e->dialling = false;
    e->disbelieved = disbelieved;
    ++e->failures;
    if (e->keep == Keep::no && e->failures > failures_until_forgotten) {
        entries_.erase(entries_.begin() + (e - entries_.data()));
        return;
    }
    // Not believed: perhaps only shutting down, or changing ensembles; so it begins with seconds, but goes on to
    // minutes.
    const double first = to_seconds(dial_backoff_min) * (disbelieved ? 8 : 1);
    const double pause = std::min(first * static_cast<double>(1u << std::min(e->failures - 1, 16)),
                                  to_seconds(disbelieved ? dial_backoff_refused : dial_backoff_max));
    e->next = now + nearest_ns(pause * random_.uniform(0.75, 1.25));
}

void DialPlan::itself(const HostPort& where) {
    if (Entry* e = find(where)) {
        e->dialling = false;
        e->self = true;
    }
}

void DialPlan::lost(const NodeId& node, LocalTime now) {
    for (Entry& e : entries_)
        if (e.node == node && !e.disbelieved) e.next = std::min(e.next, now + Nanoseconds(dial_backoff_min));
}

void DialPlan::forget(const NodeId& node) {
    std::erase_if(entries_, [&](const Entry& e) { return e.node == node; });
}

}  // namespace segue::mesh
