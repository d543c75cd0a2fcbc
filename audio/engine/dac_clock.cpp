#include "audio/engine/dac_clock.h"

#include <algorithm>
#include <cmath>

namespace segue::audio {

void DacClock::restart(int nominal_rate_hz) noexcept {
    const std::uint64_t losses = losses_;
    *this = DacClock{};
    losses_ = losses;
    nominal_ = nominal_rate_hz;
}

void DacClock::report(DacPos first, LocalTime leaves) noexcept {
    if (!started_) {
        started_ = true;
        origin_frame_ = first;
        origin_time_ = leaves;
    }
    const double x = static_cast<double>((first - origin_frame_).count) / nominal_;
    const double y = to_seconds(leaves - origin_time_) - x;
    if (settled_) {
        const double residual = y - line_at(x);
        if (std::abs(residual) >= to_seconds(dac_gap)) return begin_behind_gap(x, y);
        if (lost_time(x, y, residual)) return;
        if (residual < -to_seconds(dac_early_threshold)) {
            if (++early_in_a_row_ < dac_lost_reports) return;
        } else {
            early_in_a_row_ = 0;
        }
    }
    add(x, y);
}

// True if this report is not to be used, or was used to begin anew.
bool DacClock::lost_time(double x, double y, double residual) noexcept {
    const double threshold = to_seconds(dac_lost_threshold);
    if (std::abs(residual) < threshold || (off_in_a_row_ > 0 && (residual > 0) != (off_min_ > 0))) {
        off_in_a_row_ = 0;
        if (std::abs(residual) < threshold) return false;
    }
    if (off_in_a_row_ == 0) off_min_ = off_max_ = residual;
    off_min_ = std::min(off_min_, residual);
    off_max_ = std::max(off_max_, residual);
    ++off_in_a_row_;
    const bool agree = off_max_ - off_min_ < std::abs(off_min_) / 4 + to_seconds(dac_early_threshold);
    if (off_in_a_row_ < (agree ? dac_lost_reports : dac_lost_reports_scattered)) return true;
    // The least late one is the nearest to the truth.
    ++losses_;
    const double shift = off_min_;
    begin_at(x, y - residual + shift);
    return true;
}

// The line goes on from (x, y) with the rate it had.
void DacClock::begin_at(double x, double y) noexcept {
    prior_slope_ = slope_;
    rate_known_ = rate_known_ || held_ >= dac_bins_max / 8;
    held_ = 0;
    off_in_a_row_ = early_in_a_row_ = 0;
    offset_ = y;
    x_ref_ = x;
    add(x, y);
}

// The rate is still known, where we are is not: one report is not enough to say.
void DacClock::begin_behind_gap(double x, double y) noexcept {
    ++losses_;
    settled_ = false;
    reports_ = 0;
    begin_at(x, y);
}

void DacClock::add(double x, double y) noexcept {
    if (++reports_ == 1) first_x_ = x;
    const bool fresh = held_ == 0 || x - bin_begin_ >= to_seconds(dac_bin);
    if (fresh) {
        if (held_ == dac_bins_max) {
            oldest_ = (oldest_ + 1) % dac_bins_max;
            --held_;
        }
        bin(held_++) = {x, y, x, y, 1};
        bin_begin_ = x;
        while (held_ > 1 && x - bin(0).x > to_seconds(dac_window)) {
            oldest_ = (oldest_ + 1) % dac_bins_max;
            --held_;
        }
    } else {
        Bin& b = bin(held_ - 1);
        if (y - slope_ * x < b.y - slope_ * b.x) b.x = x, b.y = y;
        ++b.count;
        b.mean_x += (x - b.mean_x) / b.count;
        b.mean_y += (y - b.mean_y) / b.count;
    }
    if (!settled_ && (reports_ < dac_settle_reports || x - first_x_ < to_seconds(dac_settle_span))) return;
    // In the first second each report counts; later the line is renewed once a bin.
    if (fresh || span() < to_seconds(dac_rate_early_until)) solve();
}

void DacClock::solve() noexcept {
    if (held_ < 3) {
        settled_ = settled_ || held_ > 0;
        double y = bin(0).y - slope_ * (bin(0).x - x_ref_);
        for (std::size_t i = 1; i < held_; ++i) y = std::min(y, bin(i).y - slope_ * (bin(i).x - x_ref_));
        offset_ = y;
        return;
    }
    double sum = 0;
    for (std::size_t i = 0; i < held_; ++i) sum += bin(i).x;
    const double middle = sum / static_cast<double>(held_);
    const Line before{line_at(middle), slope_};
    x_ref_ = middle;

    const Line edge = lower_edge();
    // How closely do reports agree? The middle half of what they are off a line that one outlier cannot tilt.
    const Line& about = span() < to_seconds(dac_rate_early_until) ? edge : before;
    for (std::size_t i = 0; i < held_; ++i)
        sorted_[i] = bin(i).mean_y - about.at - about.slope * (bin(i).mean_x - x_ref_);
    const auto quantile = [&](std::size_t k) {
        std::nth_element(sorted_.begin(), sorted_.begin() + static_cast<std::ptrdiff_t>(k),
                         sorted_.begin() + static_cast<std::ptrdiff_t>(held_));
        return sorted_[k];
    };
    const double low = quantile(held_ / 4), median = quantile(held_ / 2), high = quantile(held_ * 3 / 4);
    const double spread = spread_ = high - low;
    const double tight = to_seconds(dac_tight_spread), loose = to_seconds(dac_loose_spread);
    const double trust_mean = std::clamp((loose - spread) / (loose - tight), 0.0, 1.0);
    Line line = edge;
    if (trust_mean > 0) {
        const Line mean = least_squares(median, spread, about);
        line.at += trust_mean * (mean.at - edge.at);
        line.slope += trust_mean * (mean.slope - edge.slope);
    }
    offset_ = line.at;
    slope_ = line.slope;
    settled_ = true;
}

// The line under all bins that is nearest to them: the hull's edge below their mean x, within believable slopes.
DacClock::Line DacClock::lower_edge() noexcept {
    std::size_t n = 0;
    for (std::size_t i = 0; i < held_; ++i) {  // Andrew's monotone chain, lower half
        const Bin& p = bin(i);
        while (n >= 2) {
            const Bin &a = bin(hull_[n - 2]), &b = bin(hull_[n - 1]);
            if ((b.y - a.y) * (p.x - a.x) < (p.y - a.y) * (b.x - a.x)) break;
            --n;
        }
        hull_[n++] = static_cast<std::uint16_t>(i);
    }
    std::size_t k = 0;
    while (k + 2 < n && bin(hull_[k + 1]).x < x_ref_) ++k;
    const Bin &a = bin(hull_[k]), &b = bin(hull_[k + 1]);
    const double raw = b.x > a.x ? (b.y - a.y) / (b.x - a.x) : prior_slope_;
    const double grown = span() / to_seconds(dac_rate_early_until);
    const double leash = rate_doubt() + (grown < 1 ? grown * dac_rate_off_max : 2 * dac_rate_off_max);
    const double slope =
        std::clamp(std::clamp(raw, prior_slope_ - leash, prior_slope_ + leash), -dac_rate_off_max, dac_rate_off_max);
    double at = bin(0).y - slope * (bin(0).x - x_ref_);
    for (std::size_t i = 1; i < held_; ++i) at = std::min(at, bin(i).y - slope * (bin(i).x - x_ref_));
    return {at, slope};
}

// Through the bins that agree; drawn to the slope believed before while too short a window cannot tell better.
DacClock::Line DacClock::least_squares(double median, double spread, const Line& about) noexcept {
    const double cut = 2 * spread + 2e-6;
    double sx = 0, sy = 0, n = 0;
    const auto agrees = [&](const Bin& b) {
        return std::abs(b.mean_y - about.at - about.slope * (b.mean_x - x_ref_) - median) <= cut;
    };
    for (std::size_t i = 0; i < held_; ++i)
        if (const Bin& b = bin(i); agrees(b)) sx += b.mean_x, sy += b.mean_y, ++n;
    if (n < 1) return about;
    const double cx = sx / n, cy = sy / n;
    double sxx = 0, sxy = 0;
    for (std::size_t i = 0; i < held_; ++i) {
        if (const Bin& b = bin(i); agrees(b)) {
            sxx += (b.mean_x - cx) * (b.mean_x - cx);
            sxy += (b.mean_x - cx) * (b.mean_y - cy - prior_slope_ * (b.mean_x - cx));
        }
    }
    const double doubt = (spread + 1e-6) / rate_doubt();
    const double slope = std::clamp(prior_slope_ + sxy / (sxx + doubt * doubt), -dac_rate_off_max, dac_rate_off_max);
    return {cy + slope * (x_ref_ - cx), slope};
}

LocalTime DacClock::time_of(DacPos frame) const noexcept {
    const double x = static_cast<double>((frame - origin_frame_).count) / nominal_;
    return origin_time_ + nearest_ns(x + line_at(x));
}

double DacClock::frame_at(LocalTime t) const noexcept {
    const double s = to_seconds(t - origin_time_);
    // s = x + offset + slope * (x - x_ref)
    const double x = (s - offset_ + slope_ * x_ref_) / (1 + slope_);
    return static_cast<double>(origin_frame_.frame) + x * nominal_;
}

}  // namespace segue::audio
