#include "handoff/queue.h"

#include <limits>

namespace segue::handoff {

const Queue::Item* Queue::at(const EntryId& id) const {
    const auto it = entries_.find(id);
    return it == entries_.end() ? nullptr : &*it;
}

const Entry* Queue::find(const EntryId& id) const {
    const Item* item = at(id);
    return item ? &item->second : nullptr;
}

bool Queue::merge(const EntryId& id, const Entry& entry) {
    const auto [it, added] = entries_.try_emplace(id, entry);
    if (added) {
        order_.emplace(entry.place.value, id);
        return true;
    }
    const std::int64_t old_place = it->second.place.value;
    const bool moved = it->second.place.merge(entry.place);
    if (moved && it->second.place.value != old_place) {
        order_.erase({old_place, id});
        order_.emplace(it->second.place.value, id);
    }
    const bool learnt = it->second.facts.merge(entry.facts);
    return moved || learnt;
}

bool Queue::erase(const EntryId& id) {
    const auto it = entries_.find(id);
    if (it == entries_.end()) return false;
    order_.erase({it->second.place.value, id});
    entries_.erase(it);
    return true;
}

const Queue::Item* Queue::first() const { return order_.empty() ? nullptr : at(order_.begin()->second); }
const Queue::Item* Queue::last() const { return order_.empty() ? nullptr : at(order_.rbegin()->second); }

const Queue::Item* Queue::next(const EntryId& id) const {
    const Entry* entry = find(id);
    return entry ? next_from(entry->place.value, id) : nullptr;
}
const Queue::Item* Queue::previous(const EntryId& id) const {
    const Entry* entry = find(id);
    return entry ? previous_from(entry->place.value, id) : nullptr;
}

const Queue::Item* Queue::next_from(std::int64_t place, const EntryId& id) const {
    const auto it = order_.upper_bound({place, id});
    return it == order_.end() ? nullptr : at(it->second);
}
const Queue::Item* Queue::previous_from(std::int64_t place, const EntryId& id) const {
    const auto it = order_.lower_bound({place, id});
    return it == order_.begin() ? nullptr : at(std::prev(it)->second);
}

std::vector<EntryId> Queue::order() const {
    std::vector<EntryId> out;
    out.reserve(order_.size());
    for (const auto& [place, id] : order_) out.push_back(id);
    return out;
}

std::vector<std::int64_t> places_between(const std::int64_t* low, const std::int64_t* high, std::size_t count) {
    // Stay a quarter of the range away from its ends, so that no sum below overflows.
    constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max() / 4;
    std::vector<std::int64_t> out;
    const auto n = static_cast<std::int64_t>(count);
    std::int64_t first = 0, step = place_step;
    if (low && high) {
        if (*high <= *low) return out;
        step = (*high - *low) / (n + 1);  // both within ±end, so the difference fits
        first = *low + step;
    } else if (low) {
        first = *low + step;
    } else if (high) {
        first = *high - n * step;
    }
    if (step == 0 || first < -end || first + n * step > end) return out;
    for (std::int64_t i = 0; i < n; ++i) out.push_back(first + i * step);
    return out;
}

}  // namespace segue::handoff
