// What people do with a session, told in a house of two to five nodes.
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

TEST(Stories, TheFirstPlayMakesTheAskingDeviceSound) {
    House h(3);
    h.run(milliseconds(500));
    ASSERT_TRUE(h.must(2, play({song(1)})).ok);
    h.run(milliseconds(200));
    EXPECT_EQ(h.sounding(), std::set<int>{2});
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

TEST(Stories, TheQueueAdvancesWithNobodyInCharge) {
    House h(3);
    start(h, 3, {1, 2});
    h.run(seconds(55));
    const audio::Epoch epoch = h.sound(1)->epoch;
    // The conductor goes a moment before the change; nobody has taken over yet when the second song begins.
    h.run_until([&] { return frame(h, 1) > 59 * second + second * 9 / 10; }, seconds(10));
    h.kill(0);
    h.run(milliseconds(140));
    EXPECT_TRUE(h.conductors().empty());
    ASSERT_TRUE(h.sound(1) && h.sound(2));
    EXPECT_EQ(h.sound(1)->track, track(2, 60).track);
    EXPECT_EQ(h.sound(1)->epoch, epoch) << "a change of track is no new program";
    const double early = h.sound(1)->frame;
    h.run(seconds(5));
    EXPECT_EQ(h.machine(1).state().transport().now->anchor.track, track(2, 60).track);
    EXPECT_NEAR(h.sound(1)->frame, early + 5.0 * second, 1e-3) << "the anchor moves without a sound";
    h.run(seconds(125));
    EXPECT_EQ(h.machine(1).state().transport().mode, Mode::stopped);
    EXPECT_TRUE(h.sounding().empty());
    EXPECT_TRUE(h.agreed());
}

TEST(Stories, ANewcomerJoinsMidSong) {
    House h(3);
    h.kill(2);
    start(h, 3, {0, 1});
    h.run(seconds(70));
    h.restart(2, false);
    ASSERT_TRUE(h.run_until([&] { return h.agreed() && h.machine(2).settled(); }, milliseconds(300)));
    ASSERT_TRUE(h.must(2, OutputAdd{node_id(2)}).ok);
    ASSERT_TRUE(h.run_until([&] { return h.sounding().size() == 3; }, milliseconds(300)));
    EXPECT_EQ(h.sound(2)->frame, h.sound(0)->frame);
    EXPECT_EQ(h.sound(2)->epoch, h.sound(0)->epoch) << "the others were not disturbed";
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

TEST(Stories, ATargetWithoutADeviceDeclines) {
    House h(2);
    h.broken[1] = "cannot open the sound device hw:1 (busy)";
    start(h);
    const Answered a = h.must(0, HandOver{node_id(1), false, {}});
    EXPECT_FALSE(a.ok);
    EXPECT_EQ(a.message, "node1: cannot open the sound device hw:1 (busy); the session stays here");
    EXPECT_EQ(h.conductor(), 0);
    EXPECT_EQ(h.sounding(), std::set<int>{0});
}

TEST(Stories, ATargetThatIsSlowIsGivenUp) {
    House h(2);
    h.slow[1] = milliseconds(20'000);
    start(h);
    const Answered a = h.must(0, HandOver{node_id(1), false, {}});
    EXPECT_FALSE(a.ok);
    EXPECT_EQ(a.message, "node1 did not get ready in 5 s: it is still loading; the session stays here");
    EXPECT_EQ(h.sounding(), std::set<int>{0});
    EXPECT_FALSE(h.must(0, HandOver{node_id(3), false, {}}).ok);
}

TEST(Stories, AKilledConductorIsInaudibleElsewhere) {
    House h(3);
    start(h, 3, {0, 1, 2});
    h.run(seconds(5));
    std::set<audio::Epoch> epochs;
    bool silent = false;
    h.kill(0);
    const EnsembleTime died = h.now();
    h.each = [&] {
        for (int i : {1, 2}) {
            silent |= !h.sound(i);
            if (h.sound(i)) epochs.insert(h.sound(i)->epoch);
        }
    };
    ASSERT_TRUE(h.run_until([&] { return h.conductor() > 0; }, seconds(1)));
    EXPECT_LE(h.now() - died, milliseconds(300));
    h.run(seconds(2));
    EXPECT_FALSE(silent);
    EXPECT_EQ(epochs.size(), 1u);
    EXPECT_EQ(h.machine(1).state().queue.size(), 3u);
    EXPECT_NEAR(static_cast<double>(frame(h, 1)), 7.2 * second, 0.3 * second);
    // It comes back: nothing but another replica, and an output again, as was wished.
    h.restart(0);
    h.run(seconds(1));
    EXPECT_EQ(h.sounding(), (std::set<int>{0, 1, 2}));
    EXPECT_EQ(h.sound(0)->frame, h.sound(1)->frame);
    EXPECT_EQ(h.conductor() > 0, true);
    EXPECT_TRUE(h.agreed());
}

TEST(Stories, ASoloOutputThatDiesLeavesTheSessionPausedWhereItWas) {
    House h(3);
    start(h);
    h.run(seconds(5));
    const std::int64_t at = frame(h, 0);
    h.kill(0);
    h.run(seconds(20));
    const Where w = h.machine(1).where(h.now());
    EXPECT_EQ(w.mode, Mode::paused);
    EXPECT_NEAR(static_cast<double>(w.cue.pos.frame), static_cast<double>(at), 0.3 * second);
    EXPECT_EQ(h.machine(2).status(h.now()).text, "paused: the last output went away");
    ASSERT_TRUE(h.must(2, Resume{}).ok);
    h.run(milliseconds(300));
    EXPECT_EQ(h.sounding(), std::set<int>{2});
}

TEST(Stories, WithKeepPlayingTheNextMemberSoundsWithinASecond) {
    House h(3);
    start(h);
    ASSERT_TRUE(h.must(1, KeepPlaying{true}).ok);
    h.run(seconds(5));
    const std::int64_t at = frame(h, 0);
    h.kill(0);
    const EnsembleTime died = h.now();
    ASSERT_TRUE(h.run_until([&] { return !h.sounding().empty(); }, seconds(1)));
    const double expected = static_cast<double>(at) + to_seconds(h.now() - died) * sample_rate_hz;
    EXPECT_NEAR(h.sound(*h.sounding().begin())->frame, expected, 5);
}

TEST(Stories, BothSidesOfACutPlayOnAndMergeWhenItHeals) {
    House h(4);
    start(h, 3, {0, 1, 2, 3});
    h.run(seconds(5));
    h.cut({0, 1}, {2, 3});
    h.run(seconds(2));
    EXPECT_EQ(h.conductors().size(), 2u);
    EXPECT_EQ(h.sounding().size(), 4u);
    ASSERT_TRUE(h.must(1, QueueAdd{{song(11)}, {}, false}).ok);
    ASSERT_TRUE(h.must(3, QueueAdd{{song(12)}, {}, false}).ok);
    ASSERT_TRUE(h.must(0, Volume{{}, 0.5F}).ok);
    ASSERT_TRUE(h.must(3, Seek{50 * second, false}).ok);
    h.run(seconds(3));
    h.heal();
    h.run(seconds(3));
    EXPECT_GE(h.conductor(), 2);
    EXPECT_TRUE(h.agreed());
    EXPECT_EQ(h.machine(0).state().queue.size(), 5u);
    EXPECT_EQ(h.machine(3).state().volume.value, 0.5F);
    EXPECT_EQ(h.sounding().size(), 4u);
    EXPECT_EQ(h.sound(0)->frame, h.sound(3)->frame);
    // The position of the side that lost is kept.
    ASSERT_EQ(h.machine(0).state().bookmarks.size(), 1u);
    const Bookmark& b = h.machine(0).state().bookmarks.begin()->second.value;
    EXPECT_NEAR(static_cast<double>(b.cue.pos.frame), 10 * second, 2.0 * second);
    EXPECT_EQ(b.title, "Song 1");
}

TEST(Stories, ACutWithoutEditsHealsInaudibly) {
    House h(4);
    start(h, 3, {0, 1, 2, 3});
    h.cut({0, 1}, {2, 3});
    h.run(seconds(70));
    const audio::Epoch epoch = h.sound(0)->epoch;
    bool silent = false;
    h.each = [&] { silent |= h.sounding().size() != 4; };
    h.heal();
    h.run(seconds(5));
    EXPECT_FALSE(silent);
    EXPECT_EQ(h.sound(0)->epoch, epoch);
    EXPECT_TRUE(h.agreed());
    EXPECT_TRUE(h.machine(0).state().bookmarks.empty());
}

TEST(Stories, ExclusiveLetsOnlyTheMajorityPlay) {
    House h(3);
    start(h, 3, {0, 1, 2});
    ASSERT_TRUE(h.must(0, SetPolicy{Policy::exclusive}).ok);
    h.run(seconds(1));
    h.cut({0}, {1, 2});
    h.run(seconds(2));
    EXPECT_EQ(h.sounding(), (std::set<int>{1, 2}));
    EXPECT_EQ(h.machine(0).status(h.now()).text, "silent: fewer than half of this session's devices are in reach");
    EXPECT_EQ(h.must(0, Pause{}).error, Error::cut_off);
    h.heal();
    h.run(seconds(2));
    EXPECT_EQ(h.sounding(), (std::set<int>{0, 1, 2}));
    EXPECT_TRUE(h.agreed());
}

TEST(Stories, ARestartedHouseIsPausedWhereItWas) {
    House h(2);
    start(h);
    h.run(seconds(33));
    h.kill(0);
    h.kill(1);
    h.run(seconds(3600));
    h.restart(0);
    h.restart(1);
    h.run(seconds(3));
    EXPECT_TRUE(h.sounding().empty());
    const Where w = h.machine(0).where(h.now());
    EXPECT_EQ(w.mode, Mode::paused);
    EXPECT_NEAR(static_cast<double>(w.cue.pos.frame), 30 * second, 6.0 * second);
    ASSERT_TRUE(h.must(1, Resume{}).ok);
    h.run(milliseconds(500));
    EXPECT_EQ(h.sounding(), std::set<int>{0});
    EXPECT_NEAR(h.sound(0)->frame, 30.0 * second, 6.0 * second);
    EXPECT_TRUE(h.agreed());
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

TEST(Stories, LeavingHandsOverFirst) {
    House h(3);
    start(h);
    h.run(seconds(1));
    double least = 1;
    h.each = [&] {
        double sum = 0;
        for (int i = 0; i < 3; ++i)
            if (const auto s = h.sound(i)) sum += s->gain;
        least = std::min(least, sum);
    };
    const EnsembleTime asked = h.now();
    h.shut_down(0);
    ASSERT_TRUE(h.run_until([&] { return h.drained(0); }, seconds(2)));
    EXPECT_LE(h.now() - asked, milliseconds(500));
    h.kill(0);
    h.run(seconds(1));
    EXPECT_NEAR(least, 1, 1e-6);
    EXPECT_EQ(h.sounding().size(), 1u);
    EXPECT_EQ(h.conductor(), *h.sounding().begin());
}

TEST(Stories, ALeavingOutputThatDoesNotConductIsReplacedToo) {
    House h(3);
    start(h, 3, {2});
    ASSERT_EQ(h.conductor(), 0);
    bool silent = false;
    h.each = [&] { silent |= h.sounding().empty(); };
    h.shut_down(2);
    ASSERT_TRUE(h.run_until([&] { return h.drained(2); }, seconds(2)));
    h.kill(2);
    h.run(seconds(1));
    EXPECT_FALSE(silent);
    EXPECT_EQ(h.sounding(), std::set<int>{0});
}

TEST(Stories, ASteppedClockIsInaudible) {
    House h(1);
    start(h);
    h.run(seconds(5));
    const double at = h.sound(0)->frame;
    h.step_clock(0, seconds(12345));
    h.run(milliseconds(100));
    ASSERT_TRUE(h.sound(0));
    EXPECT_NEAR(h.sound(0)->frame, at + 4800, 2);
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
