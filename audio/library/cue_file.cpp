#include "audio/library/cue_file.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "audio/library/cue.h"
#include "audio/library/text.h"
#include "audio/library/walk.h"
#include "audio/media/wire.h"

namespace segue::library {

namespace fs = std::filesystem;

namespace {

struct Named {
    std::string sheet;
    std::uint32_t number = 0;
};

// "/m/disc.cue/03"; number 0: it is something else.
Named parts_of(const std::string& place) {
    const std::size_t slash = place.rfind('/');
    if (slash == place.npos) return {};
    Named out{place.substr(0, slash), 0};
    const std::string_view digits = std::string_view(place).substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.number);
    const bool is_number = error == std::errc() && end == digits.data() + digits.size();
    return is_number && looks_like_sheet(out.sheet) ? out : Named{};
}

// Each track has a file of its own, which is played as it is.
std::vector<Entry> files_named(const CueSheet& sheet, const FoundFolder& folder) {
    std::vector<Entry> out;
    for (const CueTrack& track : sheet.tracks) {
        const auto named = std::find_if(folder.files.begin(), folder.files.end(), [&](const FoundFile& f) {
            return fs::path(f.path).filename() == fs::path(track.file).filename() ||
                   fs::path(f.path).stem() == fs::path(track.file).stem();
        });
        if (named == folder.files.end()) continue;
        Entry e;
        e.path = named->path;
        e.tags.title = track.title;
        e.tags.artist = track.performer.empty() ? sheet.performer : track.performer;
        out.push_back(tidied(std::move(e)));
    }
    return out;
}

}  // namespace

bool names_cue_track(const std::string& place) { return parts_of(place).number > 0; }

LibraryResult<std::vector<Entry>> cue_tracks(const std::string& path) {
    const auto text = read_small_file(path, sheet_bytes_max);
    if (!text) return text.failure();
    const CueSheet sheet = parse_cue(*text);
    const auto folder = list_folder(fs::path(path).parent_path().string());
    if (!folder) return folder.failure();
    std::vector<Entry> out;
    for (const FoundFile& file : folder->files) {
        if (file.sheet != path) continue;
        Entry whole;
        whole.path = file.path;
        for (Entry& e : cue_entries(whole, sheet, path)) out.push_back(std::move(e));
    }
    if (out.empty()) out = files_named(sheet, *folder);
    if (out.empty())
        return fail(LibraryError::missing, "no music that " + audio::clean_text(path, 200) + " names is beside it");
    std::stable_sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) {
        return (a.cue ? a.cue->number : 0) < (b.cue ? b.cue->number : 0);
    });
    return out;
}

LibraryResult<Entry> cue_track(const std::string& place) {
    const Named named = parts_of(place);
    auto tracks = cue_tracks(named.sheet);
    if (!tracks) return tracks.failure();
    for (Entry& e : *tracks)
        if (e.cue && e.cue->number == named.number) return std::move(e);
    return fail(LibraryError::missing,
                "there is no track " + std::to_string(named.number) + " in " + audio::clean_text(named.sheet, 200));
}

}  // namespace segue::library
