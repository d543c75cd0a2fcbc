#include "app/node/record_tables.h"

#include <algorithm>
#include <utility>

#include "sync/replica/limits.h"

namespace segue::node {

using library::Statement;
using replica::Standing;
using replica::Version;

namespace {

constexpr const char* schema = R"(
CREATE TABLE IF NOT EXISTS map (id INTEGER PRIMARY KEY, origin BLOB NOT NULL UNIQUE, epoch INTEGER NOT NULL,
  sequence INTEGER NOT NULL, base INTEGER NOT NULL, digest INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY, map INTEGER NOT NULL, key BLOB NOT NULL,
  epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, value BLOB, UNIQUE (map, key));
CREATE INDEX IF NOT EXISTS record_order ON record (map, epoch, sequence);
CREATE TABLE IF NOT EXISTS progress (origin BLOB PRIMARY KEY, incarnation INTEGER NOT NULL, epoch INTEGER NOT NULL,
  sequence INTEGER NOT NULL) WITHOUT ROWID;
)";
// Pages kept in memory: enough for the indexes' upper levels of a million records.
constexpr const char* settings =
    "PRAGMA journal_mode=WAL; PRAGMA cache_size=-8000; PRAGMA journal_size_limit=33554432;";

}  // namespace

RecordOr<void> RecordFile::Impl::begin_life(std::uint64_t epoch) {
    db->run(settings);
    db->run(schema);
    save_map_ = db->prepare("INSERT OR REPLACE INTO map VALUES (?,?,?,?,?,?)");
    find_ = db->prepare("SELECT epoch, sequence FROM record WHERE map=? AND key=?");
    put_ = db->prepare(
        "INSERT INTO record (map, key, epoch, sequence, value) VALUES (?1,?2,?3,?4,?5) "
        "ON CONFLICT (map, key) DO UPDATE SET epoch=?3, sequence=?4, value=?5");
    anyone_ =
        db->prepare("SELECT 1 FROM map CROSS JOIN record ON record.map=map.id AND key=? AND value IS NOT NULL LIMIT 1");
    Statement all = db->prepare("SELECT id, origin, epoch, sequence, base, digest FROM map");
    while (all.next())
        if (const auto origin = NodeId::from_bytes(all.blob(1)))
            maps[*origin] = {number(all, 0), {{number(all, 2), number(all, 3)}, number(all, 4), number(all, 5)}};
    if (auto failure = db->take_failure()) return *failure;
    if (maps.contains(self)) return {};
    return transaction(true, [&] { map_of(self).standing.through = {epoch, 0}; });
}

// The maps whose standings have changed.
void RecordFile::Impl::save(const std::map<NodeId, Map>& before) {
    for (const auto& [origin, map] : maps) {
        const auto old = before.find(origin);
        const Standing& s = map.standing;
        if (old == before.end() || !(old->second.standing == s))
            with(save_map_, map.id, origin, s.through.epoch, s.through.sequence, s.base, s.digest).run();
    }
}

RecordFile::Impl::Map& RecordFile::Impl::map_of(const NodeId& origin) {
    const auto [at, fresh] = maps.try_emplace(origin);
    if (fresh)
        for (const auto& [other, map] : maps) at->second.id = std::max(at->second.id, map.id + 1);
    return at->second;
}

Version RecordFile::Impl::version_of(std::uint64_t map, BytesView key) {
    Version out;
    if (with(find_, map, key).next()) out = {number(find_, 0), number(find_, 1)};
    find_.reset();
    return out;
}

void RecordFile::Impl::put(Map& map, BytesView key, const Version& kept, const Version& version,
                           const std::optional<Bytes>& value) {
    if (kept != Version{}) map.standing.digest ^= replica::digest_of(key, kept);
    map.standing.digest ^= replica::digest_of(key, version);
    with(put_, map.id, key, version.epoch, version.sequence, value).run();
}

void RecordFile::Impl::write_own(BytesView key, const std::optional<Bytes>& value) {
    Map& own = map_of(self);
    ++own.standing.through.sequence;
    put(own, key, version_of(own.id, key), own.standing.through, value);
}

void RecordFile::Impl::forget_earlier(const NodeId& origin, std::vector<jobs::StoreChange>& changes) {
    Map& map = map_of(origin);
    std::vector<std::pair<Bytes, std::optional<Bytes>>> gone;
    Statement earlier =
        db->prepare("SELECT key, epoch, sequence, value FROM record WHERE map=? AND epoch < ? ORDER BY key");
    for (with(earlier, map.id, map.standing.through.epoch); earlier.next();) {
        map.standing.digest ^= replica::digest_of(earlier.blob(0), {number(earlier, 1), number(earlier, 2)});
        const bool keep = !earlier.is_null(3) && jobs::is_kept(earlier.blob(0));
        gone.emplace_back(copy(earlier.blob(0)), keep ? std::optional(copy(earlier.blob(3))) : std::nullopt);
    }
    Statement erase = db->prepare("DELETE FROM record WHERE map=? AND epoch < ?");
    with(erase, map.id, map.standing.through.epoch).run();
    for (const auto& [key, value] : gone) changes.push_back({origin, key, std::nullopt});
    for (const auto& [key, value] : gone) {
        if (!value || with(anyone_, key).only_integer()) continue;
        write_own(key, value);
        changes.push_back({self, key, value});
    }
}

void RecordFile::Impl::renew(std::uint64_t above) {
    Map& own = map_of(self);
    const std::uint64_t epoch = std::max(above, own.standing.through.epoch) + 1;
    Statement erase = db->prepare("DELETE FROM record WHERE map=? AND value IS NULL");
    with(erase, own.id).run();
    Statement order = db->prepare("SELECT id, key FROM record WHERE map=? ORDER BY epoch, sequence");
    std::vector<std::uint64_t> ids;
    Standing next{{epoch, 0}, 0, 0};
    for (with(order, own.id); order.next();) {
        ids.push_back(number(order, 0));
        next.digest ^= replica::digest_of(order.blob(1), {epoch, ids.size()});
    }
    Statement renumber = db->prepare("UPDATE record SET epoch=?, sequence=? WHERE id=?");
    for (std::size_t i = 0; i < ids.size(); ++i) with(renumber, epoch, std::uint64_t{i + 1}, ids[i]).run();
    next.through.sequence = next.base = ids.size();
    own.standing = next;
}

void RecordFile::Impl::renew_if_due(std::uint64_t removals) {
    uncounted_ += removals;
    if (uncounted_ < replica::removed_min) return;
    uncounted_ = 0;
    Statement count = db->prepare("SELECT count(value), count(*) - count(value) FROM record WHERE map=?");
    if (with(count, map_of(self).id).next() && replica::must_renew(number(count, 0), number(count, 1))) {
        count.reset();
        renew(0);
    }
}

}  // namespace segue::node
