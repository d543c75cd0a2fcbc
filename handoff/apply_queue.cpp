#include <algorithm>

#include "handoff/apply.h"

namespace segue::handoff {
namespace {

using Outcome = Result<void, Error>;

// Places for `ids` before `before` (none: at the end), not counting ids themselves and what this edit has removed.
// Spaces the whole queue anew when there is no room.
std::vector<std::int64_t> make_room(Draft& d, const std::vector<EntryId>& ids, const EntryId& before) {
    const Queue& queue = d.before().queue;
    const std::set<EntryId> moving(ids.begin(), ids.end());
    const auto stays = [&](const Queue::Item* i) { return !moving.contains(i->first) && !d.removed(i->first); };

    const Entry* high_entry = before.is_none() ? nullptr : queue.find(before);
    const Queue::Item* low_item = high_entry ? queue.previous(before) : queue.last();
    while (low_item && !stays(low_item)) low_item = queue.previous(low_item->first);
    const std::int64_t* low = low_item ? &low_item->second.place.value : nullptr;
    const std::int64_t* high = high_entry ? &high_entry->place.value : nullptr;
    if (auto places = places_between(low, high, ids.size()); !places.empty()) return places;

    std::vector<std::int64_t> places;
    std::int64_t at = -static_cast<std::int64_t>(queue.size() / 2) * place_step;
    const auto make = [&] {
        for (std::size_t i = 0; i < ids.size(); ++i) places.push_back(at += place_step);
    };
    for (const auto* item = queue.first(); item; item = queue.next(item->first)) {
        if (high_entry && item->first == before) make();
        if (stays(item)) d.place(item->first, at += place_step);
    }
    if (!high_entry) make();
    return places;
}

}  // namespace

Outcome add_entries(Draft& d, const std::vector<NewEntry>& entries, const EntryId& before) {
    const Queue& queue = d.before().queue;
    std::vector<EntryId> ids;
    for (const NewEntry& e : entries) ids.push_back(e.id);
    std::size_t staying = 0;
    for (const auto& [id, entry] : queue.by_id()) staying += !d.removed(id);
    if (staying + entries.size() > queue_entries_max)
        return fail(Error::full,
                    "the queue holds at most " + std::to_string(queue_entries_max) + " tracks; remove some first");
    const std::vector<std::int64_t> places = make_room(d, ids, before);
    for (std::size_t i = 0; i < entries.size(); ++i) d.put(ids[i], entries[i].source, places[i], entries[i].facts);
    return {};
}

Outcome edit_music(Draft& d, const QueueAdd& e) {
    const Queue& queue = d.before().queue;
    EntryId before = e.before;
    if (e.after_current) {
        const EntryId current = d.here().cue.entry;
        const Queue::Item* next = current.is_none() ? queue.first() : queue.next(current);
        before = next ? next->first : EntryId{};
    } else if (!before.is_none() && !queue.find(before)) {
        return fail(Error::unknown_entry,
                    "the entry to insert before is not in the queue any more; `queue` lists them");
    }
    if (e.entries.empty()) return {};
    d.reanchor();
    return add_entries(d, e.entries, before);
}

Outcome edit_music(Draft& d, const QueueRemove& e) {
    for (const EntryId& id : e.entries)
        if (!d.before().queue.find(id))
            return fail(Error::unknown_entry, "no such entry in the queue; `queue` lists them");
    d.reanchor();
    for (const EntryId& id : e.entries) d.remove(id);
    for (const EntryId& id : e.entries) d.skip(id);
    return {};
}

Outcome edit_music(Draft& d, const QueueMove& e) {
    const Queue& queue = d.before().queue;
    std::set<EntryId> distinct;
    for (const EntryId& id : e.entries)
        if (!queue.find(id) || !distinct.insert(id).second)
            return fail(Error::unknown_entry, "no such entry in the queue, or named twice; `queue` lists them");
    if (!e.before.is_none() && (!queue.find(e.before) || distinct.contains(e.before)))
        return fail(Error::unknown_entry, "the entry to move before is not in the queue, or is itself moved");
    if (e.entries.empty()) return {};
    d.reanchor();
    const std::vector<std::int64_t> places = make_room(d, e.entries, e.before);
    for (std::size_t i = 0; i < places.size(); ++i) d.place(e.entries[i], places[i]);
    return {};
}

Outcome edit_music(Draft& d, const QueueClear&) {
    d.reanchor();
    for (const auto& [id, entry] : d.before().queue.by_id()) d.remove(id);
    if (d.transport().mode != Mode::stopped || !d.transport().cue.entry.is_none()) d.rest(Mode::stopped, {});
    return {};
}

}  // namespace segue::handoff
