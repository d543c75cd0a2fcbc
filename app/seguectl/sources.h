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

}  // namespace segue::ctl
