#include "sync/clock/ensemble_clock.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/clock/world.h"

namespace segue::clock {
namespace {

using world::House;
using world::Link;
using world::node;
using world::uniform_ms;

const Link lan{uniform_ms(0.05, 0.03), uniform_ms(0.05, 0.03), 0, false};
const Link wireless{uniform_ms(5, 2), uniform_ms(5, 2), 0.005, false};
const Link bad{uniform_ms(20, 10), uniform_ms(20, 10), 0.02, false};

TEST(EnsembleClock, AloneItsTimeIsTheWallClocks) {
    House h(1);
    auto& m = h.add(1, 0, seconds(1'763'000'000));
    h.run(seconds(100));
    EXPECT_EQ(m.clock->state(), State::alone);
    EXPECT_TRUE(m.clock->leads());
    EXPECT_EQ(m.clock->error_bound(), Nanoseconds(0));
    EXPECT_NEAR(to_seconds(h.ensemble(1).time_since_epoch() - seconds(1'763'000'100)), 0, 1e-6);
}

TEST(EnsembleClock, NewcomerIsUsableWithin150msOnALan) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        House h(seed);
        h.all_links(lan);
        h.add(1, 30);
        h.run(seconds(10));
        auto& m = h.add(2, -40, seconds(5));
        h.run(milliseconds(150));
        EXPECT_EQ(m.clock->state(), State::locked);
        EXPECT_EQ(m.stepped, 1);
        EXPECT_EQ(m.clock->reference(), node(1));
        EXPECT_LE(h.spread(), microseconds(25)) << "seed " << seed;
        EXPECT_EQ(h[1].stepped, 0) << "who was there first is not disturbed";
    }
}

struct Net {
    const char* name;
    Link link;
    Nanoseconds usable, after_10s, steady;
};
void PrintTo(const Net& net, std::ostream* out) { *out << net.name; }
class EnsembleClockOn : public testing::TestWithParam<Net> {};

TEST_P(EnsembleClockOn, FollowersStayWithinTheMeasure) {
    const Net& net = GetParam();
    std::vector<Nanoseconds> steady;
    int inside = 0, stepped = 0;
    constexpr int runs = 10;
    for (std::uint64_t seed = 1; seed <= runs; ++seed) {
        House h(seed);
        h.all_links(net.link);
        h.add(1, 30);
        h.run(seconds(5));
        auto& m = h.add(2, -120, seconds(5));
        h.run(net.usable);
        EXPECT_EQ(m.clock->state(), State::locked) << "seed " << seed;
        h.run(seconds(10));
        EXPECT_LE(h.spread(), net.after_10s) << "seed " << seed;
        h.run(seconds(50));
        for (int i = 0; i < 120; ++i) {
            h.run(seconds(1));
            steady.push_back(h.spread());
            inside += h.spread() <= m.clock->error_bound();
        }
        stepped += m.stepped;
        EXPECT_LE(m.worst_break_ns, 1.0) << "the map is continuous";
    }
    std::sort(steady.begin(), steady.end());
    EXPECT_LE(steady[steady.size() * 99 / 100], net.steady);
    EXPECT_GE(static_cast<double>(inside) / static_cast<double>(steady.size()), 0.98);
    EXPECT_EQ(stepped, runs) << "one step each, to the older domain; then never";
}

INSTANTIATE_TEST_SUITE_P(Paths, EnsembleClockOn,
                         testing::Values(Net{"lan", lan, milliseconds(150), microseconds(20), microseconds(10)},
                                         Net{"wireless", wireless, milliseconds(450), microseconds(150),
                                             microseconds(100)},
                                         Net{"bad", bad, milliseconds(550), microseconds(900), microseconds(250)}),
                         [](const auto& which) { return which.param.name; });

TEST(EnsembleClock, ReferenceDiesAndNobodySteps) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        House h(seed);
        h.all_links(lan);
        for (int n = 1; n <= 5; ++n) {
            h.add(n, 37.0 * n - 100, seconds(1000 * n));
            h.run(seconds(2));
        }
        h.run(seconds(60));
        for (int n = 1; n <= 5; ++n) ASSERT_EQ(h[n].clock->reference(), node(1));
        ASSERT_LE(h.spread(), microseconds(15));
        for (int n = 1; n <= 5; ++n) h[n].stepped = 0;
        const EnsembleTime second_before = h.ensemble(2);
        h.kill(1, milliseconds(300));
        Nanoseconds worst{0};
        for (int i = 0; i < 600; ++i) {
            h.run(milliseconds(20));
            worst = std::max(worst, h.spread());
        }
        EXPECT_LE(worst, microseconds(40)) << "seed " << seed;
        // True seconds and the lost reference's: nobody's time slowed down or ran away.
        EXPECT_NEAR(to_seconds(h.ensemble(2) - second_before), 12 * (1 - 63e-6), 20e-6);
        for (int n = 2; n <= 5; ++n) {
            EXPECT_EQ(h[n].stepped, 0);
            EXPECT_EQ(h[n].clock->reference(), node(2)) << "the next in standing";
            EXPECT_EQ(h[n].clock->state(), State::locked);
            EXPECT_LE(h[n].worst_break_ns, 1.0);
        }
    }
}

TEST(EnsembleClock, OneAfterTheOtherDies) {
    House h(3);
    h.all_links(wireless);
    for (int n = 1; n <= 5; ++n) {
        h.add(n, 25.0 * n - 70, seconds(1000 * n));
        h.run(seconds(1));
    }
    h.run(seconds(60));
    for (int n = 1; n <= 5; ++n) h[n].stepped = 0;
    for (int n = 1; n <= 3; ++n) {
        h.kill(n, milliseconds(500));
        h.run(seconds(30));
        EXPECT_LE(h.spread(), microseconds(250));
    }
    for (int n : {4, 5}) {
        EXPECT_EQ(h[n].stepped, 0);
        EXPECT_EQ(h[n].clock->reference(), node(4));
    }
}

TEST(EnsembleClock, OfTwoDomainsTheOlderStands) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        House h(seed);
        h.all_links(lan);
        for (int a : {1, 2})
            for (int b : {3, 4}) h.link(a, b).cut = true;
        h.add(3, 20, seconds(9'000'000));  // older, though its wall clock says later and its id is higher
        h.run(seconds(1));
        h.add(4, -20, seconds(5));
        h.run(seconds(10));
        h.add(1, 80, seconds(1000));
        h.add(2, -80, seconds(2000));
        h.run(seconds(10));
        EXPECT_EQ(h[1].clock->domain(), h[2].clock->domain());
        for (int n = 1; n <= 4; ++n) h[n].stepped = 0;
        for (int a : {1, 2})
            for (int b : {3, 4}) h.heal(a, b);
        h.run(seconds(5));
        for (int n : {1, 2}) {
            EXPECT_EQ(h[n].stepped, 1);
            EXPECT_EQ(h[n].clock->domain().founder, node(3));
        }
        for (int n : {3, 4}) EXPECT_EQ(h[n].stepped, 0);
        for (int n = 1; n <= 4; ++n) EXPECT_EQ(h[n].clock->reference(), node(3));
        EXPECT_LE(h.spread(), microseconds(30));
    }
}

TEST(EnsembleClock, AllAtOnceAgreeOnOne) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        House h(seed);
        h.all_links(seed % 2 ? lan : bad);
        for (int n = 1; n <= 5; ++n) h.add(n, 10.0 * n, seconds(1000 * n));  // in the same instant: ages tell nothing
        h.run(seconds(10));
        for (int n = 2; n <= 5; ++n) EXPECT_EQ(h[n].clock->domain(), h[1].clock->domain()) << "seed " << seed;
        const NodeId leader = h[1].clock->reference();
        for (int n = 1; n <= 5; ++n) EXPECT_EQ(h[n].clock->reference(), leader);
    }
}

// Two domains whose ages differ by about a path's delay: now one looks older, now neither does.
TEST(EnsembleClock, AgesThatCanHardlyBeToldApartDoNotKeepThemApart) {
    for (std::uint64_t seed = 101; seed <= 160; ++seed) {
        House h(seed);
        h.all_links(lan);
        for (int n = 1; n <= 5; ++n) h.add(n, 10.0 * n, seconds(1000 * n));
        h.run(seconds(10));
        for (int n = 2; n <= 5; ++n) ASSERT_EQ(h[n].clock->domain(), h[1].clock->domain()) << "seed " << seed;
    }
}

TEST(EnsembleClock, HalvesOfOneDomainMeetAgainSoftly) {
    House h(5);
    h.all_links(lan);
    for (int n = 1; n <= 4; ++n) h.add(n, 15.0 * n, seconds(1000 * n)), h.run(seconds(1));
    h.run(seconds(60));
    for (int a : {1, 2})
        for (int b : {3, 4}) h.cut(a, b);
    h.run(seconds(120));
    EXPECT_EQ(h[4].clock->reference(), node(3));
    for (int n = 1; n <= 4; ++n) h[n].stepped = 0;
    for (int a : {1, 2})
        for (int b : {3, 4}) h.heal(a, b);
    h.run(seconds(10));
    for (int n = 1; n <= 4; ++n) {
        EXPECT_EQ(h[n].clock->reference(), node(1));
        EXPECT_EQ(h[n].stepped, 0) << "two minutes apart are microseconds: bent, not stepped";
    }
    EXPECT_LE(h.spread(), microseconds(30));
}

TEST(EnsembleClock, SleeperStepsBackIntoTime) {
    House h(1);
    h.all_links(lan);
    h.add(1, 10), h.run(seconds(1));
    h.add(2, -10), h.run(seconds(60));
    auto& m = h[2];
    m.stepped = 0;
    h.sleep(2, seconds(30));
    h.run(seconds(40));
    EXPECT_EQ(m.stepped, 1);
    EXPECT_LE(h.spread(), microseconds(20));
}

TEST(EnsembleClock, ReferenceThatSleptTakesItsFollowersAlong) {
    House h(1);
    h.all_links(lan);
    for (int n = 1; n <= 3; ++n) h.add(n, 10.0 * n), h.run(seconds(1));
    h.run(seconds(30));
    h.sleep(1, seconds(3));  // short of being given up
    h.run(seconds(15));
    EXPECT_LE(h.spread(), microseconds(20));
    EXPECT_EQ(h[1].stepped, 0);
}

TEST(EnsembleClock, RateChangeIsFollowedWithoutAStep) {
    House h(1);
    h.all_links(lan);
    h.add(1, 10), h.run(seconds(1));
    h.add(2, -10), h.run(seconds(120));
    h[2].stepped = 0;
    h[2].crystal.set_ppm(h.now(), 10);
    Nanoseconds worst{0};
    for (int i = 0; i < 120; ++i) h.run(seconds(1)), worst = std::max(worst, h.spread());
    EXPECT_LE(worst, microseconds(150));
    EXPECT_LE(h.spread(), microseconds(15));
    EXPECT_EQ(h[2].stepped, 0);
}

TEST(EnsembleClock, SilentReferenceMeansHoldover) {
    House h(1);
    h.all_links(lan);
    h.add(1, 40), h.run(seconds(1));
    auto& m = h.add(2, -40);
    h.run(seconds(120));
    h.link(1, 2).loss = 1;
    h.run(seconds(60));
    EXPECT_EQ(m.clock->state(), State::holdover);
    EXPECT_LE(h.spread(), microseconds(30)) << "its rate is known";
    EXPECT_LE(h.spread(), m.clock->error_bound());
    h.link(1, 2).loss = 0;
    h.run(seconds(2));
    EXPECT_EQ(m.clock->state(), State::locked);
}

TEST(EnsembleClock, PacesItself) {
    House h(1);
    h.all_links(lan);
    for (int n = 1; n <= 5; ++n) h.add(n, 10.0 * n), h.run(seconds(1));
    h.run(seconds(60));
    const std::size_t one = h[1].sent, five = h[5].sent;
    h.run(seconds(60));
    EXPECT_LE(static_cast<double>(h[5].sent - five) / 60, 2.0);
    EXPECT_LE(static_cast<double>(h[1].sent - one) / 60, 8.0) << "the reference answers four";
}

// Any house, any links, any deaths: continuous maps, honest bounds, one time in the end.
TEST(EnsembleClock, RandomHousesAgree) {
    for (std::uint64_t seed = 1; seed <= 15; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Random r(seed);
        House h(seed);
        const int nodes = 3 + static_cast<int>(r.below(3));
        for (int a = 1; a <= nodes; ++a)
            for (int b = a + 1; b <= nodes; ++b) {
                const double ms = r.uniform(0.1, 10), jitter = ms * r.uniform(0, 0.6);
                h.link(a, b) = {uniform_ms(ms, jitter), uniform_ms(ms, jitter), r.uniform(0, 0.05), false};
            }
        for (int n = 1; n <= nodes; ++n) {
            h.add(n, r.uniform(-200, 200), seconds(static_cast<int>(r.below(1'000'000))));
            h.run(milliseconds(static_cast<int>(r.below(5000))));
        }
        h.run(seconds(60));
        h.kill(1 + static_cast<int>(r.below(static_cast<std::uint64_t>(nodes))),
               milliseconds(static_cast<int>(r.below(600))));
        h.run(seconds(60));
        EXPECT_LE(h.spread(), microseconds(600));
        for (int n = 1; n <= nodes; ++n) {
            if (!h[n].running) continue;
            EXPECT_LE(h[n].worst_break_ns, 1.0) << n;
            EXPECT_LE(h[n].stepped, 2) << n;
        }
    }
}

TEST(EnsembleClock, StrangersAndTheDepartedAreNotHeard) {
    EnsembleClock c(node(1), EnsembleTime(seconds(5)), LocalTime(seconds(1)));
    const Ping p{1,
                 LocalTime(seconds(9)),
                 {{node(9), EnsembleTime(seconds(-900))}, EnsembleTime(seconds(-900)), node(9), 0},
                 EnsembleTime(seconds(50))};
    EXPECT_TRUE(c.step(Received{node(9), p, LocalTime(seconds(2))}, LocalTime(seconds(2))).send.empty());
    c.step(PeerUp{node(9)}, LocalTime(seconds(2)));
    EXPECT_FALSE(c.step(Received{node(9), p, LocalTime(seconds(2))}, LocalTime(seconds(2))).send.empty());
    EXPECT_EQ(c.state(), State::acquiring);
    c.step(PeerDown{node(9)}, LocalTime(seconds(3)));
    EXPECT_EQ(c.state(), State::alone);
    EXPECT_TRUE(c.step(Received{node(9), p, LocalTime(seconds(3))}, LocalTime(seconds(3))).send.empty());
}

}  // namespace
}  // namespace segue::clock
