#include "audio/library/recordings.h"

#include <algorithm>
#include <filesystem>
#include <initializer_list>

#include "audio/library/fold.h"
#include "audio/library/limits.h"
#include "audio/media/wire.h"

namespace segue::library {

namespace {

template <class Id>
void bind_id(Statement& s, const Id& id) {
    id.is_none() ? s.bind_null() : s.bind(BytesView(id.bytes));
}

const std::string& album_artist(const Tags& tags) {
    return tags.album_artist.empty() ? tags.artist : tags.album_artist;
}

// "The Beatles" are looked for under B.
std::string sort_name(const std::string& name) {
    std::string key = folded(name);
    if (key.starts_with("the ") && key.size() > 4) key.erase(0, 4);
    return key;
}

// What has no artist, or no album, comes after what has.
std::string sort_key(const Tags& tags) {
    const std::string artist = sort_name(album_artist(tags)), album = folded(tags.album);
    return (artist.empty() ? "\x7f" : artist) + '\x01' + (album.empty() ? "\x7f" : album);
}

void bind_words(Statement& s, std::initializer_list<const std::string*> texts) {
    for (const std::string* text : texts) s.bind(std::string_view(folded(*text)));
}

}  // namespace

Recordings::Recordings(Database& db) : db_(db) {
    find_ = db.prepare("SELECT id FROM recording WHERE content=?");
    add_ = db.prepare(
        "INSERT INTO recording(title, artist, album_artist, album, genre, composer, year, disc, number, duration_ms, "
        "has_stems, added_s, cover, track, album_id, sort_key, content) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    get_ = db.prepare(
        "SELECT title, artist, album_artist, album, genre, composer, year, disc, number, duration_ms, has_stems, "
        "added_s, "
        "cover, track, album_id FROM recording WHERE id=?");
    set_ = db.prepare(
        "UPDATE recording SET title=?, artist=?, album_artist=?, album=?, genre=?, composer=?, year=?, disc=?, "
        "number=?, "
        "duration_ms=?, has_stems=?, added_s=?, cover=?, track=?, album_id=?, sort_key=? WHERE id=?");
    remove_ = db.prepare("DELETE FROM recording WHERE id=?");
    index_ = db.prepare(
        "INSERT INTO words(rowid, title, artist, album_artist, album, genre, composer) VALUES(?,?,?,?,?,?,?)");
    forget_ = db.prepare(
        "INSERT INTO words(words, rowid, title, artist, album_artist, album, genre, composer) "
        "VALUES('delete',?,?,?,?,?,?,?)");
    find_album_ = db.prepare("SELECT id FROM album WHERE artist_key=? AND title_key=?");
    add_album_ =
        db.prepare("INSERT INTO album(artist_key, title_key, artist, title, year, tracks) VALUES(?,?,?,?,?,1)");
    grow_album_ = db.prepare("UPDATE album SET tracks=tracks+1, year=max(year, ?) WHERE id=?");
    shrink_album_ = db.prepare("UPDATE album SET tracks=tracks-1 WHERE id=? RETURNING tracks, artist, title");
    remove_album_ = db.prepare("DELETE FROM album WHERE id=?");
    index_album_ = db.prepare("INSERT INTO album_words(rowid, artist, album) VALUES(?,?,?)");
    forget_album_ = db.prepare("INSERT INTO album_words(album_words, rowid, artist, album) VALUES('delete',?,?,?)");
}

Recordings::Row Recordings::row_of(const Entry& entry) {
    Row row{entry.tags, entry.duration.count(), entry.has_stems, entry.added_s, entry.cover, entry.track};
    // What nobody searches by, or displays in a list, is in the entry alone.
    row.tags.lyrics.clear();
    row.tags.replay_gain = {};
    for (std::string* id : {&row.tags.musicbrainz_track, &row.tags.musicbrainz_album, &row.tags.musicbrainz_artist})
        id->clear();
    if (row.tags.album_artist == row.tags.artist) row.tags.album_artist.clear();
    if (row.tags.title.empty())
        row.tags.title = audio::clean_text(std::filesystem::path(entry.path).stem().string(), text_bytes_max);
    return row;
}

Recordings::Found Recordings::find_or_add(const Entry& entry) {
    if (const auto known = find_.reset().bind(BytesView(entry.content.bytes)).only_integer()) return {*known, false};
    const Row row = row_of(entry);
    const std::int64_t album = enter_album(row);
    bind_row(add_.reset(), row, album);
    add_.bind(BytesView(entry.content.bytes)).run();
    const std::int64_t id = db_.last_id();
    index_words(id, row);
    return {id, true};
}

void Recordings::describe(std::int64_t id, const Entry& entry) {
    std::int64_t album = 0;
    const auto old = row(id, album);
    const Row wanted = row_of(entry);
    if (!old || *old == wanted) return;
    forget_words(id, *old);
    const std::int64_t now_in = enter_album(wanted);
    leave_album(album);
    bind_row(set_.reset(), wanted, now_in);
    set_.bind(id).run();
    index_words(id, wanted);
}

void Recordings::remove(std::int64_t id) {
    std::int64_t album = 0;
    const auto old = row(id, album);
    if (!old) return;
    forget_words(id, *old);
    leave_album(album);
    remove_.reset().bind(id).run();
}

std::optional<Recordings::Row> Recordings::row(std::int64_t id, std::int64_t& album) {
    if (!get_.reset().bind(id).next()) return std::nullopt;
    Row row;
    int column = 0;
    Tags& t = row.tags;
    for (std::string* text : {&t.title, &t.artist, &t.album_artist, &t.album, &t.genre, &t.composer})
        *text = get_.text(column++);
    for (int* number : {&t.year, &t.disc_number, &t.track_number}) *number = static_cast<int>(get_.integer(column++));
    row.duration_ms = get_.integer(column++);
    row.has_stems = get_.integer(column++);
    row.added_s = get_.integer(column++);
    row.cover = CoverId::from_bytes(get_.blob(column++)).value_or(CoverId{});
    row.track = TrackId::from_bytes(get_.blob(column++)).value_or(TrackId{});
    album = get_.integer(column);
    get_.reset();
    return row;
}

void Recordings::bind_row(Statement& s, const Row& row, std::int64_t album) {
    const Tags& t = row.tags;
    for (const std::string* text : {&t.title, &t.artist, &t.album_artist, &t.album, &t.genre, &t.composer})
        s.bind(std::string_view(*text));
    for (const int number : {t.year, t.disc_number, t.track_number}) s.bind(std::int64_t{number});
    s.bind(row.duration_ms).bind(row.has_stems).bind(row.added_s);
    bind_id(s, row.cover);
    bind_id(s, row.track);
    s.bind(album).bind(std::string_view(sort_key(t)));
}

void Recordings::index_words(std::int64_t id, const Row& row) {
    const Tags& t = row.tags;
    bind_words(index_.reset().bind(id), {&t.title, &t.artist, &t.album_artist, &t.album, &t.genre, &t.composer});
    index_.run();
}

void Recordings::forget_words(std::int64_t id, const Row& row) {
    const Tags& t = row.tags;
    bind_words(forget_.reset().bind(id), {&t.title, &t.artist, &t.album_artist, &t.album, &t.genre, &t.composer});
    forget_.run();
}

std::int64_t Recordings::enter_album(const Row& row) {
    const std::string &artist = album_artist(row.tags), &title = row.tags.album;
    const std::string artist_key = sort_name(artist), title_key = folded(title);
    find_album_.reset().bind(std::string_view(artist_key)).bind(std::string_view(title_key));
    if (const auto known = find_album_.only_integer()) {
        const std::int64_t id = *known;
        grow_album_.reset().bind(std::int64_t{row.tags.year}).bind(id).run();
        return id;
    }
    add_album_.reset();
    for (const std::string* text : {&artist_key, &title_key, &artist, &title}) add_album_.bind(std::string_view(*text));
    add_album_.bind(std::int64_t{row.tags.year}).run();
    const std::int64_t id = db_.last_id();
    bind_words(index_album_.reset().bind(id), {&artist, &title});
    index_album_.run();
    return id;
}

void Recordings::leave_album(std::int64_t album) {
    if (!shrink_album_.reset().bind(album).next()) return;
    const bool is_empty = shrink_album_.integer(0) <= 0;
    const std::string artist(shrink_album_.text(1)), title(shrink_album_.text(2));
    shrink_album_.reset();
    if (!is_empty) return;
    bind_words(forget_album_.reset().bind(album), {&artist, &title});
    forget_album_.run();
    remove_album_.reset().bind(album).run();
}

}  // namespace segue::library
