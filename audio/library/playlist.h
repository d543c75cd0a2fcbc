// Playlists in and out: M3U, M3U8, XSPF, PLS.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audio/library/error.h"
#include "sync/base/time.h"

namespace segue::library {

inline constexpr std::size_t playlist_bytes_max = 4u << 20;
inline constexpr std::size_t playlist_items_max = 10'000;  // a queue holds as much

enum class PlaylistFormat : std::uint8_t { m3u8, xspf, pls };

struct PlaylistItem {
    std::string path;  // bytes; absolute once resolved
    std::string title, artist;
    milliseconds duration{0};  // 0: unknown
};

// [any-thread] By the file's name: "x.m3u8"; nothing: no playlist.
std::optional<PlaylistFormat> playlist_format(const std::filesystem::path& path);

// [any-thread] What it names, in order; paths relative to `folder` are made absolute, addresses of other machines are
// left out. Of a file that is none, nothing.
std::vector<PlaylistItem> parse_playlist(std::string_view text, PlaylistFormat format,
                                         const std::filesystem::path& folder);

// [any-thread] Items without control characters in their paths; others are left out.
std::string write_playlist(const std::vector<PlaylistItem>& items, PlaylistFormat format);

}  // namespace segue::library
