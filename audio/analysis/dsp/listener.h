// Everyone who was asked listens to one track, in one pass.
#pragma once

#include <memory>
#include <vector>

#include "audio/analysis/analysis.h"

namespace segue::audio {

class Listener {
  public:
    // channels: 1 or 2.
    Listener(AnalyserSet asked, int channels);
    ~Listener();

    // [one thread] Interleaved sound at 48 kHz; pieces of any size.
    void add(const float* samples, std::size_t frames);
    // A result from each that was asked. Once.
    std::vector<AnalysisResult> finish();

  private:
    struct Analysers;

    AnalyserSet asked_;
    int channels_;
    std::unique_ptr<Analysers> analysers_;
    std::vector<float> cleaned_;
};

}  // namespace segue::audio
