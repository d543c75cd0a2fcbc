#include "app/node/named_music.h"

#include <fmt/format.h>

#include "audio/library/cue_file.h"
#include "audio/library/playlist.h"
#include "audio/library/text.h"
#include "audio/library/walk.h"
#include "audio/media/wire.h"

namespace segue::node {

namespace fs = std::filesystem;

namespace {

std::string shown(const fs::path& path) { return audio::clean_text(path.string(), 200); }

FilesError code_of(library::LibraryError error) {
    switch (error) {
        case library::LibraryError::missing:
            return FilesError::no_music;
        case library::LibraryError::too_large:
            return FilesError::too_many;
        default:
            return FilesError::unreadable;
    }
}

Result<NamedMusic, FilesError> of_sheet(const fs::path& sheet) {
    const auto tracks = library::cue_tracks(sheet.string());
    if (!tracks) return fail(code_of(tracks.error()), tracks.message());
    NamedMusic out;
    for (const library::Entry& e : *tracks) out.items.push_back({e.place(), e.tags.title, e.tags.artist});
    return out;
}

Result<NamedMusic, FilesError> of_playlist(const fs::path& list, library::PlaylistFormat format) {
    const auto text = library::read_small_file(list, library::playlist_bytes_max);
    if (!text) return fail(code_of(text.error()), text.message());
    const auto items = library::parse_playlist(*text, format, list.parent_path());
    NamedMusic out;
    std::size_t missing = 0;
    std::string first;
    for (const library::PlaylistItem& item : items) {
        std::error_code failed;
        if (fs::is_regular_file(item.path, failed) || library::names_cue_track(item.path)) {
            out.items.push_back({item.path, item.title, item.artist});
        } else if (missing++ == 0) {
            first = shown(item.path);
        }
    }
    if (out.items.empty())
        return fail(FilesError::no_music,
                    items.empty() ? fmt::format("{} names no music on this machine", shown(list))
                                  : fmt::format("nothing that {} names is there; the first is {}", shown(list), first));
    if (out.items.size() > files_per_command_max)
        return fail(FilesError::too_many,
                    fmt::format("{} names more than {} tracks", shown(list), files_per_command_max));
    if (missing == 1) out.left_out = fmt::format("{}, which {} names and is not there", first, shown(list));
    if (missing > 1)
        out.left_out = fmt::format("{} of the {} that {} names, which are not there; the first is {}", missing,
                                   items.size(), shown(list), first);
    return out;
}

}  // namespace

Result<NamedMusic, FilesError> named_music(const fs::path& named) {
    std::error_code failed;
    if (fs::is_regular_file(named, failed)) {
        if (library::looks_like_sheet(named)) return of_sheet(named);
        if (const auto format = library::playlist_format(named)) return of_playlist(named, *format);
    }
    if (library::names_cue_track(named.string())) {
        const auto track = library::cue_track(named.string());
        if (!track) return fail(code_of(track.error()), track.message());
        return NamedMusic{{{track->place(), track->tags.title, track->tags.artist}}, {}};
    }
    auto files = music_files(named);
    if (!files) return files.failure();
    NamedMusic out;
    for (const fs::path& file : *files) out.items.push_back({file.string(), {}, {}});
    return out;
}

}  // namespace segue::node
