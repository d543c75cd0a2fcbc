// What a path that a person names is to play: a file, a folder's files, what a playlist names, the tracks of a CUE
// sheet.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/node/music_files.h"

namespace segue::node {

struct NamedMusic {
    struct Item {
        std::string path;           // a file, or a track of a CUE sheet (library::cue_track)
        std::string title, artist;  // as the list has them; may be empty
    };
    std::vector<Item> items;
    std::string left_out;  // one line: what a playlist names and is not there; empty: nothing
};

// [any-thread] Errors as music_files(); no_music, too, for a list of which nothing is there.
Result<NamedMusic, FilesError> named_music(const std::filesystem::path& named);

}  // namespace segue::node
