// The music files of a folder, with what tells whether they have changed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "audio/library/error.h"

namespace segue::library {

// Deeper than this is a mistake, or a file system that loops.
inline constexpr int folder_depth_max = 32;
// What a sheet is at most; a real one has 5 kB.
inline constexpr std::size_t sheet_bytes_max = 262'144;

struct FoundFile {
    std::string path;
    std::uint64_t size_bytes = 0;
    std::int64_t modified_ns = 0;  // since 1970; the sheet's, or the cover's beside it, where that is newer
    bool has_stems = false;        // NAME.stems/ lies beside it
    std::string sheet;             // NAME.cue, or the folder's only sheet that names it; empty: none
};

// A folder that was seen, to be watched.
struct FoundFolder {
    std::string path;
    std::vector<FoundFile> files;        // music
    std::vector<std::string> playlists;  // M3U, XSPF, PLS
    std::string cover;                   // a picture beside the music: "cover.jpg"; empty: none
};

// [any-thread] True for names a music file would have.
bool looks_like_audio(const std::filesystem::path& path);
bool looks_like_playlist(const std::filesystem::path& path);
bool looks_like_sheet(const std::filesystem::path& path);

// [any-thread] Tells each folder, from the top; goes on while `tell` says true (else: cancelled). Hidden and stem
// folders are not entered; a folder that is reached twice (by a link, or a loop of them) is told once. Folders that may
// not be read, or are too deep, are told as passed over.
struct Walk {
    std::function<bool(FoundFolder)> tell;
    std::function<void(const std::string& folder, const std::string& why)> passed_over;
};
// missing, unreadable: about the top folder.
LibraryResult<void> walk(const std::string& top, const Walk& walk);

// [any-thread] One folder by itself, without its subfolders; their paths in `below`.
LibraryResult<FoundFolder> list_folder(const std::string& path, std::vector<std::string>* below = nullptr);

}  // namespace segue::library
