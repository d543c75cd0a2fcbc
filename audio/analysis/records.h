// What the analyser program says on its standard output, and how the node reads it.
//
//   each framed as audio/import/framing.h says
//   started  progress*  result*  end    or, at any time,    failure
//
// The reader trusts nothing: an analyser that a hostile file has taken over can still only say a wrong result.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "audio/analysis/analysis.h"
#include "audio/analysis/error.h"
#include "audio/analysis/limits.h"
#include "audio/import/framing.h"
#include "sync/base/bytes.h"
#include "sync/base/ids.h"

namespace segue::audio {

enum class AnalysisRecordType : std::uint8_t { started = 1, progress = 2, result = 3, end = 4, failure = 5 };

struct AnalysisStarted {
    TrackId track;             // of the bytes that are being read, its stems included, as the importer names it
    Frames duration_estimate;  // 0: unknown
    bool operator==(const AnalysisStarted&) const = default;
};
struct AnalysisProgress {
    Frames done;
    bool operator==(const AnalysisProgress&) const = default;
};
struct Analysed {
    AnalysisResult result;
    bool operator==(const Analysed&) const = default;
};
struct AnalysisEnd {
    Frames duration;  // exact
    bool operator==(const AnalysisEnd&) const = default;
};
struct AnalysisFailed {
    AnalysisError code{};
    std::string reason;  // one line for a person
    bool operator==(const AnalysisFailed&) const = default;
};

// One AnalysisEnd, after a result from each analyser that was asked, or one AnalysisFailed is the last.
using AnalysisEvent = std::variant<AnalysisStarted, AnalysisProgress, Analysed, AnalysisEnd, AnalysisFailed>;

// [any-thread] Used by the analyser program.
Bytes encode_record(const AnalysisEvent& event);

// Reads records from bytes as they come, in pieces of any size. Pure. [one thread at a time]
class AnalysisReader {
  public:
    explicit AnalysisReader(AnalyserSet asked) : missing_(asked) {}

    // The events that these bytes complete. After a failure (malformed), and after the last word, any byte is one more.
    AnalysisOr<std::vector<AnalysisEvent>> feed(BytesView bytes);
    bool is_finished() const { return finished_; }

  private:
    AnalysisOr<AnalysisEvent> parse(AnalysisRecordType type, BytesView payload);

    RecordFrames frames_{analysis_record_bytes_max};
    AnalyserSet missing_;  // of what was asked
    bool started_ = false, finished_ = false;
};

}  // namespace segue::audio
