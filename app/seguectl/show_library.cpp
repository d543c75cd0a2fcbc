#include "app/seguectl/show_library.h"

#include <fmt/format.h>

#include <cmath>

#include "app/seguectl/words.h"

namespace segue::ctl {
namespace {

std::string number_text(std::uint32_t n) { return n > 0 ? std::to_string(n) : ""; }
std::string bpm_text(double bpm) { return bpm > 0 ? fmt::format("{:.0f}", bpm) : ""; }

// "here, phone, laptop (away)".
std::string places_text(const control::LibraryTrack& track) {
    std::string out;
    for (const auto& place : track.places())
        out += (out.empty() ? "" : ", ") + (place.is_here() ? std::string("here") : clean(place.node_name())) +
               (place.is_away() ? " (away)" : "");
    return out;
}

bool is_away(const control::LibraryTrack& track) {
    for (const auto& place : track.places())
        if (!place.is_away()) return false;
    return true;
}

std::string counted(std::uint32_t n, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", n, n == 1 ? one : many);
}

}  // namespace

std::string library_found_text(const control::LibraryFound& found, const Paint& paint) {
    std::string out;
    for (const auto& artist : found.artists())
        out += fmt::format("{}  {}  {}\n", paint(Tone::dim, "artist"), paint(Tone::strong, clean(artist.name())),
                           paint(Tone::dim, counted(artist.albums(), "album", "albums") + ", " +
                                                counted(artist.tracks(), "track", "tracks")));
    for (const auto& album : found.albums())
        out += fmt::format("{}   {}  {}\n", paint(Tone::dim, "album"), paint(Tone::strong, clean(album.title())),
                           paint(Tone::dim, (album.artist().empty() ? "" : "by " + clean(album.artist()) + ", ") +
                                                (album.year() > 0 ? std::to_string(album.year()) + ", " : "") +
                                                counted(album.tracks(), "track", "tracks")));
    Table table({{"TITLE"},
                 {"ARTIST"},
                 {"ALBUM"},
                 {"YEAR", Tone::plain, true},
                 {"LENGTH", Tone::plain, true},
                 {"BPM", Tone::plain, true},
                 {"KEY"},
                 {"ID"},
                 {"WHERE"}});
    for (const auto& t : found.tracks())
        table.add({{fitted(clean(t.title()), 40), is_away(t) ? Tone::dim : Tone::strong},
                   {fitted(clean(t.artist()), 28)},
                   {fitted(clean(t.album()), 28)},
                   {number_text(t.year()), Tone::plain, true},
                   {t.duration_s() > 0 ? duration_text(t.duration_s()) : "", Tone::plain, true},
                   {bpm_text(t.bpm()), Tone::plain, true},
                   {clean(t.key())},
                   {brief(t.id()), Tone::dim},
                   {places_text(t)}});
    if (found.tracks_size() > 0) out += (out.empty() ? "" : "\n") + table.text(paint);
    if (found.total() == 0) return out + "Nothing was found.\n";
    const bool has_all = static_cast<std::uint32_t>(found.tracks_size()) == found.total() && !found.there_are_more();
    if (!has_all)
        out += paint(Tone::dim, fmt::format("{} of {}{}", found.tracks_size(),
                                            found.there_are_more() ? "more than " : "", found.total())) +
               "\n";
    return out;
}

std::string library_stats_text(const control::LibraryStats& stats, const Paint& paint) {
    std::string out;
    if (!stats.problem().empty()) out += paint(Tone::bad, clean(stats.problem())) + "\n";
    out += fmt::format("{}, {}, {}; {} of music\n", counted(stats.tracks(), "track", "tracks"),
                       counted(stats.albums(), "album", "albums"), counted(stats.artists(), "artist", "artists"),
                       span_text(stats.duration_s()));
    const auto line = [&](std::string_view label, const std::string& text) {
        out += "  " + paint(Tone::dim, fmt::format("{:<10}", label)) + text + "\n";
    };
    for (const auto& node : stats.nodes())
        line(node.is_here() ? "here" : "on",
             fmt::format("{}{}{}", node.is_here() ? "" : clean(node.name()) + ": ",
                         counted(node.files(), "track", "tracks"), node.is_away() ? " (away)" : ""));
    if (stats.analysed() > 0) line("analysed", std::to_string(stats.analysed()));
    for (const auto& folder : stats.folders())
        line("folder",
             clean(folder.path()) + (folder.is_away() ? paint(Tone::warn, "  away")
                                     : folder.is_watched()
                                         ? ""
                                         : paint(Tone::dim, "  not watched: looked through from time to time")));
    if (stats.folders().empty()) line("folder", "none yet; `seguectl library add DIR`");
    if (stats.has_scan()) {
        const auto& s = stats.scan();
        std::string text = clean(s.folder()) + fmt::format(": {} found", s.found());
        if (s.to_read() > 0) text += fmt::format(", {} of {} read", s.read(), s.to_read());
        if (s.files_per_s() > 0) text += fmt::format(", {:.0f} a second", s.files_per_s());
        if (s.left_s() > 0) text += fmt::format(", {} left", span_text(std::ceil(s.left_s())));
        line("scanning", text);
    } else if (stats.last_scan_s() > 0) {
        line("last scan", fmt::format("took {:.1f} s", stats.last_scan_s()));
    }
    if (stats.refused() > 0)
        line("refused",
             counted(stats.refused(), "file", "files") + " could not be read; `seguectl library show --refused`");
    return out;
}

std::string library_shown_text(const control::LibraryShown& shown, const Paint& paint) {
    const control::LibraryTrack& t = shown.track();
    std::string out =
        paint(Tone::strong, clean(t.title())) + (t.artist().empty() ? "" : " by " + clean(t.artist())) + "\n";
    const auto line = [&](std::string_view label, const std::string& text) {
        if (!text.empty()) out += "  " + paint(Tone::dim, fmt::format("{:<12}", label)) + clean(text) + "\n";
    };
    line("album", t.album());
    line("by", t.album_artist());
    line("year", number_text(t.year()));
    line("place", t.number() > 0 ? (t.disc() > 0 ? fmt::format("disc {}, track {}", t.disc(), t.number())
                                                 : fmt::format("track {}", t.number()))
                                 : "");
    line("genre", t.genre());
    line("composer", t.composer());
    line("length", t.duration_s() > 0 ? duration_text(t.duration_s()) : "");
    line("tempo", t.bpm() > 0 ? fmt::format("{:.1f} bpm", t.bpm()) : "");
    line("key", t.key());
    line("loudness", t.loudness_lufs() < 0
                         ? fmt::format("{:.1f} LUFS, true peak {:.1f} dBTP", t.loudness_lufs(), t.true_peak_dbtp())
                         : "");
    line("replay gain", shown.track_gain_db() != 0
                            ? fmt::format("{:+.2f} dB, album {:+.2f} dB", shown.track_gain_db(), shown.album_gain_db())
                            : "");
    line("stems", t.has_stems() ? "yes" : "");
    line("file", t.places_size() > 0 ? t.places(0).path() : "");
    line("sound", fmt::format("{} {} Hz, {}, {} kbit/s, {:.1f} MB", shown.codec(), shown.sample_rate_hz(),
                              counted(shown.channels(), "channel", "channels"), shown.bitrate_kbps(), shown.size_mb()));
    line("added", shown.added());
    line("id", t.id());
    line("track", t.track());
    line("cover", t.cover());
    line("musicbrainz", shown.musicbrainz_track());
    if (!shown.lyrics().empty()) {
        out += "\n";
        for (std::size_t at = 0; at <= shown.lyrics().size();) {
            const std::size_t end = std::min(shown.lyrics().find('\n', at), shown.lyrics().size());
            out += "  " + clean(shown.lyrics().substr(at, end - at)) + "\n";
            at = end + 1;
        }
    }
    return out;
}

std::string library_refused_text(const control::LibraryRefused& refused, const Paint& paint) {
    if (refused.files().empty()) return "Every file could be read.\n";
    Table table({{"FILE"}, {"WHY"}});
    for (const auto& file : refused.files()) table.add({{clean(file.path())}, {clean(file.reason()), Tone::warn}});
    return table.text(paint);
}

}  // namespace segue::ctl
