#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "audio/device/limits.h"
#include "audio/device/paced.h"
#include "sync/base/bytes.h"

namespace segue::audio {
namespace {

class WavSink final : public PacedDevice::Sink {
  public:
    explicit WavSink(std::FILE* file) : file_(file) { write_header(); }
    ~WavSink() override {
        write_header();
        std::fclose(file_);
    }
    WavSink(const WavSink&) = delete;
    WavSink& operator=(const WavSink&) = delete;

    void begin(LocalTime first_frame) override {
        first_ = first_frame;
        write_header();
    }

    void take(std::span<const float> interleaved) override {
        if (data_bytes_ + static_cast<long long>(2 * interleaved.size()) > wav_bytes_max) return;
        ByteWriter w;
        for (const float s : interleaved) {
            const float scaled = std::clamp(s * 32768.0F, -32768.0F, 32767.0F);
            w.u16(static_cast<std::uint16_t>(static_cast<std::int16_t>(std::lrint(scaled))));
        }
        // A full disk is found out by whoever reads the file; the sound goes on.
        if (std::fwrite(w.view().data(), 1, w.size(), file_) == w.size())
            data_bytes_ += static_cast<long long>(w.size());
        if (++blocks_ % wav_flush_blocks == 0) write_header();
    }

  private:
    // Sizes as they are now; then goes on writing at the end.
    void write_header() {
        std::string comment = "first frame at " + std::to_string(to_ns(first_)) + " ns of CLOCK_BOOTTIME";
        comment.resize(64, '\0');  // the same length each time
        ByteWriter w;
        const auto text = [&w](std::string_view s) { w.bytes(as_bytes(s)); };
        constexpr std::uint32_t channels = 2, bytes = 2, rate = sample_rate_hz;
        const auto list_bytes = static_cast<std::uint32_t>(4 + 8 + comment.size());
        text("RIFF");
        w.u32(static_cast<std::uint32_t>(4 + 24 + 8 + list_bytes + 8 + data_bytes_));
        text("WAVEfmt ");
        w.u32(16);
        w.u16(1);
        w.u16(channels);
        w.u32(rate);
        w.u32(rate * channels * bytes);
        w.u16(channels * bytes);
        w.u16(8 * bytes);
        text("LIST");
        w.u32(list_bytes);
        text("INFOICMT");
        w.u32(static_cast<std::uint32_t>(comment.size()));
        text(comment);
        text("data");
        w.u32(static_cast<std::uint32_t>(data_bytes_));
        std::fseek(file_, 0, SEEK_SET);
        std::fwrite(w.view().data(), 1, w.size(), file_);
        std::fseek(file_, 0, SEEK_END);
        std::fflush(file_);
    }

    std::FILE* file_;
    LocalTime first_;
    long long data_bytes_ = 0;
    long long blocks_ = 0;
};

}  // namespace

Result<std::unique_ptr<PacedDevice::Sink>, DeviceError> make_wav_sink(const std::string& file) {
    std::FILE* f = std::fopen(file.c_str(), "wbe");
    if (!f) return fail(DeviceError::refused, "cannot write '" + file + "': " + std::strerror(errno));
    return std::unique_ptr<PacedDevice::Sink>(std::make_unique<WavSink>(f));
}

}  // namespace segue::audio
