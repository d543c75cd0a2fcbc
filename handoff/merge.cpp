#include "handoff/merge.h"

#include <algorithm>

#include "handoff/codec.h"
#include "sync/base/assert.h"
#include "sync/base/planted.h"

namespace segue::handoff {
namespace {

// Newest `count` kept. Keeping the largest keys of a union is itself a join.
template <class Map>
void keep_newest(Map& map, std::size_t count) {
    while (map.size() > count) map.erase(map.begin());
}

bool merge_queue(SessionState& state, const Delta& delta) {
    bool changed = false;
    // Theirs: new to us, or known to both. What we have taken in and no longer hold was removed here.
    const bool drop = SEGUE_PLANTED(merge_drops_edit) && delta.latest.ballot.node != state.latest.ballot.node;
    for (const auto& [id, entry] : delta.queue.by_id())
        if (!drop && (state.queue.find(id) || !state.has_taken(id.node, id.counter))) changed |= state.queue.merge(id, entry);
    // Ours: gone if they have taken it in and no longer hold it.
    for (const auto& [node, taken] : delta.taken) {
        std::vector<EntryId> gone;
        for (const CounterSet::Range& r : taken.ranges())
            for (auto it = state.queue.by_id().lower_bound(EntryId{node, r.first});
                 it != state.queue.by_id().end() && it->first.node == node && it->first.counter <= r.last; ++it)
                if (!delta.queue.find(it->first) && !SEGUE_PLANTED(removed_comes_back)) gone.push_back(it->first);
        for (const EntryId& id : gone) changed |= state.queue.erase(id);
    }
    for (const auto& [node, taken] : delta.taken) changed |= state.taken[node].merge(taken);
    return changed;
}

bool merge_reigns(SessionState& state, const Delta& delta) {
    const auto before = state.reigns;
    for (const auto& [ballot, theirs] : delta.reigns) {
        const auto [it, added] = state.reigns.try_emplace(ballot, theirs);
        if (added) continue;
        it->second.transport.merge(theirs.transport);
        it->second.follows = std::max(it->second.follows, theirs.follows);
    }
    keep_newest(state.reigns, reigns_max);
    return before != state.reigns;
}

template <class Key, class T>
bool merge_registers(std::map<Key, Register<T>>& ours, const std::map<Key, Register<T>>& theirs) {
    bool changed = false;
    for (const auto& [key, value] : theirs) {
        const auto [it, added] = ours.try_emplace(key, value);
        changed |= added || it->second.merge(value);
    }
    return changed;
}

}  // namespace

bool merge(SessionState& state, const Delta& delta) {
    SEGUE_ASSERT(state.id == delta.id);
    bool changed = state.latest < delta.latest;
    state.latest = std::max(state.latest, delta.latest);
    changed |= merge_reigns(state, delta);
    changed |= merge_queue(state, delta);
    for (const auto& [node, theirs] : delta.outputs) {
        const auto [it, added] = state.outputs.try_emplace(node, theirs);
        changed |= added;
        changed |= it->second.switches.merge(theirs.switches);
        changed |= it->second.volume.merge(theirs.volume);
        changed |= it->second.part.merge(theirs.part);
        changed |= it->second.stand_in.merge(theirs.stand_in);
    }
    changed |= merge_registers(state.members, delta.members);
    const auto bookmarks = state.bookmarks;
    merge_registers(state.bookmarks, delta.bookmarks);
    keep_newest(state.bookmarks, bookmarks_max);
    changed |= bookmarks != state.bookmarks;
    changed |= state.volume.merge(delta.volume);
    changed |= state.settings.merge(delta.settings);
    return changed;
}

std::uint64_t digest(const SessionState& state) {
    // Multiply and rotate, eight bytes at a time (after MurmurHash3 by A. Appleby): no secret, only a fingerprint.
    const Bytes bytes = encode(state);
    std::uint64_t h = bytes.size();
    ByteReader in(bytes);
    while (in.remaining() > 0) {
        std::uint64_t v = 0;
        for (std::size_t i = 0, n = std::min<std::size_t>(8, in.remaining()); i < n; ++i)
            v |= std::uint64_t{in.u8()} << (8 * i);
        v *= 0x87c37b91114253d5u;
        v = (v << 31 | v >> 33) * 0x4cf5ad432745937fu;
        h = ((h ^ v) << 27 | (h ^ v) >> 37) * 5 + 0x52dce729u;
    }
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdu;
    return h ^ (h >> 33);
}

std::vector<Delta> split(const SessionState& state, std::size_t bytes) {
    std::vector<Delta> pieces(1);
    pieces[0] = state;  // all that is small goes first: what plays, where
    pieces[0].queue = {};
    pieces[0].taken.clear();

    // A piece says of its entries that it has taken them in, and of nothing else: else it would say they are removed.
    std::map<NodeId, std::vector<std::uint64_t>> held;
    std::size_t room = bytes;
    const auto add = [&](const Queue::Item& item) {
        const Entry& e = item.second;
        const std::size_t size = 200 + e.source.path.size() + e.facts.value.title.size() + e.facts.value.artist.size() +
                                 e.facts.value.failed.size();
        if (size > room) {
            pieces.emplace_back();
            pieces.back().id = state.id;
            room = bytes;
        }
        room -= std::min(room, size);
        pieces.back().queue.merge(item.first, e);
        pieces.back().taken[item.first.node].add(item.first.counter, item.first.counter);
        held[item.first.node].push_back(item.first.counter);
    };
    // From what plays now onwards, then from the top.
    const Transport& t = state.transport();
    const EntryId current = t.now ? t.now->anchor.entry : t.cue.entry;
    const Queue::Item* start = state.queue.next(current);
    if (const auto it = state.queue.by_id().find(current); it != state.queue.by_id().end()) start = &*it;
    for (const auto* item = start; item; item = state.queue.next(item->first)) add(*item);
    for (const auto* item = state.queue.first(); item && item != start; item = state.queue.next(item->first))
        add(*item);

    // Last, what is not held: edits, and removed entries.
    std::map<NodeId, CounterSet> rest;
    std::size_t ranges = 0;
    for (const auto& [node, taken] : state.taken) {
        auto& counters = held[node];
        std::sort(counters.begin(), counters.end());
        if (CounterSet left = taken.without(counters); !left.empty()) {
            ranges += 2 + left.ranges().size();
            rest.emplace(node, std::move(left));
        }
    }
    if (rest.empty()) return pieces;
    if (ranges * 24 > room) {
        pieces.emplace_back();
        pieces.back().id = state.id;
    }
    for (const auto& [node, taken] : rest) pieces.back().taken[node].merge(taken);
    return pieces;
}

std::vector<Ballot> lost_reigns(const SessionState& state) {
    std::vector<Ballot> lost;
    if (state.reigns.empty()) return lost;
    // Down the chain of succession: `known` is what the reigns above have taken over.
    Stamp known = state.reigns.rbegin()->second.follows;
    for (auto it = std::next(state.reigns.rbegin()); it != state.reigns.rend(); ++it) {
        const auto& [ballot, reign] = *it;
        if (ballot > known.ballot) {
            lost.push_back(ballot);  // nobody in the chain knew of it
        } else if (ballot == known.ballot) {
            if (reign.transport.stamp > known) lost.push_back(ballot);  // it went on after it was succeeded
            known = reign.follows;
        } else {
            break;  // the chain's next link is forgotten; what is below it is old
        }
    }
    return lost;
}

}  // namespace segue::handoff
