// The world's hand: does what a script says to the house's machines and links, ends it when its time is over, and puts
// everything right at the end.
#pragma once

#include <set>
#include <vector>

#include "tests/house/member.h"
#include "tests/sim/script.h"

namespace segue::test {

class Storm {
  public:
    Storm(House& house, const Script& script);

    // One deed of the world's. False: it could not be done now (the node is dead already…).
    bool perform(const Action& a);
    // All faults end, for the nodes that are to have peace; the others stay as they are, or die.
    void make_peace(const std::vector<bool>& healed);

    // Nothing has been wrong, and everything that was has had its time to mend, for so long.
    Nanoseconds calm_for() const;
    // The node was asleep, or its clock jumped, since `t`.
    bool slept_since(int node, sim::TrueTime t) const { return slept_[static_cast<std::size_t>(node)] >= t; }
    // When its last sleep ended, and how long that was.
    sim::TrueTime woke(int node) const { return slept_[static_cast<std::size_t>(node)]; }
    Nanoseconds last_sleep(int node) const {
        return slept_[static_cast<std::size_t>(node)] - dozed_[static_cast<std::size_t>(node)];
    }
    // It has never been in trouble that loses what was durable.
    bool ever_moved_clock(int node) const { return slept_[static_cast<std::size_t>(node)] > sim::TrueTime{}; }

  private:
    void until(const Action& a, std::function<void()> undo);
    void cut(int from, int to, Nanoseconds lasts);
    void disturbed(Nanoseconds lasts);
    void restart(int node);
    void wake(int node);

    House& house_;
    const Script& script_;
    std::map<std::pair<int, int>, int> cuts_;
    std::vector<int> frozen_, full_, slow_disk_, slow_device_, broken_;
    std::vector<sim::TrueTime> dozed_, slept_;  // began and ended its last sleep
    sim::TrueTime troubled_until_{};
    bool peace_ = false;
};

}  // namespace segue::test
