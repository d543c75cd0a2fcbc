// Lines through a window of ping samples: the two ways of reading them, and the choice between the two.
// Internal to path_estimator.
//
//   floor: the widest strip between the forward and the backward crowd; the truth runs in its middle. Best where
//          delays have a sharp floor (a LAN, a queue that is often empty): its error falls like 1/n.
//   crowd: least squares through the middles. Best where delays have no sharp floor (two random stages in a row):
//          its error falls like 1/√n, but with a smaller constant.
//
// The floor is the witness: how far the crowd's middle lies from the floor's, over the longest window there is, is how
// unlike the two ways' crowds are (one of them is busier), and so much the crowd may be wrong in a short window too,
// where the floor is not yet clear enough to say so.
//
// No line is better than crystals are steady: a window's promise also holds what their rates may wander within it.
//
// Both know a prior for the slope. x is local time, y is ensemble − local; both in seconds from one origin.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace segue::clock {

struct PathPoint {
    double x_out = 0, y_out = 0;    // forward: at t1, t2 − t1
    double x_home = 0, y_home = 0;  // backward: at t4, t3 − t4
};

struct SlopePrior {
    double mean = 0;
    double sigma = 0;  // > 0
};

struct PathLine {
    double y = 0;  // at the x asked for
    double slope = 0;
    double y_error = 0;      // 99 %, if both ways have like delays
    double slope_error = 0;  // 99 %
    double gap = 0;          // width of the strip: the sum of the two floors' delays
};

struct PathLines {
    PathLine floor, crowd;
    double length = 0;  // of the window, s
    double skew() const;
};

// The line that promises the smaller error. `skew`: of the longest window.
PathLine better(const PathLines& lines, double skew);

// Work space, so that fitting does not allocate.
class PathFitter {
  public:
    explicit PathFitter(std::size_t points_max);

    // Both lines at x (not before the last point) through points sorted by x; at least two.
    PathLines fit(std::span<const PathPoint> points, double x, const SlopePrior& prior);

  private:
    struct Vertex {
        double x, y;
    };
    PathLine floor_line(std::span<const PathPoint> points, double x, const SlopePrior& prior);
    PathLine crowd_line(std::span<const PathPoint> points, double x, const SlopePrior& prior) const;
    void build_hulls(std::span<const PathPoint> points);
    double lowest_out(double slope) const;    // the strip's upper edge at x = 0
    double highest_home(double slope) const;  // … and its lower edge
    // How far apart neighbouring delays lie at the floor of each way: the scales of the floor's own error.
    struct Spacing {
        double out, home;
    };
    Spacing spacing(std::span<const PathPoint> points, double slope) const;

    std::vector<Vertex> out_, home_;  // lower hull of the forward points, upper hull of the backward ones
};

}  // namespace segue::clock
