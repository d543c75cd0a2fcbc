#include "sync/timeline/timeline.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace segue::timeline {
namespace {

constexpr EnsembleTime start(seconds(1'763'800'000));
EnsembleTime after(double s) { return start + nearest_ns(s); }

// Up to ten bends, within the second hour after the start, at rates around one.
Timeline any_timeline() {
    Timeline t = Timeline::from(start, *rc::gen::inRange(-1'000'000, 1'000'000), *rc::gen::inRange(50, 200) / 100.0);
    EnsembleTime at = start;
    for (int n = *rc::gen::inRange(0, 10); n > 0; --n) {
        at += Nanoseconds(*rc::gen::inRange<std::int64_t>(1, 600'000'000'000));
        t.bend(at, *rc::gen::inRange(50, 200) / 100.0);
    }
    return t;
}
EnsembleTime any_time() {
    return start + Nanoseconds(*rc::gen::inRange<std::int64_t>(-3'600'000'000'000, 7'200'000'000'000));
}

TEST(Timeline, PlainPlayingIsRealTime) {
    const Timeline t = Timeline::from(start);
    EXPECT_EQ(t.frame_at(start), 0);
    EXPECT_EQ(t.frame_at(after(1)), 48000);
    EXPECT_EQ(t.frame_at(after(-0.5)), -24000) << "before the start: where it would have been";
    EXPECT_EQ(t.time_of(96000), after(2));
    EXPECT_EQ(t.rate_at(after(9)), 1);
}

TEST(Timeline, AnHourIsExactToAMillionthOfAFrame) {
    const Timeline t = Timeline::from(start);
    EXPECT_NEAR(t.frame_at(after(3600) + Nanoseconds(62500)), 3600.0 * 48000 + 3, 1e-6);
}

RC_GTEST_PROP(Timeline, TimeOfInvertsFrameAt, ()) {
    const Timeline t = any_timeline();
    const EnsembleTime at = any_time();
    RC_ASSERT(std::abs((t.time_of(t.frame_at(at)) - at).count()) <= 1);
}

RC_GTEST_PROP(Timeline, FrameAtInvertsTimeOf, ()) {
    const Timeline t = any_timeline();
    const double frame = *rc::gen::inRange(-100'000'000, 400'000'000) / 1.7;
    RC_ASSERT(std::abs(t.frame_at(t.time_of(frame)) - frame) <= 48000 * rate_max * 1e-9);
}

RC_GTEST_PROP(Timeline, PositionAlwaysIncreases, ()) {
    const Timeline t = any_timeline();
    const EnsembleTime a = any_time();
    const EnsembleTime b = a + Nanoseconds(*rc::gen::inRange<std::int64_t>(10'000, 10'000'000'000));
    RC_ASSERT(t.frame_at(a) < t.frame_at(b));
}

RC_GTEST_PROP(Timeline, BendChangesOnlyWhatFollows, ()) {
    Timeline t = any_timeline();
    RC_PRE(t.size() < knots_max);
    const Timeline before = t;
    const EnsembleTime at =
        t.knot(t.size() - 1).at + Nanoseconds(*rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000));
    t.bend(at, 1.25);
    const EnsembleTime early = std::min(any_time(), at);
    RC_ASSERT(t.frame_at(early) == before.frame_at(early));
    RC_ASSERT(t.rate_at(at) == 1.25);
    const double second = t.frame_at(at + seconds(1)) - t.frame_at(at);
    RC_ASSERT(std::abs(second - 60000) < 1e-5);
}

RC_GTEST_PROP(Timeline, WholeTimelineCanBeRestoredKnotByKnot, ()) {
    const Timeline t = any_timeline();
    Timeline again;
    for (std::size_t i = 0; i < t.size(); ++i) RC_ASSERT(again.restore(t.knot(i)));
    RC_ASSERT(again == t);
}

TEST(Timeline, BendAtTheLastKnotReplacesIt) {
    Timeline t = Timeline::from(start);
    t.bend(start, 2);
    EXPECT_EQ(t.size(), 1u);
    EXPECT_EQ(t.frame_at(after(1)), 96000);
}

TEST(Timeline, FullForgetsTheOldestAndKeepsThePresent) {
    Timeline t = Timeline::from(start);
    for (int i = 1; i < static_cast<int>(knots_max); ++i) t.bend(after(i), 1 + i * 0.01);
    ASSERT_EQ(t.size(), knots_max);
    const Timeline before = t;
    t.bend(after(20), 0.5);
    EXPECT_EQ(t.size(), knots_max);
    for (double s : {1.0, 1.5, 7.25, 19.9}) EXPECT_EQ(t.frame_at(after(s)), before.frame_at(after(s))) << s;
    EXPECT_EQ(t.rate_at(after(21)), 0.5);
}

TEST(Timeline, RestoreRefusesWhatIsNoTimeline) {
    const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
    Timeline t;
    for (const Knot& k : {Knot{start, 0, 0}, Knot{start, 0, -1}, Knot{start, 0, nan}, Knot{start, 0, inf},
                          Knot{start, nan, 1}, Knot{start, inf, 1}, Knot{start, 0, 1e-300}, Knot{start, 1e300, 1},
                          Knot{EnsembleTime::max(), 0, 1}, Knot{EnsembleTime::min(), 0, 1}}) {
        EXPECT_FALSE(t.restore(k));
        EXPECT_EQ(t, Timeline());
    }
    ASSERT_TRUE(t.restore({start, 0, 1}));
    EXPECT_FALSE(t.restore({start, 0, 1})) << "not later";
    EXPECT_FALSE(t.restore({after(-1), -48000, 1})) << "earlier";
    EXPECT_FALSE(t.restore({after(1), 50000, 1})) << "a jump";
    EXPECT_FALSE(t.restore({after(1), 47000, 1})) << "a jump back";
    EXPECT_TRUE(t.restore({after(1), 48000, 1.5}));
    for (int i = 2; t.size() < knots_max; ++i) t.bend(after(i), 1);
    EXPECT_FALSE(t.restore({after(99), t.frame_at(after(99)), 1})) << "full";
}

TEST(TimelineDeathTest, MisuseIsABug) {
    EXPECT_DEATH(Timeline().frame_at(start), "segue: bug");
    EXPECT_DEATH(Timeline::from(start, 0, 0), "segue: bug");
    Timeline t = Timeline::from(start);
    EXPECT_DEATH(t.bend(after(-1), 1), "segue: bug");
}

}  // namespace
}  // namespace segue::timeline
