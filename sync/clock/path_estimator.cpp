#include "sync/clock/path_estimator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "sync/base/assert.h"

namespace segue::clock {

PathEstimator::PathEstimator() : fitter_(window_samples_max) {
    points_.reserve(window_samples_max);
    doubted_.reserve(impossible_samples_max);
    restart();
}

void PathEstimator::restart(double drift, double sigma) {
    points_.clear();
    prior_ = {drift, sigma};
    doubted_.clear();
    disagreements_ = 0;
    rate_kept_ = false;
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

    if (usable() && impossible(p)) return doubt(p, s);
    doubted_.clear();
    if (points_.size() == window_samples_max) points_.erase(points_.begin());
    points_.push_back(p);
    drop_old();
    const bool settled = points_.size() >= settled_samples && p.x_home - line_x_ < to_seconds(settled_fit_interval);
    if (usable() && !settled) refresh(p.x_home);
    return Verdict::taken;
}

// One may be a slip of a clock's reading. Several mean that either the line was wrong or a clock has jumped; it has if
// no line at all leaves every delay above nothing.
PathEstimator::Verdict PathEstimator::doubt(const PathPoint& p, const PathSample& s) {
    doubted_.push_back(s);
    if (doubted_.size() < static_cast<std::size_t>(impossible_samples_max)) return Verdict::doubted;
    std::array<PathSample, impossible_samples_max> news{};
    std::copy(doubted_.begin(), doubted_.end(), news.begin());
    doubted_.clear();
    if (points_.size() == window_samples_max) points_.erase(points_.begin());
    points_.push_back(p);
    const double gap = fitter_.fit(points_, p.x_home, prior_).floor.gap;
    points_.pop_back();
    const bool jumped = gap < -to_seconds(stamp_error);
    if (jumped) {
        // The crystals are the same as before, so their rate is worth keeping if it was known; unless it has jumped
        // again already: then it is the rate that has changed (a time daemon slews one of the clocks).
        const bool again = rate_kept_ && to_seconds(s.t4 - origin_local_) < to_seconds(rate_proven);
        const double sigma = again ? drift_changed_sigma : std::max(drift_kept_sigma, estimate_.drift_error);
        if (again || sigma < prior_.sigma) prior_ = {estimate_.map.drift, sigma};
        restart(prior_.mean, prior_.sigma);
        rate_kept_ = true;
    }
    line_.y_error = std::numeric_limits<double>::infinity();  // nothing is impossible until it is fitted anew
    line_x_ = 0;
    for (const PathSample& one : news) add(one);
    return jumped ? Verdict::restarted : Verdict::taken;
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

// Of windows each twice as long as the last, the one that promises the smallest error. A shorter one that it
// contradicts widens what it promises; when that lasts, a rate has changed, and what is older is dropped.
void PathEstimator::refresh(double x) {
    struct Window {
        std::size_t count = 0;
        PathLine line;
    };
    std::array<Window, 12> windows;
    static_assert(samples_min << 11 >= window_samples_max);
    const PathLines longest = fitter_.fit(points_, x, prior_);
    std::size_t fits = 0, best = 0;
    for (std::size_t n = samples_min;; n = std::min(2 * n, points_.size())) {
        const bool all = n == points_.size();
        windows[fits] = {n, better(all ? longest : fitter_.fit(std::span(points_).last(n), x, prior_), longest.skew())};
        if (windows[fits].line.y_error < windows[best].line.y_error) best = fits;
        ++fits;
        if (all) break;
    }
    // Short windows promise little by luck now and then; a long one that promises hardly less is to be preferred.
    for (std::size_t i = fits; i-- > best;)
        if (windows[i].line.y_error <= long_window_favour * windows[best].line.y_error) {
            best = i;
            break;
        }
    const auto contradict = [&](std::size_t a, std::size_t b) {
        const PathLine &k = windows[a].line, &l = windows[b].line;
        return std::abs(k.y - l.y) > k.y_error + l.y_error;
    };
    line_ = windows[best].line;
    int side = 0;
    for (std::size_t i = 0; i < best; ++i) {
        if (!contradict(i, best)) continue;
        const double off = windows[i].line.y - windows[best].line.y;
        side = off > 0 ? 1 : -1;
        line_.y_error = std::max(line_.y_error, std::abs(off));
    }
    if (side == 0 || (side > 0) != (disagreements_ > 0)) disagreements_ = 0;
    disagreements_ += side;
    if (std::abs(disagreements_) > disagreements_max) {
        std::size_t agreed = 0;  // the longest that no shorter one contradicts
        while (agreed + 1 < fits) {
            bool all = true;
            for (std::size_t i = 0; i <= agreed; ++i) all = all && !contradict(i, agreed + 1);
            if (!all) break;
            ++agreed;
        }
        points_.erase(points_.begin(), points_.end() - static_cast<std::ptrdiff_t>(windows[agreed].count));
        prior_ = {line_.slope, drift_changed_sigma};
        line_ = windows[agreed].line;
        best = agreed;
        disagreements_ = 0;
    }
    line_x_ = x;

    estimate_.map.local = origin_local_ + nearest_ns(x);
    estimate_.map.ensemble = origin_ensemble_ + nearest_ns(x) + nearest_ns(line_.y);
    estimate_.map.drift = line_.slope;
    estimate_.map.error_bound = nearest_ns(line_.y_error) + stamp_error;
    estimate_.drift_error = line_.slope_error;
    estimate_.path_bound = nearest_ns(std::max(0.0, line_.gap / 2)) + estimate_.map.error_bound;
    estimate_.samples = windows[best].count;
}

}  // namespace segue::clock
