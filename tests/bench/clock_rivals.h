// Two other ways to estimate a clock from pings, for comparison on the same traces. Both are as their authors describe
// them, with the constants they give where they give any.
#pragma once

#include <algorithm>
#include <cmath>
#include <deque>
#include <vector>

#include "sync/clock/clock_map.h"
#include "sync/clock/limits.h"
#include "sync/clock/path_estimator.h"

namespace segue::clock {

// Offset and drift as the state of a Kalman filter; a measurement's deviation is half its round trip. When an
// innovation is larger than that explains, the filter forgets: its covariance grows. After "Sendspin" time filters
// (Open Home Foundation, 2025).
class KalmanRival {
  public:
    void add(const PathSample& s, LocalTime) {
        if (count_++ == 0) origin_ = s.t4, base_ = s.t3;
        const double x = to_seconds(s.t4 - origin_);
        const double out = to_seconds((s.t2 - base_) - (s.t1 - origin_)),
                     home = to_seconds((s.t3 - base_) - (s.t4 - origin_));
        const double measured = (out + home) / 2, half = std::max(1e-6, (out - home) / 2);
        const double variance = half * half;
        if (count_ == 1) {
            offset_ = measured, p00_ = variance, p11_ = drift_prior_sigma * drift_prior_sigma, p01_ = 0, at_ = x;
            return;
        }
        const double dt = std::max(0.0, x - at_);
        at_ = x;
        offset_ += drift_ * dt;
        p00_ += 2 * dt * p01_ + dt * dt * p11_ + process * dt;
        p01_ += dt * p11_;
        p11_ += drift_process * dt;
        const double innovation = measured - offset_;
        if (count_ > forget_after && std::abs(innovation) > forget_cutoff * half) {
            p00_ *= forgetting * forgetting, p01_ *= forgetting * forgetting, p11_ *= forgetting * forgetting;
        }
        const double gain = 1 / (p00_ + variance), k0 = p00_ * gain, k1 = p01_ * gain;
        offset_ += k0 * innovation;
        drift_ += k1 * innovation;
        p11_ -= k1 * p01_;
        p01_ -= k0 * p01_;
        p00_ -= k0 * p00_;
    }
    bool usable() const { return count_ >= samples_min; }
    ClockMap map() const {
        return {origin_ + nearest_ns(at_), base_ + nearest_ns(at_ + offset_), drift_, Nanoseconds(0)};
    }
    Nanoseconds error_at(LocalTime now) const {
        const double age = to_seconds(now - origin_) - at_;
        return nearest_ns(2.6 * std::sqrt(std::max(0.0, p00_ + 2 * age * p01_ + age * age * p11_)));
    }

  private:
    static constexpr double process = 1e-14, drift_process = 1e-16;  // s² a second
    static constexpr double forget_cutoff = 0.75, forgetting = 1.001;
    static constexpr std::size_t forget_after = 100;
    std::size_t count_ = 0;
    LocalTime origin_;
    EnsembleTime base_;
    double at_ = 0, offset_ = 0, drift_ = 0, p00_ = 0, p01_ = 0, p11_ = 0;
};

// The tenth of the window's pings that were fastest, and a straight line through their middles. As NTP's clock filter
// prefers the least delay (D. Mills, RFC 5905, section 10), with a slope.
class FastestRival {
  public:
    void add(const PathSample& s, LocalTime) {
        if (!points_.empty() && s.t4 < points_.back().t4) return;
        points_.push_back(s);
        while (points_.size() > window_samples_max || points_.back().t4 - points_.front().t4 > window_age_max)
            points_.pop_front();
        fit();
    }
    bool usable() const { return points_.size() >= samples_min; }
    const ClockMap& map() const { return map_; }
    Nanoseconds error_at(LocalTime now) const {
        return nearest_ns(error_ + drift_error_ * to_seconds(now - map_.local));
    }

  private:
    void fit() {
        const PathSample& last = points_.back();
        std::vector<double> trips;
        const auto trip = [](const PathSample& s) { return to_seconds((s.t4 - s.t1) - (s.t3 - s.t2)); };
        for (const PathSample& s : points_) trips.push_back(trip(s));
        const std::size_t keep = std::max<std::size_t>(3, trips.size() / 10);
        std::nth_element(trips.begin(), trips.begin() + static_cast<std::ptrdiff_t>(std::min(keep, trips.size()) - 1),
                         trips.end());
        const double limit = trips[std::min(keep, trips.size()) - 1];
        double n = 0, sx = 0, sy = 0, xx = 0, xy = 0, rest = 0;
        const auto each = [&](auto f) {
            for (const PathSample& s : points_)
                if (trip(s) <= limit)
                    f(to_seconds(s.t4 - last.t4), (to_seconds((s.t2 - last.t3) - (s.t1 - last.t4)) +
                                                   to_seconds((s.t3 - last.t3) - (s.t4 - last.t4))) /
                                                      2);
        };
        each([&](double x, double y) { n += 1, sx += x, sy += y; });
        const double mx = sx / n, my = sy / n;
        each([&](double x, double y) { xx += (x - mx) * (x - mx), xy += (x - mx) * (y - my); });
        const double noise = limit / 20;  // only weighs the prior: a slope of nothing until the window can tell
        const double slope = xy / (xx + noise * noise / (drift_prior_sigma * drift_prior_sigma));
        each([&](double x, double y) { rest += std::pow(y - my - slope * (x - mx), 2); });
        const double deviation = std::sqrt(rest / std::max(1.0, n - 2));
        const double slope_deviation =
            std::sqrt(1 / (xx / std::max(1e-18, deviation * deviation) + 1 / (drift_prior_sigma * drift_prior_sigma)));
        map_ = {last.t4, last.t3 + nearest_ns(my - slope * mx), slope, Nanoseconds(0)};
        drift_error_ = 2.6 * slope_deviation;
        error_ = 2.6 * std::hypot(deviation / std::sqrt(n), slope_deviation * mx);
    }
    std::deque<PathSample> points_;
    ClockMap map_;
    double error_ = 0, drift_error_ = 0;
};

}  // namespace segue::clock
