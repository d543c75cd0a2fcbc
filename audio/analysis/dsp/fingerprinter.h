// Chromaprint's fingerprint of the first two minutes, as AcoustID has it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "audio/analysis/analysis.h"

struct ChromaprintContextPrivate;

namespace segue::audio {

class Fingerprinter {
  public:
    // channels: 1 or 2.
    explicit Fingerprinter(int channels);
    ~Fingerprinter();

    // Interleaved sound at 48 kHz.
    void add(const float* samples, std::size_t frames);
    Fingerprint finish();

  private:
    struct Destroy {
        void operator()(ChromaprintContextPrivate* context) const;
    };
    std::unique_ptr<ChromaprintContextPrivate, Destroy> context_;
    int channels_;
    std::size_t left_;  // frames it still listens to
    std::vector<std::int16_t> buffer_;
};

}  // namespace segue::audio
