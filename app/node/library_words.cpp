#include "app/node/library_words.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "audio/library/limits.h"
#include "audio/media/wire.h"

namespace segue::node {

using control::Error;
using library::LibraryError;

namespace {

double in_seconds(milliseconds t) { return static_cast<double>(t.count()) / 1e3; }
std::uint32_t count(std::uint64_t n) { return static_cast<std::uint32_t>(n); }
std::uint32_t count(int n) { return static_cast<std::uint32_t>(n); }

template <class Id>
std::string hex_or_nothing(const Id& id) {
    return id.is_none() ? std::string() : id.hex();
}

void describe(const library::AnalysisFacts& facts, control::LibraryTrack& out) {
    out.set_bpm(facts.bpm.value_or(0));
    out.set_key(audio::clean_text(facts.key.value_or(""), library::codec_bytes_max));
    out.set_loudness_lufs(facts.loudness_lufs.value_or(0));
    out.set_true_peak_dbtp(facts.true_peak_dbtp.value_or(0));
}

// Tags of a file, or what a search found: both have these.
template <class Tagged>
void describe_tags(const Tagged& tags, control::LibraryTrack& out) {
    out.set_title(tags.title);
    out.set_artist(tags.artist);
    out.set_album_artist(tags.album_artist);
    out.set_album(tags.album);
    out.set_genre(tags.genre);
    out.set_composer(tags.composer);
    out.set_year(count(tags.year));
    out.set_disc(count(tags.disc_number));
    out.set_number(count(tags.track_number));
}

void describe(const library::Hit& hit, control::LibraryTrack& out) {
    out.set_id(hit.content.hex());
    out.set_track(hex_or_nothing(hit.track));
    describe_tags(hit, out);
    out.set_duration_s(in_seconds(hit.duration));
    out.set_has_stems(hit.has_stems);
    out.set_cover(hex_or_nothing(hit.cover));
    describe(hit.facts, out);
    for (const library::Place& place : hit.places) {
        control::LibraryPlace& p = *out.add_places();
        p.set_node(place.node.hex());
        p.set_node_name(place.node_name);
        p.set_path(shown_path(place.place));
        p.set_is_here(place.here);
        p.set_is_away(place.away);
    }
}

}  // namespace

Error::Code code_of(LibraryError error) {
    switch (error) {
        case LibraryError::missing:
            return Error::not_found;
        case LibraryError::unreadable:
            return Error::not_playable;
        case LibraryError::bad_query:
        case LibraryError::too_large:
        case LibraryError::malformed:
            return Error::bad_request;
        case LibraryError::damaged:
        case LibraryError::disk:
            return Error::refused;
        case LibraryError::cancelled:
            return Error::busy;
    }
    return Error::internal;
}

std::string shown_path(const std::string& path) { return audio::clean_text(path, library::path_bytes_max); }

std::optional<library::Pick> pick_of(const control::LibraryPick& pick) {
    library::Pick out;
    if (!pick.node().empty()) {
        const auto node = NodeId::from_hex(pick.node());
        if (!node || pick.folder().size() > library::path_bytes_max) return std::nullopt;
        out.folder = {*node, pick.folder(), pick.whole()};
    } else if (pick.recordings_size() > 0) {
        if (static_cast<std::size_t>(pick.recordings_size()) > library::search_limit_max) return std::nullopt;
        for (const std::string& id : pick.recordings()) {
            const auto content = library::ContentId::from_hex(id);
            if (!content) return std::nullopt;
            out.recordings.push_back(*content);
        }
    } else {
        out.album = {pick.artist(), pick.album().empty() ? std::nullopt : std::optional(pick.album())};
    }
    return out;
}

void describe(const library::Found& found, control::LibraryFound& out) {
    for (const library::Hit& hit : found.tracks) describe(hit, *out.add_tracks());
    for (const library::AlbumHit& album : found.albums) {
        control::LibraryAlbum& a = *out.add_albums();
        a.set_artist(album.artist);
        a.set_title(album.title);
        a.set_year(count(album.year));
        a.set_tracks(count(album.tracks));
        a.set_cover(hex_or_nothing(album.cover));
    }
    for (const library::ArtistHit& artist : found.artists) {
        control::LibraryArtist& a = *out.add_artists();
        a.set_name(artist.name);
        a.set_albums(count(artist.albums));
        a.set_tracks(count(artist.tracks));
    }
    out.set_folder(found.folder.path);
    for (const std::string& name : found.folder.folders) out.add_folders(name);
    out.set_total(count(found.total));
    out.set_there_are_more(found.there_are_more);
}

void describe(const library::Catalogue::Counts& counts, const NodeId& self, control::LibraryStats& out) {
    out.set_tracks(count(counts.recordings));
    out.set_albums(count(counts.albums));
    out.set_artists(count(counts.artists));
    out.set_duration_s(in_seconds(counts.duration));
    out.set_analysed(count(counts.analysed));
    out.set_refused(count(counts.refused));
    for (const auto& node : counts.nodes) {
        auto& n = *out.add_nodes();
        n.set_node(node.node.hex());
        n.set_name(node.name);
        n.set_is_here(node.node == self);
        n.set_is_away(!node.present && node.node != self);
        n.set_files(count(node.entries));
    }
}

void describe(const LibraryState& state, control::LibraryStats& out) {
    for (const LibraryState::Folder& folder : state.folders) {
        auto& f = *out.add_folders();
        f.set_path(shown_path(folder.path));
        f.set_is_away(folder.away);
        f.set_is_watched(folder.watched);
    }
    if (state.scanning) {
        const library::ScanProgress& p = state.scanning->progress;
        auto& scan = *out.mutable_scan();
        scan.set_folder(shown_path(state.scanning->folder));
        scan.set_found(count(p.found));
        scan.set_unchanged(count(p.unchanged));
        scan.set_to_read(count(p.to_read));
        scan.set_read(count(p.read));
        scan.set_refused(count(p.refused));
        scan.set_files_per_s(state.scanning->files_per_s);
        scan.set_left_s(state.scanning->left_s);
    }
    out.set_scans_waiting(count(std::uint64_t{state.waiting}));
    out.set_last_scan_s(state.last_scan_s);
    out.set_problem(state.problem);
}

void describe(const library::Entry& entry, const library::AnalysisFacts& facts, control::LibraryShown& out) {
    const library::Tags& tags = entry.tags;
    control::LibraryTrack& track = *out.mutable_track();
    track.set_id(entry.content.hex());
    track.set_track(hex_or_nothing(entry.track));
    describe_tags(tags, track);
    if (tags.title.empty()) track.set_title(shown_path(std::filesystem::path(entry.path).stem().string()));
    track.set_duration_s(in_seconds(entry.duration));
    track.set_has_stems(entry.has_stems);
    track.set_cover(hex_or_nothing(entry.cover));
    describe(facts, track);
    track.add_places()->set_path(shown_path(entry.place()));
    out.set_codec(entry.format.codec);
    out.set_sample_rate_hz(entry.format.sample_rate_hz);
    out.set_channels(entry.format.channels);
    out.set_bitrate_kbps(entry.format.bitrate_kbps);
    out.set_size_mb(static_cast<double>(entry.size_bytes) / 1e6);
    out.set_lyrics(tags.lyrics);
    out.set_track_gain_db(double{tags.replay_gain.track_gain_db.value_or(0)});
    out.set_album_gain_db(double{tags.replay_gain.album_gain_db.value_or(0)});
    out.set_musicbrainz_track(tags.musicbrainz_track);
    out.set_musicbrainz_album(tags.musicbrainz_album);
    out.set_musicbrainz_artist(tags.musicbrainz_artist);
    out.set_added(fmt::format("{:%Y-%m-%d}", fmt::gmtime(static_cast<std::time_t>(entry.added_s))));
}

}  // namespace segue::node
