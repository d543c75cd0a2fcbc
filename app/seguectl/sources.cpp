#include "app/seguectl/sources.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "sync/base/ids.h"

namespace segue::ctl {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t track_digits_min = 6;

bool reads_like_a_track(std::string_view text) {
    return text.size() >= track_digits_min && text.size() <= 2 * TrackId::size &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// "artist:miles", "-genre:rock"; not "http://…".
bool has_field(std::string_view word) {
    if (word.starts_with('-')) word.remove_prefix(1);
    const std::size_t colon = word.find(':');
    return colon != word.npos && colon > 0 && !word.substr(colon + 1).starts_with("//") &&
           std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(colon),
                       [](unsigned char c) { return std::isalpha(c) != 0; });
}

bool is_there(const std::string& word) {
    std::error_code failed;
    return !word.empty() && fs::exists(word, failed);
}

}  // namespace

Result<control::Source, SourceError> source_from(const std::string& text) {
    control::Source source;
    std::error_code failed;
    const fs::path path = fs::absolute(text, failed);
    const fs::file_status status =
        failed || text.empty() ? fs::file_status(fs::file_type::not_found) : fs::status(path, failed);
    if (status.type() == fs::file_type::not_found) {
        if (!reads_like_a_track(text))
            return fail(SourceError::missing, "there is no file or directory “" + text + "”");
        source.set_track(text);
        return source;
    }
    if (fs::is_regular_file(status) || fs::is_directory(status)) {
        const int need = fs::is_directory(status) ? R_OK | X_OK : R_OK;
        if (::access(path.c_str(), need) != 0)
            return fail(SourceError::unreadable, "“" + text + "” may not be read by you; see its permissions");
        source.set_path(path.lexically_normal().string());
        return source;
    }
    return fail(SourceError::unreadable, failed && status.type() == fs::file_type::none
                                             ? "“" + text + "” cannot be reached: " + failed.message()
                                             : "“" + text + "” is neither a file nor a directory");
}

Result<std::vector<control::Source>, SourceError> sources_from(const std::vector<std::string>& words) {
    std::vector<control::Source> out;
    std::vector<std::string> query;
    const bool asks = std::any_of(words.begin(), words.end(), [](const auto& w) { return has_field(w) && !is_there(w); });
    for (const std::string& word : words) {
        if (asks && !is_there(word)) {
            query.push_back(word);
            continue;
        }
        auto source = source_from(word);
        if (!source) return source.failure();
        out.push_back(std::move(*source));
    }
    if (!query.empty()) out.emplace_back().set_query(query_from(query));
    return out;
}

std::string query_from(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) {
        if (!out.empty()) out += ' ';
        const std::size_t colon = word.find(':');
        const bool is_one_value = has_field(word) && word.find(' ') != word.npos && word.find(':', colon + 1) == word.npos &&
                                  word.find('"') == word.npos;
        out += is_one_value ? word.substr(0, colon + 1) + '"' + word.substr(colon + 1) + '"' : word;
    }
    return out;
}

}  // namespace segue::ctl
