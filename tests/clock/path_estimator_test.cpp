// What the estimator promises, on simulated paths. Times in true seconds; local clocks run off by some ppm.
#include "sync/clock/path_estimator.h"

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/clock/world.h"

namespace segue::clock {
namespace {

using world::Crystal;
using world::Delay;
using world::exponential_ms;
using world::TrueTime;
using world::uniform_ms;

// The far end's ensemble time is true time and an offset; this end's clock is a crystal.
struct Path {
    Delay out, home;
    Crystal crystal;
    Random random;
    PathEstimator estimator;
    Nanoseconds far{seconds(1'700'000'000)};
    TrueTime now{0}, out_last{0}, home_last{0};

    Path(std::uint64_t seed, double ppm, Delay o, Delay h)
        : out(std::move(o)), home(std::move(h)), crystal(ppm), random(seed) {}
    EnsembleTime truth(TrueTime t) const { return EnsembleTime(far + t); }
    PathEstimator::Verdict ping() {
        const TrueTime there = out_last = std::max(out_last, now + out(random));
        const TrueTime back = home_last = std::max(home_last, there + microseconds(30) + home(random));
        return estimator.add({crystal.read(now), truth(there), truth(there + microseconds(30)), crystal.read(back)});
    }
    void pings(int n, Nanoseconds interval) {
        for (int i = 0; i < n; ++i, now += interval) ping();
    }
    // Of the estimate, at the moment of its newest sample.
    Nanoseconds error() const {
        const ClockMap& m = estimator.estimate().map;
        return abs(m.ensemble - truth(crystal.when(m.local)));
    }
    double drift_error() const { return std::abs((1 + estimator.estimate().map.drift) * crystal.rate() - 1); }
};

struct Quality {
    Nanoseconds p50{0}, p99{0};
    double inside = 0, drift_inside = 0;  // shares
};

Quality quality(int runs, double ppm, const Delay& out, const Delay& home, int n, Nanoseconds interval) {
    std::vector<Nanoseconds> errors;
    int inside = 0, drift_inside = 0;
    for (int i = 0; i < runs; ++i) {
        Path p(static_cast<std::uint64_t>(i) + 1, i % 2 ? ppm : -ppm, out, home);
        p.pings(n, interval);
        errors.push_back(p.error());
        inside += p.error() <= p.estimator.estimate().map.error_bound;
        drift_inside += p.drift_error() <= p.estimator.estimate().drift_error;
    }
    std::sort(errors.begin(), errors.end());
    const auto share = [runs](int k) { return static_cast<double>(k) / runs; };
    return {errors[errors.size() / 2], errors[errors.size() * 99 / 100], share(inside), share(drift_inside)};
}

TEST(PathEstimator, IsUsableAfterEightPings) {
    Path p(1, 50, uniform_ms(0.05, 0.03), uniform_ms(0.05, 0.03));
    p.pings(7, milliseconds(10));
    EXPECT_FALSE(p.estimator.usable());
    p.pings(1, milliseconds(10));
    EXPECT_TRUE(p.estimator.usable());
}

TEST(PathEstimator, BurstOnALanIsGoodToTwentyMicroseconds) {
    const Quality q = quality(400, 50, uniform_ms(0.05, 0.03), uniform_ms(0.05, 0.03), 8, milliseconds(10));
    EXPECT_LE(q.p50, microseconds(8));
    EXPECT_LE(q.p99, microseconds(20));
    EXPECT_GE(q.inside, 0.98);
}

TEST(PathEstimator, MinuteOnALanIsGoodToTenMicroseconds) {
    const Quality q = quality(200, 200, uniform_ms(0.05, 0.03), uniform_ms(0.05, 0.03), 60, seconds(1));
    EXPECT_LE(q.p99, microseconds(10));
    EXPECT_GE(q.inside, 0.98);
    EXPECT_GE(q.drift_inside, 0.98);
}

TEST(PathEstimator, MinuteOnWirelessIsGoodToATenthOfAMillisecond) {
    const Quality q = quality(100, 200, uniform_ms(5, 2), uniform_ms(5, 2), 480, milliseconds(125));
    EXPECT_LE(q.p50, microseconds(20));
    EXPECT_LE(q.p99, microseconds(100));
    EXPECT_GE(q.inside, 0.98);
}

TEST(PathEstimator, MinuteOnABadPathIsGoodTo150Microseconds) {
    const Quality q = quality(60, 200, uniform_ms(20, 10), uniform_ms(20, 10), 940, milliseconds(64));
    EXPECT_LE(q.p50, microseconds(60));
    EXPECT_LE(q.p99, microseconds(150));
    EXPECT_GE(q.inside, 0.98);
}

TEST(PathEstimator, QueuesOfUnlikeLengthDoNotPullItAside) {
    // Uploads run one way: its crowd is five times as thick, its floor is the same.
    const Quality q = quality(80, 40, exponential_ms(2, 5), exponential_ms(2, 1), 480, milliseconds(125));
    EXPECT_LE(q.p50, microseconds(40));
    EXPECT_GE(q.inside, 0.96);
}

TEST(PathEstimator, CrowdsWithoutAFloorAreAveraged) {
    const Delay two = [](Random& r) { return uniform_ms(5, 2)(r) + uniform_ms(5, 2)(r); };
    const Quality q = quality(40, 40, two, two, 940, milliseconds(64));
    EXPECT_LE(q.p50, microseconds(90));
    EXPECT_GE(q.inside, 0.95);
}

// No clock can see an asymmetry; what it can do is not to promise more than it knows.
TEST(PathEstimator, PathBoundHoldsHoweverUnlikeTheWaysAre) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        Path p(seed, 30, uniform_ms(9, 1), uniform_ms(2, 1));
        p.pings(100, milliseconds(125));
        EXPECT_GT(p.error(), milliseconds(3));
        EXPECT_LE(p.error(), p.estimator.estimate().path_bound);
    }
}

TEST(PathEstimator, SuspendIsNoticedWithinThreeSamples) {
    Path p(1, 30, uniform_ms(0.05, 0.03), uniform_ms(0.05, 0.03));
    p.pings(60, seconds(1));
    p.now += seconds(600);
    p.crystal.slept(p.now, seconds(600));
    EXPECT_EQ(p.ping(), PathEstimator::Verdict::doubted);
    p.now += milliseconds(10);
    EXPECT_EQ(p.ping(), PathEstimator::Verdict::doubted);
    p.now += milliseconds(10);
    EXPECT_EQ(p.ping(), PathEstimator::Verdict::restarted);
    p.now += milliseconds(10);
    p.pings(8, milliseconds(10));
    EXPECT_LE(p.error(), microseconds(20));
    EXPECT_LE(p.drift_error(), 5e-6) << "the crystal is the same, so its rate is remembered";
}

TEST(PathEstimator, OneImpossibleSampleIsAnOutlier) {
    Path p(1, 30, uniform_ms(0.05, 0.03), uniform_ms(0.05, 0.03));
    p.pings(60, seconds(1));
    const LocalTime t = p.crystal.read(p.now);
    const EnsembleTime early = p.truth(p.now) - milliseconds(5);
    EXPECT_EQ(p.estimator.add({t, early, early, t + microseconds(100)}), PathEstimator::Verdict::doubted);
    p.now += seconds(1);
    EXPECT_EQ(p.ping(), PathEstimator::Verdict::taken);
    EXPECT_LE(p.error(), microseconds(10));
}

TEST(PathEstimator, ChangeOfRateIsFollowed) {
    Path p(1, 10, uniform_ms(0.05, 0.03), uniform_ms(0.05, 0.03));
    p.pings(120, seconds(1));
    p.crystal.set_ppm(p.now, 25);  // the fan stopped
    Nanoseconds worst{0};
    for (int i = 0; i < 60; ++i) {
        p.pings(1, seconds(1));
        worst = std::max(worst, p.error());
    }
    EXPECT_LE(worst, microseconds(100));
    EXPECT_LE(p.error(), microseconds(10));
    EXPECT_LE(p.drift_error(), 1e-6);
}

TEST(PathEstimator, NonsenseIsIgnored) {
    PathEstimator e;
    const LocalTime l(seconds(5));
    const EnsembleTime t(seconds(500));
    using V = PathEstimator::Verdict;
    EXPECT_EQ(e.add({l, t, t, l - milliseconds(1)}), V::ignored) << "answered before asked";
    EXPECT_EQ(e.add({l, t, t - milliseconds(1), l + milliseconds(1)}), V::ignored) << "sent before received";
    EXPECT_EQ(e.add({l, t, t + milliseconds(5), l + milliseconds(1)}), V::ignored) << "stayed longer than away";
    EXPECT_EQ(e.add({l, t, t, l + seconds(3)}), V::ignored) << "too slow";
    EXPECT_EQ(e.add({l, t, t, l + milliseconds(1)}), V::taken);
    EXPECT_EQ(e.add({l, t, t, l + milliseconds(1)}), V::ignored) << "the same again";
    EXPECT_EQ(e.samples(), 1u);
}

TEST(PathEstimator, WindowIsBoundedInCountAndAge) {
    Path p(1, 0, uniform_ms(0.05, 0.03), uniform_ms(0.05, 0.03));
    p.pings(3000, milliseconds(10));
    EXPECT_EQ(p.estimator.samples(), window_samples_max);
    p.pings(300, seconds(1));
    EXPECT_LE(p.estimator.samples(), 122u);
}

// Where nothing is random the answer is exact, whatever offset, drift and delay.
RC_GTEST_PROP(PathEstimator, SteadyPathIsExact, ()) {
    const double ppm = *rc::gen::inRange(-200, 201), ms = *rc::gen::inRange(0, 100) + 0.01;
    Path p(1, ppm, uniform_ms(ms, 0), uniform_ms(ms, 0));
    p.far = Nanoseconds(*rc::gen::inRange<std::int64_t>(-(1ll << 60), 1ll << 60));
    p.pings(30, seconds(1));
    RC_ASSERT(p.error() <= microseconds(1));
    RC_ASSERT(p.drift_error() <= 0.1e-6);
}

}  // namespace
}  // namespace segue::clock
