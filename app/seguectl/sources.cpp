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

}  // namespace segue::ctl
