#include "audio/library/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <system_error>

#include "audio/media/wire.h"

namespace segue::library {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 25> audio_extensions = {
    ".opus", ".ogg", ".oga", ".flac", ".mp3",  ".m4a", ".m4b", ".mp4", ".aac", ".wav",  ".aif", ".aiff", ".aifc",
    ".wma",  ".ape", ".wv",  ".mka",  ".webm", ".mpc", ".ac3", ".caf", ".tta", ".alac", ".spx", ".mp2"};
constexpr std::array<std::string_view, 4> playlist_extensions = {".m3u", ".m3u8", ".xspf", ".pls"};
constexpr std::array<std::string_view, 8> cover_names = {"cover.jpg",  "folder.jpg", "front.jpg",  "cover.png",
                                                         "folder.png", "front.png",  "cover.jpeg", "album.jpg"};

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

template <class Names>
bool is_one_of(const Names& names, const fs::path& path) {
    const std::string extension = lower(path.extension().string());
    return std::find(names.begin(), names.end(), extension) != names.end();
}

std::int64_t modified_ns(const struct stat& s) {
    return std::int64_t{s.st_mtim.tv_sec} * 1'000'000'000 + s.st_mtim.tv_nsec;
}

// When a file beside the music was written, or came, which may be long after; 0: it is no file.
std::int64_t changed_ns(int folder, const std::string& name) {
    struct stat info {};
    if (::fstatat(folder, name.c_str(), &info, 0) != 0 || !S_ISREG(info.st_mode)) return 0;
    return std::max(modified_ns(info), std::int64_t{info.st_ctim.tv_sec} * 1'000'000'000 + info.st_ctim.tv_nsec);
}

struct CloseFolder {
    void operator()(DIR* d) const { ::closedir(d); }
};

Failure<LibraryError> refused(const std::string& path, int error) {
    const std::string shown = audio::clean_text(path, 200);
    if (error == ENOENT || error == ENOTDIR) return fail(LibraryError::missing, "there is no folder " + shown);
    return fail(LibraryError::unreadable,
                "the folder " + shown + " cannot be read: " + std::generic_category().message(error));
}

// What one folder holds, before it is known what belongs to what.
struct Listing {
    std::vector<std::string> audio, playlists, folders;
    std::map<std::string, std::string> sheets;  // by what they are called without ".cue", in small letters
    std::set<std::string> stems;                // NAME of NAME.stems
    std::string cover;
    std::size_t cover_rank = cover_names.size();
};

void sort_in(Listing& out, const std::string& name, bool is_folder) {
    const fs::path path(name);
    if (is_folder) {
        path.extension() == ".stems" ? void(out.stems.insert(path.stem().string())) : out.folders.push_back(name);
        return;
    }
    if (looks_like_audio(path)) out.audio.push_back(name);
    if (looks_like_playlist(path)) out.playlists.push_back(name);
    if (looks_like_sheet(path)) out.sheets.emplace(lower(path.stem().string()), name);
    const auto rank =
        static_cast<std::size_t>(std::find(cover_names.begin(), cover_names.end(), lower(name)) - cover_names.begin());
    if (rank < out.cover_rank) {
        out.cover_rank = rank;
        out.cover = name;
    }
}

// NAME.cue or NAME.flac.cue for NAME.flac; else the only sheet beside the only file.
std::string sheet_of(const std::string& name, const Listing& listing) {
    for (const std::string& called : {lower(fs::path(name).stem().string()), lower(name)})
        if (const auto sheet = listing.sheets.find(called); sheet != listing.sheets.end()) return sheet->second;
    return listing.sheets.size() == 1 && listing.audio.size() == 1 ? listing.sheets.begin()->second : std::string();
}

}  // namespace

bool looks_like_audio(const fs::path& path) { return is_one_of(audio_extensions, path); }
bool looks_like_playlist(const fs::path& path) { return is_one_of(playlist_extensions, path); }
bool looks_like_sheet(const fs::path& path) { return lower(path.extension().string()) == ".cue"; }

LibraryResult<FoundFolder> list_folder(const std::string& path, std::vector<std::string>* below) {
    const std::unique_ptr<DIR, CloseFolder> folder(::opendir(path.c_str()));
    if (!folder) return refused(path, errno);
    const int fd = ::dirfd(folder.get());
    Listing listing;
    while (const dirent* entry = ::readdir(folder.get())) {
        const std::string name = entry->d_name;
        if (name.starts_with('.')) continue;
        bool is_folder = entry->d_type == DT_DIR;
        if (entry->d_type != DT_DIR && entry->d_type != DT_REG) {  // a link, or a file system that does not say
            struct stat info {};
            if (::fstatat(fd, name.c_str(), &info, 0) != 0) continue;
            is_folder = S_ISDIR(info.st_mode);
            if (!is_folder && !S_ISREG(info.st_mode)) continue;
        }
        sort_in(listing, name, is_folder);
    }
    std::sort(listing.audio.begin(), listing.audio.end());
    std::sort(listing.folders.begin(), listing.folders.end());

    FoundFolder out;
    out.path = path;
    const std::int64_t cover_changed_ns = listing.cover.empty() ? 0 : changed_ns(fd, listing.cover);
    const std::string prefix = path.ends_with('/') ? path : path + '/';
    for (const std::string& name : listing.audio) {
        struct stat info {};
        if (::fstatat(fd, name.c_str(), &info, 0) != 0 || !S_ISREG(info.st_mode)) continue;
        FoundFile file{prefix + name, static_cast<std::uint64_t>(info.st_size), modified_ns(info), false, {}};
        file.has_stems = listing.stems.contains(fs::path(name).stem().string());
        if (const std::string sheet = sheet_of(name, listing); !sheet.empty())
            if (const std::int64_t changed = changed_ns(fd, sheet); changed > 0) {
                file.sheet = prefix + sheet;
                file.modified_ns = std::max(file.modified_ns, changed);
            }
        file.modified_ns = std::max(file.modified_ns, cover_changed_ns);
        out.files.push_back(std::move(file));
    }
    for (const std::string& name : listing.playlists) out.playlists.push_back(prefix + name);
    if (!listing.cover.empty()) out.cover = prefix + listing.cover;
    if (below)
        for (const std::string& name : listing.folders) below->push_back(prefix + name);
    return out;
}

LibraryResult<void> walk(const std::string& top, const Walk& walk) {
    struct Place {
        std::string path;
        int depth;
    };
    std::vector<Place> to_do{{top, 0}};
    std::set<std::pair<dev_t, ino_t>> seen;
    while (!to_do.empty()) {
        const Place here = std::move(to_do.back());
        to_do.pop_back();
        struct stat info {};
        if (::stat(here.path.c_str(), &info) != 0) {
            if (here.depth == 0) return refused(here.path, errno);
            continue;  // it went while we looked
        }
        if (!seen.emplace(info.st_dev, info.st_ino).second) continue;
        std::vector<std::string> below;
        auto folder = list_folder(here.path, &below);
        if (!folder) {
            if (here.depth == 0) return folder.failure();
            if (walk.passed_over) walk.passed_over(here.path, folder.message());
            continue;
        }
        if (!walk.tell(std::move(*folder))) return fail(LibraryError::cancelled, "the scan was cancelled");
        if (here.depth >= folder_depth_max) {
            if (!below.empty() && walk.passed_over)
                walk.passed_over(here.path, "folders within " + audio::clean_text(here.path, 200) + " are too deep");
            continue;
        }
        for (auto i = below.rbegin(); i != below.rend(); ++i) to_do.push_back({std::move(*i), here.depth + 1});
    }
    return {};
}

}  // namespace segue::library
