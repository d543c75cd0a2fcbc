// From what a person names to the files that are to be played.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sync/base/result.h"

namespace segue::node {

// A folder dropped on a player by mistake may be a whole disk; this many tracks are a month of music.
inline constexpr std::size_t files_per_command_max = 5000;
inline constexpr int folder_depth_max = 16;

enum class FilesError : std::uint8_t {
    missing,     // no such file or folder
    unreadable,  // it is there, and may not be read
    not_a_file,  // a device, a socket
    no_music,    // a folder with no audio file in it
    too_many,
};

// [any-thread] A file as it is (whatever its name says: the importer judges); a folder as its audio files, in the order
// people expect (track 2 before track 10), its subfolders after it. Stem folders (NAME.stems) and hidden ones are not
// entered.
Result<std::vector<std::filesystem::path>, FilesError> music_files(const std::filesystem::path& named);

// [any-thread] "track 2" before "Track 10": digits compare as numbers, letters without case.
bool natural_less(const std::string& a, const std::string& b);

}  // namespace segue::node
