// Virtual time: what happens when, in one thread. Time moves from event to event, so a minute costs what happens in it.
// Events at one instant happen in the order in which they were asked for: same asks, same run.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "sync/base/time.h"

namespace segue::sim {

// The time that nobody in the simulated house can read: their clocks are off from it.
struct TrueTag;
using TrueTime = TaggedClock<TrueTag>::time_point;

class Scheduler {
  public:
    TrueTime now() const { return now_; }
    void at(TrueTime t, std::function<void()> what) {
        due_.push_back({std::max(t, now_), ++order_, std::move(what)});
        std::push_heap(due_.begin(), due_.end());
    }
    void after(Nanoseconds delay, std::function<void()> what) { at(now_ + delay, std::move(what)); }

    // The next event up to `until`; false if there is none: then it is `until`.
    bool step(TrueTime until) {
        if (due_.empty() || due_.front().at > until) {
            now_ = std::max(now_, until);
            return false;
        }
        std::pop_heap(due_.begin(), due_.end());
        Due next = std::move(due_.back());
        due_.pop_back();
        now_ = next.at;
        next.what();
        return true;
    }
    std::size_t waiting() const { return due_.size(); }

  private:
    struct Due {
        TrueTime at;
        std::uint64_t order;
        std::function<void()> what;
        bool operator<(const Due& o) const { return at != o.at ? at > o.at : order > o.order; }
    };
    TrueTime now_{seconds(1000)};
    std::uint64_t order_ = 0;
    std::vector<Due> due_;
};

}  // namespace segue::sim
