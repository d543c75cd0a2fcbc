#include "audio/engine/supervisor.h"

#include <algorithm>

#include "sync/base/local_clock.h"

namespace segue::audio {
DeviceSupervisor::DeviceSupervisor(Renderer& renderer, DeviceSpec spec, std::string client,
                                   std::function<void()> changed)
    : renderer_(renderer), client_(std::move(client)), changed_(std::move(changed)), spec_(std::move(spec)) {
    thread_ = std::thread([this] { run(); });
}

DeviceSupervisor::~DeviceSupervisor() {
    {
        const std::lock_guard lock(mutex_);
        quit_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void DeviceSupervisor::want(bool wanted) {
    {
        const std::lock_guard lock(mutex_);
        wanted_ = wanted;
    }
    wake_.notify_all();
}

void DeviceSupervisor::use(const DeviceSpec& spec) {
    {
        const std::lock_guard lock(mutex_);
        respec_ = respec_ || spec != spec_;
        spec_ = spec;
        retry_ = device_retry_min;
    }
    wake_.notify_all();
}

DeviceSupervisor::Status DeviceSupervisor::status() const {
    const std::lock_guard lock(mutex_);
    return status_;
}

void DeviceSupervisor::run() {
    std::unique_lock lock(mutex_);
    while (!quit_) {
        if (device_ && (!wanted_ || respec_)) {
            close(lock);
        } else if (device_ && has_stalled()) {
            close(lock);
            ++status_.restarts;
            status_.phase = Status::Phase::opening;
            status_.error = "'" + status_.name + "' stopped asking for sound; opening it again";
        } else if (!device_ && wanted_) {
            open(lock);
            if (!device_ && wanted_ && !quit_ && !respec_) {
                wake_.wait_for(lock, retry_, [this] { return quit_ || !wanted_ || respec_; });
                retry_ = std::min(2 * retry_, device_retry_max);
            }
            continue;
        } else if (device_) {
            wake_.wait_for(lock, device_stall / 4);
            continue;
        } else {
            status_.phase = Status::Phase::closed;
            wake_.wait(lock, [this] { return quit_ || wanted_; });
            continue;
        }
        lock.unlock();
        changed_();
        lock.lock();
    }
    if (device_) close(lock);
}

void DeviceSupervisor::set_running(bool running, int rate_hz) {
    const std::lock_guard lock(running_mutex_);
    if (running) renderer_.device_opened(rate_hz);
    running_ = running;
}

void DeviceSupervisor::open(std::unique_lock<std::mutex>& lock) {
    respec_ = false;
    const DeviceSpec spec = spec_;
    status_.phase = Status::Phase::opening;
    lock.unlock();
    changed_();
    auto opened = open_device(spec, client_);
    std::string error = opened ? "" : opened.message();
    if (opened) {
        device_ = std::move(*opened);
        set_running(true, device_->rate_hz());
        seen_blocks_ = renderer_.blocks();
        seen_at_ = local_now();
        heard_of_ = false;
        if (const auto started = device_->start(renderer_); !started) {
            error = started.message();
            device_ = nullptr;
            set_running(false, 0);
        }
    }
    lock.lock();
    status_.error = error;
    if (device_) {
        status_.phase = Status::Phase::open;
        status_.name = device_->name();
        status_.rate_hz = device_->rate_hz();
        status_.latency = device_->latency();
        retry_ = device_retry_min;
    }
    lock.unlock();
    changed_();
    lock.lock();
}

void DeviceSupervisor::close(std::unique_lock<std::mutex>& lock) {
    status_.phase = wanted_ ? Status::Phase::opening : Status::Phase::closed;
    lock.unlock();
    device_ = nullptr;
    set_running(false, 0);
    lock.lock();
}

bool DeviceSupervisor::has_stalled() {
    const std::uint64_t blocks = renderer_.blocks();
    if (blocks != seen_blocks_) {
        seen_blocks_ = blocks;
        seen_at_ = local_now();
        heard_of_ = true;
        return false;
    }
    // The first block may take a sound server a while.
    return local_now() - seen_at_ > (heard_of_ ? device_stall : 4 * device_stall);
}

}  // namespace segue::audio
