#include "handoff/counter_set.h"

#include <algorithm>

#include "sync/base/assert.h"

namespace segue::handoff {

bool CounterSet::contains(std::uint64_t counter) const {
    const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), counter,
                                        [](std::uint64_t c, const Range& r) { return c < r.first; });
    return after != ranges_.begin() && std::prev(after)->last >= counter;
}

void CounterSet::add(std::uint64_t first, std::uint64_t last) {
    SEGUE_ASSERT(first > 0 && first <= last);
    // All ranges that touch [first - 1, last + 1] become one.
    auto from = std::lower_bound(ranges_.begin(), ranges_.end(), first,
                                 [](const Range& r, std::uint64_t c) { return r.last < c - 1; });
    auto to = from;
    while (to != ranges_.end() && to->first - 1 <= last) {
        first = std::min(first, to->first);
        last = std::max(last, to->last);
        ++to;
    }
    if (from == to) {
        ranges_.insert(from, {first, last});
        return;
    }
    *from = {first, last};
    ranges_.erase(from + 1, to);
}

bool CounterSet::merge(const CounterSet& other) {
    const CounterSet old = *this;
    for (const Range& r : other.ranges_) add(r.first, r.last);
    return !(old == *this);
}

CounterSet CounterSet::without(const std::vector<std::uint64_t>& counters) const {
    CounterSet out;
    auto c = counters.begin();
    for (const Range& r : ranges_) {
        std::uint64_t first = r.first;
        c = std::lower_bound(c, counters.end(), r.first);
        for (; c != counters.end() && *c <= r.last; ++c) {
            if (*c > first) out.ranges_.push_back({first, *c - 1});
            first = *c + 1;
        }
        if (first != 0 && first <= r.last) out.ranges_.push_back({first, r.last});
    }
    return out;
}

bool CounterSet::compact(std::size_t count) {
    SEGUE_ASSERT(count > 0);
    if (ranges_.size() <= count) return false;
    const std::size_t extra = ranges_.size() - count;
    ranges_[extra].first = ranges_.front().first;
    ranges_.erase(ranges_.begin(), ranges_.begin() + static_cast<std::ptrdiff_t>(extra));
    return true;
}

}  // namespace segue::handoff
