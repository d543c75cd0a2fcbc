// When a sound device's frames leave it: a straight line through (frames so far, time the callback names for the next
// one), by least squares with a fading memory, since single values carry the jitter of the thread's waking.
#pragma once

#include <cmath>

class DacLine {
  public:
    DacLine(double rate_hz, double memory_s) : rate_(rate_hz), memory_s_(memory_s) {}

    // The next block of `block` frames begins at frame `x`, and leaves at `y` seconds.
    void add(double x, double y, double block) {
        if (w_ == 0) x0_ = x, y0_ = y;
        const double keep = std::exp(-block / rate_ / memory_s_);
        x -= x0_, y -= y0_;
        w_ = w_ * keep + 1, sx_ = sx_ * keep + x, sy_ = sy_ * keep + y, sxx_ = sxx_ * keep + x * x,
        sxy_ = sxy_ * keep + x * y;
    }
    double at(double x) const {
        const double d = w_ * sxx_ - sx_ * sx_, slope = d > 1e-9 ? (w_ * sxy_ - sx_ * sy_) / d : 1 / rate_;
        return y0_ + (sy_ - slope * sx_) / w_ + slope * (x - x0_);
    }

  private:
    double rate_, memory_s_;
    double x0_ = 0, y0_ = 0, w_ = 0, sx_ = 0, sy_ = 0, sxx_ = 0, sxy_ = 0;
};
