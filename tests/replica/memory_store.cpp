#include "tests/replica/memory_store.h"

#include <utility>

namespace segue::test {

using replica::Piece;
using replica::Record;
using replica::Standing;
using replica::Version;

MemoryStore::MemoryStore(const NodeId& self, std::uint64_t epoch, std::function<bool(BytesView)> kept)
    : self_(self), kept_(std::move(kept)) {
    maps_[self].standing.through = {epoch, 0};
}

MemoryStore::Map& MemoryStore::change(const NodeId& origin) {
    if (!touched_.contains(origin))
        touched_[origin] = maps_.contains(origin) ? std::optional(maps_[origin]) : std::nullopt;
    return maps_[origin];
}

void MemoryStore::power_cut() {
    for (auto& [origin, before] : touched_) {
        if (before)
            maps_[origin] = std::move(*before);
        else
            maps_.erase(origin);
    }
    touched_.clear();
}

void MemoryStore::erase(Map& map, const Bytes& key) {
    const auto at = map.records.find(key);
    if (at == map.records.end()) return;
    map.standing.digest ^= replica::digest_of(key, at->second.version);
    if (const auto o = map.order.find(at->second.version); o != map.order.end() && o->second == key) map.order.erase(o);
    map.records.erase(at);
}

void MemoryStore::put(Map& map, Record record) {
    erase(map, record.key);
    map.standing.digest ^= replica::digest_of(record.key, record.version);
    map.order[record.version] = record.key;
    map.records[record.key] = std::move(record);
}

void MemoryStore::write(const Bytes& key, const std::optional<Bytes>& value) {
    Map& own = change(self_);
    ++own.standing.through.sequence;
    put(own, {key, own.standing.through, value});
}

bool MemoryStore::anyone_has(const Bytes& key) const {
    for (const auto& [origin, map] : maps_)
        if (const auto at = map.records.find(key); at != map.records.end() && at->second.value) return true;
    return false;
}

void MemoryStore::take_over(const Record& record, Changes& changes) {
    if (!record.value || !kept_ || !kept_(record.key) || anyone_has(record.key)) return;
    write(record.key, record.value);
    changes.push_back({self_, record.key, record.value});
}

MemoryStore::Changes MemoryStore::store(const Piece& piece) {
    Changes changes;
    Map& map = change(piece.origin);
    const Standing before = map.standing;
    for (const Record& r : piece.records) {
        const auto at = map.records.find(r.key);
        if (!replica::replaces(r.version, at == map.records.end() ? Version{} : at->second.version, before)) continue;
        put(map, r);
        changes.push_back({piece.origin, r.key, r.value});
    }
    const Standing after = replica::advanced(map.standing, piece);
    map.standing = after;
    if (!replica::forgets_earlier(before, after)) return changes;
    std::vector<Record> forgotten;
    for (const auto& [key, record] : map.records)
        if (record.version.epoch < after.through.epoch) forgotten.push_back(record);
    for (const Record& r : forgotten) {
        erase(map, r.key);
        changes.push_back({piece.origin, r.key, std::nullopt});
    }
    for (const Record& r : forgotten) take_over(r, changes);
    return changes;
}

Piece MemoryStore::read(const NodeId& origin, const Version& after) const {
    Piece piece;
    piece.origin = origin;
    piece.after = after;
    const auto at = maps_.find(origin);
    if (at == maps_.end()) return piece;
    const Map& map = at->second;
    std::size_t bytes = 0;
    for (auto o = map.order.upper_bound(after); o != map.order.end(); ++o) {
        if (bytes > replica::piece_bytes_target || piece.records.size() == piece_records) {
            piece.more = true;
            break;
        }
        const Record& r = map.records.at(o->second);
        bytes += r.key.size() + (r.value ? r.value->size() : 0);
        piece.records.push_back(r);
    }
    piece.through = piece.more ? piece.records.back().version : map.standing.through;
    if (piece.through.epoch == map.standing.through.epoch) piece.base = map.standing.base;
    return piece;
}

void MemoryStore::renew(std::uint64_t above) {
    Map& own = change(self_);
    const Map before = std::exchange(own, {});
    own.standing.through = {std::max(above, before.standing.through.epoch) + 1, 0};
    for (const auto& [version, key] : before.order) {
        const Record& r = before.records.at(key);
        if (r.value) write(key, r.value);
    }
    own.standing.base = own.standing.through.sequence;
}

MemoryStore::Changes MemoryStore::drop(const NodeId& origin) {
    Changes changes;
    const Map gone = change(origin);
    maps_.erase(origin);
    for (const auto& [key, record] : gone.records) changes.push_back({origin, key, std::nullopt});
    for (const auto& [key, record] : gone.records) take_over(record, changes);
    return changes;
}

Standing MemoryStore::standing(const NodeId& origin) const {
    const auto at = maps_.find(origin);
    return at == maps_.end() ? Standing{} : at->second.standing;
}

std::map<NodeId, Standing> MemoryStore::standings() const {
    std::map<NodeId, Standing> out;
    for (const auto& [origin, map] : maps_) out[origin] = map.standing;
    return out;
}

const std::map<Bytes, Record>& MemoryStore::records(const NodeId& origin) const {
    static const std::map<Bytes, Record> none;
    const auto at = maps_.find(origin);
    return at == maps_.end() ? none : at->second.records;
}

}  // namespace segue::test
