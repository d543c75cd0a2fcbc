// What the readout says of a node's timing.
#include "app/node/timing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::node {
namespace {

using testing::HasSubstr;
using Word = Timing::Word;
using State = audio::Report::State;

TimingFacts playing() {
    TimingFacts f;
    f.clock = clock::State::locked;
    f.clock_bound = microseconds(40);
    f.path_bound = microseconds(300);
    f.sound.state = State::playing;
    f.sound.error_us = -3;
    f.sound.dac_spread_us = 5;
    return f;
}

TEST(Timing, PlaysInSyncWithinTheSumOfItsDoubts) {
    const Timing t = judge_timing(playing());
    EXPECT_EQ(t.word, Word::in_sync);
    EXPECT_DOUBLE_EQ(t.bound_us, 48);
    EXPECT_EQ(t.why, "");
}

TEST(Timing, SilentNodesAreJudgedByTheirClock) {
    TimingFacts f = playing();
    f.sound = {};
    EXPECT_EQ(judge_timing(f).word, Word::in_sync);
    EXPECT_DOUBLE_EQ(judge_timing(f).bound_us, 40);
    EXPECT_EQ(judge_timing(f).why, "its clock; it does not sound");
}

TEST(Timing, WhatIsNotKnownYetIsSettling) {
    TimingFacts f = playing();
    f.clock = clock::State::acquiring;
    EXPECT_EQ(judge_timing(f).word, Word::settling);
    f = playing();
    f.sound.state = State::settling;
    EXPECT_THAT(judge_timing(f).why, HasSubstr("clock is being measured"));
    f = playing();
    f.clock_bound = milliseconds(4);
    EXPECT_EQ(judge_timing(f).word, Word::settling);
    EXPECT_THAT(judge_timing(f).why, HasSubstr("4.0 ms"));
    f = playing();
    f.sound.dac_spread_us = 3000;
    EXPECT_THAT(judge_timing(f).why, HasSubstr("vague"));
}

TEST(Timing, WhatIsKnownToBeWrongIsOut) {
    TimingFacts f = playing();
    f.sound.error_us = 2400;
    EXPECT_EQ(judge_timing(f).word, Word::out);
    EXPECT_THAT(judge_timing(f).why, HasSubstr("2.4 ms late"));
    f = playing();
    f.offset = microseconds(1500);
    f.clock_bound = microseconds(1540);
    EXPECT_EQ(judge_timing(f).word, Word::out);
    EXPECT_THAT(judge_timing(f).why, HasSubstr("1.5 ms early"));
    f = playing();
    f.sound.state = State::opening;
    f.sound.device_error = "no such device";
    EXPECT_EQ(judge_timing(f).word, Word::out);
}

TEST(Timing, UnlikeWaysAreAReservation) {
    TimingFacts f = playing();
    f.path_bound = milliseconds(7);
    EXPECT_EQ(judge_timing(f).word, Word::in_sync);
    EXPECT_THAT(judge_timing(f).why, HasSubstr("up to 7.0 ms"));
}

TEST(Timing, HoldoverIsInSyncWhileItsRateIsGoodEnough) {
    TimingFacts f = playing();
    f.clock = clock::State::holdover;
    EXPECT_EQ(judge_timing(f).word, Word::in_sync);
    EXPECT_THAT(judge_timing(f).why, HasSubstr("hears nothing"));
    f.clock_bound = milliseconds(2);
    EXPECT_EQ(judge_timing(f).word, Word::settling);
}

}  // namespace
}  // namespace segue::node
