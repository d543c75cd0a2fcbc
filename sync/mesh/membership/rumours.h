// About whom there is news, and how often each has been passed on. What the news is, the roster knows: so an update
// that is overtaken while it waits is never sent. Internal to Membership. [node-thread]
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "sync/base/ids.h"

namespace segue::membership {

class Rumours {
  public:
    // There is news about this node; told from the beginning if there was before.
    void add(const NodeId& about) {
        std::erase_if(waiting_, [&](const Rumour& r) { return r.about == about; });
        waiting_.insert(waiting_.begin(), Rumour{about, 0});
    }

    // Offers each, freshest first, to `tell`, which says whether it took it; drops those told `limit` times.
    template <class Tell>
    void pass_on(int limit, Tell tell) {
        for (Rumour& r : waiting_)
            if (tell(r.about)) ++r.told;
        std::erase_if(waiting_, [&](const Rumour& r) { return r.told >= limit; });
        std::stable_sort(waiting_.begin(), waiting_.end(),
                         [](const Rumour& a, const Rumour& b) { return a.told < b.told; });
    }

    bool empty() const { return waiting_.empty(); }
    std::size_t size() const { return waiting_.size(); }

  private:
    struct Rumour {
        NodeId about;
        int told = 0;
    };
    std::vector<Rumour> waiting_;  // least told first; at most one for each member and this node
};

}  // namespace segue::membership
