// What is to be played, as it was typed: files and directories here, or tracks the ensemble knows.
#pragma once

#include <string>
#include <vector>

#include "app/control/control.pb.h"
#include "sync/base/result.h"

namespace segue::ctl {

enum class SourceError : std::uint8_t { missing, unreadable };

// Looks at the file system. A path becomes absolute. What is no file, and reads like the beginning of a track's id
// (six hexadecimal digits or more), is a track.
Result<control::Source, SourceError> source_from(const std::string& text);

// Words that are neither, if one of them has a field ("artist:miles"), are together one query of the library; it comes
// last.
Result<std::vector<control::Source>, SourceError> sources_from(const std::vector<std::string>& words);

// Words as the shell gave them, as a query: "artist:miles davis", which was quoted there, is quoted here.
std::string query_from(const std::vector<std::string>& words);

}  // namespace segue::ctl
