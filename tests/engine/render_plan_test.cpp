#include "audio/engine/render_plan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "audio/engine/limits.h"

namespace segue::audio {
namespace {

EnsembleTime at_ms(std::int64_t ms) { return EnsembleTime(milliseconds(ms)); }

RenderPlan switched_at(std::vector<Switch> s) {
    OutputPlan plan;
    plan.switches = std::move(s);
    return to_render_plan(plan);
}

TEST(Switches, FadeFromTheirExactTime) {
    const RenderPlan p = switched_at({{at_ms(100), true, milliseconds(50)}, {at_ms(300), false, milliseconds(100)}});
    EXPECT_DOUBLE_EQ(p.switched(at_ms(100)), 0);
    EXPECT_DOUBLE_EQ(p.switched(at_ms(125)), 0.5);
    EXPECT_DOUBLE_EQ(p.switched(at_ms(150)), 1);
    EXPECT_DOUBLE_EQ(p.switched(at_ms(300)), 1);
    EXPECT_DOUBLE_EQ(p.switched(at_ms(375)), 0.25);
    EXPECT_DOUBLE_EQ(p.switched(at_ms(500)), 0);
}

TEST(Switches, OneThatComesDuringAFadeStartsFromWhereItGotTo) {
    const RenderPlan p = switched_at({{at_ms(0), true, milliseconds(100)}, {at_ms(40), false, milliseconds(100)}});
    EXPECT_DOUBLE_EQ(p.switched(at_ms(40)), 0.4);
    EXPECT_NEAR(p.switched(at_ms(60)), 0.2, 1e-12);
    EXPECT_DOUBLE_EQ(p.switched(at_ms(80)), 0);
}

TEST(Switches, OfTooManyTheNewestCountAndTheOldestAreDone) {
    std::vector<Switch> s;
    for (int i = 0; i < 7; ++i) s.push_back({at_ms(1000 * i), i % 2 == 0, milliseconds(10)});
    const RenderPlan p = switched_at(s);
    EXPECT_DOUBLE_EQ(p.switched(at_ms(2900)), 1);
    EXPECT_DOUBLE_EQ(p.switched(at_ms(3900)), 0);
    EXPECT_DOUBLE_EQ(p.switched(at_ms(6500)), 1);
}

RC_GTEST_PROP(Switches, GiverAndTakerSumToOne, ()) {
    const auto at = at_ms(*rc::gen::inRange<std::int64_t>(0, 1000));
    const auto fade = milliseconds(*rc::gen::inRange<std::int64_t>(0, 500));
    const auto t = EnsembleTime(microseconds(*rc::gen::inRange<std::int64_t>(0, 2'000'000)));
    const RenderPlan giver = switched_at({{EnsembleTime{}, true, Nanoseconds(0)}, {at, false, fade}});
    const RenderPlan taker = switched_at({{at, true, fade}});
    RC_ASSERT(std::abs(giver.switched(t) + taker.switched(t) - 1) < 1e-12);
}

TEST(ProgramGain, IsSoftInTheMiddleOfATrackAndHardAtItsFirstFrame) {
    OutputPlan plan;
    Program p;
    p.timeline = timeline::Timeline::from(at_ms(1000), 0);
    p.begins = at_ms(1000);
    p.ends = at_ms(2000);
    p.items = {{{}, ProgramPos{0}, MediaPos{0}, Frames{480000}}};
    plan.programs = {p};
    const RenderProgram hard = to_render_plan(plan).programs[0];
    EXPECT_DOUBLE_EQ(hard.gain(at_ms(1000)), 1);
    EXPECT_DOUBLE_EQ(hard.gain(at_ms(2000)), 1);
    EXPECT_DOUBLE_EQ(hard.gain(at_ms(2000) + crossfade / 2), 0.5);
    EXPECT_DOUBLE_EQ(hard.gain(at_ms(2000) + crossfade), 0);
    EXPECT_FALSE(hard.sounds_in(at_ms(2005), at_ms(2010)));

    plan.programs[0].timeline = timeline::Timeline::from(at_ms(1000), 9600);
    const RenderProgram soft = to_render_plan(plan).programs[0];
    EXPECT_DOUBLE_EQ(soft.gain(at_ms(1000)), 0);
    EXPECT_DOUBLE_EQ(soft.gain(at_ms(1000) + crossfade / 2), 0.5);
    EXPECT_DOUBLE_EQ(soft.gain(at_ms(1500)), 1);
}

}  // namespace
}  // namespace segue::audio
