// A stem made by decoding a file and encoding it as Opus.
#pragma once

#include <memory>

#include "app/importer/decoder.h"
#include "app/importer/encoder.h"
#include "app/importer/stem_source.h"

namespace segue::importer {

class Transcoded final : public StemSource {
  public:
    explicit Transcoded(std::unique_ptr<Decoder> decoder)
        : decoder_(std::move(decoder)), encoder_(decoder_->channels()), duration_(decoder_->duration_estimate()) {}

    audio::Stem head() const override {
        audio::Stem stem;
        stem.channels = static_cast<std::uint8_t>(encoder_.channels());
        stem.pre_skip = encoder_.pre_skip();
        return stem;
    }

    std::optional<Bytes> packet() override {
        while (true) {
            if (auto ready = encoder_.packet()) return ready;
            if (ended_) return std::nullopt;
            if (decoder_->read([this](const float* samples, std::size_t frames) { encoder_.add(samples, frames); }))
                continue;
            ended_ = true;
            duration_ = decoder_->length();
            encoder_.finish(duration_);
        }
    }

    Frames duration() const override { return duration_; }
    std::string note() const override { return decoder_->note(); }

  private:
    std::unique_ptr<Decoder> decoder_;
    Encoder encoder_;
    Frames duration_;
    bool ended_ = false;
};

}  // namespace segue::importer
