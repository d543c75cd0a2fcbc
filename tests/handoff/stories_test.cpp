// What people do with a session, in a house of two to five nodes: what a transcript (stories/) cannot tell as sharply.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/handoff/house.h"

namespace segue::handoff::test {
namespace {

constexpr std::int64_t second = sample_rate_hz;

std::int64_t frame(House& h, int i) { return h.machine(i).where(h.now()).cue.pos.frame; }

// Plays songs 1..n on node 0 (and `outputs`).
void start(House& h, int songs = 3, std::vector<int> outputs = {0}) {
    h.run(milliseconds(500));
    std::vector<NewEntry> entries;
    for (int i = 1; i <= songs; ++i) entries.push_back(song(i));
    std::vector<NodeId> nodes;
    for (int o : outputs) nodes.push_back(node_id(o));
    ASSERT_TRUE(h.must(0, OutputsSet{nodes}).ok);
    ASSERT_TRUE(h.must(0, play(entries)).ok);
    ASSERT_TRUE(h.run_until([&] { return h.sounding().size() == outputs.size(); }, seconds(1)));
}

TEST(Stories, PlayIsHeardOnAllOutputsWithin300Ms) {
    House h(3);
    h.run(milliseconds(500));
    ASSERT_TRUE(h.must(0, OutputsSet{{node_id(0), node_id(1), node_id(2)}}).ok);
    const EnsembleTime asked = h.now();
    ASSERT_TRUE(h.must(1, play({song(1), song(2)})).ok);
    ASSERT_TRUE(h.run_until([&] { return h.sounding().size() == 3; }, milliseconds(300)));
    EXPECT_LE(h.now() - asked, milliseconds(150));
    h.run(seconds(3));
    EXPECT_EQ(h.sound(0)->frame, h.sound(1)->frame);
    EXPECT_EQ(h.sound(0)->frame, h.sound(2)->frame);
    EXPECT_TRUE(h.agreed());
}

TEST(Stories, PauseAndResumeLoseNothing) {
    House h(2);
    start(h);
    h.run(seconds(5));
    ASSERT_TRUE(h.must(1, Pause{}).ok);
    h.run(milliseconds(200));
    EXPECT_TRUE(h.sounding().empty());
    const std::int64_t at = frame(h, 0);
    EXPECT_NEAR(static_cast<double>(at), 5.2 * second, 0.2 * second);
    h.run(seconds(30));
    EXPECT_EQ(frame(h, 1), at);
    ASSERT_TRUE(h.must(1, Resume{}).ok);
    ASSERT_TRUE(h.run_until([&] { return h.sounding().size() == 1; }, milliseconds(300)));
    EXPECT_NEAR(h.sound(0)->frame, static_cast<double>(at), 10);
}

TEST(Stories, SeekSoundsOnUntilTheNewPositionIsReady) {
    House h(2);
    h.prepare = milliseconds(120);
    start(h);
    h.run(seconds(5));
    ASSERT_TRUE(h.must(0, Seek{40 * second, false}).ok);
    Nanoseconds silence{0};
    EnsembleTime last = h.now();
    h.each = [&] {
        if (h.sounding().empty()) silence += h.now() - last;
        last = h.now();
    };
    ASSERT_TRUE(h.run_until([&] { return h.sound(0) && h.sound(0)->frame >= 40.0 * second; }, seconds(1)));
    EXPECT_EQ(silence, Nanoseconds(0));
    h.each = nullptr;
    h.run(seconds(1));
    const Answered far = h.must(1, Seek{61 * second, false});
    EXPECT_FALSE(far.ok);
    EXPECT_EQ(far.error, Error::past_end);
    EXPECT_EQ(far.message, "cannot seek to 1:01: \"Song 1\" is 1:00 long; choose an earlier position");
}

TEST(Stories, HandoffGoesRoundWithoutAGap) {
    House h(3);
    start(h);
    h.run(seconds(1));
    double least = 1, most = 0;
    h.each = [&] {
        double sum = 0;
        for (int i = 0; i < 3; ++i)
            if (const auto s = h.sound(i)) sum += s->gain;
        least = std::min(least, sum);
        most = std::max(most, sum);
    };
    for (const int to : {1, 2, 0, 1, 2, 0}) {
        const Answered a = h.must(0, HandOver{node_id(to), false, {}});
        ASSERT_TRUE(a.ok) << a.message;
        EXPECT_LE(a.after, milliseconds(150));
        h.run(milliseconds(100));
        EXPECT_EQ(h.sounding(), std::set<int>{to});
        EXPECT_EQ(h.conductor(), to);
    }
    EXPECT_NEAR(least, 1, 1e-6);
    EXPECT_NEAR(most, 1, 1e-6);
    EXPECT_TRUE(h.agreed());
}

TEST(Stories, HandoffLeavesOtherOutputsAlone) {
    House h(3);
    start(h, 3, {0, 1});
    const Answered a = h.must(2, HandOver{node_id(2), false, {}});
    ASSERT_TRUE(a.ok) << a.message;
    h.run(milliseconds(200));
    EXPECT_EQ(h.sounding(), (std::set<int>{1, 2}));
    // A target that sounds already gets only the baton.
    ASSERT_TRUE(h.must(0, HandOver{node_id(1), false, {}}).ok);
    h.run(milliseconds(200));
    EXPECT_EQ(h.sounding(), (std::set<int>{1, 2}));
    EXPECT_EQ(h.conductor(), 1);
    // The conductor itself as target: only the sound moves.
    ASSERT_TRUE(h.must(1, OutputsSet{{node_id(2)}}).ok);
    ASSERT_TRUE(h.must(0, HandOver{node_id(1), true, {}}).ok);
    h.run(milliseconds(200));
    EXPECT_EQ(h.sounding(), (std::set<int>{1, 2})) << "keep";
}

TEST(Stories, PausedHandoffIsInstantAndResumesThere) {
    House h(2);
    start(h);
    h.run(seconds(10));
    ASSERT_TRUE(h.must(0, Pause{}).ok);
    h.run(seconds(1));
    ASSERT_LE(h.must(0, HandOver{node_id(1), false, {}}).after, milliseconds(30));
    ASSERT_TRUE(h.must(0, Resume{}).ok);
    h.run(milliseconds(300));
    EXPECT_EQ(h.sounding(), std::set<int>{1});
    EXPECT_NEAR(h.sound(1)->frame, 10.2 * second, 0.5 * second);
}

TEST(Stories, AFrozenConductorLooksBeforeItActs) {
    House h(3);
    start(h, 3, {0, 1, 2});
    h.run(seconds(2));
    h.freeze(0, seconds(15));
    h.run(seconds(10));
    EXPECT_FALSE(h.machine(1).conducting() == h.machine(2).conducting());
    const std::uint64_t r = h.ask(0, Next{});  // reaches it only when it wakes
    bool acted = false;
    h.seen = [&](int from, const Message& m) {
        acted |= from == 0 && m.ballot.node == node_id(0) &&
                 (std::holds_alternative<Update>(m.body) || std::holds_alternative<Heartbeat>(m.body));
    };
    h.run(seconds(8));
    EXPECT_FALSE(acted);
    ASSERT_TRUE(h.answer(r) && h.answer(r)->ok);
    EXPECT_EQ(h.sound(0)->track, track(2, 60).track);
    EXPECT_TRUE(h.agreed());
    EXPECT_NE(h.conductor(), 0);
}

TEST(Stories, AnUnknownTrackIsWaitedForAndABadOneSkipped) {
    House h(2);
    h.run(milliseconds(500));
    NewEntry unknown = song(1), bad = song(2);
    unknown.facts = {};
    bad.facts = {};
    ASSERT_TRUE(h.must(0, play({unknown, bad, song(3)})).ok);
    h.run(seconds(2));
    EXPECT_EQ(h.machine(0).status(h.now()).text, "loading 1.opus");
    const std::vector<EntryId> order = h.machine(1).state().queue.order();
    ASSERT_TRUE(h.must(1, Learnt{order[0], track(1, 4)}).ok);
    ASSERT_TRUE(h.run_until([&] { return h.sounding().size() == 1; }, milliseconds(300)));
    EntryFacts failed;
    failed.failed = "not audio";
    ASSERT_TRUE(h.must(1, Learnt{order[1], failed}).ok);
    bool silent = false;
    h.each = [&] { silent |= h.sounding().empty(); };
    h.run(seconds(6));
    EXPECT_EQ(h.sound(0)->track, track(3, 60).track);
    EXPECT_FALSE(silent) << "known in time, so there is no seam";
}

TEST(Stories, TwoWhoFoundTheSameSessionBeforeTheyMetBecomeOne) {
    House h(2);
    h.cut({0}, {1});
    h.run(milliseconds(800));
    ASSERT_TRUE(h.must(0, play({song(1)})).ok);
    ASSERT_TRUE(h.must(1, play({song(2)})).ok);
    h.run(seconds(5));
    h.heal();
    h.run(seconds(2));
    EXPECT_TRUE(h.agreed());
    EXPECT_EQ(h.conductor(), 1);
    EXPECT_EQ(h.machine(0).state().queue.size(), 2u);
    EXPECT_EQ(h.machine(0).state().bookmarks.size(), 1u);
}

TEST(Stories, ManyEntriesTravelInPieces) {
    House h(2);
    h.run(milliseconds(500));
    std::vector<NewEntry> many;
    for (int i = 0; i < 3000; ++i) {
        many.push_back(song(i % 200));
        many.back().source.path = "/music/" + std::string(200, 'x') + std::to_string(i);
    }
    EXPECT_TRUE(h.must(1, play(many)).ok);
    h.run(seconds(1));
    EXPECT_EQ(h.machine(0).state().queue.size(), 3000u);
    const std::vector<EntryId> order = h.machine(0).state().queue.order();
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end())) << "in the order they were asked for";
    h.restart(0, false);
    h.run(seconds(2));
    EXPECT_TRUE(h.agreed());
}

}  // namespace
}  // namespace segue::handoff::test
