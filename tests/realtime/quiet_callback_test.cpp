// The real render path over really decoded music, through everything that can happen to it, does nothing that may
// block.
#include <gtest/gtest.h>

#include <cstdlib>
#include <mutex>

#include "tests/engine/support.h"
#include "tests/realtime/guard.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SEGUE_SKIP_UNDER_SANITIZERS GTEST_SKIP() << "sanitizers own malloc"
#else
#define SEGUE_SKIP_UNDER_SANITIZERS static_cast<void>(0)
#endif

namespace segue::audio::testing {
namespace {

using segue::testing::Noise;
using segue::testing::QuietScope;

TEST(QuietCallback, TheGuardHearsNoise) {
    SEGUE_SKIP_UNDER_SANITIZERS;
    const Noise before = QuietScope::noise();
    {
        const QuietScope quiet;
        void* volatile p = std::malloc(10);
        std::free(p);
        std::mutex m;
        const std::lock_guard lock(m);
    }
    EXPECT_EQ(QuietScope::noise().allocations, before.allocations + 1);
    EXPECT_EQ(QuietScope::noise().frees, before.frees + 1);
    EXPECT_EQ(QuietScope::noise().locks, before.locks + 1);
}

// Chords with noise on them, so that the codec works as it does on music.
Signal music() {
    auto random = std::make_shared<Random>(5);
    return [random](std::int64_t f) {
        const double hit = std::exp(-static_cast<double>(f % 24000) / 3000);
        const double n = 0.1 * hit * random->uniform(-1, 1);
        return std::pair{tone(220, f, 0.2) + tone(277.2, f, 0.2) + n, tone(329.6, f, 0.2) + tone(55, f, 0.3) - n};
    };
}

TEST(QuietCallback, ThroughSwitchesJumpsFadesAndHoles) {
    SEGUE_SKIP_UNDER_SANITIZERS;
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 12, {{"mix", music()}, {"bass", music()}});
    SimCard card;
    card.ppm = 70;
    card.report_error = [](Random& r) { return r.chance(0.05) ? r.uniform() * 3e-3 : 0.0; };
    Output out(media, card);
    alignas(QuietScope) static unsigned char place[sizeof(QuietScope)];
    out.before_render = [] { new (place) QuietScope; };
    out.after_render = [] { reinterpret_cast<QuietScope*>(place)->~QuietScope(); };
    const Noise before = QuietScope::noise();

    const EnsembleTime begins = out.now() + milliseconds(100);
    OutputPlan plan = heard({one_track({1, 1}, m, begins)});
    out.set_plan(plan);
    out.run(1.5);
    plan.part = {Part::Kind::stems, {"bass"}};  // a voice takes over
    out.set_plan(plan);
    out.run(0.5);
    plan.programs[0].ends = out.now() + milliseconds(60);  // a seek: programs crossfade
    plan.programs.push_back(one_track({1, 2}, m, plan.programs[0].ends, 48000 * 5));
    plan.programs[1].timeline.bend(plan.programs[0].ends + milliseconds(500), 1.04);  // a tempo change
    plan.volume = 0.5F;
    out.set_plan(plan);
    out.run(1);
    plan.switches.push_back({out.now() + milliseconds(50), false, milliseconds(40)});  // a handoff away and back
    plan.switches.push_back({out.now() + milliseconds(200), true, milliseconds(40)});
    out.set_plan(plan);
    out.run(0.5);
    out.truth.ensemble += milliseconds(30);  // a jump
    out.set_clock(out.truth);
    out.run(0.5);
    out.card.lost_s += 0.05;  // an xrun: silent until the device is measured anew
    out.run(0.5);
    out.decodes = false;  // a hole
    out.run(3);
    out.decodes = true;
    out.run(0.5);
    out.renderer.set_lease(out.local_now() - milliseconds(1));  // nobody vouches for the plan, and again
    out.run(0.2);
    out.renderer.set_lease(out.local_now() + seconds(3));
    out.run(0.2);
    out.set_plan({});  // what sounds is orphaned
    out.run(0.2);

    EXPECT_GE(out.report.jumps, 1U);
    EXPECT_GE(out.report.underruns, 1U);
    EXPECT_GE(out.report.losses, 1U);
    EXPECT_GT(out.peak(begins, begins + seconds(1)), 0.2);
    const Noise after = QuietScope::noise();
    EXPECT_EQ(after.allocations, before.allocations);
    EXPECT_EQ(after.frees, before.frees);
    EXPECT_EQ(after.locks, before.locks);
    EXPECT_EQ(after.wakes, before.wakes);
    EXPECT_EQ(after.writes, before.writes);
    EXPECT_EQ(after.sleeps, before.sleeps);
}

}  // namespace
}  // namespace segue::audio::testing
