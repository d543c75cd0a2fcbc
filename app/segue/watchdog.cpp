#include "app/segue/watchdog.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <ctime>

namespace segue::app {
namespace {

constexpr std::chrono::milliseconds pause{10};          // between two questions
constexpr std::chrono::milliseconds worth_a_word{100};  // in the log; what is shorter is only counted

std::chrono::microseconds computed(clockid_t thread) {
    timespec t{};
    ::clock_gettime(thread, &t);
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::seconds(t.tv_sec) +
                                                                 std::chrono::nanoseconds(t.tv_nsec));
}

void raise_to(std::atomic<long>& longest, std::chrono::microseconds took) {
    if (took.count() > longest) longest = took.count();
}

}  // namespace

Watchdog::Watchdog() {
    clockid_t of_window{};
    ::pthread_getcpuclockid(::pthread_self(), &of_window);
    asks_ = std::jthread([this, of_window](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            answered_ = false;
            const auto asked = std::chrono::steady_clock::now();
            const auto computed_before = computed(of_window);
            QMetaObject::invokeMethod(
                this,
                [this, asked, of_window, computed_before] {
                    const auto took =
                        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - asked);
                    raise_to(longest_us_, took);
                    raise_to(busiest_us_, computed(of_window) - computed_before);
                    if (took > limit) ++late_;
                    if (took > worth_a_word) spdlog::warn("the window did not answer for {} ms", took.count() / 1000);
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
