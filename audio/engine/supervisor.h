// Keeps the wanted device open: opens it in a thread of its own, tries again when it would not, reopens it when it
// dies. What it serves (decoding, the plan) does not notice.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "audio/device/device.h"
#include "audio/engine/renderer.h"

namespace segue::audio {

class DeviceSupervisor {
  public:
    struct Status {
        enum class Phase { closed, opening, open };
        Phase phase = Phase::closed;
        std::string name, error;  // error: the last failure while not open
        int rate_hz = 0;
        Nanoseconds latency{0};
        std::uint64_t restarts = 0;
    };

    // `changed` is called from the device thread when the status changed.
    DeviceSupervisor(Renderer& renderer, DeviceSpec spec, std::string client, std::function<void()> changed);
    ~DeviceSupervisor();
    DeviceSupervisor(const DeviceSupervisor&) = delete;
    DeviceSupervisor& operator=(const DeviceSupervisor&) = delete;

    // [any-thread]
    void want(bool wanted);
    void use(const DeviceSpec& spec);
    Status status() const;

    // [media-thread] While this is held no callback begins or ends to run; running() says whether one does.
    class Hold {
      public:
        explicit Hold(DeviceSupervisor& s) : lock_(s.running_mutex_), running_(s.running_) {}
        bool running() const { return running_; }

      private:
        std::unique_lock<std::mutex> lock_;
        bool running_;
    };

  private:
    void run();
    void open(std::unique_lock<std::mutex>& lock);
    void close(std::unique_lock<std::mutex>& lock);
    bool has_stalled();
    void set_running(bool running, int rate_hz);

    Renderer& renderer_;
    const std::string client_;
    const std::function<void()> changed_;

    mutable std::mutex mutex_;  // all below, but not while the device is being opened
    std::condition_variable wake_;
    bool quit_ = false, wanted_ = false, respec_ = false;
    DeviceSpec spec_;
    Status status_;

    std::mutex running_mutex_;
    bool running_ = false;

    Nanoseconds retry_ = device_retry_min;

    // [device-thread]
    std::unique_ptr<OutputDevice> device_;
    std::uint64_t seen_blocks_ = 0;
    LocalTime seen_at_;
    bool heard_of_ = false;  // it has asked for sound since it was opened
    std::thread thread_;
};

}  // namespace segue::audio
