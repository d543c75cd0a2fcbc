#include "sync/mesh/membership/membership.h"

#include <gtest/gtest.h>

#include "tests/membership/world.h"

namespace segue::membership {
namespace {

using world::node;
using world::World;
using What = Notice::What;

TEST(Membership, StrangersFindAllOthersThroughOne) {
    World w(1, 8);
    w.run(seconds(3));
    EXPECT_TRUE(w.meshed());
    for (int a = 1; a <= 8; ++a) {
        EXPECT_EQ(w.core(a).members().size(), 7u);
        for (int b = 1; b <= 8; ++b) EXPECT_EQ(w.count(a, What::up, b), a == b ? 0 : 1) << a << " of " << b;
    }
    EXPECT_EQ(w.core(8).find(node(3))->name, "node 3");
    EXPECT_EQ(w.core(8).find(node(3))->addresses, std::vector<std::string>{"10.0.0.3:24470"});
}

// A machine that loses its power closes nothing: only its silence tells.
TEST(Membership, SilentDeathIsAgreedWithinSeconds) {
    Nanoseconds worst{0};
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        World w(seed, 6);
        w.run(seconds(5));
        w.unplug(4);
        const LocalTime died = w.now();
        while (!w.all_see(4, Life::dead) && w.now() < died + seconds(30)) {
            w.run(milliseconds(10));
            if (w.life(1, 4) == Life::dead && w.life(2, 4) == Life::dead && w.life(3, 4) == Life::dead &&
                w.life(5, 4) == Life::dead && w.life(6, 4) == Life::dead)
                break;
        }
        worst = std::max(worst, w.now() - died);
        for (int n : {1, 2, 3, 5, 6}) EXPECT_EQ(w.count(n, What::dead), 1) << "seed " << seed;
    }
    RecordProperty("worst_ms", static_cast<int>(worst / milliseconds(1)));
    EXPECT_LE(worst, seconds(9));
}

TEST(Membership, WatchedSilenceIsNoticedWithin600ms) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        World w(seed, 3);
        w.run(seconds(2));
        w.watch(1, 2);
        w.watch(3, 2);
        w.run(seconds(1) + milliseconds(7) * static_cast<int>(seed));
        w.unplug(2);
        const LocalTime died = w.now();
        w.run(seconds(1));
        for (int n : {1, 3}) {
            const Nanoseconds took = w.told(n, What::failed, 2) - died;
            EXPECT_LE(took, milliseconds(600)) << "seed " << seed;
            EXPECT_GE(took, milliseconds(300)) << "seed " << seed;
        }
    }
}

TEST(Membership, ClosedStreamOfWatchedNodeIsNoticedWithin200ms) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        World w(seed, 3);
        w.run(seconds(2));
        w.watch(1, 2);
        w.run(milliseconds(500) + milliseconds(13) * static_cast<int>(seed));
        w.kill(2);
        const LocalTime died = w.now();
        w.run(seconds(1));
        EXPECT_LE(w.told(1, What::failed, 2) - died, milliseconds(200)) << "seed " << seed;
        EXPECT_EQ(w.count(3, What::suspect, 2), 1) << "not watched, but known to be in doubt";
    }
}

TEST(Membership, StreamThatClosesAndComesBackAtOnceIsNoDeath) {
    World w(1, 3);
    w.run(seconds(2));
    w.watch(1, 2);
    w.run(seconds(1));
    w.close(1, 2);  // the dial that follows succeeds
    w.run(seconds(20));
    EXPECT_EQ(w.count(1, What::failed), 0);
    EXPECT_EQ(w.count(1, What::back, 2), 1);
    for (int n : {1, 2, 3}) EXPECT_EQ(w.count(n, What::dead), 0);
    EXPECT_TRUE(w.meshed());
}

TEST(Membership, GoodbyeIsKnownAtOnceAndIsNotAFailure) {
    World w(1, 5);
    w.run(seconds(3));
    w.watch(1, 3);
    w.leave(3);
    w.run(milliseconds(50));
    EXPECT_TRUE(w.all_see(3, Life::left));
    w.run(seconds(30));
    for (int n : {1, 2, 4, 5}) {
        EXPECT_EQ(w.count(n, What::left, 3), 1);
        EXPECT_EQ(w.count(n, What::failed) + w.count(n, What::suspect) + w.count(n, What::dead), 0);
        EXPECT_EQ(w.dials(n) < 20, true) << "nobody dials who left";
    }
}

TEST(Membership, WhoComesBackAfterGoodbyeOrDeathIsAMemberAgain) {
    World w(1, 4);
    w.run(seconds(3));
    w.leave(2);
    w.kill(3);
    w.run(seconds(20));
    EXPECT_TRUE(w.all_see(3, Life::dead));
    w.start(2);  // with the incarnation of its first life
    w.start(3);
    w.run(seconds(10));
    EXPECT_TRUE(w.all_see(2, Life::alive));
    EXPECT_TRUE(w.all_see(3, Life::alive));
    EXPECT_TRUE(w.meshed());
    EXPECT_EQ(w.count(1, What::up, 2), 2);
    EXPECT_GT(w.core(2).incarnation(), 1u) << "it had to refute what was said of its first life";
}

TEST(Membership, LossAndJitterKillNobody) {
    int suspected = 0, failed = 0, dead = 0;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        World w(seed, 6);
        w.run(seconds(3));
        w.loss = 0.05;
        w.delay = milliseconds(5);
        w.jitter = milliseconds(50);
        for (int n = 2; n <= 6; ++n) w.watch(1, n), w.watch(n, 1);
        w.run(seconds(1800));
        for (int n = 1; n <= 6; ++n)
            suspected += w.count(n, What::suspect), failed += w.count(n, What::failed), dead += w.count(n, What::dead);
    }
    RecordProperty("suspected", suspected);  // 12 node-hours
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(dead, 0);
    EXPECT_LE(suspected, 60);
}

TEST(Membership, StarvedNodeFailsNobody) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        World w(seed, 6);
        w.run(seconds(3));
        // Its messages take between nothing and two seconds: it sees everybody else as late.
        w.slow(6, [](Random& r) { return milliseconds(static_cast<int>(r.below(2000))); });
        w.run(seconds(300));
        for (int n = 1; n <= 5; ++n)
            for (int m = 1; m <= 5; ++m) EXPECT_EQ(w.count(n, What::dead, m), 0) << "seed " << seed;
        EXPECT_GT(w.core(6).local_health(), 0) << "it knows that it is slow";
        EXPECT_EQ(w.core(1).local_health() <= 2, true);
    }
}

TEST(Membership, FrozenProcessBlamesItselfNotTheOthers) {
    World w(1, 4);
    w.run(seconds(3));
    for (int n : {2, 3, 4}) w.watch(1, n);
    w.run(seconds(1));
    w.freeze(1, milliseconds(1700));
    w.run(seconds(10));
    EXPECT_EQ(w.count(1, What::failed), 0);
    EXPECT_EQ(w.count(1, What::suspect), 0);
    EXPECT_EQ(w.count(2, What::dead), 0);
}

TEST(Membership, FrozenProcessRefutesItsDeath) {
    World w(1, 4);
    w.run(seconds(3));
    w.freeze(3, seconds(30));
    w.run(seconds(25));
    EXPECT_EQ(w.life(1, 3), Life::dead);
    w.run(seconds(15));
    EXPECT_TRUE(w.all_see(3, Life::alive));
    EXPECT_GT(w.core(3).incarnation(), 1u);
}

TEST(Membership, HalvesOfAPartitionFindTogetherAgain) {
    World w(1, 6);
    w.run(seconds(3));
    w.partition({1, 2, 3});
    w.run(seconds(60));
    for (int a : {1, 2, 3})
        for (int b : {4, 5, 6}) EXPECT_EQ(w.life(a, b), Life::dead);
    w.heal();
    w.run(seconds(40));
    for (int n = 1; n <= 6; ++n) EXPECT_TRUE(w.all_see(n, Life::alive)) << n;
}

TEST(Membership, WatchOutlivesFailureAndTellsOfTheReturn) {
    World w(1, 2);
    w.run(seconds(1));
    w.watch(1, 2);
    w.run(seconds(1));
    w.unplug(2);
    w.run(milliseconds(900));
    EXPECT_EQ(w.count(1, What::failed, 2), 1);
    w.replug(2);
    w.run(seconds(1));
    EXPECT_EQ(w.count(1, What::back, 2) >= 1, true);
    w.unplug(2);
    w.run(milliseconds(900));
    EXPECT_EQ(w.count(1, What::failed, 2), 2);
}

// Silent for so short a time that nobody came to suspect it.
TEST(Membership, WhoWasToldOfAFailureIsToldOfTheReturnThoughItNoLongerWatches) {
    LocalTime now{seconds(10)};
    Membership m({node(1), "one", {}, 1}, 1, now);
    int failed = 0, back = 0;
    const auto step = [&](const Event& e) {
        const Effects out = m.step(e, now);
        for (const Notice& n : out.notices) {
            failed += n.what == What::failed;
            back += n.what == What::back;
        }
    };
    step(PeerUp{{node(2), "two", "", true}});
    step(Watch{node(2)});
    for (const LocalTime end = now + milliseconds(540); now < end; now += milliseconds(10)) step(Tick{});
    ASSERT_EQ(failed, 1);
    step(Unwatch{node(2)});
    now += milliseconds(10);
    step(Received{node(2), {Packet::Type::news, 0, {}, false, {}}});
    EXPECT_EQ(back, 1);
    for (int i = 0; i < 5; ++i) step(Tick{});
    EXPECT_EQ(failed, 1);
}

TEST(Membership, WatchingAStrangerThatNeverComesFails) {
    World w(1, 2);
    w.run(seconds(1));
    w.watch(1, 77);
    w.run(milliseconds(601));
    EXPECT_EQ(w.count(1, What::failed, 77), 1);
}

TEST(Membership, RateDoesNotGrowWithTheEnsemble) {
    std::map<int, double> rate;
    for (int size : {4, 40}) {
        World w(1, size);
        w.run(seconds(20));
        const std::size_t before = w.sent(2);
        w.run(seconds(60));
        rate[size] = static_cast<double>(w.sent(2) - before) / 60;
        EXPECT_TRUE(w.meshed());
        EXPECT_LE(w.longest_packet(), packet_bytes_max);
    }
    RecordProperty("packets_per_s_of_40", static_cast<int>(rate[40] * 10) / 10);
    EXPECT_LE(rate[40], 6);
    EXPECT_LE(rate[40], rate[4] * 1.5);
}

TEST(Membership, WatchCostsAtMostTenPacketsASecondEachWay) {
    World w(1, 2);
    w.run(seconds(2));
    w.watch(1, 2);
    w.watch(2, 1);
    const std::size_t before = w.sent(1);
    w.run(seconds(10));
    EXPECT_LE(static_cast<double>(w.sent(1) - before) / 10, 15);
}

TEST(Membership, NewNameAndAddressReachEveryone) {
    World w(1, 5);
    w.run(seconds(3));
    w.core(2).describe(std::string(70, 'x') + "\xc3\xa9", {"10.9.9.9:1", std::string(65, 'a')});
    w.run(seconds(5));
    for (int n : {1, 3, 4, 5}) {
        EXPECT_EQ(w.core(n).find(node(2))->name, std::string(64, 'x'));
        EXPECT_EQ(w.core(n).find(node(2))->addresses, std::vector<std::string>{"10.9.9.9:1"});
        EXPECT_EQ(w.count(n, What::changed, 2) >= 1, true);
    }
}

TEST(Membership, WhoIsForgottenWhileAwayIsOffTheListOfAll) {
    World w(1, 3);
    w.run(seconds(3));
    w.kill(3);
    w.run(seconds(30));
    ASSERT_EQ(w.core(1).find(node(3))->life, Life::dead);
    w.give(1, PeerDown{node(3), mesh::Gone::revoked});
    EXPECT_EQ(w.core(1).find(node(3))->life, Life::left);
    w.run(seconds(5));
    EXPECT_EQ(w.core(2).find(node(3))->life, Life::left);
}

TEST(Membership, TableIsBoundedByForgettingTheDead) {
    World w(1, 1);
    const LocalTime now = w.now();
    for (int n = 2; n < 1000; ++n) {
        w.give(1, PeerUp{{node(n), "n", "", true}});
        w.give(1, PeerDown{node(n), mesh::Gone::left});
    }
    EXPECT_EQ(w.core(1).members().size(), members_max);
    EXPECT_NE(w.core(1).find(node(999)), nullptr);
    EXPECT_EQ(w.core(1).find(node(2)), nullptr);
    EXPECT_EQ(w.now(), now);
}

}  // namespace
}  // namespace segue::membership
