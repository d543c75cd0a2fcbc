// Replicas against the model, over random lives: sessions with several conductors, cut in two and healed, whose writes
// arrive in order, in pieces, twice, in any order.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "tests/handoff/scribes.h"

namespace segue::handoff::test {
namespace {

constexpr std::size_t piece_bytes = 700;  // a few entries

// SEGUE_MERGE_SEEDS=FIRST:LAST for more, or for one again.
void for_each_seed(std::uint64_t last, const std::function<void(std::uint64_t)>& f) {
    std::uint64_t first = 1;
    if (const char* text = std::getenv("SEGUE_MERGE_SEEDS")) {
        ASSERT_EQ(std::sscanf(text, "%" SCNu64 ":%" SCNu64, &first, &last), 2);
    }
    for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        f(seed);
    }
}

template <class T>
std::vector<T> shuffled(std::vector<T> v, Random& random) {
    for (std::size_t i = v.size(); i > 1; --i) std::swap(v[i - 1], v[random.below(i)]);
    return v;
}

// Some of them twice, in any order.
std::vector<Delta> in_disorder(std::vector<Delta> deltas, Random& random) {
    for (std::size_t i = 0, n = deltas.size(); i < n; ++i)
        if (random.chance(0.3)) deltas.push_back(deltas[i]);
    return shuffled(std::move(deltas), random);
}

Deed random_deed(Random& random) {
    const auto byte = [&](std::uint64_t below) { return static_cast<std::uint8_t>(random.below(below)); };
    return {byte(Scribes::count), static_cast<std::uint8_t>(2 + random.below(18)), byte(256), byte(256)};
}

SessionState joined(SessionState a, const SessionState& b) {
    merge(a, b);
    return a;
}

// A life of several ages. In each, everybody is on one of two sides; a side keeps itself the same, by its writes one by
// one. An age begins with whole states told within each side.
class Life {
  public:
    explicit Life(std::uint64_t seed) : random_(seed) {
        for (int age = 0; age < 6; ++age) {
            for (bool& side : side_) side = random_.chance(0.5);
            tell_wholes();
            for (int deed = 0; deed < 12; ++deed) live();
            for (int who = 0; who < Scribes::count; ++who)
                EXPECT_EQ(difference(things_in(s.state(who)), s.model.what_holds(s.seen(who))), "") << "of " << who;
        }
    }

    // Bits of it: replicas, writes, and pieces that hold neither all of one write nor all of one age.
    std::vector<SessionState> bits() {
        std::vector<SessionState> out;
        for (int who = 0; who < Scribes::count; ++who) {
            out.push_back(s.state(who));
            for (Delta& piece : split(s.state(who), piece_bytes)) out.push_back(std::move(piece));
        }
        for (const Delta& d : s.deltas)
            if (random_.chance(0.3)) out.push_back(d);
        return out;
    }

    Scribes s;
    Random random_;

  private:
    bool together(int a, int b) const {
        return a != b && side_[static_cast<std::size_t>(a)] == side_[static_cast<std::size_t>(b)];
    }
    void tell_wholes() {
        for (int from = 0; from < Scribes::count; ++from)
            for (int to = 0; to < Scribes::count; ++to) {
                if (!together(from, to)) continue;
                for (const Delta& piece : in_disorder(split(s.state(from), piece_bytes), random_))
                    merge(s.state(to), piece);
                s.has_seen(to, s.seen(from));
            }
    }
    void live() {
        const Deed deed = random_deed(random_);
        const std::size_t first = s.deltas.size();
        s.act(deed);
        for (std::size_t w = first; w < s.deltas.size(); ++w)
            for (int to = 0; to < Scribes::count; ++to) {
                if (!together(deed.who, to)) continue;
                merge(s.state(to), s.deltas[w]);
                s.has_seen(to, {w});
                EXPECT_FALSE(merge(s.state(to), s.deltas[w])) << "told again, it changes nothing";
            }
        for (int to = 0; to < Scribes::count; ++to)
            EXPECT_TRUE(!together(deed.who, to) || s.state(to) == s.state(deed.who));
    }

    std::array<bool, Scribes::count> side_{};
};

TEST(MergeModel, EachReplicaHoldsWhatTheWritesItHasSeenAmountTo) {
    for_each_seed(60, [](std::uint64_t seed) { Life life(seed); });
}

TEST(MergeModel, AllWritesAmountToTheSameInAnyOrder) {
    for_each_seed(30, [](std::uint64_t seed) {
        Life life(seed);
        const Things right = life.s.model.what_holds(life.s.model.all());
        SessionState by_writes = empty_session(), by_replicas = empty_session();
        for (const Delta& d : in_disorder(life.s.deltas, life.random_)) merge(by_writes, d);
        EXPECT_EQ(difference(things_in(by_writes), right), "");
        std::vector<Delta> pieces;
        for (int who = 0; who < Scribes::count; ++who)
            for (Delta& piece : split(life.s.state(who), piece_bytes)) pieces.push_back(std::move(piece));
        for (const Delta& d : in_disorder(std::move(pieces), life.random_)) merge(by_replicas, d);
        EXPECT_TRUE(by_writes == by_replicas);
        EXPECT_EQ(digest(by_writes), digest(by_replicas));
    });
}

TEST(MergeLaws, Commutative) {
    for_each_seed(10, [](std::uint64_t seed) {
        Life life(seed);
        const std::vector<SessionState> bits = shuffled(life.bits(), life.random_);
        for (std::size_t i = 1; i < bits.size(); ++i)
            ASSERT_TRUE(joined(bits[i - 1], bits[i]) == joined(bits[i], bits[i - 1])) << i;
    });
}

TEST(MergeLaws, Associative) {
    for_each_seed(10, [](std::uint64_t seed) {
        Life life(seed);
        const std::vector<SessionState> bits = shuffled(life.bits(), life.random_);
        for (std::size_t i = 2; i < bits.size(); ++i) {
            const SessionState &a = bits[i - 2], &b = bits[i - 1], &c = bits[i];
            ASSERT_TRUE(joined(joined(a, b), c) == joined(a, joined(b, c))) << i;
        }
    });
}

TEST(MergeLaws, Idempotent) {
    for_each_seed(10, [](std::uint64_t seed) {
        Life life(seed);
        const std::vector<SessionState> bits = shuffled(life.bits(), life.random_);
        SessionState all = empty_session();
        for (const SessionState& bit : bits) {
            SessionState once = bit;
            ASSERT_FALSE(merge(once, bit));
            ASSERT_TRUE(once == bit);
            merge(all, bit);
        }
        const SessionState before = all;
        for (const SessionState& bit : bits) ASSERT_FALSE(merge(all, bit));
        ASSERT_TRUE(all == before);
    });
}

}  // namespace
}  // namespace segue::handoff::test
