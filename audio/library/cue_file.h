// Tracks of CUE sheets as they lie on disk, by the places that catalogues and queues call them by (Entry::place).
#pragma once

#include <string>
#include <vector>

#include "audio/library/entry.h"

namespace segue::library {

// [any-thread] "/m/disc.cue/03": the form alone.
bool names_cue_track(const std::string& place);

// [any-thread] Reads the sheet, and looks for the sound beside it. The entry's path is the sound's, its cue is set, its
// tags are the sheet's; what only the sound itself says (duration, content) is unknown. missing: no such sheet, track
// or sound; unreadable, too_large: the sheet.
LibraryResult<Entry> cue_track(const std::string& place);

// [any-thread] All tracks of a sheet, in order; of one that names a file for each, these files, without cue.
LibraryResult<std::vector<Entry>> cue_tracks(const std::string& sheet);

}  // namespace segue::library
