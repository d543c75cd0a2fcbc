// The people in the house: what a script has them ask, in the session's own words.
#pragma once

#include "tests/sim/judge.h"
#include "tests/sim/script.h"

namespace segue::test {

class People {
  public:
    People(House& house, Judge& judge) : house_(house), judge_(judge) {}

    // The first session of the house.
    void found(int node);
    // False: nobody is there to ask (the node is dead, or asleep, or knows of no session).
    bool perform(const Action& a);
    // Something of that node's own, at once.
    void play_own(int node);

  private:
    handoff::NewEntry song(int node, double amount);

    House& house_;
    Judge& judge_;
    int songs_ = 0;
};

}  // namespace segue::test
