// A device that is only a clock: asks for a block every 10 ms of the local clock and gives it to a sink. Its frames
// leave at exactly the nominal rate, and none is ever lost: when the machine stalls it catches up.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <thread>

#include "audio/device/device.h"

namespace segue::audio {

class PacedDevice final : public OutputDevice {
  public:
    // What becomes of the sound. Called from the device's own thread, which may write to a disk.
    class Sink {
      public:
        virtual ~Sink() = default;
        virtual void begin(LocalTime first_frame) = 0;
        virtual void take(std::span<const float> interleaved) = 0;
    };

    // `sink` may be null.
    PacedDevice(std::string name, std::unique_ptr<Sink> sink);
    ~PacedDevice() override;

    const std::string& name() const override { return name_; }
    int rate_hz() const override { return sample_rate_hz; }
    Nanoseconds latency() const override;
    Result<void, DeviceError> start(BlockRenderer& renderer) override;

  private:
    void run(BlockRenderer& renderer);
    std::string name_;
    std::unique_ptr<Sink> sink_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

// Writes what it takes to a 16-bit WAV file, which is valid at any moment to within half a second. Its comment (ICMT)
// holds the local time at which its first frame left, so that recordings of several nodes can be laid over each other.
Result<std::unique_ptr<PacedDevice::Sink>, DeviceError> make_wav_sink(const std::string& file);

}  // namespace segue::audio
