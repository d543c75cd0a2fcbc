// A budget: so many at once, so many a second.
#pragma once

#include <algorithm>

#include "sync/base/time.h"

namespace segue::mesh {

class TokenBucket {
  public:
    TokenBucket(int per_second, int burst) : per_second_(per_second), burst_(burst), held_(burst) {}
    bool take(LocalTime now) {
        held_ = std::min(burst_, held_ + per_second_ * to_seconds(std::max(now - last_, Nanoseconds(0))));
        last_ = now;
        if (held_ < 1) return false;
        held_ -= 1;
        return true;
    }

  private:
    double per_second_, burst_, held_;
    LocalTime last_{};
};

}  // namespace segue::mesh
