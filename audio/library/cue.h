// CUE sheets: one file of sound, and where in it each track begins.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audio/library/entry.h"

namespace segue::library {

// A CD has 99.
inline constexpr std::size_t sheet_tracks_max = 999;

struct CueTrack {
    std::uint32_t number = 0;  // from 1
    std::string file;          // as the sheet says it: a name beside the sheet
    std::string title, performer;
    milliseconds start{0};  // INDEX 01, in that file
};
struct CueSheet {
    std::string title, performer, genre;
    int year = 0;
    std::vector<CueTrack> tracks;  // by number; starts ascend within a file
};

// [any-thread] What of it can be understood; a sheet that is none has no tracks. Text that is not UTF-8 is taken for
// Latin-1. Tracks that are not sound, or begin before the one before them, are left out.
CueSheet parse_cue(std::string_view text);

// [any-thread] The entries of one file of sound: `whole` is the file's own, `sheet_path` where the sheet lies. Tracks
// of other files of the sheet are left out; none left: empty.
std::vector<Entry> cue_entries(const Entry& whole, const CueSheet& sheet, const std::string& sheet_path);

}  // namespace segue::library
