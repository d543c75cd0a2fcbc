#include "app/node/music_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace segue::node {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 22> audio_extensions = {
    ".opus", ".ogg", ".oga", ".flac", ".mp3", ".m4a", ".mp4", ".aac", ".wav", ".aif", ".aiff",
    ".wma",  ".ape", ".wv",  ".mka",  ".webm", ".mpc", ".ac3", ".caf", ".tta", ".alac", ".spx"};

std::string lower(std::string s) {
    std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return s;
}

bool looks_like_audio(const fs::path& p) {
    const std::string extension = lower(p.extension().string());
    return std::find(audio_extensions.begin(), audio_extensions.end(), extension) != audio_extensions.end();
}

bool is_hidden(const fs::path& p) { return p.filename().string().starts_with('.'); }

// Files of one folder, then its subfolders, each sorted. Unreadable subfolders are passed over: the rest is music too.
void collect(const fs::path& folder, int depth, std::vector<fs::path>& out) {
    std::vector<fs::path> files, folders;
    std::error_code failed;
    for (fs::directory_iterator i(folder, fs::directory_options::skip_permission_denied, failed), end; !failed && i != end;
         i.increment(failed)) {
        const fs::path& p = i->path();
        if (is_hidden(p)) continue;
        std::error_code ignored;
        if (i->is_directory(ignored)) {
            if (!i->is_symlink(ignored) && p.extension() != ".stems") folders.push_back(p);
        } else if (i->is_regular_file(ignored) && looks_like_audio(p)) {
            files.push_back(p);
        }
    }
    const auto by_name = [](const fs::path& a, const fs::path& b) {
        return natural_less(a.filename().string(), b.filename().string());
    };
    std::sort(files.begin(), files.end(), by_name);
    std::sort(folders.begin(), folders.end(), by_name);
    out.insert(out.end(), files.begin(), files.end());
    for (const fs::path& sub : folders)
        if (depth > 0 && out.size() <= files_per_command_max) collect(sub, depth - 1, out);
}

}  // namespace

bool natural_less(const std::string& a, const std::string& b) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto fold = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (digit(a[i]) && digit(b[j])) {
            std::size_t i_end = i, j_end = j;
            while (i_end < a.size() && digit(a[i_end])) ++i_end;
            while (j_end < b.size() && digit(b[j_end])) ++j_end;
            while (i < i_end && a[i] == '0') ++i;
            while (j < j_end && b[j] == '0') ++j;
            if (i_end - i != j_end - j) return i_end - i < j_end - j;
            for (; i < i_end; ++i, ++j)
                if (a[i] != b[j]) return a[i] < b[j];
        } else {
            if (fold(a[i]) != fold(b[j])) return fold(a[i]) < fold(b[j]);
            ++i;
            ++j;
        }
    }
    if (i < a.size() || j < b.size()) return j < b.size();
    return a < b;  // differ in case or leading zeros only: any order, but always the same
}

Result<std::vector<fs::path>, FilesError> music_files(const fs::path& named) {
    std::error_code failed;
    const fs::file_status status = fs::status(named, failed);
    if (status.type() == fs::file_type::not_found)
        return fail(FilesError::missing, fmt::format("{} does not exist", named.string()));
    if (failed) return fail(FilesError::unreadable, fmt::format("{} cannot be read: {}", named.string(), failed.message()));
    if (status.type() == fs::file_type::directory) {
        if (access(named.c_str(), R_OK | X_OK) != 0)
            return fail(FilesError::unreadable, fmt::format("the folder {} may not be read by this user", named.string()));
        std::vector<fs::path> found;
        collect(named, folder_depth_max, found);
        if (found.empty()) return fail(FilesError::no_music, fmt::format("there is no music in the folder {}", named.string()));
        if (found.size() > files_per_command_max)
            return fail(FilesError::too_many, fmt::format("{} holds more than {} tracks; name a smaller folder",
                                                          named.string(), files_per_command_max));
        return found;
    }
    if (status.type() != fs::file_type::regular)
        return fail(FilesError::not_a_file, fmt::format("{} is not a file or a folder", named.string()));
    if (access(named.c_str(), R_OK) != 0)
        return fail(FilesError::unreadable, fmt::format("{} may not be read by this user", named.string()));
    return std::vector<fs::path>{named};
}

}  // namespace segue::node
