// Analyses one file: says records (audio/analysis/records.h) to `say`, ends with AnalysisEnd or AnalysisFailed.
// files_are_open is called when no further file is going to be opened, and before any is parsed.
#pragma once

#include <filesystem>
#include <functional>

#include "audio/analysis/records.h"

namespace segue::analyser {

using Say = std::function<void(const audio::AnalysisEvent&)>;

void analyse_file(
    const std::filesystem::path& path, audio::AnalyserSet asked, const Say& say,
    const std::function<void()>& files_are_open = [] {});

}  // namespace segue::analyser
