#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "handoff/codec.h"
#include "tests/handoff/scribes.h"

namespace segue::handoff::test {
namespace {

SessionState joined(SessionState a, const SessionState& b) {
    merge(a, b);
    return a;
}

RC_GTEST_PROP(Merge, IsCommutativeAssociativeAndIdempotent, (const std::vector<Deed>& deeds)) {
    Scribes s = written(deeds);
    const SessionState &a = s.state(0), &b = s.state(1), &c = s.state(2);
    RC_ASSERT(joined(a, b) == joined(b, a));
    RC_ASSERT(joined(joined(a, b), c) == joined(a, joined(b, c)));
    RC_ASSERT(joined(a, a) == a);
    SessionState again = joined(a, b);
    RC_ASSERT(!merge(again, a));
    RC_ASSERT(!merge(again, b));
}

RC_GTEST_PROP(Merge, OfAllWritesInAnyOrderAgreesWithTheModel, (const std::vector<Deed>& deeds, std::uint64_t seed)) {
    Scribes s = written(deeds);
    Random random(seed);
    std::vector<Delta> shuffled = s.deltas;
    for (std::size_t i = 0, n = shuffled.size() / 3; i < n; ++i) shuffled.push_back(shuffled[random.below(n)]);
    for (std::size_t i = shuffled.size(); i > 1; --i) std::swap(shuffled[i - 1], shuffled[random.below(i)]);
    SessionState all = empty_session();
    for (const Delta& d : shuffled) merge(all, d);
    const std::string wrong = difference(things_in(all), s.model.what_holds(s.model.all()));
    if (!wrong.empty()) RC_FAIL(wrong);
    RC_ASSERT(all == joined(joined(s.state(0), s.state(1)), s.state(2)));
}

RC_GTEST_PROP(Merge, OfThePiecesIsTheWhole, (const std::vector<Deed>& deeds, std::uint64_t seed)) {
    Scribes s = written(deeds);
    const SessionState whole = joined(joined(s.state(0), s.state(1)), s.state(2));
    std::vector<Delta> pieces = split(whole, 500);
    Random random(seed);
    for (std::size_t i = pieces.size(); i > 1; --i) std::swap(pieces[i - 1], pieces[random.below(i)]);
    SessionState all = s.state(1);
    for (const Delta& d : pieces) {
        RC_ASSERT(decode_state(encode(d)).ok());
        merge(all, d);
    }
    RC_ASSERT(all == whole);
    RC_ASSERT(digest(all) == digest(whole));
    RC_ASSERT((digest(s.state(0)) == digest(whole)) == (s.state(0) == whole));
}

TEST(Merge, FindsReignsThatNobodyTookOver) {
    SessionState s = empty_session();
    const auto reign = [&](std::uint64_t number, int node, Stamp follows, std::uint64_t revision) {
        const Ballot b{number, node_id(node)};
        s.reigns[b] = {follows, {{b, revision}, {}}};
        return Stamp{b, revision};
    };
    const Stamp first = reign(1, 0, {}, 9);
    const Stamp second = reign(2, 1, first, 12);
    EXPECT_TRUE(lost_reigns(s).empty());
    reign(1, 0, {}, 11);  // the first went on, unseen by the second
    EXPECT_EQ(lost_reigns(s), std::vector{first.ballot});
    const Stamp other = reign(2, 0, first, 13);  // older than 2/1 by its node
    EXPECT_EQ(lost_reigns(s), (std::vector{other.ballot, first.ballot}));
    reign(3, 2, second, 20);
    EXPECT_EQ(lost_reigns(s), (std::vector{other.ballot, first.ballot}));
}

// --- CounterSet, against a plain set

RC_GTEST_PROP(CounterSetLaws, AreThoseOfASet,
              (const std::vector<std::pair<std::uint8_t, std::uint8_t>>& adds,
               const std::vector<std::uint8_t>& takes)) {
    CounterSet set, other;
    std::set<std::uint64_t> plain;
    bool odd = false;
    for (const auto& [at, more] : adds) {
        const std::uint64_t first = 1 + at, last = first + more % 5;
        ((odd = !odd) ? set : other).add(first, last);
        for (std::uint64_t c = first; c <= last; ++c) plain.insert(c);
    }
    set.merge(other);
    RC_ASSERT(!set.merge(other));
    std::vector<std::uint64_t> gone(takes.begin(), takes.end());
    std::sort(gone.begin(), gone.end());
    const CounterSet rest = set.without(gone);
    for (std::uint64_t c = 1; c < 300; ++c) {
        RC_ASSERT(set.contains(c) == plain.contains(c));
        RC_ASSERT(rest.contains(c) == (plain.contains(c) && !std::binary_search(gone.begin(), gone.end(), c)));
    }
    for (std::size_t i = 1; i < set.ranges().size(); ++i)
        RC_ASSERT(set.ranges()[i].first > set.ranges()[i - 1].last + 1);
    CounterSet compact = set;
    compact.compact(2);
    RC_ASSERT(compact.ranges().size() <= 2);
    for (const std::uint64_t c : plain) RC_ASSERT(compact.contains(c));
    RC_ASSERT(compact.highest() == set.highest());
}

TEST(Queue, ThousandInsertsAtOnePlaceKeepTheirOrder) {
    SessionState s = empty_session();
    const Ballot ballot{1, node_id(0)};
    std::uint64_t counter = 0;
    std::vector<EntryId> expected;
    for (int i = 0; i < 1000; ++i) {
        NewEntry e = song(1);
        e.id = {node_id(0), ++counter};
        const EntryId before = expected.size() > 1 ? expected[1] : EntryId{};
        const auto delta = apply(s, QueueAdd{{e}, before, false},
                                 {{ballot, s.latest.revision + 1}, {}, {}, node_id(0), node_id(0), nullptr});
        ASSERT_TRUE(delta.ok());
        merge(s, *delta);
        expected.insert(expected.size() > 1 ? expected.begin() + 1 : expected.end(), e.id);
        ASSERT_EQ(s.queue.order(), expected);
    }
}

}  // namespace
}  // namespace segue::handoff::test
