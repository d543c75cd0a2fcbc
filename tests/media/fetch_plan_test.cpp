// The plan alone, event by event, in virtual time.
#include "audio/media/fetch_plan.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/media/tracks.h"

namespace segue::audio {
namespace {

constexpr LocalTime start = from_ns<LocalTime>(1'000'000'000);

class Fetch : public testing::Test {
  protected:
    FetchEffects at(Nanoseconds t, const FetchEvent& e) { return plan.step(e, start + t); }
    FetchGoal goal_for(std::size_t segments, bool complete = true) {
        FetchGoal goal;
        goal.tracks.push_back({track, 1, complete});
        for (std::size_t i = 0; i < segments; ++i)
            goal.segments.push_back({track, names[i], 20'000, start + seconds(static_cast<int>(i))});
        return goal;
    }
    // peer -> names asked of it
    static std::map<NodeId, std::vector<SegmentName>> asked(const FetchEffects& effects) {
        std::map<NodeId, std::vector<SegmentName>> out;
        for (const auto& s : effects.sends)
            if (const auto* want = std::get_if<Want>(&s.message))
                out[s.to].insert(out[s.to].end(), want->names.begin(), want->names.end());
        return out;
    }
    static std::vector<NodeId> asked_for_manifest(const FetchEffects& effects) {
        std::vector<NodeId> out;
        for (const auto& s : effects.sends)
            if (std::holds_alternative<WantManifest>(s.message)) out.push_back(s.to);
        return out;
    }
    void up(const NodeId& peer, bool holds = true) {
        at(milliseconds(0), PeerUp{peer});
        if (holds) at(milliseconds(0), SaidHave{peer, {track, 1, true, true}});
    }

    Random random{1};
    TrackId track = test::random_id<TrackId>(random);
    NodeId anna = *NodeId::from_hex("aa000000000000000000000000000000"),
           ben = *NodeId::from_hex("bb000000000000000000000000000000"),
           cleo = *NodeId::from_hex("cc000000000000000000000000000000");
    std::vector<SegmentName> names = [this] {
        std::vector<SegmentName> out;
        for (int i = 0; i < 100; ++i) out.push_back(test::random_id<SegmentName>(random));
        return out;
    }();
    FetchPlan plan;
};

TEST_F(Fetch, AsksForTheNearestFirstInOneMessage) {
    up(anna);
    const FetchEffects effects = at(milliseconds(1), GoalChanged{goal_for(100)});
    ASSERT_EQ(effects.sends.size(), 1u);
    const auto ask = asked(effects)[anna];
    ASSERT_FALSE(ask.empty());
    EXPECT_LT(ask.size(), 20u) << "a window, not everything";
    for (std::size_t i = 0; i < ask.size(); ++i) EXPECT_EQ(ask[i], names[i]);
}

TEST_F(Fetch, AsksOnAsDataComesAndEndsWithNothingMissing) {
    up(anna);
    auto asks = asked(at(milliseconds(1), GoalChanged{goal_for(100)}))[anna];
    std::size_t next = 0;
    for (int ms = 5; next < asks.size() && ms < 10'000; ms += 2) {
        const auto more = asked(at(milliseconds(ms), DataArrived{anna, asks[next++], 20'000, true}))[anna];
        asks.insert(asks.end(), more.begin(), more.end());
    }
    EXPECT_EQ(asks, names) << "each once, in order";
    EXPECT_EQ(plan.missing(), 0u);
    EXPECT_EQ(plan.peer(anna, start)->outstanding_bytes, 0u);
    EXPECT_NEAR(plan.peer(anna, start)->rate, 1e7, 3e6) << "20 kB each 2 ms";
}

TEST_F(Fetch, SharesTheWorkAmongThoseWhoHold) {
    up(anna);
    up(ben);
    up(cleo, false);
    const auto asks = asked(at(milliseconds(1), GoalChanged{goal_for(100)}));
    EXPECT_TRUE(asks.contains(anna) && asks.contains(ben));
    EXPECT_FALSE(asks.contains(cleo)) << "it has not said that it holds the track";
    std::set<SegmentName> all;
    for (const auto& [peer, list] : asks)
        for (const auto& n : list) EXPECT_TRUE(all.insert(n).second) << "asked twice";
}

TEST_F(Fetch, AsksAStrangerWhenNobodyHasSaidAnything) {
    up(cleo, false);
    const auto asks = asked(at(milliseconds(1), GoalChanged{goal_for(3)}));
    EXPECT_EQ(asks.at(cleo).size(), 3u);
}

TEST_F(Fetch, TurnsToAnotherAfterADenial) {
    up(anna);
    up(ben);
    const auto asks = asked(at(milliseconds(1), GoalChanged{goal_for(1)}));
    const NodeId first = asks.begin()->first, second = first == anna ? ben : anna;
    const auto then = asked(at(milliseconds(2), SaidDontHave{first, {names[0]}}));
    EXPECT_EQ(then.at(second), std::vector<SegmentName>{names[0]});
    EXPECT_EQ(plan.unavailable(start + milliseconds(2)), 0u);
    at(milliseconds(3), SaidDontHave{second, {names[0]}});
    EXPECT_EQ(plan.unavailable(start + milliseconds(3)), 1u);
    EXPECT_NE(plan.next_tick(start + milliseconds(3)), LocalTime::max()) << "somebody may get it soon";
    EXPECT_FALSE(asked(at(seconds(6), Tick{})).empty());
}

TEST_F(Fetch, TurnsToAnotherWhenThePeerGoes) {
    up(anna);
    up(ben);
    const auto asks = asked(at(milliseconds(1), GoalChanged{goal_for(4)}));
    const auto then = asked(at(milliseconds(2), PeerDown{anna}));
    EXPECT_EQ(then.at(ben), asks.at(anna));
}

TEST_F(Fetch, TurnsToAnotherWhenThePeerIsLate) {
    up(anna);
    at(milliseconds(1), GoalChanged{goal_for(3)});
    EXPECT_EQ(plan.peer(anna, start)->outstanding, 3u);
    up(ben);
    std::vector<SegmentName> of_ben;
    LocalTime now = start + milliseconds(2);
    while (of_ben.size() < 3 && now < start + seconds(2)) {
        now = plan.next_tick(now);
        auto asks = asked(plan.step(Tick{}, now));
        of_ben.insert(of_ben.end(), asks[ben].begin(), asks[ben].end());
    }
    EXPECT_EQ(of_ben, (std::vector<SegmentName>{names[0], names[1], names[2]}));
    EXPECT_LT(now, start + seconds(1));
}

TEST_F(Fetch, WaitsForTheOnlySourceInsteadOfAskingItTwice) {
    up(anna);
    at(milliseconds(1), GoalChanged{goal_for(3)});
    for (int s = 1; s < 9; ++s) EXPECT_TRUE(asked(at(seconds(s), Tick{})).empty()) << s;
    EXPECT_FALSE(asked(at(seconds(12), Tick{})).empty()) << "but not for ever";
}

TEST_F(Fetch, ShunsWhoeverSendsFalseBytes) {
    up(anna);
    up(ben);
    const auto asks = asked(at(milliseconds(1), GoalChanged{goal_for(6)}));
    ASSERT_TRUE(asks.contains(anna));
    const auto then = asked(at(milliseconds(2), DataArrived{anna, asks.at(anna)[0], 20'000, false}));
    EXPECT_TRUE(plan.peer(anna, start + milliseconds(2))->shunned);
    EXPECT_EQ(then.at(ben), asks.at(anna)) << "all of what it was asked for";
    EXPECT_EQ(plan.missing(), 6u);
    at(milliseconds(3), PeerDown{anna});
    at(milliseconds(4), PeerUp{anna});
    EXPECT_EQ(plan.peer(ben, start)->outstanding, 6u);
}

TEST_F(Fetch, ASeekAsksForTheNewPlaceAtOnce) {
    up(anna);
    at(milliseconds(1), GoalChanged{goal_for(100)});
    const std::size_t before = plan.peer(anna, start)->outstanding_bytes;
    FetchGoal goal;
    goal.tracks.push_back({track, 1, true});
    for (std::size_t i = 80; i < 100; ++i) goal.segments.push_back({track, names[i], 20'000, start});
    at(milliseconds(2), GoalChanged{goal});
    // The window may be full of the old place's segments; each that comes makes room for the new one's.
    const auto then = asked(at(milliseconds(3), DataArrived{anna, names[0], 20'000, true}));
    ASSERT_TRUE(then.contains(anna));
    EXPECT_EQ(then.at(anna)[0], names[80]);
    EXPECT_LE(plan.peer(anna, start)->outstanding_bytes, before + 20'000);
}

TEST_F(Fetch, AsksForAManifestWhereItIsFullest) {
    up(anna, false);
    up(ben, false);
    FetchGoal goal;
    goal.tracks.push_back({track, 0, false});
    EXPECT_EQ(asked_for_manifest(at(milliseconds(1), GoalChanged{goal})).size(), 2u) << "nobody has said: everybody";
    EXPECT_TRUE(asked_for_manifest(at(milliseconds(2), Tick{})).empty());
    EXPECT_EQ(asked_for_manifest(at(milliseconds(3), SaidHave{ben, {track, 5, false, false}})),
              std::vector<NodeId>{ben});
    EXPECT_EQ(asked_for_manifest(at(milliseconds(4), SaidHave{anna, {track, 1, true, true}})),
              std::vector<NodeId>{anna});
    at(milliseconds(5), ManifestArrived{anna, track, 9, true});
    EXPECT_TRUE(asked_for_manifest(at(seconds(10), Tick{})).empty()) << "it is complete";
}

TEST_F(Fetch, AsksAgainForAManifestThatStopsGrowing) {
    up(anna, false);
    FetchGoal goal;
    goal.tracks.push_back({track, 0, false});
    at(milliseconds(1), GoalChanged{goal});
    at(milliseconds(2), ManifestArrived{anna, track, 1, false});
    EXPECT_TRUE(asked_for_manifest(at(milliseconds(800), Tick{})).empty());
    EXPECT_EQ(asked_for_manifest(at(milliseconds(2100), Tick{})), std::vector<NodeId>{anna});
}

TEST_F(Fetch, AsksAgainAfterEverybodyHasNoManifest) {
    up(anna, false);
    FetchGoal goal;
    goal.tracks.push_back({track, 0, false});
    at(milliseconds(1), GoalChanged{goal});
    at(milliseconds(2), SaidNoManifest{anna, track});
    EXPECT_TRUE(asked_for_manifest(at(milliseconds(500), Tick{})).empty());
    EXPECT_LT(plan.next_tick(start + milliseconds(500)), LocalTime::max());
    EXPECT_FALSE(asked_for_manifest(at(milliseconds(2100), Tick{})).empty());
}

TEST_F(Fetch, MessagesFromNobodyChangeNothing) {
    at(milliseconds(0), SaidHave{anna, {track, 1, true, true}});
    at(milliseconds(0), SaidDontHave{anna, names});
    at(milliseconds(0), DataArrived{anna, names[0], 5, false});
    at(milliseconds(0), PeerDown{anna});
    EXPECT_TRUE(at(milliseconds(1), GoalChanged{goal_for(5)}).sends.empty());
    EXPECT_EQ(plan.missing(), 5u);
    EXPECT_EQ(plan.unavailable(start), 5u);
    EXPECT_EQ(plan.next_tick(start), LocalTime::max());
}

// Any order of anything: accounts stay sound.
TEST_F(Fetch, AccountsStaySoundUnderAnyEvents) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Random r(seed);
        FetchPlan p;
        LocalTime now = start;
        const std::vector<NodeId> people{anna, ben, cleo};
        for (int i = 0; i < 300; ++i) {
            now += milliseconds(r.below(200));
            const NodeId who = people[r.below(3)];
            const SegmentName what = names[r.below(20)];
            FetchEvent e = Tick{};
            switch (r.below(9)) {
                case 0:
                    e = PeerUp{who};
                    break;
                case 1:
                    e = PeerDown{who};
                    break;
                case 2:
                    e = GoalChanged{goal_for(1 + r.below(20), r.chance(0.5))};
                    break;
                case 3:
                    e = SaidHave{who, {track, static_cast<std::uint32_t>(r.below(3)), r.chance(0.5), r.chance(0.5)}};
                    break;
                case 4:
                    e = SaidDontHave{who, {what}};
                    break;
                case 5:
                    e = SaidNoManifest{who, track};
                    break;
                case 6:
                    e = ManifestArrived{who, track, static_cast<std::uint32_t>(r.below(9)), r.chance(0.2)};
                    break;
                case 7:
                    e = DataArrived{who, what, r.below(30'000), r.chance(0.9)};
                    break;
                default:
                    break;
            }
            for (const auto& s : p.step(e, now).sends)
                ASSERT_TRUE(p.peer(s.to, now)) << "sent to somebody who is not up";
            for (const NodeId& id : people)
                if (const auto state = p.peer(id, now)) {
                    ASSERT_EQ(state->outstanding == 0, state->outstanding_bytes == 0);
                    ASSERT_LE(state->outstanding_bytes, std::size_t{600'000});
                }
            ASSERT_GE(p.missing(), p.unavailable(now));
        }
    }
}

}  // namespace
}  // namespace segue::audio
