// Why a file did not become a track. The numbers are said by the importer program: never reuse one.
#pragma once

#include <cstdint>

#include "sync/base/result.h"

namespace segue::audio {

enum class ImportError : std::uint8_t {
    missing = 1,       // no such file
    unreadable = 2,    // no permission, or the disk fails
    directory = 3,     // a directory was given where a file is meant
    not_audio = 4,     // nothing FFmpeg can read
    no_audio = 5,      // a film without sound, a picture
    too_long = 6,      // over track_frames_max
    damaged = 7,       // no sound could be decoded from it
    crashed = 8,       // the decoder process died on it
    silent = 9,        // the decoder process said nothing for too long
    unavailable = 10,  // the importer program cannot be started
    malformed = 11,    // the importer program speaks nonsense
};

template <class T>
using ImportResult = Result<T, ImportError>;

}  // namespace segue::audio
