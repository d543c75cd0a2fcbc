#include "audio/engine/dac_clock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "sync/base/random.h"

namespace segue::audio {
namespace {

double gauss(Random& r) {
    return std::sqrt(-2 * std::log(1 - r.uniform())) * std::cos(2 * std::numbers::pi * r.uniform());
}

struct Trace {
    const char* name;
    int block;
    std::function<double(Random&)> error;  // s
    double early_us, late_us;              // allowed wobble (half of p1..p99) after 0.2-1 s, after 10 s
    double bias_us;                        // allowed standing error
    friend void PrintTo(const Trace& t, std::ostream* out) { *out << t.name; }
};

class DacClockOnTraces : public ::testing::TestWithParam<Trace> {};

TEST_P(DacClockOnTraces, FindsTheTrueLineWhateverTheRate) {
    const Trace& trace = GetParam();
    std::vector<double> early, late;
    for (int run = 0; run <= 6; ++run) {
        const double off = (run - 3) * 100e-6;  // -300 .. 300 ppm
        Random random(static_cast<std::uint64_t>(run) + 1);
        DacClock clock;
        clock.restart(48000);
        const auto truth = [&](std::int64_t f) { return 100 + static_cast<double>(f) / (48000 * (1 + off)); };
        std::vector<double> own;
        for (std::int64_t f = 0; f < 48000 * 30; f += trace.block) {
            clock.report(DacPos{f}, LocalTime(nearest_ns(truth(f) + trace.error(random))));
            const double s = static_cast<double>(f) / 48000;
            if (s >= 0.1 && !clock.is_settled()) FAIL() << "not settled after " << s;
            if (s < 0.2 || (s > 1 && s < 10)) continue;
            const std::int64_t next = f + trace.block;
            const double us = (to_seconds(clock.time_of(DacPos{next}).time_since_epoch()) - truth(next)) * 1e6;
            (s <= 1 ? early : late).push_back(us);
        }
        EXPECT_NEAR(clock.rate_off() * 1e6, off * 1e6, 4) << "ppm";
        EXPECT_EQ(clock.losses(), 0U);
        EXPECT_NEAR(clock.frame_at(clock.time_of(DacPos{123456})), 123456, 1e-3);
    }
    const auto half_width = [](std::vector<double>& v) {
        std::sort(v.begin(), v.end());
        return (v[v.size() * 99 / 100] - v[v.size() / 100]) / 2;
    };
    EXPECT_LE(half_width(early), trace.early_us);
    EXPECT_LE(half_width(late), trace.late_us);
    EXPECT_LE(std::abs(late[late.size() / 2]), trace.bias_us);
}

INSTANTIATE_TEST_SUITE_P(
    Reports, DacClockOnTraces,
    ::testing::Values(
        Trace{"exact", 480, [](Random&) { return 0.0; }, 12, 1, 1},
        Trace{"ALSA: a few microseconds both ways", 512, [](Random& r) { return 3e-6 * gauss(r); }, 10, 2, 2},
        Trace{"ALSA: with an outlier now and then", 1920,
              [](Random& r) { return r.chance(0.01) ? r.uniform(-1e-3, 1e-3) : 3e-6 * gauss(r); }, 25, 4, 2},
        Trace{"whole frames only", 480, [](Random& r) { return r.uniform(-1, 1) / 96000; }, 15, 4, 4},
        Trace{"JACK: late by waking up", 512,
              [](Random& r) { return -60e-6 * std::log(1 - r.uniform()) + (r.chance(0.02) ? r.uniform() * 4e-3 : 0); },
              40, 15, 20},
        Trace{"JACK on a busy machine", 512,
              [](Random& r) { return -300e-6 * std::log(1 - r.uniform()) + (r.chance(0.1) ? r.uniform() * 4e-3 : 0); },
              120, 20, 20},
        Trace{"a driver that moves by 48 frames", 480, [](Random& r) { return r.uniform() * 1e-3; }, 250, 25, 25}));

TEST(DacClock, IsUsableAfterAFewCallbacks) {
    DacClock clock;
    clock.restart(48000);
    for (int i = 0; i <= 6; ++i) clock.report(DacPos{i * 480}, LocalTime(seconds(9) + milliseconds(10 * i)));
    EXPECT_TRUE(clock.is_settled());
    EXPECT_EQ(clock.time_of(DacPos{4800}), LocalTime(seconds(9) + milliseconds(100)));
}

TEST(DacClock, LostTimeIsFoundInFourReportsAndCounted) {
    DacClock clock;
    clock.restart(48000);
    std::int64_t f = 0;
    Nanoseconds lost{0};
    const auto report = [&] {
        clock.report(DacPos{f}, LocalTime(seconds(9) + duration_nearest(Frames{f}) + lost));
        f += 480;
    };
    while (f < 5 * 48000) report();
    lost = milliseconds(7);
    for (int i = 0; i < 3; ++i) report();
    EXPECT_EQ(clock.losses(), 0U);  // might still be late wake-ups
    report();
    EXPECT_EQ(clock.losses(), 1U);
    EXPECT_TRUE(clock.is_settled());
    EXPECT_NEAR(to_seconds(clock.time_of(DacPos{f}) - LocalTime(seconds(9) + duration_nearest(Frames{f}) + lost)), 0,
                1e-6);
}

TEST(DacClock, BehindAGapItIsMeasuredAnewAtItsOldRate) {
    DacClock clock;
    clock.restart(48000);
    const double rate = 48000 * (1 + 80e-6);
    std::int64_t f = 0;
    double gap = 0;
    const auto truth = [&](std::int64_t frame) { return 9 + static_cast<double>(frame) / rate + gap; };
    const auto report = [&] {
        clock.report(DacPos{f}, LocalTime(nearest_ns(truth(f))));
        f += 480;
    };
    while (f < 10 * 48000) report();
    gap = 0.83;
    report();
    EXPECT_FALSE(clock.is_settled());
    EXPECT_EQ(clock.losses(), 1U);
    for (int i = 0; i < 5; ++i) report();
    EXPECT_TRUE(clock.is_settled());
    EXPECT_NEAR(to_seconds(clock.time_of(DacPos{f}).time_since_epoch()), truth(f), 1e-6);
    EXPECT_NEAR(clock.rate_off() * 1e6, 80, 1);
}

TEST(DacClock, SingleLateReportsAreNotLostTime) {
    DacClock clock;
    clock.restart(48000);
    Random random(3);
    for (std::int64_t f = 0; f < 48000 * 20; f += 480) {
        const Nanoseconds late = random.chance(0.2) ? milliseconds(3) : Nanoseconds(0);
        clock.report(DacPos{f}, LocalTime(seconds(9) + duration_nearest(Frames{f}) + late));
    }
    EXPECT_NEAR(to_seconds(clock.time_of(DacPos{48000 * 20}) - LocalTime(seconds(29))), 0, 2e-6);
}

TEST(DacClock, AnotherDeviceStartsFromNothing) {
    DacClock clock;
    clock.restart(48000);
    for (int i = 0; i < 100; ++i) clock.report(DacPos{i * 480}, LocalTime(milliseconds(10 * i)));
    clock.restart(44100);
    EXPECT_FALSE(clock.is_settled());
    for (int i = 0; i < 100; ++i) clock.report(DacPos{i * 441}, LocalTime(seconds(50) + milliseconds(10 * i)));
    EXPECT_NEAR(clock.frame_at(LocalTime(seconds(60))), 441000, 0.1);
    EXPECT_EQ(clock.losses(), 0U);
}

}  // namespace
}  // namespace segue::audio
