#include "audio/device/paced.h"

#include <array>

#include "audio/device/limits.h"
#include "sync/base/local_clock.h"

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
    // Threads sleep by a clock that stands still while the machine is suspended; this device then does, too.
    Nanoseconds suspended = local_now().time_since_epoch() - begin.time_since_epoch();
    const auto leaves = [&](Frames f) {
        return LocalTime(begin.time_since_epoch()) + suspended + paced_latency + duration_nearest(f);
    };
    if (sink_) sink_->begin(leaves({}));
    for (Frames done; !stop_; done += Frames{paced_block_frames}) {
        std::this_thread::sleep_until(begin + duration_nearest(done));
        const Nanoseconds by_now = local_now().time_since_epoch() - Clock::now().time_since_epoch();
        if (std::chrono::abs(by_now - suspended) > suspension_noticed) suspended = by_now;
        renderer.render(
            {block.data(), paced_block_frames, DacPos{done.count}, leaves(done), paced_latency, LatencySource::paced});
        if (sink_) sink_->take(block);
    }
}

}  // namespace segue::audio
