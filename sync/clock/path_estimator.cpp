#include "sync/clock/path_estimator.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "sync/base/assert.h"

namespace segue::clock {

PathEstimator::PathEstimator() : fitter_(window_samples_max) {
    points_.reserve(window_samples_max);
    restart();
}

void PathEstimator::restart(double drift, double sigma) {
    points_.clear();
    prior_ = {drift, sigma};
    impossible_ = disagreements_ = 0;
    line_x_ = 0;
    estimate_ = {};
}

bool PathEstimator::usable() const { return points_.size() >= samples_min; }
std::size_t PathEstimator::samples() const { return points_.size(); }

const PathEstimate& PathEstimator::estimate() const {
    SEGUE_ASSERT(usable());
    return estimate_;
}

PathEstimator::Verdict PathEstimator::add(const PathSample& s) {
    const Nanoseconds round_trip = (s.t4 - s.t1) - (s.t3 - s.t2);
    if (s.t4 < s.t1 || s.t3 < s.t2 || round_trip < -stamp_error || s.t4 - s.t1 > round_trip_max)
        return Verdict::ignored;

    if (points_.empty()) {
        origin_local_ = s.t1;
        origin_ensemble_ = s.t2;
    }
    const auto y = [this](EnsembleTime e, LocalTime l) {
        return to_seconds((e - origin_ensemble_) - (l - origin_local_));
    };
    const PathPoint p{to_seconds(s.t1 - origin_local_), y(s.t2, s.t1), to_seconds(s.t4 - origin_local_), y(s.t3, s.t4)};
    if (!points_.empty() && (p.x_out <= points_.back().x_out || p.x_home < points_.back().x_home))
        return Verdict::ignored;

    if (usable() && impossible(p)) {
        if (++impossible_ < impossible_samples_max) return Verdict::ignored;
        // The crystals are the same as before, so their rate is worth keeping if it was known.
        const double sigma = std::max(drift_kept_sigma, estimate_.drift_error);
        if (sigma < prior_.sigma) prior_ = {estimate_.map.drift, sigma};
        restart(prior_.mean, prior_.sigma);
        add(s);
        return Verdict::restarted;
    }
    impossible_ = 0;
    if (points_.size() == window_samples_max) points_.erase(points_.begin());
    points_.push_back(p);
    drop_old();
    const bool settled = points_.size() >= settled_samples && p.x_home - line_x_ < to_seconds(settled_fit_interval);
    if (usable() && !settled) refresh(p.x_home);
    return Verdict::taken;
}

void PathEstimator::drop_old() {
    const double oldest = points_.back().x_home - to_seconds(window_age_max);
    const auto keep =
        std::find_if(points_.begin(), points_.end(), [&](const PathPoint& p) { return p.x_out >= oldest; });
    const auto spare = static_cast<std::ptrdiff_t>(points_.size()) - static_cast<std::ptrdiff_t>(samples_min);
    points_.erase(points_.begin(), std::min(keep, points_.begin() + std::max<std::ptrdiff_t>(0, spare)));
}

// A delay below zero, beyond all that the present line may be wrong by.
bool PathEstimator::impossible(const PathPoint& p) const {
    const auto at = [this](double x) { return line_.y + (x - line_x_) * line_.slope; };
    const double slack =
        line_.y_error + std::abs(p.x_home - line_x_) * line_.slope_error + to_seconds(impossible_slack);
    return p.y_out < at(p.x_out) - slack || p.y_home > at(p.x_home) + slack;
}

// The longest window that every shorter one agrees with: where rates stay, long ones win by their numbers; where one
// has changed, the recent samples contradict the rest and are heard.
void PathEstimator::refresh(double x) {
    std::array<PathLine, 12> shorter;
    static_assert(samples_min << 11 >= window_samples_max);
    std::size_t fits = 0, used = 0;
    for (std::size_t n = samples_min;; n = std::min(2 * n, points_.size())) {
        const PathLine line = fitter_.fit(std::span(points_).last(n), x, prior_);
        const bool agrees =
            std::all_of(shorter.begin(), shorter.begin() + static_cast<std::ptrdiff_t>(fits),
                        [&](const PathLine& s) { return std::abs(s.y - line.y) <= s.y_error + line.y_error; });
        if (!agrees) break;
        shorter[fits++] = line_ = line;
        used = n;
        if (n == points_.size()) break;
    }
    disagreements_ = used == points_.size() ? 0 : disagreements_ + 1;
    if (disagreements_ > disagreements_max) {
        points_.erase(points_.begin(), points_.end() - static_cast<std::ptrdiff_t>(used));
        prior_.sigma = std::max(prior_.sigma, drift_prior_sigma);
        disagreements_ = 0;
    }
    line_x_ = x;

    estimate_.map.local = origin_local_ + nearest_ns(x);
    estimate_.map.ensemble = origin_ensemble_ + nearest_ns(x) + nearest_ns(line_.y);
    estimate_.map.drift = line_.slope;
    estimate_.map.error_bound = nearest_ns(line_.y_error) + stamp_error;
    estimate_.drift_error = line_.slope_error;
    estimate_.path_bound = nearest_ns(std::max(0.0, line_.gap / 2)) + estimate_.map.error_bound;
    estimate_.samples = used;
}

}  // namespace segue::clock
