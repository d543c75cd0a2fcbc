#include "sync/tempo/beat_grid.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

namespace segue::tempo {
namespace {

constexpr double beat_120 = 24'000;

BeatGrid steady(double frames_per_beat = beat_120, std::int64_t first = 1'000, std::uint32_t beats = 100) {
    return {{{MediaPos{first}, beats, frames_per_beat}}, 0, 4};
}

// Up to twelve stretches of any tempo, with gaps of up to some beats.
BeatGrid any_grid() {
    BeatGrid grid;
    double at = *rc::gen::inRange(-100'000, 100'000);
    std::uint32_t beats = 0;
    for (int n = *rc::gen::inRange(1, 12); n > 0; --n) {
        const double step = *rc::gen::inRange(10'000, 100'000) / 1.3;
        const auto count = static_cast<std::uint32_t>(*rc::gen::inRange(2, 60));
        grid.stretches.push_back({MediaPos{std::llround(at)}, count, step});
        at += (count - 1) * step + *rc::gen::inRange(4'000, 200'000);
        beats += count;
    }
    grid.first_downbeat = *rc::gen::inRange<std::uint32_t>(0, std::min(beats, 8U));
    return grid;
}

TEST(BeatGrid, CountsFromTheFirstBar) {
    BeatGrid grid = steady();
    grid.first_downbeat = 2;
    EXPECT_NEAR(grid.at(1'000 + 2 * beat_120).beat, 0, 1e-9);
    EXPECT_NEAR(grid.at(1'000).beat, -2, 1e-9);
    EXPECT_NEAR(grid.at(1'000 + 6.5 * beat_120).beat, 4.5, 1e-9);
    EXPECT_EQ(grid.at(0).frames_per_beat, beat_120);
    EXPECT_NEAR(grid.frame_of(-4), 1'000 - 2 * beat_120, 1e-6) << "before the first beat its tempo goes on";
    EXPECT_NEAR(grid.at(1'000 + 500 * beat_120).beat, 498, 1e-9) << "and behind the last";
}

TEST(BeatGrid, BeatsBetweenStretchesAreCounted) {
    // 4 beats, two more that the tracker has lost, then a slower stretch.
    BeatGrid grid{{{MediaPos{0}, 4, 24'000}, {MediaPos{144'000 + 600}, 3, 26'000}}, 0, 4};
    EXPECT_NEAR(grid.at(144'600).beat, 6, 1e-9);
    EXPECT_NEAR(grid.at(144'600 + 26'000).beat, 7, 1e-9);
    EXPECT_NEAR(grid.at(72'000 + 24'200).beat, 4, 1e-9);
    EXPECT_NEAR(grid.frame_of(5), 72'000 + 2 * 24'200, 1e-6);
}

RC_GTEST_PROP(BeatGrid, FrameOfInvertsAt, ()) {
    const BeatGrid grid = any_grid();
    RC_ASSERT(is_valid(grid));
    const double frame = *rc::gen::inRange(-1'000'000, 60'000'000) / 1.7;
    RC_ASSERT(std::abs(grid.frame_of(grid.at(frame).beat) - frame) < 0.01);
}

RC_GTEST_PROP(BeatGrid, BeatsOnlyGoForward, ()) {
    const BeatGrid grid = any_grid();
    const double frame = *rc::gen::inRange(-1'000'000, 60'000'000);
    RC_ASSERT(grid.at(frame + *rc::gen::inRange(1, 100'000)).beat > grid.at(frame).beat);
}

RC_GTEST_PROP(BeatGrid, EachOfItsBeatsIsWhole, ()) {
    const BeatGrid grid = any_grid();
    for (const BeatStretch& s : grid.stretches)
        for (std::uint32_t i = 0; i < s.beats; ++i) {
            const double beat = grid.at(static_cast<double>(s.first.frame) + i * s.frames_per_beat).beat;
            RC_ASSERT(std::abs(beat - std::round(beat)) < 1e-6);
        }
}

RC_GTEST_PROP(BeatGrid, SimplifiedStaysValidAndKeepsItsEnds, ()) {
    const BeatGrid grid = any_grid();
    const BeatGrid simple = simplified(grid, 3);
    RC_ASSERT(is_valid(simple) && simple.stretches.size() <= 3);
    RC_ASSERT(simple.stretches.front().first == grid.stretches.front().first);
}

RC_GTEST_PROP(BeatGrid, HalvedAndDoubledStayValid, ()) {
    const BeatGrid grid = any_grid();
    RC_ASSERT(is_valid(halved(grid)) && is_valid(doubled(grid)));
}

TEST(BeatGrid, IsEdited) {
    const BeatGrid grid = steady();
    EXPECT_NEAR(shifted(grid, Frames{480}).at(1'480).beat, 0, 1e-9);
    EXPECT_NEAR(bars_shifted(grid, 1).at(1'000 + beat_120).beat, 0, 1e-9);
    EXPECT_NEAR(bars_shifted(grid, -1).at(1'000 + 3 * beat_120).beat, 0, 1e-9);
    EXPECT_NEAR(halved(grid).at(1'000 + 4 * beat_120).beat, 2, 1e-9);
    EXPECT_NEAR(doubled(grid).at(1'000 + 4 * beat_120).beat, 8, 1e-9);
    EXPECT_EQ(doubled(doubled(grid)), doubled(grid)) << "480 beats a minute are no music";
}

TEST(BeatGrid, IsTapped) {
    std::vector<MediaPos> taps;
    for (int i = 0; i < 9; ++i) taps.push_back({100'000 + i * 24'000 + (i % 2 ? 300 : -300)});
    const BeatGrid grid = tapped(taps, Frames{48'000 * 60}, 4);
    ASSERT_TRUE(is_valid(grid) && grid);
    EXPECT_NEAR(grid.stretches.front().frames_per_beat, 24'000, 60);
    EXPECT_NEAR(std::remainder(grid.at(100'000).beat, 4), 0, 0.02) << "the first tap begins a bar";
    EXPECT_LT(grid.stretches.front().first.frame, 24'000);
    EXPECT_FALSE(tapped({MediaPos{0}, MediaPos{10}, MediaPos{20}, MediaPos{30}}, Frames{1'000}, 4)) << "no music";
    EXPECT_FALSE(tapped({MediaPos{0}, MediaPos{24'000}}, Frames{1'000}, 4)) << "too few";
}

TEST(BeatGrid, WhatMakesNoSenseIsNotValid) {
    EXPECT_TRUE(is_valid({}));
    EXPECT_TRUE(is_valid(steady()));
    for (const double step : {0.0, -1.0, 1e9, std::numeric_limits<double>::quiet_NaN()})
        EXPECT_FALSE(is_valid(steady(step)));
    EXPECT_FALSE(is_valid(steady(beat_120, 0, 1)));
    BeatGrid grid = steady();
    grid.first_downbeat = 100;
    EXPECT_FALSE(is_valid(grid));
    grid = steady();
    grid.beats_per_bar = 0;
    EXPECT_FALSE(is_valid(grid));
    grid = steady();
    grid.stretches.push_back(grid.stretches.front());
    EXPECT_FALSE(is_valid(grid)) << "overlapping";
}

}  // namespace
}  // namespace segue::tempo
