// Jobs: placement, what records say there is to do, who does it. Times are virtual; whole houses are in run.cpp.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/jobs/house.h"

namespace segue::jobs {
namespace {

using test::JobsHouse;
using test::Nature;

NodeId node(std::uint8_t n) {
    NodeId id;
    id.bytes.fill(n);
    return id;
}
WorkId work(std::uint32_t n) {
    WorkId id;
    for (std::size_t i = 0; i < 4; ++i) id.bytes[i] = static_cast<std::uint8_t>(n >> (8 * i));
    return id;
}
const std::vector<std::pair<NodeId, std::uint32_t>> no_attempts;

TEST(Placement, SharesAreAsTheWeights) {
    const std::vector<Candidate> crew{{node(1), 1, 60}, {node(2), 3, 60}};
    const std::vector<NodeId> holders{node(1), node(2)};
    int second = 0;
    for (std::uint32_t n = 0; n < 10'000; ++n) second += place(work(n), {200, 0}, {crew, holders, no_attempts}) == node(2);
    EXPECT_NEAR(second, 7500, 200);
}

TEST(Placement, WhoLeavesMovesItsOwnShareAlone) {
    const std::vector<Candidate> three{{node(1), 1, 60}, {node(2), 1, 60}, {node(3), 1, 60}};
    const std::vector<Candidate> two{three[0], three[1]};
    const std::vector<NodeId> holders{node(1)};
    for (std::uint32_t n = 0; n < 2'000; ++n) {
        const auto before = place(work(n), {200, 8'000'000}, {three, holders, no_attempts});
        if (before != node(3)) {
            EXPECT_EQ(place(work(n), {200, 8'000'000}, {two, holders, no_attempts}), before);
        }
    }
}

TEST(Placement, WorkGoesToTheDataWhenMovingIsDear) {
    const std::vector<Candidate> crew{{node(1), 1, 60}, {node(2), 1, 60}};
    const std::vector<NodeId> holders{node(1)};
    int moved = 0;
    // 40 s of sound in 80 MB: 0.7 s to compute, 8 s to move.
    for (std::uint32_t n = 0; n < 2'000; ++n) moved += place(work(n), {40, 80'000'000}, {crew, holders, no_attempts}) == node(2);
    EXPECT_LT(moved, 250);
}

TEST(Keys, ComeBackAsTheyWent) {
    for (const Key& key :
         {Key{.type = KeyType::entry, .work = work(7), .place = 99},
          Key{.type = KeyType::part, .work = work(7), .place = 99},
          Key{.type = KeyType::result, .work = work(7), .kind = 3, .version = 2},
          Key{.type = KeyType::failure, .work = work(7), .versions = 5}, Key{.type = KeyType::pardon, .work = work(7)}})
        EXPECT_EQ(decode_key(encode(key)), key);
    EXPECT_TRUE(rc::check("any other bytes are no key, or one that says the same", [](const Bytes& bytes) {
        if (const auto key = decode_key(bytes)) RC_ASSERT(encode(*key) == bytes);
    }));
}

TEST(JobsLedger, IsTheSameInWhateverOrderRecordsCome) {
    EXPECT_TRUE(rc::check("totals and works", [] {
        struct Change {
            NodeId origin;
            Key key;
            bool there;
        };
        std::vector<Change> last;
        for (std::uint32_t w = 0; w < 4; ++w)
            for (std::uint8_t n = 1; n <= 3; ++n) {
                const auto coin = [] { return *rc::gen::arbitrary<bool>(); };
                last.push_back({node(n), {.type = KeyType::entry, .work = work(w), .place = 1}, coin()});
                for (std::uint8_t kind = 1; kind <= 3; ++kind)
                    last.push_back({node(n), {.type = KeyType::result, .work = work(w), .kind = kind,
                                              .version = test::sim_versions[kind]}, coin()});
            }
        const auto apply = [](Ledger& l, const Change& c) {
            const Bytes value = c.key.type == KeyType::entry ? encode(EntryValue{{60, 100}, {}}) : Bytes{1};
            l.apply(c.origin, c.key, c.there ? std::optional(value) : std::nullopt);
        };
        Ledger straight(test::sim_versions), troubled(test::sim_versions);
        for (const Change& c : last) apply(straight, c);
        for (Change c : last) {
            c.there = !c.there;
            apply(troubled, c);
        }
        std::reverse(last.begin(), last.end());
        for (const Change& c : last) apply(troubled, c);
        RC_ASSERT(straight.totals().works == troubled.totals().works);
        RC_ASSERT(straight.totals().open == troubled.totals().open);
        RC_ASSERT(straight.totals().open_seconds == troubled.totals().open_seconds);
        for (std::uint32_t w = 0; w < 4; ++w) RC_ASSERT(straight.open(work(w)) == troubled.open(work(w)));
    }));
}

TEST(Dispatcher, AGreatManyArePlacedInStepsThatHoldUpNobody) {
    Versions versions{};
    versions[1] = 1;
    Ledger ledger(versions);
    const std::uint32_t count = 3 * placed_at_once + 1;
    for (std::uint32_t n = 0; n < count; ++n)
        ledger.apply(node(1), Key{.type = KeyType::entry, .work = work(n), .place = n},
                     encode(EntryValue{{200, 0}, {}}));
    Dispatcher dispatcher(node(1), ledger);
    LocalTime now{seconds(10)};
    const auto placed = [&] {
        return dispatcher.share(node(1)) + dispatcher.share(node(2)) + dispatcher.mine().size();
    };
    dispatcher.step(Offering{{true, 1, 60, fingerprint(versions)}, ""}, now);
    std::size_t steps = 1;
    for (; dispatcher.next_wake() <= now; ++steps) {
        EXPECT_LE(placed(), steps * placed_at_once);
        dispatcher.step(Tick{}, now);
    }
    EXPECT_EQ(steps, 4u);
    EXPECT_EQ(placed(), count);
    // Another one comes: it gets its part of all of them.
    dispatcher.step(PeerUp{node(2)}, now);
    now += milliseconds(300);
    dispatcher.step(Heard{node(2), {.offer = {true, 1, 60, fingerprint(versions)}, .claims = {}, .idle_because = {}}},
                    now);
    while (dispatcher.next_wake() <= now) dispatcher.step(Tick{}, now);
    EXPECT_EQ(placed(), count);
    EXPECT_NEAR(static_cast<double>(dispatcher.share(node(2))), count / 2.0, count / 20.0);
}

// Seconds until everything is found out, of so many works that the first node holds.
double makespan(JobsHouse& house, int works) {
    for (int i = 0; i < works; ++i) house[0].add(house.invent(Nature::sound, 40), 1);
    const auto begun = house.scheduler.now();
    const auto left = [&] { return house[0].shop().ledger().totals().open; };
    while (left() > 0 && house.scheduler.now() - begun < seconds(1000)) house.run(milliseconds(20));
    return to_seconds(house.scheduler.now() - begun);
}

TEST(Crew, TwoNodesAreNearlyTwiceAsFastThoughOneHoldsAllFiles) {
    JobsHouse one(1, 1), two(2, 1);
    one.run(seconds(1));
    two.run(seconds(1));
    const double alone = makespan(one, 60), together = makespan(two, 60);
    RecordProperty("speedup", std::to_string(alone / together));
    EXPECT_GT(alone / together, 1.8) << alone << " s alone, " << together << " s together";
}

TEST(Crew, TheShareOfTheDeadIsTakenOverWithinTwoSeconds) {
    JobsHouse house(2, 3);
    house.run(seconds(1));
    WorkId shared;
    for (int i = 0; i < 20; ++i) {
        shared = house.invent(Nature::sound, 200);
        for (std::size_t m = 0; m < 2; ++m) house[m].add(shared, 1);
    }
    house.run(seconds(3));
    ASSERT_FALSE(house[1].shop().dispatcher().mine().empty());
    const WorkId orphan = house[1].shop().dispatcher().mine().begin()->first;
    house[0].slots = 4;  // there is room for it
    house.network.freeze(1);  // worse than dead: no connection says so
    house.run(seconds(2));
    EXPECT_FALSE(house[0].shop().dispatcher().claimed_by(orphan) == house[1].id);
    EXPECT_EQ(house[0].shop().dispatcher().share(house[1].id), 0u);
}

TEST(Crew, WhatAlwaysFailsIsSetAsideAndTriedAgainOnAPersonsWord) {
    JobsHouse house(2, 5);
    house.run(seconds(1));
    const WorkId poison = house.invent(Nature::poisoned, 10);
    house[0].add(poison, 1);
    house.run(seconds(20));
    for (std::size_t m = 0; m < 2; ++m) {
        const Work* about = house[m].shop().ledger().find(poison);
        ASSERT_TRUE(about && about->set_aside());
        EXPECT_EQ(about->failures.front().second.reason, "the analyser died of it");
    }
    const std::uint64_t runs = house[0].runs + house[1].runs;
    EXPECT_EQ(runs, attempts_max);
    house.works[poison].nature = Nature::sound;
    EXPECT_EQ(house[1].retry_all(), 1u);
    house.run(seconds(10));
    EXPECT_EQ(house[0].shop().ledger().open(poison), 0u);
    EXPECT_FALSE(house[0].shop().ledger().find(poison)->set_aside());
}

TEST(Crew, APausedNodeDoesNothingAndItsShareIsOthers) {
    JobsHouse house(2, 7);
    house.run(seconds(1));
    house[0].set_paused(true);
    house.run(seconds(1));
    for (int i = 0; i < 10; ++i) house[0].add(house.invent(Nature::sound, 20), 1);
    house.run(seconds(30));
    EXPECT_EQ(house[0].runs, 0u);
    EXPECT_EQ(house[1].runs, 10u);
    EXPECT_EQ(house[0].shop().ledger().totals().open, 0u);
}

}  // namespace
}  // namespace segue::jobs
