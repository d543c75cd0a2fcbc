// How far from its place in time is what leaves a simulated card? Real Opus, real decoder, real renderer.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/engine/support.h"

namespace segue::audio::testing {
namespace {

struct Case {
    const char* name;
    SimCard card;
    double first_us, steady_us;  // allowed in the first 0.3 s of sound; after 3 s
    friend void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }
};

SimCard card(double ppm, int block, std::function<double(Random&)> error, int rate_hz = 48000) {
    SimCard c;
    c.ppm = ppm;
    c.block = block;
    c.rate_hz = rate_hz;
    c.report_error = std::move(error);
    return c;
}
double exact(Random&) { return 0; }
double alsa(Random& r) { return (r.uniform() + r.uniform() - 1) * 10e-6; }
double jack(Random& r) { return -60e-6 * std::log(1 - r.uniform()) + (r.chance(0.02) ? r.uniform() * 4e-3 : 0); }
double coarse(Random& r) { return r.uniform() * 1e-3; }

class Alignment : public ::testing::TestWithParam<Case> {};

TEST_P(Alignment, SoundLeavesTheCardWhenTheTimelineSays) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 12, {{"mix", ruler()}});
    Output out(media, GetParam().card);
    // Joins in the middle of a program that began before this output did.
    const EnsembleTime begins = out.now() - milliseconds(777);
    out.set_plan(heard({one_track({1, 1}, m, begins)}));
    const EnsembleTime opened = out.now();
    out.run(8);
    const timeline::Timeline& t = out.plan.programs[0].timeline;
    double worst_first = 0, worst_steady = 0;
    EnsembleTime sounds = opened;
    while (out.peak(sounds, sounds + milliseconds(10)) < 0.4) sounds += milliseconds(10);
    EXPECT_LT(to_seconds(sounds - opened), 0.15) << "from opening the device to sound";
    for (EnsembleTime w = sounds + milliseconds(20); w < opened + milliseconds(7900); w += milliseconds(40)) {
        const double us = std::abs(out.ruler_error_us(t, w, w + milliseconds(40)));
        if (w < sounds + milliseconds(300)) worst_first = std::max(worst_first, us);
        if (w > opened + seconds(3)) worst_steady = std::max(worst_steady, us);
    }
    RecordProperty("first_us", std::to_string(worst_first));
    RecordProperty("steady_us", std::to_string(worst_steady));
    EXPECT_LT(worst_first, GetParam().first_us);
    EXPECT_LT(worst_steady, GetParam().steady_us);
    EXPECT_EQ(out.report.jumps, 0U);
    EXPECT_EQ(out.report.underruns, 0U);
    EXPECT_NEAR(out.report.rate_off * 1e6, GetParam().card.ppm, 10);
}

INSTANTIATE_TEST_SUITE_P(Cards, Alignment,
                         ::testing::Values(Case{"exact", card(0, 480, exact), 3, 3},
                                           Case{"30 ppm fast, exact", card(30, 512, exact), 20, 3},
                                           Case{"300 ppm fast, ALSA", card(300, 512, alsa), 60, 10},
                                           Case{"300 ppm slow, ALSA, long blocks", card(-300, 1920, alsa), 60, 10},
                                           Case{"ALSA, short blocks", card(-40, 128, alsa), 20, 10},
                                           Case{"odd blocks", card(-40, 441, alsa), 20, 10},
                                           Case{"40 ppm, JACK", card(40, 512, jack), 120, 30},
                                           Case{"coarse reports", card(-40, 480, coarse), 500, 60},
                                           Case{"44.1 kHz card", card(50, 441, alsa, 44100), 30, 10},
                                           Case{"96 kHz card", card(50, 1024, alsa, 96000), 30, 10}));

TEST(AlignmentOfClocks, DriftOfEnsembleTimeIsFollowed) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 8, {{"mix", ruler()}});
    Output out(media, card(-60, 480, alsa));
    out.truth.drift = 200e-6;
    out.set_clock(out.truth);
    out.set_plan(heard({one_track({1, 1}, m, out.now())}));
    const EnsembleTime from = out.now();
    out.run(6);
    EXPECT_NEAR(out.ruler_error_us(out.plan.programs[0].timeline, from + seconds(3), from + seconds(5)), 0, 5);
}

TEST(AlignmentOfClocks, ABetterEstimateIsBentToNotJumpedTo) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 8, {{"mix", ruler()}});
    Output out(media, card(0, 480, exact));
    out.map.ensemble += microseconds(200);  // believes to be 0.2 ms further than it is
    out.set_clock(out.map);
    out.set_plan(heard({one_track({1, 1}, m, out.now() - milliseconds(100))}));
    const timeline::Timeline& t = out.plan.programs[0].timeline;
    out.run(1);
    const EnsembleTime corrected = out.now();
    EXPECT_NEAR(out.ruler_error_us(t, corrected - milliseconds(100), corrected), -200, 5);
    out.set_clock(out.truth);
    out.run(3);
    EXPECT_EQ(out.report.jumps, 0U);
    EXPECT_NEAR(out.ruler_error_us(t, corrected + milliseconds(2900), corrected + seconds(3)), 0, 5);
    // No faster than the limit on bending: 0.5 s could mend at most 250 µs, and half of it takes 0.2 s at least.
    const double soon = out.ruler_error_us(t, corrected, corrected + milliseconds(100));
    EXPECT_LT(soon, -140);
}

TEST(AlignmentOfClocks, AnOutputThatSoundsLateIsServedEarly) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 4, {{"mix", ruler()}});
    Output out(media, card(0, 480, exact));
    OutputPlan plan = heard({one_track({1, 1}, m, out.now())});
    plan.latency = milliseconds(7);
    out.set_plan(plan);
    out.run(2);
    EXPECT_NEAR(out.ruler_error_us(plan.programs[0].timeline, out.now() - seconds(1), out.now()), -7000, 3);
}

TEST(AlignmentOfClocks, TempoChangesAreFollowedExactly) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 10, {{"mix", ruler()}});
    Output out(media, card(20, 512, exact));
    Program p = one_track({1, 1}, m, out.now());
    p.timeline.bend(out.now() + seconds(3), 1.05);
    p.timeline.bend(out.now() + seconds(4), 0.97);
    out.set_plan(heard({p}));
    const EnsembleTime from = out.now();
    out.run(6);
    for (const int ms : {2500, 3200, 3700, 4200, 5000})
        EXPECT_NEAR(out.ruler_error_us(p.timeline, from + milliseconds(ms), from + milliseconds(ms + 200)), 0, 6) << ms;
    EXPECT_EQ(out.report.jumps, 0U);
}

TEST(AlignmentOfClocks, ACardThatLosesTimeIsBackInPlaceAtOnce) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 8, {{"mix", ruler()}});
    Output out(media, card(30, 480, alsa));
    out.set_plan(heard({one_track({1, 1}, m, out.now())}));
    const timeline::Timeline& t = out.plan.programs[0].timeline;
    out.run(3);
    out.card.lost_s = 0.02;
    const EnsembleTime lost = out.now();
    out.run(2);
    EXPECT_EQ(out.report.losses, 1U);
    EXPECT_EQ(out.report.jumps, 1U);
    EXPECT_NEAR(out.ruler_error_us(t, lost + milliseconds(80), lost + milliseconds(120)), 0, 60);
    EXPECT_NEAR(out.ruler_error_us(t, lost + milliseconds(1500), lost + milliseconds(1900)), 0, 15);
}

}  // namespace
}  // namespace segue::audio::testing
