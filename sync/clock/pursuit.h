// One node whose time is being measured: the path to it, and when to ping it next.
// Pings come thick at first, then as often as the uncertainty calls for, so a LAN costs one a second and a bad
// path eight. Internal to EnsembleClock. [node-thread]
#pragma once

#include <optional>

#include "sync/clock/message.h"
#include "sync/clock/path_estimator.h"

namespace segue::clock {

class Pursuit {
  public:
    // Begins with nothing but a prior for the drift.
    void start(const NodeId& node, const Standing& who, double drift, double drift_sigma, LocalTime now);
    // The path's data stay, as the best that is known; but there is nobody to ping.
    void orphan() { target_.reset(); }
    void stop() {
        orphan();
        path_.restart();
    }

    const std::optional<NodeId>& target() const { return target_; }
    const Domain& domain() const { return who_.domain; }
    bool usable() const { return path_.usable(); }
    const PathEstimate& estimate() const { return path_.estimate(); }
    LocalTime since() const { return since_; }
    LocalTime last_sample() const { return last_sample_; }

    // 99 % bound of the estimate when looked at from `now`.
    Nanoseconds error_at(LocalTime now) const;

    bool ping_due(LocalTime now) const { return target_ && ping_at_ <= now; }
    LocalTime ping_at() const { return target_ ? ping_at_ : LocalTime::max(); }
    void pinged(LocalTime now);

    // An answer of the target. True if the estimate is newer by it.
    bool answered(const Pong& pong, LocalTime received, LocalTime now);

  private:
    Nanoseconds interval(LocalTime now) const;

    std::optional<NodeId> target_;
    Standing who_;
    LocalTime since_, last_sample_, ping_at_;
    int burst_ = 0, unanswered_ = 0;
    PathEstimator path_;
};

}  // namespace segue::clock
