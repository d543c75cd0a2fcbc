#include "audio/library/catalogue_impl.h"
#include "audio/library/limits.h"
#include "audio/library/schema.h"

namespace segue::library {

namespace fs = std::filesystem;

namespace {

// What is not durable at a power cut is scanned or fetched again; what tells the writer is in the log by then.
constexpr const char* settings_sql =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
    "PRAGMA journal_size_limit=33554432; PRAGMA wal_autocheckpoint=2000;";

}  // namespace

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

void Catalogue::settle() {
    impl_->db_->run("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");
    (void)impl_->db_->take_failure();  // a reader was in the way: another time
}

}  // namespace segue::library
