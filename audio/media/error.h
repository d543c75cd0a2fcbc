// What can be wrong with media that come from outside.
#pragma once

#include <cstdint>

#include "sync/base/result.h"

namespace segue::audio {

enum class MediaError : std::uint8_t {
    malformed,   // bytes that are not what they claim to be
    too_large,   // over a limit of limits.h
    wrong_name,  // bytes whose hash is another
    disk,        // the disk refused: full, read-only, broken
};

template <class T>
using MediaResult = Result<T, MediaError>;

}  // namespace segue::audio
