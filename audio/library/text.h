// Small text files of unknown make, as lines of UTF-8.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "audio/library/error.h"

namespace segue::library {

// [any-thread] The lines, without their ends (LF, CR LF, CR).
std::vector<std::string_view> lines_of(std::string_view text);

// [any-thread] As it is when it is UTF-8 (a byte order mark goes), else taken for UTF-16 by its mark, or for Latin-1.
std::string utf8_from(std::string_view bytes);
bool is_utf8(std::string_view bytes);

// [any-thread] The whole of a regular file. too_large, missing, unreadable.
LibraryResult<std::string> read_small_file(const std::filesystem::path& path, std::size_t bytes_max);

}  // namespace segue::library
