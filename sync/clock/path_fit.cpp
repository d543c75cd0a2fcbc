#include "sync/clock/path_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "sync/base/assert.h"
#include "sync/clock/limits.h"

namespace segue::clock {
namespace {

// A line is believed while its log likelihood is within this of the best: 99 %, and a little for the models' rigour.
constexpr double likelihood_span = 6.5;
constexpr double sigmas_99 = 2.6;
constexpr std::size_t slopes_tried = 25;
constexpr std::array<std::size_t, 3> spacing_depths{2, 4, 8};
// Delays in a queue are not drawn one by one, as the formulas assume: found by simulation to make up for that.
constexpr double honesty = 1.6;
// Least squares may replace the floor only if it promises this much, as crowds are less alike than floors are.
constexpr double crowd_advantage = 0.9;

// Steps of a search for a slope, each worth 0.62 of what is left of the 1000 ppm searched: to 0.1 ppm while only the
// scale is looked for, to 0.001 ppm (0.06 µs over a minute) in the end.
constexpr int rough_steps = 19, fine_steps = 29;

// Where a concave function is highest in [low, high].
template <class F>
double highest(F f, double low, double high, int steps) {
    constexpr double golden = 0.6180339887498949;
    double a = high - golden * (high - low), b = low + golden * (high - low);
    double fa = f(a), fb = f(b);
    for (int i = 0; i < steps; ++i) {
        if (fa < fb) {
            low = a, a = b, fa = fb;
            b = low + golden * (high - low), fb = f(b);
        } else {
            high = b, b = a, fb = fa;
            a = high - golden * (high - low), fa = f(a);
        }
    }
    return (low + high) / 2;
}

// The lowest of many numbers, in order.
class Lowest {
  public:
    Lowest() { kept_.fill(std::numeric_limits<double>::infinity()); }
    void add(double value) {
        if (value >= kept_.back()) return;
        std::size_t i = kept_.size() - 1;
        for (; i > 0 && kept_[i - 1] > value; --i) kept_[i] = kept_[i - 1];
        kept_[i] = value;
    }
    double operator[](std::size_t i) const { return kept_[i]; }

  private:
    std::array<double, spacing_depths.back() + 1> kept_;
};

// Where a concave function falls through `level` between its top and `end`; `end` if it does not.
template <class F>
double falls_to(F f, double level, double top, double end) {
    if (f(end) >= level) return end;
    for (int i = 0; i < 20; ++i) {
        const double middle = (top + end) / 2;
        (f(middle) >= level ? top : end) = middle;
    }
    return top;
}

}  // namespace

PathFitter::PathFitter(std::size_t points_max) {
    out_.reserve(points_max);
    home_.reserve(points_max);
}

PathLines PathFitter::fit(std::span<const PathPoint> points, double x, const SlopePrior& prior) {
    SEGUE_ASSERT(points.size() >= 2 && prior.sigma > 0);
    return {floor_line(points, x, prior), crowd_line(points, x, prior), x - points.front().x_out};
}

double PathLines::skew() const { return std::abs(floor.y - crowd.y); }

PathLine better(const PathLines& lines, double skew) {
    PathLine best = lines.floor;
    const double crowd_error = lines.crowd.y_error + skew;
    if (lines.skew() <= lines.floor.y_error && crowd_error < crowd_advantage * lines.floor.y_error) {
        best = lines.crowd;
        best.y_error = crowd_error;
        best.gap = lines.floor.gap;
    }
    best.y_error += drift_wander * lines.length * lines.length / 8;
    best.slope_error += drift_wander * lines.length / 2;
    return best;
}

// Andrew's monotone chain; the home points are mirrored in sign only by the turn asked for.
void PathFitter::build_hulls(std::span<const PathPoint> points) {
    const auto push = [](std::vector<Vertex>& hull, Vertex p, double side) {
        const auto turn = [&] {
            const Vertex &a = hull[hull.size() - 2], &b = hull.back();
            return side * ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x));
        };
        while (hull.size() >= 2 && turn() <= 0) hull.pop_back();
        hull.push_back(p);
    };
    out_.clear();
    home_.clear();
    for (const PathPoint& p : points) {
        push(out_, {p.x_out, p.y_out}, 1);
        push(home_, {p.x_home, p.y_home}, -1);
    }
}

double PathFitter::lowest_out(double slope) const {
    double low = std::numeric_limits<double>::infinity();
    for (const Vertex& v : out_) low = std::min(low, v.y - slope * v.x);
    return low;
}

double PathFitter::highest_home(double slope) const {
    double high = -std::numeric_limits<double>::infinity();
    for (const Vertex& v : home_) high = std::max(high, v.y - slope * v.x);
    return high;
}

// Taken from the lowest few (several depths, as a floor may thin out downwards), so the crowd above does not matter.
PathFitter::Spacing PathFitter::spacing(std::span<const PathPoint> points, double slope) const {
    const double upper = lowest_out(slope), lower = highest_home(slope);
    const auto of = [&](bool out) {
        Lowest lowest;
        for (const PathPoint& p : points)
            lowest.add(out ? p.y_out - slope * p.x_out - upper : lower - (p.y_home - slope * p.x_home));
        const std::size_t deepest = std::min(spacing_depths.back(), points.size() - 1);
        double sum = 0;
        for (std::size_t depth : spacing_depths) {
            const std::size_t k = std::min(depth, deepest);
            sum += lowest[k] / static_cast<double>(k);
        }
        return std::max(sum / spacing_depths.size(), 1e-9);
    };
    return {of(true), of(false)};
}

PathLine PathFitter::floor_line(std::span<const PathPoint> points, double x, const SlopePrior& prior) {
    build_hulls(points);
    const double low = prior.mean - drift_max, high = prior.mean + drift_max;
    const auto gap = [this](double s) { return lowest_out(s) - highest_home(s); };
    const auto middle = [this, x](double s) { return (lowest_out(s) + highest_home(s)) / 2 + s * x; };

    double out_x = 0, home_x = 0;  // the means about which each way's floor turns
    for (const PathPoint& p : points) out_x += p.x_out, home_x += p.x_home;
    out_x /= static_cast<double>(points.size());
    home_x /= static_cast<double>(points.size());
    Spacing scales = spacing(points, prior.mean);
    double slope = prior.mean;
    const auto likelihood = [&](double s) {  // each way counts as much as its floor is sharp
        const double z = (s - prior.mean) / prior.sigma;
        return (lowest_out(s) + s * out_x) / scales.out - (highest_home(s) + s * home_x) / scales.home - z * z / 2;
    };
    for (int i = 0; i < 2; ++i) {  // scale and slope depend on each other, weakly
        slope = highest(likelihood, low, high, rough_steps);
        scales = spacing(points, slope);
    }
    slope = highest(likelihood, low, high, fine_steps);

    const double best = likelihood(slope);
    const double left = falls_to(likelihood, best - likelihood_span, slope, low);
    const double right = falls_to(likelihood, best - likelihood_span, slope, high);
    // Of all slopes still believable the mean, weighed by likelihood: where the crowd has an edge, the mean is a better
    // guess than the peak (E. Pitman 1939).
    std::array<double, slopes_tried> middles{}, weights{};
    double sum = 0, mean_slope = 0, mean_y = 0;
    for (std::size_t i = 0; i < slopes_tried; ++i) {
        const double s = left + (right - left) * static_cast<double>(i) / (slopes_tried - 1);
        middles[i] = middle(s);
        weights[i] = std::exp(likelihood(s) - best);
        sum += weights[i];
        mean_slope += weights[i] * s;
        mean_y += weights[i] * middles[i];
    }
    mean_slope /= sum;
    mean_y /= sum;
    const double scale = std::max(scales.out, scales.home);
    // Whatever slope it is, and however far the floors then lie behind the lowest seen.
    double error = likelihood_span * scale / 2;
    for (std::size_t i = 0; i < slopes_tried; ++i) {
        const double spare = std::max(0.0, likelihood_span + std::log(weights[i]));
        error = std::max(error, std::abs(middles[i] - mean_y) + spare * scale / 2);
    }
    return {mean_y, mean_slope, honesty * error, std::max(right - mean_slope, mean_slope - left), gap(slope)};
}

PathLine PathFitter::crowd_line(std::span<const PathPoint> points, double x, const SlopePrior& prior) const {
    const auto n = static_cast<double>(points.size());
    const auto px = [](const PathPoint& p) { return (p.x_out + p.x_home) / 2; };
    const auto py = [](const PathPoint& p) { return (p.y_out + p.y_home) / 2; };
    double mean_x = 0, mean_y = 0;
    for (const PathPoint& p : points) mean_x += px(p) / n, mean_y += py(p) / n;
    double xx = 0, xy = 0;
    for (const PathPoint& p : points) {
        xx += (px(p) - mean_x) * (px(p) - mean_x);
        xy += (px(p) - mean_x) * (py(p) - mean_y);
    }
    double slope = prior.mean, variance = 0;
    for (int i = 0; i < 3; ++i) {
        double sum = 0;
        for (const PathPoint& p : points) {
            const double r = py(p) - mean_y - slope * (px(p) - mean_x);
            sum += r * r;
        }
        variance = std::max(sum / std::max(1.0, n - 2), 1e-18);
        const double trust = variance / (prior.sigma * prior.sigma);
        slope = (xy + trust * prior.mean) / (xx + trust);
    }
    const double slope_variance = 1 / (xx / variance + 1 / (prior.sigma * prior.sigma));
    const double y_variance = variance / n + slope_variance * (x - mean_x) * (x - mean_x);
    // Few samples do not know their own spread.
    const double student = honesty * sigmas_99 * (1 + 3 / n);
    return {mean_y + slope * (x - mean_x), slope, student * std::sqrt(y_variance), student * std::sqrt(slope_variance),
            0};
}

}  // namespace segue::clock
