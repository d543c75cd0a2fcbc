// Imports one file: says records (audio/import/records.h) to `say`, ends with ImportEnd or ImportFailed.
#pragma once

#include <filesystem>
#include <functional>

#include "audio/import/records.h"

namespace segue::importer {

using Say = std::function<void(const audio::ImportEvent&)>;

void import_file(const std::filesystem::path& path, const Say& say);

}  // namespace segue::importer
