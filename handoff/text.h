// Text for people, from anywhere: made valid UTF-8, one line, and of bounded length.
#pragma once

#include <string>
#include <string_view>

#include "handoff/limits.h"

namespace segue::handoff {

// Bytes that are not UTF-8 and control characters become '?'; what is too long is cut between characters.
// Clean text is unchanged.
std::string clean_text(std::string_view text, std::size_t bytes_max = text_bytes_max);

}  // namespace segue::handoff
