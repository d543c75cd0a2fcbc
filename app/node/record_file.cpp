#include "app/node/record_file.h"

#include <algorithm>
#include <utility>

#include "app/node/record_tables.h"
#include "sync/replica/limits.h"

namespace segue::node {

using library::Statement;
using replica::Piece;
using replica::Record;
using replica::Standing;
using replica::Version;

RecordFile::RecordFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordFile::~RecordFile() = default;

RecordOr<std::unique_ptr<RecordFile>> RecordFile::open(const std::filesystem::path& file, const NodeId& self,
                                                       std::uint64_t epoch) {
    auto db = library::Database::open(file, library::Database::Mode::write);
    if (!db) return db.failure();
    auto impl = std::make_unique<Impl>(std::move(*db), self);
    if (const auto begun = impl->begin_life(epoch); !begun) return begun.failure();
    return std::unique_ptr<RecordFile>(new RecordFile(std::move(impl)));
}

std::map<NodeId, Standing> RecordFile::standings() const {
    std::map<NodeId, Standing> out;
    for (const auto& [origin, map] : impl_->maps) out[origin] = map.standing;
    return out;
}

RecordOr<void> RecordFile::each(const std::function<void(const NodeId&, BytesView, BytesView)>& tell) {
    Statement all = impl_->db->prepare(
        "SELECT key, CASE WHEN substr(key, 1, 1) = x'72' THEN x'' ELSE value END FROM record "
        "WHERE map=? AND value IS NOT NULL");
    static_assert(static_cast<char>(jobs::KeyType::result) == '\x72');
    for (const auto& [origin, map] : impl_->maps)
        for (with(all, map.id); all.next();) tell(origin, all.blob(0), all.blob(1));
    if (auto failure = impl_->db->take_failure()) return *failure;
    return {};
}

RecordOr<Standing> RecordFile::write(const std::vector<jobs::Write>& writes) {
    const auto done = impl_->transaction(true, [&] {
        for (const jobs::Write& w : writes) impl_->write_own(w.key, w.value);
        impl_->renew_if_due(static_cast<std::uint64_t>(
            std::count_if(writes.begin(), writes.end(), [](const jobs::Write& w) { return !w.value; })));
    });
    if (!done) return done.failure();
    return impl_->maps[impl_->self].standing;
}

RecordOr<jobs::Workshop::Answer> RecordFile::store(const Piece& piece) {
    jobs::Workshop::Answer answer{piece.origin, {}, true, {}, {}};
    const Standing own = impl_->maps[impl_->self].standing;
    const Standing before = impl_->map_of(piece.origin).standing;
    // What this node takes over is its own word, and must last.
    const bool takes_over = replica::forgets_earlier(before, replica::advanced(before, piece));
    const auto done = impl_->transaction(takes_over, [&] {
        Impl::Map& map = impl_->map_of(piece.origin);
        for (const Record& r : piece.records) {
            const Version kept = impl_->version_of(map.id, r.key);
            if (!replica::replaces(r.version, kept, before)) continue;
            impl_->put(map, r.key, kept, r.version, r.value);
            answer.changes.push_back({piece.origin, r.key, r.value});
        }
        map.standing = replica::advanced(map.standing, piece);
        if (takes_over) impl_->forget_earlier(piece.origin, answer.changes);
    });
    if (!done) return done.failure();
    answer.standing = impl_->maps[piece.origin].standing;
    if (!(impl_->maps[impl_->self].standing == own)) answer.own = impl_->maps[impl_->self].standing;
    return answer;
}

RecordOr<Piece> RecordFile::read(const NodeId& origin, const Version& after) {
    Piece piece;
    piece.origin = origin;
    piece.after = after;
    const auto map = impl_->maps.find(origin);
    if (map == impl_->maps.end()) return piece;
    std::size_t bytes = 0;
    Statement rows = impl_->db->prepare(
        "SELECT key, epoch, sequence, value FROM record WHERE map=? AND (epoch, sequence) > (?, ?) "
        "ORDER BY epoch, sequence");
    for (with(rows, map->second.id, after.epoch, after.sequence); rows.next();) {
        if (bytes > replica::piece_bytes_target || piece.records.size() == replica::piece_records_max) {
            piece.more = true;
            break;
        }
        Record r{copy(rows.blob(0)), {number(rows, 1), number(rows, 2)}, {}};
        if (!rows.is_null(3)) r.value = copy(rows.blob(3));
        bytes += r.key.size() + (r.value ? r.value->size() : 0);
        piece.records.push_back(std::move(r));
    }
    if (auto failure = impl_->db->take_failure()) return *failure;
    const Standing& standing = map->second.standing;
    piece.through = piece.more ? piece.records.back().version : standing.through;
    if (piece.through.epoch == standing.through.epoch) piece.base = standing.base;
    return piece;
}

RecordOr<Standing> RecordFile::renew(std::uint64_t above) {
    if (const auto done = impl_->transaction(true, [&] { impl_->renew(above); }); !done) return done.failure();
    return impl_->maps[impl_->self].standing;
}

RecordOr<jobs::Workshop::Answer> RecordFile::drop(const NodeId& origin) {
    jobs::Workshop::Answer answer{origin, {}, true, {}, {}};
    const auto at = impl_->maps.find(origin);
    if (at == impl_->maps.end()) return answer;
    // In two steps: what is forgotten first, and then, with no records, the map itself.
    Piece nothing;
    nothing.origin = origin;
    nothing.after = at->second.standing.through;
    nothing.through = {at->second.standing.through.epoch + 1, 0};
    auto emptied = store(nothing);
    if (!emptied) return emptied;
    answer.changes = std::move(emptied->changes);
    answer.own = emptied->own;
    Statement erase = impl_->db->prepare("DELETE FROM map WHERE id=?"),
              unread = impl_->db->prepare("DELETE FROM progress WHERE origin=?");
    with(erase, impl_->maps[origin].id).run();
    with(unread, origin).run();
    if (auto failure = impl_->db->take_failure()) return *failure;
    impl_->maps.erase(origin);
    return answer;
}

RecordOr<std::optional<Bytes>> RecordFile::value(const NodeId& origin, BytesView key) {
    Statement s = impl_->db->prepare(
        "SELECT value FROM map JOIN record ON record.map=map.id WHERE origin=? AND key=? AND value IS NOT NULL");
    std::optional<Bytes> out;
    if (with(s, origin, key).next()) out = copy(s.blob(0));
    if (auto failure = impl_->db->take_failure()) return *failure;
    return out;
}

RecordOr<std::uint64_t> RecordFile::count(const NodeId& origin, jobs::KeyType type) {
    Statement s = impl_->db->prepare(
        "SELECT count(*) FROM map JOIN record ON record.map=map.id "
        "WHERE origin=? AND key>=? AND key<? AND value IS NOT NULL");
    const auto first = static_cast<std::uint8_t>(type), next = static_cast<std::uint8_t>(first + 1);
    with(s, origin, Bytes{first}, Bytes{next});
    const auto n = static_cast<std::uint64_t>(s.only_integer().value_or(0));
    if (auto failure = impl_->db->take_failure()) return *failure;
    return n;
}

Version RecordFile::progress(const NodeId& origin, std::uint64_t incarnation) {
    Statement s = impl_->db->prepare("SELECT epoch, sequence FROM progress WHERE origin=? AND incarnation=?");
    if (!with(s, origin, incarnation).next()) return {};
    return {number(s, 0), number(s, 1)};
}

RecordOr<void> RecordFile::set_progress(const NodeId& origin, std::uint64_t incarnation, const Version& through) {
    Statement s = impl_->db->prepare("INSERT OR REPLACE INTO progress VALUES (?,?,?,?)");
    with(s, origin, incarnation, through.epoch, through.sequence).run();
    if (auto failure = impl_->db->take_failure()) return *failure;
    return {};
}

}  // namespace segue::node
