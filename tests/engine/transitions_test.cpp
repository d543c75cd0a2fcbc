// Seek, pause, resume, handoff, edits of the queue, other parts, holes: what is heard at the seams.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/engine/support.h"

namespace segue::audio::testing {
namespace {

class Transitions : public ::testing::Test {
  protected:
    Transitions() {
        track_ = &media_.add(1, 48000 * 12, {{"mix", ruler()}, {"hum", hum()}});
        SimCard card;
        card.ppm = 35;
        out_ = std::make_unique<Output>(media_, card);
        from_ = out_->now() + milliseconds(200);
    }
    static Signal hum() {
        return [](std::int64_t f) { return std::pair{tone(fine_hz, f, 0.2), tone(coarse_hz, f, 0.2)}; };
    }
    EnsembleTime at(int ms) const { return from_ + milliseconds(ms); }
    // The largest step from one sample to the next: the two tones make 0.066 at most, a click makes more.
    double steepest(const Output& out, EnsembleTime a, EnsembleTime b) const {
        double w = 0;
        for (std::size_t i = out.index(a) + 1; i < out.index(b); ++i)
            w = std::max({w, std::abs(static_cast<double>(out.left[i] - out.left[i - 1])),
                          std::abs(static_cast<double>(out.right[i] - out.right[i - 1]))});
        return w;
    }
    static constexpr double no_click = 0.075;

    TestMedia media_;
    const Manifest* track_;
    std::unique_ptr<Output> out_;
    EnsembleTime from_;
};

TEST_F(Transitions, PlayingBeginsOnItsFrame) {
    out_->set_plan(heard({one_track({1, 1}, *track_, at(0))}));
    out_->run_until(at(500));
    EXPECT_LT(out_->peak(at(-200), at(-1)), 1e-6);
    // The first periods of the tone are there, not faded: right from the start as loud as later.
    EXPECT_GT(out_->peak(at(0), at(6)), 0.45);
    EXPECT_NEAR(out_->ruler_error_us(out_->plan.programs[0].timeline, at(20), at(120)), 0, 10);
}

TEST_F(Transitions, SeekPauseAndResumeFallOnTheirFrames) {
    Program first = one_track({1, 1}, *track_, at(0));
    first.ends = at(1000);
    const Program second = one_track({1, 2}, *track_, at(1000), 48000 * 5.25);  // a seek
    out_->set_plan(heard({first}));
    out_->run_until(at(900));
    out_->set_plan(heard({first, second}));
    out_->run_until(at(2000));
    EXPECT_NEAR(out_->ruler_error_us(first.timeline, at(900), at(990)), 0, 8);
    EXPECT_NEAR(out_->ruler_error_us(second.timeline, at(1010), at(1110)), 0, 8);
    EXPECT_GT(out_->peak(at(1000), at(1006)), 0.2) << "no hole under the crossfade";

    Program paused = second;
    paused.ends = at(2100);
    out_->set_plan(heard({paused}));
    out_->run_until(at(3000));
    EXPECT_LT(out_->peak(at(2106), at(2990)), 1e-6);
    EXPECT_GT(out_->peak(at(2090), at(2100)), 0.4);
    EXPECT_LT(steepest(*out_, at(1900), at(2900)), no_click);

    const Program resumed = one_track({1, 3}, *track_, at(3100), second.timeline.frame_at(paused.ends));
    out_->set_plan(heard({paused, resumed}));
    out_->run_until(at(4000));
    EXPECT_LT(out_->peak(at(2990), at(3099)), 1e-6);
    EXPECT_NEAR(out_->ruler_error_us(resumed.timeline, at(3110), at(3210)), 0, 8);
    EXPECT_LT(steepest(*out_, at(2900), at(3900)), no_click);
    EXPECT_EQ(out_->report.underruns, 0U);
    EXPECT_EQ(out_->report.jumps, 0U);
}

TEST_F(Transitions, ASeekThatComesLateIsRightFromItsFirstSound) {
    out_->set_plan(heard({one_track({1, 1}, *track_, at(0))}));
    out_->run_until(at(500));
    const Program late = one_track({1, 2}, *track_, at(400), 48000 * 3);  // began before we heard of it
    out_->set_plan(heard({late}));
    out_->run_until(at(1200));
    EXPECT_NEAR(out_->ruler_error_us(late.timeline, at(560), at(660)), 0, 8);
    EXPECT_LT(steepest(*out_, at(400), at(1100)), no_click);
}

TEST_F(Transitions, TwoOutputsHandOverWithoutADip) {
    Output other(media_, [] {
        SimCard c;
        c.ppm = -80;
        c.block = 512;
        return c;
    }());
    const Program p = one_track({1, 1}, *track_, at(0));
    OutputPlan giver = heard({p}), taker = heard({p});
    giver.switches.push_back({at(2000), false, milliseconds(40)});
    taker.switches = {{at(2000), true, milliseconds(40)}};
    out_->set_plan(giver);
    other.run(1);  // it is opened later
    other.set_plan(taker);
    out_->run_until(at(3000));
    other.run_until(at(3000));
    EXPECT_LT(other.peak(at(0), at(1999)), 1e-6) << "muted, though in time";
    EXPECT_LT(out_->peak(at(2041), at(2990)), 1e-6);
    // The sum of both, on one time axis, is what one output that was never switched plays.
    Output whole(media_, out_->card);
    whole.set_plan(heard({p}));
    whole.run_until(at(3000));
    double worst = 0;
    for (std::size_t i = out_->index(at(1900)); i < out_->index(at(2100)); ++i) {
        const double t = out_->at[i];
        const std::size_t k =
            static_cast<std::size_t>(std::lower_bound(other.at.begin(), other.at.end(), t) - other.at.begin());
        const double part = (t - other.at[k - 1]) / (other.at[k] - other.at[k - 1]);
        const double sum = static_cast<double>(out_->right[i]) + (1 - part) * static_cast<double>(other.right[k - 1]) +
                           part * static_cast<double>(other.right[k]);
        ASSERT_EQ(whole.at[i], t);
        worst = std::max(worst, std::abs(sum - static_cast<double>(whole.right[i])));
    }
    EXPECT_LT(worst, 0.002);
}

TEST_F(Transitions, AnotherPartTakesOverWithoutASeam) {
    OutputPlan plan = heard({one_track({1, 1}, *track_, at(0))});
    out_->set_plan(plan);
    out_->run_until(at(1000));
    plan.part = {Part::Kind::stems, {"hum"}};
    out_->set_plan(plan);
    out_->run_until(at(2000));
    EXPECT_NEAR(out_->peak(at(1100), at(1900)), 0.2, 0.03);
    EXPECT_GT(out_->peak(at(1000), at(1025)), 0.15);
    EXPECT_LT(steepest(*out_, at(900), at(1900)), no_click);
    EXPECT_NEAR(out_->ruler_error_us(plan.programs[0].timeline, at(1100), at(1900)), 0, 8);
    for (int ms = 950; ms < 1200; ms += 10) EXPECT_GT(out_->peak(at(ms), at(ms + 20)), 0.15) << ms;
    EXPECT_EQ(out_->report.underruns, 0U);
}

TEST_F(Transitions, AnEditBehindWhatIsDecodedIsHeardAndNothingElseIs) {
    const Manifest& quiet = media_.add(2, 48000 * 5, {{"mix", hum()}});
    const Manifest& loud = media_.add(3, 48000 * 5, {{"mix", ruler()}});
    Program p = one_track({1, 1}, *track_, at(0));
    p.items = {{track_->id, ProgramPos{0}, MediaPos{0}, Frames{48000}},
               {loud.id, ProgramPos{48000}, MediaPos{0}, Frames{48000 * 5}}};
    out_->set_plan(heard({p}));
    out_->run_until(at(600));  // the next track is decoded already
    p.items[1].track = quiet.id;
    out_->set_plan(heard({p}));
    out_->run_until(at(2000));
    EXPECT_GT(out_->peak(at(950), at(1000)), 0.4);
    EXPECT_NEAR(out_->peak(at(1002), at(1900)), 0.2, 0.05);
    EXPECT_LT(steepest(*out_, at(300), at(990)), no_click);
    EXPECT_EQ(out_->report.underruns, 0U);
}

TEST_F(Transitions, MoreItemsAreJustPlayedOn) {
    const Manifest& next = media_.add(2, 48000 * 2, {{"mix", ruler(48000)}});
    Program p = one_track({1, 1}, *track_, at(0));
    p.items[0].length = Frames{48000};
    out_->set_plan(heard({p}));
    out_->run_until(at(600));
    p.items.push_back({next.id, ProgramPos{48000}, MediaPos{0}, next.duration});
    out_->set_plan(heard({p}));
    out_->run_until(at(3500));
    EXPECT_LT(steepest(*out_, at(100), at(2900)), no_click);
    EXPECT_NEAR(out_->ruler_error_us(p.timeline, at(1100), at(2900)), 0, 8);
    EXPECT_LT(out_->peak(at(3001), at(3400)), 1e-4);
    EXPECT_EQ(out_->report.underruns, 0U) << "the end of the program is not an underrun";
    EXPECT_FALSE(out_->report.sounds);
}

TEST_F(Transitions, AHoleFadesAndIsLeftAtThePlayhead) {
    media_.withheld = {track_->stems[0].segments[3].name};
    out_->set_plan(heard({one_track({1, 1}, *track_, at(0))}));
    out_->run_until(at(3500));
    EXPECT_EQ(out_->report.underruns, 1U);
    EXPECT_LT(out_->peak(at(3050), at(3450)), 1e-6);
    media_.withheld.clear();
    out_->run_until(at(5000));
    EXPECT_NEAR(out_->ruler_error_us(out_->plan.programs[0].timeline, at(3600), at(4900)), 0, 8);
    EXPECT_LT(steepest(*out_, at(2500), at(4900)), no_click);
    EXPECT_EQ(out_->report.underruns, 1U);
}

TEST_F(Transitions, AStalledDecoderIsForgiven) {
    out_->set_plan(heard({one_track({1, 1}, *track_, at(0))}));
    out_->run_until(at(1000));
    out_->decodes = false;
    out_->run_until(at(4000));
    EXPECT_EQ(out_->report.underruns, 1U);
    out_->decodes = true;
    out_->run_until(at(5000));
    EXPECT_NEAR(out_->ruler_error_us(out_->plan.programs[0].timeline, at(4100), at(4900)), 0, 8);
    EXPECT_LT(steepest(*out_, at(500), at(4900)), no_click);
}

TEST_F(Transitions, AClockThatStepsIsJumpedToUnderACrossfade) {
    for (const int step_ms : {40, -40, -700}) {
        SCOPED_TRACE(step_ms);
        Output out(media_);
        const EnsembleTime start = out.now() + milliseconds(100);
        const Program p = one_track({1, 1}, *track_, start);
        out.set_plan(heard({p}));
        out.run(2);
        out.truth.ensemble += milliseconds(step_ms);
        const EnsembleTime stepped = out.now();
        const std::size_t i = out.left.size();
        out.set_clock(out.truth);
        out.run(1.5);
        EXPECT_EQ(out.report.jumps, 1U);
        double steep = 0;
        for (std::size_t k = i - 4800; k < out.left.size(); ++k)
            steep = std::max(steep, std::abs(static_cast<double>(out.left[k] - out.left[k - 1])));
        EXPECT_LT(steep, no_click);
        std::vector<double> later(out.at.begin() + static_cast<std::ptrdiff_t>(i), out.at.end());
        Output tail(media_);  // the part behind the step has a time axis of its own
        tail.at = later;
        tail.left.assign(out.left.begin() + static_cast<std::ptrdiff_t>(i), out.left.end());
        tail.right.assign(out.right.begin() + static_cast<std::ptrdiff_t>(i), out.right.end());
        EXPECT_NEAR(tail.ruler_error_us(p.timeline, stepped + milliseconds(600), stepped + milliseconds(1400)), 0, 8);
    }
}

TEST_F(Transitions, BehindAFreezeNothingOldIsHeard) {
    for (const int frozen_ms : {60, 150, 830, 5000}) {
        SCOPED_TRACE(frozen_ms);
        Output out(media_);
        const Program p = one_track({1, 1}, *track_, out.now() + milliseconds(100));
        out.set_plan(heard({p}));
        out.run(2);
        out.card.lost_s = frozen_ms * 1e-3;
        const EnsembleTime thawed = out.now();
        out.run(1.5);
        EXPECT_EQ(out.peak(thawed, thawed + milliseconds(40)), 0.0);
        for (const int ms : {120, 200, 400})
            EXPECT_NEAR(out.ruler_error_us(p.timeline, thawed + milliseconds(ms), thawed + milliseconds(ms + 60)), 0, 8)
                << ms;
        EXPECT_LT(steepest(out, thawed, thawed + seconds(1)), no_click);
    }
}

TEST_F(Transitions, TheSameEpochMovedIsFoundAgain) {
    Program p = one_track({1, 1}, *track_, at(0));
    out_->set_plan(heard({p}));
    out_->run_until(at(4000));
    p.timeline = timeline::Timeline::from(at(0), 48000 * 3);
    out_->set_plan(heard({p}));
    out_->run_until(at(5000));
    EXPECT_NEAR(out_->ruler_error_us(p.timeline, at(4400), at(4900)), 0, 8);
    p.timeline = timeline::Timeline::from(at(0), 0);
    out_->set_plan(heard({p}));
    out_->run_until(at(6000));
    EXPECT_NEAR(out_->ruler_error_us(p.timeline, at(5400), at(5900)), 0, 8);
    EXPECT_LT(steepest(*out_, at(3900), at(5900)), no_click);
}

TEST_F(Transitions, AnEmptyPlanFadesOut) {
    out_->set_plan(heard({one_track({1, 1}, *track_, at(0))}));
    out_->run_until(at(1000));
    out_->set_plan({});
    OutputPlan nothing = heard({});
    out_->set_plan(nothing);
    out_->run_until(at(2000));
    EXPECT_LT(out_->peak(at(1030), at(1900)), 1e-6);
    EXPECT_LT(steepest(*out_, at(900), at(1900)), no_click);
    EXPECT_FALSE(out_->report.sounds);
}

TEST_F(Transitions, VolumeIsRamped) {
    OutputPlan plan = heard({one_track({1, 1}, *track_, at(0))});
    out_->set_plan(plan);
    out_->run_until(at(1000));
    plan.volume = 0.25F;
    out_->set_plan(plan);
    out_->run_until(at(2000));
    EXPECT_NEAR(out_->peak(at(1100), at(1900)), 0.125, 0.01);
    EXPECT_LT(steepest(*out_, at(500), at(1900)), no_click);
}

TEST_F(Transitions, ManySeeksInARowLeaveTheLastOne) {
    out_->set_plan(heard({one_track({1, 1}, *track_, at(0))}));
    out_->run_until(at(500));
    Program last;
    for (int i = 0; i < 20; ++i) {
        last = one_track({1, static_cast<std::uint64_t>(2 + i)}, *track_, at(520 + 30 * i), 48000.0 * (i % 7) + 1234);
        out_->set_plan(heard({last}));
        out_->run_until(at(500 + 30 * (i + 1)));
    }
    out_->run_until(at(2000));
    EXPECT_NEAR(out_->ruler_error_us(last.timeline, at(1250), at(1900)), 0, 8);
    EXPECT_EQ(out_->report.sounding, last.epoch);
}

// The one who decides says no more: after a while nothing is heard, without a click, and again when it does.
TEST_F(Transitions, ALeaseThatEndsIsAFade) {
    out_->set_plan(heard({one_track({1, 1}, *track_, from_)}));
    out_->run_until(at(1000));
    const LocalTime end = out_->truth.to_local(at(1500));
    out_->renderer.set_lease(end);
    out_->run_until(at(2000));
    EXPECT_FALSE(out_->report.sounds);
    out_->renderer.set_lease(end + seconds(3));
    out_->run_until(at(2500));
    EXPECT_TRUE(out_->report.sounds);
    EXPECT_GT(out_->peak(at(1300), at(1480)), 0.4);
    EXPECT_EQ(out_->peak(at(1520), at(1990)), 0);
    EXPECT_GT(out_->peak(at(2050), at(2490)), 0.4);
    EXPECT_LT(steepest(*out_, at(1000), at(2500)), no_click);
    EXPECT_EQ(out_->report.jumps, 0u);
}

// SIGSTOP, or a suspended machine: no block was asked for while it lasted, and the first that is comes before anyone
// has looked at the clock.
TEST_F(Transitions, NotOneFrameOfTheOldPlanIsHeardAfterAStop) {
    out_->set_plan(heard({one_track({1, 1}, *track_, from_)}));
    out_->run_until(at(1000));
    out_->renderer.set_lease(out_->local_now() + seconds(3));
    out_->card.lost_s += 5;
    const EnsembleTime thawed = out_->now();
    out_->run(0.5);
    EXPECT_EQ(out_->peak(thawed, thawed + milliseconds(490)), 0);
    out_->renderer.set_lease(out_->local_now() + seconds(3));
    out_->run(0.5);
    EXPECT_GT(out_->peak(thawed + milliseconds(600), thawed + milliseconds(990)), 0.4);
}

}  // namespace
}  // namespace segue::audio::testing
