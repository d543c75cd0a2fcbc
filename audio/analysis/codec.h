// Results of analysis as bytes (analysis.proto): at rest, between nodes, and from the analyser program. The decoder
// checks every limit, for the bytes come from anyone.
#pragma once

#include "audio/analysis/analysis.h"
#include "audio/analysis/error.h"
#include "sync/base/bytes.h"

namespace segue::audio {

// [any-thread] At most analysis_bytes_max. The same value gives the same bytes.
Bytes encode(const AnalysisResult& result);
// AnalysisError::malformed: nothing any analyser says. Unknown fields, of a newer version, are ignored.
AnalysisOr<AnalysisResult> decode_analysis(BytesView bytes);

}  // namespace segue::audio
