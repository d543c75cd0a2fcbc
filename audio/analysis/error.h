// Why a file was not analysed. The numbers are said by the analyser program and kept with jobs: never reuse one.
#pragma once

#include <cstdint>

#include "sync/base/result.h"

namespace segue::audio {

enum class AnalysisError : std::uint8_t {
    unreadable = 1,   // no such file, no permission, a directory, the disk fails
    not_audio = 2,    // nothing FFmpeg can read, or nothing that sounds
    damaged = 3,      // no sound could be decoded from it
    too_long = 4,     // over track_frames_max
    crashed = 5,      // the analyser process died on it
    stuck = 6,        // it said nothing for too long
    too_costly = 7,   // over its bound of memory or time
    unavailable = 8,  // the analyser program cannot be started
    malformed = 9,    // it, or whoever sent a result, speaks nonsense
};
const char* to_text(AnalysisError e);

template <class T>
using AnalysisOr = Result<T, AnalysisError>;

}  // namespace segue::audio
