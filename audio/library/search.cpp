#include "audio/library/search.h"

#include <algorithm>
#include <map>
#include <set>

#include "audio/library/fold.h"
#include "audio/library/ranking.h"
#include "audio/library/selection.h"
#include "audio/library/sqlite.h"

namespace segue::library {

namespace {

// A reader of 100,000 rows' words. Not mapped into memory: a file that a failing disk, or somebody, cuts short would
// end the process (SIGBUS) and not the search.
constexpr const char* settings_sql =
    "PRAGMA query_only=1; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; PRAGMA mmap_size=0;";

}  // namespace

class Searcher::Impl {
  public:
    Impl(std::unique_ptr<Database> opened, const NodeId& self) : db(std::move(opened)), self_(self) {
        get_ = db->prepare(
            "SELECT r.content, r.track, r.title, r.artist, r.album_artist, r.album, r.genre, r.composer, r.year, "
            "r.disc, "
            "r.number, r.duration_ms, r.has_stems, r.cover, f.bpm, f.bpm_confidence, f.key, f.lufs, f.true_peak "
            "FROM recording r LEFT JOIN facts f ON f.content=r.content WHERE r.id=?");
        places_ = db->prepare(
            "SELECT n.node, n.name, n.present, p.place, EXISTS(SELECT 1 FROM away_folder a WHERE a.node=p.node AND "
            "substr(p.place, 1, length(a.path)+1)=CAST(a.path || '/' AS BLOB)) "
            "FROM place p JOIN node n ON n.id=p.node WHERE p.recording=?");
        album_cover_ = db->prepare(
            "SELECT cover FROM recording WHERE album_id=? AND cover IS NOT NULL ORDER BY disc, number LIMIT 1");
    }

    LibraryResult<Found> search(const SearchWish& wish) {
        if (wish.pick) return pick(wish);
        auto query = parse_query(wish.query);
        if (!query) return query.failure();
        if (query->sort == SortBy::relevance) query->sort = wish.unsorted;
        std::vector<NodeRows> nodes;
        for (const NodeTerm& term : query->nodes) {
            nodes.push_back(nodes_named(term.name));
            if (nodes.back().empty())
                return fail(LibraryError::bad_query, "no node that the library knows is called “" + term.name +
                                                         "”; `seguectl library stats` lists them");
        }
        const Selection selection = select(*query, nodes);
        Found found;
        // One state of the catalogue throughout.
        db->run("BEGIN");
        const std::vector<std::int64_t> ids = tracks(*query, selection, wish, found);
        for (const std::int64_t id : ids) found.tracks.push_back(hit(id));
        if (wish.group_limit > 0) groups(*query, selection, wish, found);
        db->run("COMMIT");
        if (auto failure = db->take_failure()) return *failure;
        return found;
    }

    LibraryResult<std::vector<CoverPlace>> places_of(const CoverId& cover) {
        std::vector<CoverPlace> out;
        Statement s = db->prepare(
            "SELECT n.node, n.present, p.body FROM recording r JOIN place p ON p.recording=r.id JOIN node n ON "
            "n.id=p.node WHERE r.cover=?1 ORDER BY n.node!=?2, n.present DESC LIMIT ?3");
        s.bind(BytesView(cover.bytes)).bind(BytesView(self_.bytes)).bind(cover_places_max);
        while (s.next())
            if (auto entry = decode_entry(s.blob(2)); entry && entry->cover == cover)
                out.push_back(
                    {NodeId::from_bytes(s.blob(0)).value_or(NodeId{}), s.integer(1) != 0, std::move(entry->path)});
        if (auto failure = db->take_failure()) return *failure;
        return out;
    }

    std::unique_ptr<Database> db;

  private:
    struct Candidate {
        std::int64_t id;
        int score;
        std::string order;
    };

    LibraryResult<Found> pick(const SearchWish& wish) {
        Found found;
        db->run("BEGIN");
        const std::vector<std::int64_t> ids = picked(*db, *wish.pick, found.folder);
        found.total = ids.size();
        for (std::size_t i = wish.offset;
             i < ids.size() && found.tracks.size() < std::min(wish.limit, search_limit_max); ++i)
            found.tracks.push_back(hit(ids[i]));
        if (wish.pick->album && !wish.pick->album->title && wish.group_limit > 0)
            albums_of_artist(wish.pick->album->artist, wish, found);
        db->run("COMMIT");
        if (auto failure = db->take_failure()) return *failure;
        return found;
    }

    NodeRows nodes_named(const std::string& name) {
        NodeRows out;
        Statement s = db->prepare("SELECT id, name, node FROM node");
        while (s.next()) {
            const auto id = NodeId::from_bytes(s.blob(2));
            if (folded(s.text(1)).starts_with(name) || (name.size() >= 4 && id && id->hex().starts_with(name)))
                out.push_back(s.integer(0));
        }
        return out;
    }

    std::string from(const Selection& selection) const {
        std::string out = selection.match.empty() ? "recording r" : "words JOIN recording r ON r.id=words.rowid";
        if (selection.needs_facts) out += " LEFT JOIN facts f ON f.content=r.content";
        return out + " WHERE " + (selection.match.empty() ? "" : "words MATCH ? AND ") + selection.where;
    }

    void bind(Statement& s, const Selection& selection) {
        if (!selection.match.empty()) s.bind(std::string_view(selection.match));
        for (const auto& parameter : selection.parameters) {
            if (const auto* text = std::get_if<std::string>(&parameter))
                s.bind(std::string_view(*text));
            else
                std::visit(
                    [&](const auto& v) {
                        if constexpr (std::is_arithmetic_v<std::decay_t<decltype(v)>>) s.bind(v);
                    },
                    parameter);
        }
    }

    std::vector<std::int64_t> tracks(const Query& query, const Selection& selection, const SearchWish& wish,
                                     Found& found) {
        const std::size_t limit = std::min(wish.limit, search_limit_max);
        const std::size_t candidates = std::max(limit, candidates_max);
        const bool ranked = query.sort == SortBy::relevance && !selection.match.empty();
        if (ranked) return best(query, selection, limit, wish.offset, candidates, found);
        std::vector<std::int64_t> out;
        // An order over everything that matches. Without words it is walked along its index.
        Statement s = db->prepare("SELECT r.id FROM " + from(selection) + " ORDER BY " +
                                  order_sql(query.sort, query.descending) + " LIMIT ? OFFSET ?");
        bind(s, selection);
        s.bind(static_cast<std::int64_t>(candidates + 1)).bind(static_cast<std::int64_t>(wish.offset));
        while (s.next()) {
            ++found.total;
            if (out.size() < limit) out.push_back(s.integer(0));
        }
        found.there_are_more = found.total > candidates;
        found.total = wish.offset + std::min<std::uint64_t>(found.total, candidates);
        return out;
    }

    std::vector<std::int64_t> best(const Query& query, const Selection& selection, std::size_t limit,
                                   std::size_t offset, std::size_t candidates, Found& found) {
        std::vector<std::string> words;
        for (const TextTerm& t : query.texts)
            if (!t.negated) words.push_back(t.text);
        std::vector<Candidate> all;
        Statement s = db->prepare("SELECT r.id, r.title, r.artist, r.album, r.sort_key, r.disc, r.number FROM " +
                                  from(selection) + " LIMIT ?");
        bind(s, selection);
        s.bind(static_cast<std::int64_t>(candidates + 1));
        while (s.next()) {
            const int score = 2 * score_of(folded(s.text(1)), words) + 2 * score_of(folded(s.text(2)), words) +
                              score_of(folded(s.text(3)), words);
            // Equally good ones stand as on their album.
            std::string order(s.text(4));
            order += static_cast<char>(std::clamp<std::int64_t>(s.integer(5), 0, 127));
            order += static_cast<char>(std::clamp<std::int64_t>(s.integer(6), 0, 127));
            all.push_back({s.integer(0), score, std::move(order)});
        }
        found.there_are_more = all.size() > candidates;
        if (found.there_are_more) all.pop_back();
        found.total = all.size();
        const auto better = [](const Candidate& a, const Candidate& b) {
            return std::tie(b.score, a.order, a.id) < std::tie(a.score, b.order, b.id);
        };
        const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(offset + limit, all.size()));
        std::partial_sort(all.begin(), end, all.end(), better);
        std::vector<std::int64_t> out;
        for (std::size_t i = offset; i < offset + limit && i < all.size(); ++i) out.push_back(all[i].id);
        return out;
    }

    Hit hit(std::int64_t id) {
        Hit out;
        if (!get_.reset().bind(id).next()) return out;
        const auto number = [&](int c) { return get_.is_null(c) ? std::nullopt : std::optional(get_.real(c)); };
        out.content = ContentId::from_bytes(get_.blob(0)).value_or(ContentId{});
        out.track = TrackId::from_bytes(get_.blob(1)).value_or(TrackId{});
        int column = 2;
        for (std::string* text : {&out.title, &out.artist, &out.album_artist, &out.album, &out.genre, &out.composer})
            *text = get_.text(column++);
        for (int* n : {&out.year, &out.disc_number, &out.track_number}) *n = static_cast<int>(get_.integer(column++));
        out.duration = milliseconds(get_.integer(11));
        out.has_stems = get_.integer(12) != 0;
        out.cover = CoverId::from_bytes(get_.blob(13)).value_or(CoverId{});
        out.facts = {number(14), number(15), std::nullopt, number(17), number(18)};
        if (!get_.is_null(16)) out.facts.key = get_.text(16);
        get_.reset();
        places_.reset().bind(id);
        while (places_.next()) {
            const NodeId node = NodeId::from_bytes(places_.blob(0)).value_or(NodeId{});
            const bool here = node == self_;
            out.places.push_back({node, std::string(places_.text(1)), std::string(as_text(places_.blob(3))), here,
                                  (!here && places_.integer(2) == 0) || places_.integer(4) != 0});
        }
        std::sort(out.places.begin(), out.places.end(), [](const Place& a, const Place& b) {
            return std::tuple(a.away, !a.here, a.node) < std::tuple(b.away, !b.here, b.node);
        });
        return out;
    }

    void groups(const Query& query, const Selection& selection, const SearchWish& wish, Found& found) {
        const std::size_t limit = wish.group_limit;
        std::vector<std::string> words;
        for (const TextTerm& t : query.texts)
            if (!t.negated) words.push_back(t.text);
        if (!selection.asks_albums)
            return wish.offset + wish.group_offset > 0 ? void() : albums_of_tracks(limit, found);
        const bool any = selection.album_match.empty();
        // Without words they are walked in their order; else the best of the first many are taken.
        const auto bind_page = [&](Statement& s) {
            s.bind(static_cast<std::int64_t>(any ? limit : candidates_max))
                .bind(static_cast<std::int64_t>(any ? wish.group_offset : 0));
        };
        const std::size_t first = any ? 0 : wish.group_offset;
        Statement a =
            db->prepare(std::string("SELECT a.artist, a.title, a.year, a.tracks, a.id FROM ") +
                        (any ? "album a WHERE a.title!='' ORDER BY a.artist_key, a.year, a.title_key LIMIT ? OFFSET ?"
                             : "album_words w JOIN album a ON a.id=w.rowid WHERE album_words MATCH ? AND a.title!='' "
                               "LIMIT ? OFFSET ?"));
        if (!any) a.bind(std::string_view(selection.album_match));
        bind_page(a);
        struct Scored {
            int score;
            std::int64_t id;
            AlbumHit album;
        };
        std::vector<Scored> albums;
        while (a.next()) {
            AlbumHit album = album_hit(a);
            const int score = 2 * score_of(folded(album.title), words) + score_of(folded(album.artist), words);
            albums.push_back({score, a.integer(4), std::move(album)});
        }
        std::stable_sort(albums.begin(), albums.end(), [](const auto& x, const auto& y) { return x.score > y.score; });
        for (std::size_t i = first; i < albums.size() && found.albums.size() < limit; ++i) {
            albums[i].album.cover = cover_of_album(albums[i].id);
            found.albums.push_back(std::move(albums[i].album));
        }

        Statement s = db->prepare(
            std::string("SELECT artist, count(*) FILTER (WHERE title!=''), sum(tracks) FROM ") +
            (any ? "album WHERE artist!='' GROUP BY artist_key ORDER BY artist_key LIMIT ? OFFSET ?"
                 : "(SELECT a.artist, a.artist_key, a.title, a.tracks FROM album_words w JOIN album a ON "
                   "a.id=w.rowid WHERE "
                   "album_words MATCH ? AND a.artist!='' LIMIT 4000) GROUP BY artist_key LIMIT ? OFFSET ?"));
        if (!any) s.bind(std::string_view(selection.artist_match));
        bind_page(s);
        std::vector<std::pair<int, ArtistHit>> artists;
        while (s.next()) {
            ArtistHit artist{std::string(s.text(0)), static_cast<std::uint64_t>(s.integer(1)),
                             static_cast<std::uint64_t>(s.integer(2))};
            artists.emplace_back(score_of(folded(artist.name), words), std::move(artist));
        }
        std::stable_sort(artists.begin(), artists.end(),
                         [](const auto& x, const auto& y) { return x.first > y.first; });
        for (std::size_t i = first; i < artists.size() && found.artists.size() < limit; ++i)
            found.artists.push_back(std::move(artists[i].second));
    }

    static AlbumHit album_hit(const Statement& a) {
        return {std::string(a.text(0)),
                std::string(a.text(1)),
                static_cast<int>(a.integer(2)),
                static_cast<std::uint64_t>(a.integer(3)),
                {}};
    }

    void albums_of_artist(const std::string& artist, const SearchWish& wish, Found& found) {
        Statement a = db->prepare(
            "SELECT artist, title, year, tracks, id FROM album WHERE title!='' AND artist_key IN "
            "(SELECT artist_key FROM album WHERE artist=?) ORDER BY year, title_key LIMIT ? OFFSET ?");
        a.bind(std::string_view(artist)).bind(static_cast<std::int64_t>(wish.group_limit));
        a.bind(static_cast<std::int64_t>(wish.group_offset));
        while (a.next()) {
            found.albums.push_back(album_hit(a));
            found.albums.back().cover = cover_of_album(a.integer(4));
        }
    }

    CoverId cover_of_album(std::int64_t album) {
        CoverId cover;
        if (album_cover_.reset().bind(album).next()) cover = CoverId::from_bytes(album_cover_.blob(0)).value_or(cover);
        album_cover_.reset();
        return cover;
    }

    // What can only be asked of tracks is grouped by what is shown of them.
    void albums_of_tracks(std::size_t limit, Found& found) const {
        std::map<std::pair<std::string, std::string>, std::size_t> at;
        for (const Hit& hit : found.tracks) {
            if (hit.album.empty()) continue;
            const std::string& artist = hit.album_artist.empty() ? hit.artist : hit.album_artist;
            const auto [place, is_new] = at.emplace(std::pair(folded(artist), folded(hit.album)), found.albums.size());
            if (is_new && found.albums.size() >= limit) break;
            if (is_new) found.albums.push_back({artist, hit.album, hit.year, 0, hit.cover});
            ++found.albums[place->second].tracks;
        }
    }

    NodeId self_;
    Statement get_, places_, album_cover_;
};

LibraryResult<std::unique_ptr<Searcher>> Searcher::open(const std::filesystem::path& catalogue, const NodeId& self) {
    auto db = Database::open(catalogue, Database::Mode::read);
    if (!db) return db.failure();
    (*db)->run(settings_sql);
    auto impl = std::make_unique<Impl>(std::move(*db), self);
    if (const auto failure = impl->db->take_failure()) return *failure;
    return std::unique_ptr<Searcher>(new Searcher(std::move(impl)));
}

Searcher::Searcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Searcher::~Searcher() = default;

LibraryResult<Found> Searcher::search(const SearchWish& wish) { return impl_->search(wish); }
LibraryResult<std::vector<CoverPlace>> Searcher::places_of(const CoverId& cover) { return impl_->places_of(cover); }
void Searcher::interrupt() { impl_->db->interrupt(); }

}  // namespace segue::library
