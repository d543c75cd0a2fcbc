// Sound cards that are worse than they say: what leaves them, and how soon it is in its place again. Real Opus, real
// decoder, real renderer; the card's truth is known.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/engine/support.h"

namespace segue::audio::testing {
namespace {

double alsa(Random& r) { return (r.uniform() + r.uniform() - 1) * 10e-6; }
double quantised(Random& r) { return std::floor(r.uniform() * 4) * 250e-6; }  // a driver that moves by 12 frames

SimCard card(double ppm, std::function<double(Random&)> error, int block = 480) {
    SimCard c;
    c.ppm = ppm;
    c.block = block;
    c.report_error = std::move(error);
    return c;
}

class OddCards : public ::testing::Test {
  protected:
    // Plays, and lets two seconds pass.
    Output& play(SimCard c, double seconds_long) {
        const Manifest& m = media.add(1, static_cast<std::int64_t>(48000 * (seconds_long + 3)), {{"mix", ruler()}});
        output = std::make_unique<Output>(media, std::move(c));
        begins = output->now();
        output->set_plan(heard({one_track({1, 1}, m, begins)}));
        output->run(2);
        return *output;
    }
    // µs late, in windows of 100 ms over the last `s` seconds.
    std::vector<double> errors(double s) const {
        std::vector<double> out;
        const EnsembleTime end = output->now();
        for (EnsembleTime w = end - nearest_ns(s); w + milliseconds(100) <= end; w += milliseconds(100))
            out.push_back(output->ruler_error_us(output->plan.programs[0].timeline, w, w + milliseconds(100)));
        return out;
    }
    static double mean(const std::vector<double>& v) {
        return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
    }
    static double worst(const std::vector<double>& v) {
        double w = 0;
        for (const double e : v) w = std::max(w, std::abs(e));
        return w;
    }
    TestMedia media;
    std::unique_ptr<Output> output;
    EnsembleTime begins;
};

// The rate is fed forward, so the servo has nothing standing to hold.
TEST_F(OddCards, StandingErrorIsZeroOnAverage) {
    for (const double ppm : {-300.0, 40.0}) {
        Output& out = play(card(ppm, alsa), 24);
        out.run(22);
        const std::vector<double> e = errors(18);
        EXPECT_NEAR(mean(e), 0, 1) << ppm << " ppm";
        EXPECT_LT(worst(e), 6) << ppm << " ppm";
        EXPECT_NEAR(out.report.bend * 1e6, 0, 10) << "only noise is bent away";
        EXPECT_EQ(out.report.jumps, 0U);
    }
}

// What docs/time.md says of the step response: by half in 0.35 s, to a tenth in 1.2 s, and never beyond.
TEST_F(OddCards, AStepIsBentAwayWithoutOvershoot) {
    Output& out = play(card(30, [](Random&) { return 0.0; }), 8);
    out.map.ensemble += microseconds(200);
    out.set_clock(out.map);
    out.run(3);
    const EnsembleTime corrected = out.now();
    out.set_clock(out.truth);
    out.run(3);
    const auto at = [&](int ms) {
        const EnsembleTime t = corrected + milliseconds(ms);
        return out.ruler_error_us(out.plan.programs[0].timeline, t, t + milliseconds(20));
    };
    EXPECT_NEAR(at(350), -100, 12);
    EXPECT_NEAR(at(1150), -20, 6);
    for (int ms = 0; ms < 2900; ms += 20) EXPECT_LT(at(ms), 2) << "after " << ms << " ms";
    EXPECT_NEAR(at(2900), 0, 2);
}

TEST_F(OddCards, QuantisedReportsAreSeenThrough) {
    Output& out = play(card(-120, quantised, 512), 12);
    out.run(10);
    EXPECT_LT(worst(errors(6)), 40);
    EXPECT_EQ(out.report.jumps, 0U);
    EXPECT_EQ(out.report.losses, 0U);
}

TEST_F(OddCards, ACardThatWarmsUpIsFollowed) {
    Output& out = play(card(0, alsa), 24);
    double ppm = 0;
    out.after_render = [&] {  // a card that slows down by 1 ppm a second is later by as much more with each block
        ppm += 0.01;
        out.card.lost_s += ppm * 1e-6 * 0.01;
    };
    out.run(20);
    EXPECT_LT(worst(errors(10)), 20);
    EXPECT_NEAR(out.report.rate_off * 1e6, -ppm, 5);
    EXPECT_EQ(out.report.jumps, 0U);
}

// No card says so when its buffer has grown: its reports do.
TEST_F(OddCards, ALatencyThatChangesIsFoundInItsReports) {
    Output& out = play(card(30, alsa), 12);
    out.card.lost_s += 0.015;
    out.run(1);
    EXPECT_LT(worst(errors(0.4)), 60);
    out.card.lost_s -= 0.010;
    out.run(3);
    EXPECT_LT(worst(errors(1)), 20);
}

// What is the same in every report nobody can see from inside: it stays, exactly, and the trim takes it away.
TEST_F(OddCards, ALatencyThatIsWrongIsWhatTheTrimIsFor) {
    Output& out = play(card(30, [](Random& r) { return alsa(r) - 0.007; }), 10);
    out.run(3);
    EXPECT_NEAR(mean(errors(1)), 7000, 5);
    OutputPlan plan = out.plan;
    plan.latency = milliseconds(7);
    out.set_plan(plan);
    out.run(4);
    EXPECT_NEAR(mean(errors(1)), 0, 5);
}

TEST_F(OddCards, AfterAStallItIsInPlaceAgain) {
    Output& out = play(card(40, alsa), 12);
    out.card.lost_s += 2.3;  // nothing was asked for meanwhile
    const EnsembleTime again = out.now();
    out.run(2);
    EXPECT_GE(out.report.losses, 1U);
    EnsembleTime sounds = again;
    while (out.peak(sounds, sounds + milliseconds(10)) < 0.4) sounds += milliseconds(10);
    EXPECT_LT(to_seconds(sounds - again), 0.3);
    const auto& t = out.plan.programs[0].timeline;
    EXPECT_NEAR(out.ruler_error_us(t, sounds + milliseconds(20), sounds + milliseconds(120)), 0, 60);
    EXPECT_LT(worst(errors(1)), 20);
}

TEST_F(OddCards, GoneAndBackAtAnotherRateItIsInPlaceFromItsFirstSound) {
    Output& out = play(card(40, alsa), 12);
    const LocalTime gone = out.local_now();
    out.card.rate_hz = 44100;
    out.card.block = 441;
    out.card.ppm = -150;
    out.renderer.device_opened(44100);
    out.card.lost_s += to_seconds(gone + milliseconds(700) - out.local_now());
    const EnsembleTime back = out.now();
    out.run(4);
    EnsembleTime sounds = back;
    while (out.peak(sounds, sounds + milliseconds(10)) < 0.4) sounds += milliseconds(10);
    EXPECT_LT(to_seconds(sounds - back), 0.3);
    const auto& t = out.plan.programs[0].timeline;
    EXPECT_NEAR(out.ruler_error_us(t, sounds + milliseconds(20), sounds + milliseconds(120)), 0, 60);
    EXPECT_LT(worst(errors(1)), 20);
    EXPECT_NEAR(out.report.rate_off * 1e6, -150, 5);
}

}  // namespace
}  // namespace segue::audio::testing
