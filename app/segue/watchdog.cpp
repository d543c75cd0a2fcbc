#include "app/segue/watchdog.h"

#include <spdlog/spdlog.h>

namespace segue::app {
namespace {

constexpr std::chrono::milliseconds pause{10};          // between two questions
constexpr std::chrono::milliseconds worth_a_word{100};  // in the log; what is shorter is only counted

}  // namespace

Watchdog::Watchdog() {
    asks_ = std::jthread([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            answered_ = false;
            const auto asked = std::chrono::steady_clock::now();
            QMetaObject::invokeMethod(
                this,
                [this, asked] {
                    const auto took = std::chrono::steady_clock::now() - asked;
                    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
                    if (us > longest_us_) longest_us_ = us;
                    if (took > limit) ++late_;
                    if (took > worth_a_word) spdlog::warn("the window did not answer for {} ms", us / 1000);
                    answered_ = true;
                    answered_.notify_one();
                },
                Qt::QueuedConnection);
            answered_.wait(false);
            std::this_thread::sleep_for(pause);
        }
    });
}

Watchdog::~Watchdog() {
    asks_.request_stop();
    answered_ = true;
    answered_.notify_one();
}

}  // namespace segue::app
