#include "audio/library/catalogue_impl.h"

namespace segue::library {

namespace {

// Everything that begins with "folder/": the next string after all of them ends in the next character, '0'.
std::pair<std::string, std::string> within(const std::string& folder) {
    const std::string stem = folder.ends_with('/') ? folder.substr(0, folder.size() - 1) : folder;
    return {stem + '/', stem + '0'};
}

}  // namespace

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
        "SELECT content FROM recording WHERE album!='' AND album_id=(SELECT album_id FROM recording WHERE content=? "
        "AND "
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

}  // namespace segue::library
