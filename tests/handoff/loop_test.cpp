// Loops: laid out by whoever conducts, sounded by everyone alike.
#include "handoff/loop.h"

#include <gtest/gtest.h>

#include <cmath>

#include "handoff/tempo.h"
#include "tests/handoff/house.h"

namespace segue::handoff::test {
namespace {

constexpr std::int64_t beat = 24'000;  // frames, at 120 beats a minute

SetLoop beats(double n) { return {SetLoop::Change::beats, n, false, {}, {}}; }
SetLoop bars(double n) { return {SetLoop::Change::beats, 4 * n, true, {}, {}}; }
SetLoop range(std::int64_t from, std::int64_t to) { return {SetLoop::Change::range, 0, false, {from}, {to}}; }
SetLoop change(SetLoop::Change c) { return {c, 0, false, {}, {}}; }

class Loops : public testing::Test {
  protected:
    static NewEntry with_beats(int i = 1) {
        NewEntry e = song(i, 60);
        e.facts.beats = {{{MediaPos{0}, 120, beat}}, 0, 4};
        return e;
    }
    void SetUp() override {
        house.run(seconds(1));
        ASSERT_TRUE(house.must(0, OutputsSet{{node_id(0), node_id(1)}}).ok);
    }
    // Plays, and is at 2.6 beats in a moment.
    void play(const NewEntry& entry) {
        ASSERT_TRUE(house.must(0, handoff::test::play({entry, song(2, 30)})).ok);
        ASSERT_TRUE(house.run_until([&] { return house.sound(0) && house.sound(0)->frame > 2.6 * beat; }, seconds(5)));
    }
    double frame(int i) const {
        const auto s = house.sound(i);
        EXPECT_TRUE(s && s->gain > 0) << house.name(i) << " is silent";
        return s ? s->frame : -1;
    }
    bool loop(SetLoop e, int asked = 1) { return house.must(asked, e).ok; }
    const Transport& transport() { return house.machine(0).state().transport(); }
    // Both outputs, at each hundredth of a second, are within the loop and at one.
    void expect_within(double from, double to, Nanoseconds how_long) {
        for (Nanoseconds t{0}; t < how_long; t += milliseconds(10)) {
            house.run(milliseconds(10));
            const double a = frame(0);
            ASSERT_GE(a, from);
            ASSERT_LT(a, to);
            ASSERT_NEAR(a, frame(1), 1e-3);
            const Where shown = position(house.machine(1).state(), house.now());
            ASSERT_NEAR(static_cast<double>(shown.cue.pos.frame), a, 1);
        }
    }

    House house{3};
};

TEST_F(Loops, FourBeatsFromTheNearestOneOn) {
    play(with_beats());
    ASSERT_TRUE(loop(beats(4)));
    EXPECT_EQ(transport().loop->lap, (audio::Lap{{3 * beat}, {4 * beat}}));
    house.run(milliseconds(500));
    expect_within(3 * beat, 7 * beat, seconds(20));
    EXPECT_EQ(position(house.machine(1).state(), house.now()).duration, Frames{60 * 48'000}) << "the track's own";
}

TEST_F(Loops, BarsBeginAtTheBar) {
    play(with_beats());
    ASSERT_TRUE(loop(bars(1)));
    EXPECT_EQ(transport().loop->lap, (audio::Lap{{0}, {4 * beat}}));
    house.run(milliseconds(100));
    expect_within(0, 4 * beat, seconds(10));
}

TEST_F(Loops, APartOfABeatIsInPhaseAtOnce) {
    play(with_beats());
    ASSERT_TRUE(loop(beats(0.25)));
    house.run(milliseconds(400));
    const Loop l = *transport().loop;
    EXPECT_EQ(l.lap.length.count, beat / 4);
    EXPECT_EQ(l.lap.from.frame % (beat / 4), 0);
    expect_within(static_cast<double>(l.lap.from.frame), static_cast<double>(l.lap.end().frame), seconds(3));
}

TEST_F(Loops, ALoopEndsAtItsEndAndTheQueueGoesOn) {
    play(with_beats());
    ASSERT_TRUE(loop(beats(2)));
    house.run(seconds(90));
    EXPECT_EQ(position(house.machine(0).state(), house.now()).cue.entry, transport().loop->entry)
        << "the queue waits, however long it is";
    ASSERT_TRUE(loop(change(SetLoop::Change::off)));
    EXPECT_FALSE(transport().loop);
    double last = frame(0);
    for (int i = 0; i < 300; ++i) {
        house.run(milliseconds(10));
        const double now = frame(0);
        if (now < last) {
            EXPECT_LT(i, 25) << "from the end of the lap that was under way it goes straight on";
        }
        last = now;
    }
    EXPECT_GT(last, 5.0 * beat);
    house.run(seconds(58));
    EXPECT_EQ(house.sound(0)->track, track(2, 30).track);
    EXPECT_TRUE(transport().now->turns.empty());
}

TEST_F(Loops, HalfAndDoubleKeepTheBeginningAndTheBeat) {
    play(with_beats());
    ASSERT_TRUE(loop(beats(4)));
    house.run(seconds(9));
    const double phase = std::fmod(frame(0), beat);
    const EnsembleTime then = house.now();
    ASSERT_TRUE(loop(change(SetLoop::Change::halve)));
    house.run(seconds(3));
    expect_within(3 * beat, 5 * beat, seconds(5));
    ASSERT_TRUE(loop(change(SetLoop::Change::twice)));
    ASSERT_TRUE(loop(change(SetLoop::Change::twice)));
    house.run(seconds(5));
    expect_within(3 * beat, 11 * beat, seconds(10));
    const double played = to_seconds(house.now() - then) * sample_rate_hz;
    EXPECT_NEAR(std::remainder(frame(0) - phase - played, beat), 0, 2) << "not a beat is shifted";
    EXPECT_EQ(transport().loop->beats, 8);
}

TEST_F(Loops, FromOnePlaceToAnotherAlsoBackwards) {
    play(with_beats());
    house.run(seconds(10));
    ASSERT_TRUE(loop(range(48'000, 100'000)));  // behind us: back into it
    house.run(milliseconds(600));
    expect_within(48'000, 100'000, seconds(5));
    ASSERT_TRUE(loop(range(96'000, 140'000)));  // ahead of us: played up to it
    house.run(seconds(3));
    expect_within(96'000, 140'000, seconds(5));
}

TEST_F(Loops, ASeekOutOfItEndsItAndAPauseWithinKeepsIt) {
    play(with_beats());
    ASSERT_TRUE(loop(beats(4)));
    house.run(seconds(3));
    ASSERT_TRUE(house.must(0, Pause{}).ok);
    ASSERT_TRUE(transport().loop);
    ASSERT_TRUE(house.must(0, Resume{}).ok);
    house.run(milliseconds(500));
    expect_within(3 * beat, 7 * beat, seconds(6));
    ASSERT_TRUE(house.must(0, Seek{4 * beat, false}).ok);
    house.run(milliseconds(500));
    expect_within(3 * beat, 7 * beat, seconds(6));
    ASSERT_TRUE(house.must(0, Seek{30 * beat, false}).ok);
    EXPECT_FALSE(transport().loop);
    house.run(seconds(6));
    EXPECT_GT(frame(0), 38.0 * beat);
}

TEST_F(Loops, AHandoffAndADeathInMidLoopChangeNothing) {
    play(with_beats());
    ASSERT_TRUE(loop(beats(2)));
    house.run(seconds(2));
    const double before = frame(0);
    const EnsembleTime then = house.now();
    ASSERT_TRUE(house.must(0, HandOver{node_id(2), false, node_id(0), 0}).ok);
    house.run(seconds(1));
    house.kill(0);
    house.run(seconds(2));
    house.kill(house.conductor());
    house.run(seconds(3));
    const int left = house.up(1) ? 1 : 2;
    const double length = 2.0 * beat, frames = to_seconds(house.now() - then) * sample_rate_hz;
    EXPECT_NEAR(std::remainder(frame(left) - before - frames, length), 0, 2);
    EXPECT_LT(std::abs(frame(left) - 4.0 * beat), length / 2 + 1) << "between the third and the fifth";
}

TEST_F(Loops, WithoutBeatsItIsByTime) {
    play(song(1, 60));
    ASSERT_TRUE(loop(beats(4)));
    EXPECT_EQ(transport().loop->lap.length.count, 4 * beat);
}

TEST_F(Loops, TheBeatsOfALoopAreCountedOn) {
    play(with_beats());
    ASSERT_TRUE(loop(beats(3)));
    house.run(seconds(1));
    const double first = beat_at(house.machine(0).state(), house.now()).value();
    house.run(seconds(10));
    EXPECT_NEAR(beat_at(house.machine(0).state(), house.now()).value() - first, 20, 1e-3)
        << "so that a room of four beats is followed through a loop of three";
}

TEST_F(Loops, WhatCannotBeIsRefused) {
    EXPECT_FALSE(loop(beats(4))) << "nothing plays";
    play(with_beats());
    EXPECT_FALSE(loop(change(SetLoop::Change::halve))) << "no loop";
    EXPECT_FALSE(loop(beats(0)));
    EXPECT_FALSE(loop(beats(NAN)));
    EXPECT_FALSE(loop(beats(1.0 / 64)));
    EXPECT_FALSE(loop(beats(1000))) << "longer than the track";
    EXPECT_FALSE(loop(range(48'000, 48'000)));
    EXPECT_FALSE(loop(range(0, 61 * 48'000)));
    EXPECT_TRUE(loop(change(SetLoop::Change::off))) << "there is none, as wished";
}

}  // namespace
}  // namespace segue::handoff::test
