// Imports one file, or a range of it: says records (audio/import/records.h) to `say`, ends with ImportEnd or
// ImportFailed. files_are_open is called when no further file is going to be opened, and before any is parsed.
#pragma once

#include <filesystem>
#include <functional>

#include "audio/import/process.h"
#include "audio/import/records.h"

namespace segue::importer {

using Say = std::function<void(const audio::ImportEvent&)>;

void import_file(
    const std::filesystem::path& path, const Say& say, const std::function<void()>& files_are_open = [] {},
    const audio::ImportRange& range = {});

}  // namespace segue::importer
