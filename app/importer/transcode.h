// A stem made by decoding a file, or a range of it, and encoding it as Opus.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>

#include "app/importer/decoder.h"
#include "app/importer/encoder.h"
#include "app/importer/stem_source.h"
#include "audio/import/process.h"

namespace segue::importer {

class Transcoded final : public StemSource {
  public:
    // skipping: called now and then while what lies before the range is decoded for nothing.
    explicit Transcoded(
        std::unique_ptr<Decoder> decoder, const audio::ImportRange& range = {}, std::function<void()> skipping = [] {})
        : decoder_(std::move(decoder)),
          encoder_(decoder_->channels()),
          range_(range),
          skipping_(std::move(skipping)),
          duration_(within(decoder_->duration_estimate())) {}

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
            if (!begun_ && range_.from.count > 0) at_ = decoder_->seek(range_.from).count;
            begun_ = true;
            const bool more = decoder_->read([this](const float* samples, std::size_t n) { add(samples, n); });
            if (more && !is_past_end()) continue;
            ended_ = true;
            duration_ = is_past_end() ? range_.to - range_.from : within(decoder_->length());
            encoder_.finish(duration_);
        }
    }

    Frames duration() const override { return duration_; }
    std::string note() const override { return is_past_end() ? std::string() : decoder_->note(); }

  private:
    // What the range leaves of a file of this length.
    Frames within(Frames length) const {
        const std::int64_t end = range_.to.count > 0 ? std::min(length.count, range_.to.count) : length.count;
        return Frames{std::max<std::int64_t>(0, end - range_.from.count)};
    }
    bool is_past_end() const { return range_.to.count > 0 && at_ >= range_.to.count; }

    void add(const float* samples, std::size_t n) {
        const std::int64_t begin = at_, end = begin + static_cast<std::int64_t>(n);
        at_ = end;
        const std::int64_t first = std::max(begin, range_.from.count),
                           last = range_.to.count > 0 ? std::min(end, range_.to.count) : end;
        if (first < last) {
            const auto skipped =
                static_cast<std::size_t>(first - begin) * static_cast<std::size_t>(encoder_.channels());
            encoder_.add(samples + skipped, static_cast<std::size_t>(last - first));
        } else if (at_ - told_ >= skipping_told_frames) {
            told_ = at_;
            skipping_();
        }
    }

    // Ten minutes: a second or two of decoding.
    static constexpr std::int64_t skipping_told_frames = std::int64_t{600} * sample_rate_hz;
    std::unique_ptr<Decoder> decoder_;
    Encoder encoder_;
    audio::ImportRange range_;
    std::function<void()> skipping_;
    Frames duration_;
    std::int64_t at_ = 0, told_ = 0;  // in the file, at 48 kHz
    bool begun_ = false, ended_ = false;
};

}  // namespace segue::importer
