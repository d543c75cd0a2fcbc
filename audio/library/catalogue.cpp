#include "audio/library/catalogue.h"

#include "audio/library/limits.h"
#include "audio/library/recordings.h"
#include "audio/library/schema.h"
#include "audio/library/sqlite.h"
#include "audio/media/wire.h"

namespace segue::library {

namespace fs = std::filesystem;

namespace {

template <class Id>
BytesView view(const Id& id) {
    return id.bytes;
}

// Everything that begins with "folder/": the next string after all of them ends in the next character, '0'.
std::pair<std::string, std::string> within(const std::string& folder) {
    const std::string stem = folder.ends_with('/') ? folder.substr(0, folder.size() - 1) : folder;
    return {stem + '/', stem + '0'};
}

// What is not durable at a power cut is scanned or fetched again; what tells the writer is in the log by then.
constexpr const char* settings_sql =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
    "PRAGMA journal_size_limit=33554432; PRAGMA wal_autocheckpoint=2000;";

}  // namespace

class Catalogue::Impl {
  public:
    Impl(std::unique_ptr<Database> opened, const NodeId& self)
        : db_(std::move(opened)), self_(self), recordings_(*db_) {
        find_node_ = db_->prepare("SELECT id FROM node WHERE node=?");
        add_node_ = db_->prepare("INSERT INTO node(node) VALUES(?)");
        find_place_ = db_->prepare("SELECT id, recording, body FROM place WHERE node=? AND place=?");
        add_place_ = db_->prepare("INSERT INTO place(recording, file, body, node, place) VALUES(?,?,?,?,?)");
        set_place_ = db_->prepare("UPDATE place SET recording=?, file=?, body=? WHERE node=? AND place=?");
        remove_place_ = db_->prepare("DELETE FROM place WHERE id=?");
        best_place_ = db_->prepare(
            "SELECT body FROM place JOIN node ON node.id=place.node WHERE recording=?1 "
            "ORDER BY node.node!=?2, node.node, place LIMIT 1");
        // "+": by the recording, which has few places, and not by the node, which has all of them.
        places_ = db_->prepare(
            "SELECT body FROM recording JOIN place ON place.recording=recording.id WHERE content=?1 AND "
            "+place.node=(SELECT id FROM node WHERE node=?2)");
        entries_of_file_ = db_->prepare(
            "SELECT body FROM place WHERE node=?1 AND place=?2 UNION ALL "
            "SELECT body FROM place WHERE file=?2 AND +node=?1");
        self_id_ = node_id(self);
    }

    std::int64_t node_id(const NodeId& node) {
        if (const auto known = find_node_.reset().bind(view(node)).only_integer()) return *known;
        add_node_.reset().bind(view(node)).run();
        return db_->last_id();
    }

    // True: it changed something.
    bool apply_one(std::int64_t node, const Change& change) {
        const bool known = find_place_.reset().bind(node).bind(as_bytes(change.place)).next();
        const std::int64_t place = known ? find_place_.integer(0) : 0, old = known ? find_place_.integer(1) : 0;
        if (!change.entry) {
            find_place_.reset();
            if (!known) return false;
            remove_place_.reset().bind(place).run();
            settle_recording(old);
            return true;
        }
        const Bytes body = encode(*change.entry);
        if (known) {
            const BytesView had = find_place_.blob(2);
            if (std::equal(had.begin(), had.end(), body.begin(), body.end())) return false;
        }
        find_place_.reset();
        const auto [recording, is_new] = recordings_.find_or_add(*change.entry);
        Statement& write = known ? set_place_ : add_place_;
        write.reset().bind(recording);
        change.entry->cue ? write.bind(as_bytes(change.entry->path)) : write.bind_null();
        write.bind(BytesView(body)).bind(node).bind(as_bytes(change.place)).run();
        if (!is_new) settle_recording(recording);
        if (known && old != recording) settle_recording(old);
        return true;
    }

    // After its places have changed: it says what the best of them says, or goes with the last.
    void settle_recording(std::int64_t id) {
        if (!best_place_.reset().bind(id).bind(view(self_)).next()) {
            recordings_.remove(id);
            return;
        }
        const auto entry = decode_entry(best_place_.blob(0));
        best_place_.reset();
        if (entry) recordings_.describe(id, *entry);
    }

    LibraryResult<std::vector<Entry>> entries_of(Statement& rows, int column = 0) {
        std::vector<Entry> out;
        while (rows.next())
            if (auto entry = decode_entry(rows.blob(column))) out.push_back(std::move(entry).value());
        rows.reset();
        if (auto failure = db_->take_failure()) return *failure;
        return out;
    }

    LibraryResult<void> outcome() {
        if (auto failure = db_->take_failure()) return *failure;
        return {};
    }

    std::unique_ptr<Database> db_;
    NodeId self_;
    Recordings recordings_;
    std::int64_t self_id_ = 0;
    std::int64_t incarnation_ = 0;
    Statement find_node_, add_node_, find_place_, add_place_, set_place_, remove_place_, best_place_;
    Statement places_, entries_of_file_;
};

LibraryResult<std::unique_ptr<Catalogue>> Catalogue::open(const fs::path& file, const NodeId& self) {
    auto db = Database::open(file, Database::Mode::write);
    if (!db) return db.failure();
    (*db)->run(settings_sql);
    const std::int64_t tables = (*db)->integer("SELECT count(*) FROM sqlite_schema");
    const std::int64_t version = (*db)->integer("PRAGMA user_version");
    if (const auto failure = (*db)->take_failure()) return *failure;
    if (tables > 0 && version != schema_version)
        return fail(LibraryError::damaged, "the library's database is of another version of Segue");
    if (tables == 0) {
        Transaction whole(**db);
        (*db)->run(schema_sql);
        (*db)->run("INSERT INTO about VALUES(random())");
        (*db)->run(("PRAGMA user_version=" + std::to_string(schema_version)).c_str());
        if (const auto made = whole.commit(); !made) return made.failure();
    }
    auto impl = std::make_unique<Impl>(std::move(*db), self);
    impl->incarnation_ = impl->db_->integer("SELECT incarnation FROM about");
    if (const auto failure = impl->db_->take_failure()) return *failure;
    return std::unique_ptr<Catalogue>(new Catalogue(std::move(impl)));
}

LibraryResult<fs::path> Catalogue::set_aside(const fs::path& file) {
    std::error_code failed;
    for (int n = 1; n < 1000; ++n) {
        const fs::path aside = file.string() + ".damaged-" + std::to_string(n);
        if (fs::exists(aside, failed)) continue;
        fs::rename(file, aside, failed);
        if (failed) return fail(LibraryError::disk, "cannot set the damaged library aside: " + failed.message());
        for (const char* companion : {"-wal", "-shm"}) fs::remove(file.string() + companion, failed);
        return aside;
    }
    return fail(LibraryError::disk, "too many damaged libraries are kept beside " + file.string() + "; delete some");
}

Catalogue::Catalogue(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Catalogue::~Catalogue() = default;

std::uint64_t Catalogue::incarnation() const { return static_cast<std::uint64_t>(impl_->incarnation_); }

const NodeId& Catalogue::self() const { return impl_->self_; }

LibraryResult<void> Catalogue::apply(const NodeId& node, std::span<const Change> changes) {
    std::vector<Change> made;
    {
        Transaction whole(*impl_->db_);
        const std::int64_t id = impl_->node_id(node);
        for (const Change& change : changes)
            if (impl_->apply_one(id, change) && on_changed) made.push_back(change);
        if (const auto done = whole.commit(); !done) return done.failure();
    }
    if (!made.empty()) on_changed(node, made);
    return {};
}

LibraryResult<void> Catalogue::remove_node(const NodeId& node) {
    // In pieces, so that a search never waits for a hundred thousand entries' going.
    for (constexpr std::size_t piece = 2000;;) {
        const auto some = entries(node, "", piece);
        if (!some) return some.failure();
        std::vector<Change> gone;
        for (const Entry& e : *some) gone.push_back({e.place(), {}});
        if (const auto removed = apply(node, gone); !removed) return removed;
        if (some->size() < piece) break;
    }
    Statement s = impl_->db_->prepare("DELETE FROM node WHERE node=?1 AND node!=?2");
    s.bind(view(node)).bind(view(impl_->self_)).run();
    return impl_->outcome();
}

LibraryResult<void> Catalogue::set_node(const NodeId& node, const std::string& name, bool present) {
    Statement s = impl_->db_->prepare(
        "INSERT INTO node(node, name, present) VALUES(?,?,?) ON CONFLICT(node) DO UPDATE SET "
        "name=excluded.name, present=excluded.present WHERE (name,present)!=(excluded.name,excluded.present)");
    s.bind(view(node)).bind(std::string_view(name)).bind(std::int64_t{present}).run();
    return impl_->outcome();
}

LibraryResult<void> Catalogue::set_away_folders(const NodeId& node, const std::vector<std::string>& folders) {
    Transaction whole(*impl_->db_);
    const std::int64_t id = impl_->node_id(node);
    impl_->db_->prepare("DELETE FROM away_folder WHERE node=?").bind(id).run();
    Statement add = impl_->db_->prepare("INSERT OR IGNORE INTO away_folder(node, path) VALUES(?,?)");
    for (const std::string& folder : folders) add.reset().bind(id).bind(as_bytes(folder)).run();
    return whole.commit();
}

LibraryResult<void> Catalogue::set_analysis(std::span<const Analysis> analyses) {
    Database& db = *impl_->db_;
    Transaction whole(db);
    Statement write = db.prepare(
        "INSERT INTO analysis(content, analyser, version, value) VALUES(?,?,?,?) "
        "ON CONFLICT(content, analyser) DO UPDATE SET version=excluded.version, value=excluded.value "
        "WHERE excluded.version>=version");
    Statement merge = db.prepare(
        "INSERT INTO facts(content, bpm, bpm_confidence, key, lufs, true_peak) VALUES(?,?,?,?,?,?) "
        "ON CONFLICT(content) DO UPDATE SET bpm=coalesce(excluded.bpm, bpm), "
        "bpm_confidence=coalesce(excluded.bpm_confidence, bpm_confidence), key=coalesce(excluded.key, key), "
        "lufs=coalesce(excluded.lufs, lufs), true_peak=coalesce(excluded.true_peak, true_peak)");
    for (const Analysis& a : analyses) {
        if (a.content.is_none() || a.analyser.empty() || a.analyser.size() > analyser_name_bytes_max ||
            a.value.size() > analysis_bytes_max)
            return fail(LibraryError::too_large, "an analysis that is out of bounds");
        write.reset().bind(view(a.content)).bind(std::string_view(a.analyser)).bind(std::int64_t{a.version});
        write.bind(BytesView(a.value)).run();
        if (db.changed_rows() == 0) continue;
        merge.reset().bind(view(a.content));
        const auto number = [&](const std::optional<double>& n) { n ? merge.bind(*n) : merge.bind_null(); };
        number(a.facts.bpm);
        number(a.facts.bpm_confidence);
        a.facts.key ? merge.bind(std::string_view(*a.facts.key)) : merge.bind_null();
        number(a.facts.loudness_lufs);
        number(a.facts.true_peak_dbtp);
        merge.run();
    }
    return whole.commit();
}

LibraryResult<std::vector<Entry>> Catalogue::entries(const NodeId& node, const std::string& after_place,
                                                     std::size_t count_max) {
    Statement s = impl_->db_->prepare(
        "SELECT body FROM place JOIN node ON node.id=place.node WHERE node.node=? AND place>? ORDER BY place LIMIT ?");
    s.bind(view(node)).bind(as_bytes(after_place)).bind(static_cast<std::int64_t>(count_max));
    return impl_->entries_of(s);
}

LibraryResult<std::optional<Entry>> Catalogue::entry(const NodeId& node, const std::string& place) {
    Statement s =
        impl_->db_->prepare("SELECT body FROM place JOIN node ON node.id=place.node WHERE node.node=? AND place=?");
    s.bind(view(node)).bind(as_bytes(place));
    auto found = impl_->entries_of(s);
    if (!found) return found.failure();
    return found->empty() ? std::optional<Entry>() : std::optional(std::move(found->front()));
}

LibraryResult<Entry> Catalogue::find(const std::string& what) {
    Statement s;
    const std::string shown = audio::clean_text(what, 200);
    if (what.starts_with('/')) {
        auto here = entries_of_file(what);
        if (!here || !here->empty()) return here ? LibraryResult<Entry>(std::move(here->front())) : here.failure();
        s = impl_->db_->prepare(
            "SELECT body FROM node CROSS JOIN place ON place.node=node.id AND place.place=? LIMIT 1");
        s.bind(as_bytes(what));
    } else {
        // The names of all contents that begin with these digits, from the first to the last.
        const bool are_digits = what.size() >= 4 && what.size() <= 2 * ContentId::size &&
                                what.find_first_not_of("0123456789abcdef") == what.npos;
        if (!are_digits) return fail(LibraryError::missing, shown + " is neither a path nor the digits of a recording");
        const auto padded = [&](char digit) {
            return *ContentId::from_hex(what + std::string(2 * ContentId::size - what.size(), digit));
        };
        const ContentId first = padded('0'), last = padded('f');
        Statement count = impl_->db_->prepare("SELECT count(*) FROM recording WHERE content BETWEEN ? AND ?");
        if (count.bind(view(first)).bind(view(last)).next() && count.integer(0) > 1)
            return fail(LibraryError::missing, "more than one recording begins with " + shown + "; give more digits");
        s = impl_->db_->prepare(
            "SELECT body FROM recording JOIN place ON place.recording=recording.id WHERE content BETWEEN ? AND ? "
            "ORDER BY node!=?, place LIMIT 1");
        s.bind(view(first)).bind(view(last)).bind(impl_->self_id_);
    }
    auto found = impl_->entries_of(s);
    if (!found) return found.failure();
    if (found->empty()) return fail(LibraryError::missing, "the library has no " + shown);
    return std::move(found->front());
}

LibraryResult<std::vector<Entry>> Catalogue::places_here(const ContentId& content) {
    return places(impl_->self_, content);
}

LibraryResult<std::vector<Entry>> Catalogue::places(const NodeId& node, const ContentId& content) {
    Statement& s = impl_->places_.reset();
    s.bind(view(content)).bind(view(node));
    return impl_->entries_of(s);
}

LibraryResult<std::vector<ContentId>> Catalogue::album_of(const ContentId& content, std::size_t count_max) {
    Statement s = impl_->db_->prepare(
        "SELECT content FROM recording WHERE album!='' AND album_id=(SELECT album_id FROM recording WHERE content=? AND "
        "album!='') LIMIT ?");
    s.bind(view(content)).bind(static_cast<std::int64_t>(count_max + 1));
    std::vector<ContentId> out;
    while (s.next()) out.push_back(ContentId::from_bytes(s.blob(0)).value_or(ContentId{}));
    if (auto failure = impl_->db_->take_failure()) return *failure;
    if (out.size() > count_max) out.clear();
    return out;
}

LibraryResult<std::uint64_t> Catalogue::count(const NodeId& node) {
    Statement s = impl_->db_->prepare("SELECT count(*) FROM place WHERE node=(SELECT id FROM node WHERE node=?)");
    const auto entries = static_cast<std::uint64_t>(s.bind(view(node)).only_integer().value_or(0));
    if (auto failure = impl_->db_->take_failure()) return *failure;
    return entries;
}

LibraryResult<std::optional<Catalogue::Stored>> Catalogue::analysis(const ContentId& content,
                                                                    const std::string& analyser) {
    Statement s = impl_->db_->prepare("SELECT version, value FROM analysis WHERE content=? AND analyser=?");
    std::optional<Stored> out;
    if (s.bind(view(content)).bind(std::string_view(analyser)).next()) {
        const BytesView value = s.blob(1);
        out = Stored{static_cast<std::uint32_t>(s.integer(0)), {value.begin(), value.end()}};
    }
    if (auto failure = impl_->db_->take_failure()) return *failure;
    return out;
}

LibraryResult<AnalysisFacts> Catalogue::facts(const ContentId& content) {
    Statement s = impl_->db_->prepare("SELECT bpm, bpm_confidence, key, lufs, true_peak FROM facts WHERE content=?");
    AnalysisFacts out;
    if (s.bind(view(content)).next()) {
        const auto number = [&](int column) {
            return s.is_null(column) ? std::nullopt : std::optional(s.real(column));
        };
        out.bpm = number(0);
        out.bpm_confidence = number(1);
        if (!s.is_null(2)) out.key = s.text(2);
        out.loudness_lufs = number(3);
        out.true_peak_dbtp = number(4);
    }
    if (auto failure = impl_->db_->take_failure()) return *failure;
    return out;
}

LibraryResult<Catalogue::KnownFiles> Catalogue::known_files(const std::string& folder) {
    const auto [first, end] = within(folder);
    KnownFiles out;
    Statement s = impl_->db_->prepare("SELECT body FROM place WHERE node=? AND place>=? AND place<?");
    s.bind(impl_->self_id_).bind(as_bytes(first)).bind(as_bytes(end));
    while (s.next())
        if (const auto e = decode_entry(s.blob(0))) out[e->path] = {e->size_bytes, e->modified_ns, e->has_stems, false};
    Statement r = impl_->db_->prepare("SELECT path, size, modified_ns FROM refused WHERE path>=? AND path<?");
    r.bind(as_bytes(first)).bind(as_bytes(end));
    while (r.next())
        out[std::string(as_text(r.blob(0)))] = {static_cast<std::uint64_t>(r.integer(1)), r.integer(2), false, true};
    if (auto failure = impl_->db_->take_failure()) return *failure;
    return out;
}

LibraryResult<std::vector<Entry>> Catalogue::entries_of_file(const std::string& path) {
    Statement& s = impl_->entries_of_file_.reset();
    s.bind(impl_->self_id_).bind(as_bytes(path));
    return impl_->entries_of(s);
}

LibraryResult<void> Catalogue::set_refused(std::span<const Refused> refused, std::span<const std::string> no_longer) {
    Transaction whole(*impl_->db_);
    Statement add =
        impl_->db_->prepare("INSERT OR REPLACE INTO refused(path, size, modified_ns, reason) VALUES(?,?,?,?)");
    Statement remove = impl_->db_->prepare("DELETE FROM refused WHERE path=?");
    for (const std::string& path : no_longer) remove.reset().bind(as_bytes(path)).run();
    for (const Refused& r : refused)
        add.reset()
            .bind(as_bytes(r.path))
            .bind(static_cast<std::int64_t>(r.size_bytes))
            .bind(r.modified_ns)
            .bind(std::string_view(r.reason))
            .run();
    return whole.commit();
}

LibraryResult<std::vector<Refused>> Catalogue::refused(std::size_t count_max) {
    std::vector<Refused> out;
    Statement s = impl_->db_->prepare("SELECT path, size, modified_ns, reason FROM refused ORDER BY path LIMIT ?");
    s.bind(static_cast<std::int64_t>(count_max));
    while (s.next())
        out.push_back({std::string(as_text(s.blob(0))), static_cast<std::uint64_t>(s.integer(1)), s.integer(2),
                       std::string(s.text(3))});
    if (auto failure = impl_->db_->take_failure()) return *failure;
    return out;
}

LibraryResult<Catalogue::Counts> Catalogue::counts() {
    Database& db = *impl_->db_;
    Counts out;
    const auto count = [&](const char* sql) { return static_cast<std::uint64_t>(db.integer(sql)); };
    out.recordings = count("SELECT count(*) FROM recording");
    out.albums = count("SELECT count(*) FROM album WHERE title!=''");
    out.artists = count("SELECT count(DISTINCT artist_key) FROM album WHERE artist_key!=''");
    out.duration = milliseconds(db.integer("SELECT sum(duration_ms) FROM recording"));
    out.analysed = count("SELECT count(*) FROM recording JOIN facts USING(content)");
    out.refused = count("SELECT count(*) FROM refused");
    Statement s = db.prepare(
        "SELECT node.node, name, present, count(place.id) FROM node LEFT JOIN place ON place.node=node.id "
        "GROUP BY node.id ORDER BY node.node");
    while (s.next()) {
        const auto id = NodeId::from_bytes(s.blob(0));
        if (!id) continue;
        out.nodes.push_back({*id, std::string(s.text(1)), s.integer(2) != 0, static_cast<std::uint64_t>(s.integer(3))});
    }
    if (auto failure = db.take_failure()) return *failure;
    return out;
}

void Catalogue::settle() {
    impl_->db_->run("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");
    (void)impl_->db_->take_failure();  // a reader was in the way: another time
}

}  // namespace segue::library
