#include "sync/tempo/ramp.h"

#include <gtest/gtest.h>

#include <cmath>

namespace segue::tempo {
namespace {

using timeline::Timeline;

constexpr EnsembleTime start(seconds(1'763'800'000));
constexpr Nanoseconds turn = milliseconds(100);

// As who conducts does it: again and again, a lead ahead.
Timeline played(Timeline line, const Ramp& ramp, Nanoseconds how_long, int* writes = nullptr) {
    for (EnsembleTime now = start; now < start + how_long; now += turn)
        if (const auto bent = bent_along(line, ramp, now + milliseconds(60))) {
            for (Nanoseconds t{0}; t < milliseconds(60); t += milliseconds(10))
                EXPECT_NEAR(bent->frame_at(now + t), line.frame_at(now + t), 1e-6) << "what sounds is not changed";
            line = *bent;
            if (writes) ++*writes;
        }
    return line;
}

TEST(Ramp, TheSpeedAtEachFrameIsThatOfTheLine) {
    // 100 to 140 beats a minute over 32 beats of a song of 100.
    const Ramp ramp{48'000, 32 * 28'800.0, 1, 1.4};
    int writes = 0;
    Timeline line = Timeline::from(start);
    double most = 0, rate = 1;
    for (EnsembleTime now = start; now < start + seconds(25); now += turn) {
        if (const auto bent = bent_along(line, ramp, now + milliseconds(60))) line = *bent, ++writes;
        const double frame = line.frame_at(now), next = line.rate_at(now);
        EXPECT_NEAR(next, ramp.speed_at(frame), 0.006);
        most = std::max(most, next - rate);
        rate = next;
    }
    EXPECT_LT(most, 0.006);
    EXPECT_EQ(rate, 1.4);
    EXPECT_LT(writes, 50);
    // Time taken: the integral of dx / v.
    const double took = to_seconds(line.time_of(ramp.end()) - start) - 1;
    EXPECT_NEAR(took, 32 * 0.6 * std::log(1.4) / 0.4, 2e-3);
}

TEST(Ramp, BySecondsItTakesAsLong) {
    for (const double target : {0.5, 0.9, 1.0, 1.3, 2.0}) {
        const Ramp ramp{0, frames_for(1, target, seconds(10)), 1, target};
        const Timeline line = played(Timeline::from(start), ramp, seconds(14));
        EXPECT_NEAR(to_seconds(line.time_of(ramp.end()) - start), 10, 0.06) << target;
        EXPECT_EQ(line.rate_at(start + seconds(14)), target);
    }
}

TEST(Ramp, WhoComesLateGoesOnWhereItIsDue) {
    const Ramp ramp{0, 480'000, 1, 1.5};
    Timeline line = Timeline::from(start);
    line = *bent_along(line, ramp, start + milliseconds(60));
    // Nobody wrote for three seconds.
    const auto bent = bent_along(line, ramp, start + seconds(4));
    ASSERT_TRUE(bent);
    EXPECT_EQ(bent->frame_at(start + seconds(4)), line.frame_at(start + seconds(4)));
    EXPECT_NEAR(bent->rate_at(start + seconds(4)), ramp.speed_at(line.frame_at(start + seconds(4))), 0.02);
}

}  // namespace
}  // namespace segue::tempo
