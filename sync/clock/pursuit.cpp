#include "sync/clock/pursuit.h"

#include <algorithm>

namespace segue::clock {

void Pursuit::start(const NodeId& node, const Standing& who, double drift, double drift_sigma, LocalTime now) {
    target_ = node;
    who_ = who;
    since_ = last_sample_ = ping_at_ = now;
    burst_ = unanswered_ = 0;
    path_.restart(drift, drift_sigma);
}

Nanoseconds Pursuit::error_at(LocalTime now) const {
    const PathEstimate& e = path_.estimate();
    const double age = std::max(0.0, to_seconds(now - e.map.local));
    return e.map.error_bound + nearest_ns(age * (e.drift_error + holdover_wander));
}

Nanoseconds Pursuit::interval(LocalTime now) const {
    if (unanswered_ >= unanswered_max) return ping_steady_interval;
    const Nanoseconds error = usable() ? error_at(now) : Nanoseconds::max();
    if (error > burst_until && burst_ < burst_pings_max) return ping_burst_interval;
    if (error > keen_until && burst_ < keen_pings_max) return ping_keen_interval;
    if (!usable()) return ping_eager_interval;
    // As seldom as keeps it certain enough until then.
    if (error_at(now + ping_frugal_interval) <= steady_until) return ping_frugal_interval;
    return error_at(now + ping_steady_interval) <= eager_until ? ping_steady_interval : ping_eager_interval;
}

void Pursuit::pinged(LocalTime now) {
    ++burst_;
    ++unanswered_;
    ping_at_ = now + interval(now);
}

bool Pursuit::answered(const Pong& pong, LocalTime received, LocalTime now) {
    if (pong.who.domain != who_.domain || pong.who.breaks != who_.breaks) {
        // Its time has jumped: what was measured before means nothing now. The crystals are the same, though.
        const double sigma = usable() ? std::max(drift_kept_sigma, path_.estimate().drift_error) : drift_prior_sigma;
        start(*target_, pong.who, usable() ? path_.estimate().map.drift : 0, std::min(sigma, drift_prior_sigma), now);
        return false;
    }
    who_ = pong.who;
    const auto verdict = path_.add({pong.ping_sent, pong.ping_received, pong.sent, received});
    if (verdict == PathEstimator::Verdict::ignored) return false;
    if (verdict == PathEstimator::Verdict::doubted) {  // soon to be known
        ping_at_ = std::min(ping_at_, now + ping_burst_interval);
        return false;
    }
    unanswered_ = 0;
    last_sample_ = now;
    if (verdict == PathEstimator::Verdict::restarted) burst_ = 0;
    // The path may have become worse (or better) than the pace was set for.
    ping_at_ = std::min(ping_at_, now + interval(now));
    return usable();
}

}  // namespace segue::clock
