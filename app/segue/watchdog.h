// Measures how long the user interface's thread was not there for people. In debug builds, or with SEGUE_WATCHDOG=1.
#pragma once

#include <QObject>
#include <atomic>
#include <chrono>
#include <thread>

namespace segue::app {

class Watchdog : public QObject {
    Q_OBJECT

  public:
    // A frame at 60 a second; who is away for longer is seen to be.
    static constexpr std::chrono::milliseconds limit{16};

    Watchdog();
    ~Watchdog() override;

    // [any-thread] The longest so far, and how many were beyond the limit.
    std::chrono::microseconds longest() const { return std::chrono::microseconds(longest_us_.load()); }
    int late() const { return late_.load(); }
    // [any-thread] How much of such a time the thread computed itself, at most; on a busy machine the rest is waiting
    // for a processor.
    std::chrono::microseconds busiest() const { return std::chrono::microseconds(busiest_us_.load()); }

  private:
    std::atomic<long> longest_us_{0}, busiest_us_{0};
    std::atomic<int> late_{0};
    std::atomic<bool> answered_{true};
    std::jthread asks_;
};

}  // namespace segue::app
