// Limits of importing: what a file may cost, and how long its decoder may think.
#pragma once

#include <cstddef>

#include "audio/media/limits.h"
#include "sync/base/time.h"

namespace segue::audio {

// A record is a segment, a picture, or tags.
inline constexpr std::size_t record_bytes_max = blob_bytes_max + 1024;
inline constexpr std::size_t reason_bytes_max = 300;
inline constexpr std::size_t import_notes_max = 16;

// The importer is killed when nothing has come from it for so long: it decodes 60 times faster than real time, so
// even a tenth of a busy phone's core says something every second.
inline constexpr seconds import_silence_max{20};
// What one pump() reads at most: keeps the node's loop responsive; 13 seconds of music.
inline constexpr std::size_t import_pump_bytes_max = 262'144;

// The importer's own bounds (setrlimit): enough for 11 hours of FLAC, too little to hurt the machine.
inline constexpr std::size_t importer_memory_bytes_max = std::size_t{1} << 30;
inline constexpr unsigned importer_cpu_seconds_max = 1800;
inline constexpr unsigned importer_files_max = 128;  // stems, libraries, pipes
inline constexpr int importer_nice = 10;             // below everything that sounds

}  // namespace segue::audio
