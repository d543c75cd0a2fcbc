#include "audio/library/cue.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

#include "audio/library/limits.h"
#include "audio/library/text.h"
#include "audio/media/segment.h"

namespace segue::library {

namespace {

constexpr std::int64_t cue_frames_per_second = 75;

// The next word, or what is in quotes.
std::string_view take_word(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with('"')) {
        const std::size_t end = std::min(line.find('"', 1), line.size());
        const std::string_view word = line.substr(1, end - 1);
        line.remove_prefix(std::min(end + 1, line.size()));
        return word;
    }
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    return error == std::errc() && end == text.data() + text.size() && n >= 0 && n < 100'000 ? std::optional(n)
                                                                                             : std::nullopt;
}

// MM:SS:FF, 75 frames a second.
std::optional<milliseconds> time_of(std::string_view text) {
    const std::size_t first = text.find(':'), second = text.find(':', first == text.npos ? first : first + 1);
    if (second == text.npos) return std::nullopt;
    const auto m = number(text.substr(0, first)), s = number(text.substr(first + 1, second - first - 1)),
               f = number(text.substr(second + 1));
    if (!m || !s || !f) return std::nullopt;
    return milliseconds((*m * 60 + *s) * 1000 + *f * 1000 / cue_frames_per_second);
}

class Parser {
  public:
    CueSheet parse(std::string_view text) {
        for (const std::string_view line : lines_of(text)) take(line);
        finish_track();
        return std::move(sheet_);
    }

  private:
    void take(std::string_view line) {
        const std::string_view word = take_word(line);
        if (word == "REM") {
            const std::string_view what = take_word(line);
            if (what == "GENRE") sheet_.genre = take_word(line);
            if (what == "DATE") sheet_.year = static_cast<int>(number(take_word(line).substr(0, 4)).value_or(0));
        } else if (word == "TITLE") {
            (in_track_ ? track_.title : sheet_.title) = take_word(line);
        } else if (word == "PERFORMER") {
            (in_track_ ? track_.performer : sheet_.performer) = take_word(line);
        } else if (word == "FILE") {
            finish_track();
            file_ = take_word(line);
        } else if (word == "TRACK") {
            finish_track();
            track_ = {};
            track_.number = static_cast<std::uint32_t>(number(take_word(line)).value_or(0));
            is_audio_ = take_word(line) == "AUDIO";
            in_track_ = true;
            has_start_ = false;
        } else if (word == "INDEX" && in_track_) {
            const auto index = number(take_word(line));
            const auto at = time_of(take_word(line));
            if (index == 1 && at) {
                track_.start = *at;
                track_.file = file_;
                has_start_ = true;
            }
        }
    }

    void finish_track() {
        const bool good = in_track_ && is_audio_ && has_start_ && track_.number > 0 && track_.start <= duration_max &&
                          sheet_.tracks.size() < sheet_tracks_max;
        const CueTrack* last = sheet_.tracks.empty() ? nullptr : &sheet_.tracks.back();
        const bool follows =
            !last || (track_.number > last->number && (track_.file != last->file || track_.start > last->start));
        if (good && follows) sheet_.tracks.push_back(std::move(track_));
        in_track_ = false;
    }

    CueSheet sheet_;
    CueTrack track_;
    std::string file_;
    bool in_track_ = false, is_audio_ = false, has_start_ = false;
};

ContentId content_of(const ContentId& file, milliseconds start, milliseconds length) {
    ByteWriter out;
    out.bytes(as_bytes("cue"));
    out.bytes(file.bytes);
    out.i64(start.count());
    out.i64(length.count());
    return ContentId{audio::segment_name(out.view()).bytes};
}

}  // namespace

CueSheet parse_cue(std::string_view text) { return Parser().parse(utf8_from(text)); }

std::vector<Entry> cue_entries(const Entry& whole, const CueSheet& sheet, const std::string& sheet_path) {
    const std::string name = std::filesystem::path(whole.path).filename().string();
    const bool one_file = std::all_of(sheet.tracks.begin(), sheet.tracks.end(),
                                      [&](const CueTrack& t) { return t.file == sheet.tracks.front().file; });
    std::vector<const CueTrack*> tracks;
    for (const CueTrack& t : sheet.tracks)
        // A sheet often names the .wav that has long become a .flac.
        if (one_file || std::filesystem::path(t.file).filename() == name) tracks.push_back(&t);
    std::vector<Entry> out;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        const CueTrack& t = *tracks[i];
        const milliseconds end = i + 1 < tracks.size() ? tracks[i + 1]->start : whole.duration;
        if (whole.duration > milliseconds(0) && t.start >= whole.duration) break;
        Entry e = whole;
        const milliseconds length = std::max(milliseconds(0), end - t.start);
        e.cue = CueRange{sheet_path, t.number, t.start, i + 1 < tracks.size() ? length : milliseconds(0)};
        e.content = content_of(whole.content, t.start, length);
        e.track = {};
        e.duration = length;
        e.tags.title = t.title.empty() ? "Track " + std::to_string(t.number) : t.title;
        e.tags.artist = !t.performer.empty()       ? t.performer
                        : !sheet.performer.empty() ? sheet.performer
                                                   : whole.tags.artist;
        if (!sheet.performer.empty()) e.tags.album_artist = sheet.performer;
        if (!sheet.title.empty()) e.tags.album = sheet.title;
        if (!sheet.genre.empty()) e.tags.genre = sheet.genre;
        if (sheet.year > 0) e.tags.year = sheet.year;
        e.tags.track_number = static_cast<int>(t.number);
        e.tags.replay_gain.track_gain_db.reset();  // that of the whole file
        e.tags.replay_gain.track_peak.reset();
        out.push_back(tidied(std::move(e)));
    }
    return out;
}

}  // namespace segue::library
