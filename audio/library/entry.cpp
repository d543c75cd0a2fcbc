#include "audio/library/entry.h"

#include <algorithm>
#include <cmath>

#include "audio/library/library.pb.h"
#include "audio/library/limits.h"
#include "audio/media/wire.h"

namespace segue::library {

namespace {

void tidy(std::string& text, std::size_t bytes_max = text_bytes_max) {
    text = audio::clean_text(text, bytes_max);
    text.erase(0, text.find_first_not_of(' '));
}

// Lyrics keep their lines.
void tidy_lines(std::string& text, std::size_t bytes_max) {
    std::string out;
    for (std::size_t at = 0; at < text.size() && out.size() < bytes_max;) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::size_t room = bytes_max - out.size();
        out += audio::clean_text(std::string_view(text).substr(at, end - at), room - std::min<std::size_t>(room, 1));
        if (end < text.size()) out += '\n';
        at = end + 1;
    }
    while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
    out.erase(0, out.find_first_not_of("\n "));
    text = std::move(out);
}

int in_range(int value, int max) { return value < 0 || value > max ? 0 : value; }

std::optional<float> in_range(std::optional<float> value, double min, double max) {
    const bool good = value && std::isfinite(*value) && double{*value} >= min && double{*value} <= max;
    return good ? value : std::nullopt;
}

void cut(std::string& bytes) {
    if (bytes.size() > path_bytes_max) bytes.resize(path_bytes_max);
}

milliseconds in_range(milliseconds length) {
    return length < milliseconds(0) || length > duration_max ? milliseconds(0) : length;
}

void tags_to(const Tags& in, wire::Tags& out) {
    out.set_title(in.title);
    out.set_artist(in.artist);
    out.set_album_artist(in.album_artist);
    out.set_album(in.album);
    out.set_genre(in.genre);
    out.set_composer(in.composer);
    out.set_lyrics(in.lyrics);
    out.set_year(static_cast<std::uint32_t>(in.year));
    out.set_track_number(static_cast<std::uint32_t>(in.track_number));
    out.set_disc_number(static_cast<std::uint32_t>(in.disc_number));
    const ReplayGain& gain = in.replay_gain;
    if (gain.track_gain_db) out.set_track_gain_db(*gain.track_gain_db);
    if (gain.track_peak) out.set_track_peak(*gain.track_peak);
    if (gain.album_gain_db) out.set_album_gain_db(*gain.album_gain_db);
    if (gain.album_peak) out.set_album_peak(*gain.album_peak);
    out.set_musicbrainz_track(in.musicbrainz_track);
    out.set_musicbrainz_album(in.musicbrainz_album);
    out.set_musicbrainz_artist(in.musicbrainz_artist);
}

int number_from(std::uint32_t n) { return n > 1'000'000 ? 0 : static_cast<int>(n); }

Tags tags_from(const wire::Tags& in) {
    Tags out;
    out.title = in.title();
    out.artist = in.artist();
    out.album_artist = in.album_artist();
    out.album = in.album();
    out.genre = in.genre();
    out.composer = in.composer();
    out.lyrics = in.lyrics();
    out.year = number_from(in.year());
    out.track_number = number_from(in.track_number());
    out.disc_number = number_from(in.disc_number());
    if (in.has_track_gain_db()) out.replay_gain.track_gain_db = in.track_gain_db();
    if (in.has_track_peak()) out.replay_gain.track_peak = in.track_peak();
    if (in.has_album_gain_db()) out.replay_gain.album_gain_db = in.album_gain_db();
    if (in.has_album_peak()) out.replay_gain.album_peak = in.album_peak();
    out.musicbrainz_track = in.musicbrainz_track();
    out.musicbrainz_album = in.musicbrainz_album();
    out.musicbrainz_artist = in.musicbrainz_artist();
    return out;
}

template <class Id>
bool id_from(const std::string& in, Id& out) {
    if (in.empty()) return true;
    const auto id = Id::from_bytes(in);
    if (id) out = *id;
    return id.has_value();
}

std::uint32_t to_ms(milliseconds m) { return static_cast<std::uint32_t>(m.count()); }

}  // namespace

std::string Entry::place() const {
    if (!cue) return path;
    return cue->sheet + (cue->number < 10 ? "/0" : "/") + std::to_string(cue->number);
}

Tags tidied(Tags tags) {
    for (std::string* text : {&tags.title, &tags.artist, &tags.album_artist, &tags.album, &tags.genre, &tags.composer})
        tidy(*text);
    for (std::string* id : {&tags.musicbrainz_track, &tags.musicbrainz_album, &tags.musicbrainz_artist})
        tidy(*id, musicbrainz_bytes_max);
    tidy_lines(tags.lyrics, lyrics_bytes_max);
    tags.year = in_range(tags.year, year_max);
    tags.track_number = in_range(tags.track_number, track_number_max);
    tags.disc_number = in_range(tags.disc_number, track_number_max);
    ReplayGain& gain = tags.replay_gain;
    gain.track_gain_db = in_range(gain.track_gain_db, -replay_gain_db_max, replay_gain_db_max);
    gain.album_gain_db = in_range(gain.album_gain_db, -replay_gain_db_max, replay_gain_db_max);
    gain.track_peak = in_range(gain.track_peak, 0, 1000);
    gain.album_peak = in_range(gain.album_peak, 0, 1000);
    return tags;
}

Entry tidied(Entry entry) {
    entry.tags = tidied(std::move(entry.tags));
    tidy(entry.format.codec, codec_bytes_max);
    cut(entry.path);
    entry.duration = in_range(entry.duration);
    if (entry.cue) {
        cut(entry.cue->sheet);
        entry.cue->number = std::min<std::uint32_t>(entry.cue->number, track_number_max);
        entry.cue->start = in_range(entry.cue->start);
        entry.cue->length = in_range(entry.cue->length);
    }
    return entry;
}

Bytes encode(const Entry& raw) {
    const Entry entry = tidied(raw);
    wire::Entry out;
    out.set_path(entry.path);
    out.set_size_bytes(entry.size_bytes);
    out.set_modified_ns(entry.modified_ns);
    out.set_added_s(entry.added_s);
    if (entry.cue) {
        out.mutable_cue()->set_sheet(entry.cue->sheet);
        out.mutable_cue()->set_number(entry.cue->number);
        out.mutable_cue()->set_start_ms(to_ms(entry.cue->start));
        out.mutable_cue()->set_length_ms(to_ms(entry.cue->length));
    }
    out.set_content(entry.content.to_string());
    if (!entry.track.is_none()) out.set_track(entry.track.to_string());
    out.set_duration_ms(to_ms(entry.duration));
    if (entry.format != Format{}) {
        out.mutable_format()->set_codec(entry.format.codec);
        out.mutable_format()->set_sample_rate_hz(entry.format.sample_rate_hz);
        out.mutable_format()->set_channels(entry.format.channels);
        out.mutable_format()->set_bitrate_kbps(entry.format.bitrate_kbps);
    }
    tags_to(entry.tags, *out.mutable_tags());
    out.set_has_stems(entry.has_stems);
    if (!entry.cover.is_none()) out.set_cover(entry.cover.to_string());
    return audio::to_bytes(out);
}

LibraryResult<Entry> decode_entry(BytesView bytes) {
    if (bytes.size() > entry_bytes_max) return fail(LibraryError::too_large, "an entry that is too large");
    wire::Entry in;
    if (!audio::parse_bytes(in, bytes)) return fail(LibraryError::malformed, "not an entry of a library");
    Entry out;
    out.path = in.path();
    if (!id_from(in.content(), out.content) || !id_from(in.track(), out.track) || !id_from(in.cover(), out.cover))
        return fail(LibraryError::malformed, "an entry with a name of the wrong length");
    const bool cue_is_whole = !in.has_cue() || (!in.cue().sheet().empty() && in.cue().number() > 0);
    if (out.path.empty() || out.content.is_none() || !cue_is_whole)
        return fail(LibraryError::malformed, "an entry that does not say what it is of");
    out.size_bytes = in.size_bytes();
    out.modified_ns = in.modified_ns();
    out.added_s = in.added_s();
    if (in.has_cue())
        out.cue = {in.cue().sheet(), in.cue().number(), milliseconds(in.cue().start_ms()),
                   milliseconds(in.cue().length_ms())};
    out.duration = milliseconds(in.duration_ms());
    out.format = {in.format().codec(), in.format().sample_rate_hz(), in.format().channels(),
                  in.format().bitrate_kbps()};
    out.tags = tags_from(in.tags());
    out.has_stems = in.has_stems();
    return tidied(std::move(out));
}

}  // namespace segue::library
