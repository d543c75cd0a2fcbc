#include "audio/device/paced.h"

#include <array>

#include "audio/device/limits.h"

namespace segue::audio {

PacedDevice::PacedDevice(std::string name, std::unique_ptr<Sink> sink)
    : name_(std::move(name)), sink_(std::move(sink)) {}

PacedDevice::~PacedDevice() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
}

Nanoseconds PacedDevice::latency() const { return paced_latency; }

Result<void, DeviceError> PacedDevice::start(BlockRenderer& renderer) {
    thread_ = std::thread([this, &renderer] { run(renderer); });
    return {};
}

void PacedDevice::run(BlockRenderer& renderer) {
    using Clock = std::chrono::steady_clock;
    std::array<float, 2 * paced_block_frames> block;
    const Clock::time_point begin = Clock::now();
    const LocalTime first = LocalTime(begin.time_since_epoch()) + paced_latency;
    if (sink_) sink_->begin(first);
    for (Frames done; !stop_; done += Frames{paced_block_frames}) {
        std::this_thread::sleep_until(begin + duration_nearest(done));
        renderer.render({block.data(), paced_block_frames, DacPos{done.count}, first + duration_nearest(done)});
        if (sink_) sink_->take(block);
    }
}

}  // namespace segue::audio
