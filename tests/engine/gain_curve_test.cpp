#include "audio/engine/gain_curve.h"

#include <gtest/gtest.h>

#include <cmath>

#include "audio/engine/decode_ahead.h"
#include "audio/engine/normalise.h"
#include "tests/engine/support.h"

namespace segue::audio::testing {
namespace {

ProgramPos at(std::int64_t frame) { return ProgramPos{frame}; }
const GainCurve curve{{at(100), 1.0F}, {at(200), 0.5F}, {at(300), 0.5F}, {at(400), 2.0F}};

TEST(GainCurve, IsStraightBetweenPointsAndLevelOutside) {
    EXPECT_EQ(gain_at({}, at(5)), 1);
    EXPECT_EQ(gain_at(curve, at(-1000)), 1);
    EXPECT_FLOAT_EQ(gain_at(curve, at(150)), 0.75F);
    EXPECT_FLOAT_EQ(gain_at(curve, at(250)), 0.5F);
    EXPECT_FLOAT_EQ(gain_at(curve, at(350)), 1.25F);
    EXPECT_EQ(gain_at(curve, at(100'000)), 2);
}

TEST(GainCurve, IsAppliedTheSameInPiecesOfAnySize) {
    std::vector<float> whole_left(600, 1), whole_right(600, -1);
    apply_gain(curve, at(0), 600, whole_left.data(), whole_right.data());
    for (int piece : {1, 7, 64, 250}) {
        std::vector<float> left(600, 1), right(600, -1);
        for (int f = 0; f < 600; f += piece)
            apply_gain(curve, at(f), std::min(piece, 600 - f), left.data() + f, right.data() + f);
        for (std::size_t f = 0; f < 600; ++f) {
            ASSERT_NEAR(left[f], gain_at(curve, at(static_cast<std::int64_t>(f))), 1e-4) << piece << " " << f;
            ASSERT_NEAR(left[f], whole_left[f], 1e-4);
            ASSERT_EQ(right[f], -left[f]);
        }
    }
}

TEST(GainCurve, KnowsWhereTwoPart) {
    GainCurve other = curve;
    EXPECT_FALSE(where_gains_part(curve, other, at(0), at(1000)));
    other.back().gain = 3;
    EXPECT_EQ(where_gains_part(curve, other, at(0), at(1000)), at(300));
    EXPECT_FALSE(where_gains_part(curve, other, at(0), at(300))) << "not within what is asked";
    EXPECT_EQ(where_gains_part(curve, {}, at(0), at(1000)), at(100));
    EXPECT_EQ(where_gains_part(curve, {}, at(350), at(1000)), at(350));
    // Another way to say the same line.
    EXPECT_FALSE(where_gains_part(curve, {{at(0), 1}, {at(100), 1}, {at(200), 0.5F}}, at(0), at(300)));
}

TEST(Normalise, BringsTracksToTheTargetAsFarAsTheirPeaksAllow) {
    const auto db = [](float gain) { return 20 * std::log10(gain); };
    const TrackLoudness loud{{-8, 0.5F}, SoundLevel{-10, 0.9F}}, soft{{-30, -20}, {}}, peaky{{-22, -2}, {}},
        very_soft{{-60, -50}, {}};
    EXPECT_EQ(gain_for(Normalise::off, loud), 1);
    EXPECT_NEAR(db(gain_for(Normalise::track, loud)), -10, 1e-4);
    EXPECT_NEAR(db(gain_for(Normalise::album, loud)), -8, 1e-4);
    EXPECT_NEAR(db(gain_for(Normalise::album, soft)), 12, 1e-4) << "no album: by itself";
    EXPECT_NEAR(db(gain_for(Normalise::track, peaky)), 1, 1e-4) << "up to -1 dBTP and no further";
    EXPECT_NEAR(db(gain_for(Normalise::track, very_soft)), normalise_gain_max_db, 1e-4);
    EXPECT_NEAR(db(gain_for(Normalise::track, {})), -6, 1e-4) << "not known yet: as most music";
}

TEST(Normalise, NonsenseIsNotPlausible) {
    EXPECT_TRUE(is_plausible({{-8, 0.5F}, SoundLevel{-10, 0.9F}}));
    EXPECT_FALSE(is_plausible({{std::nanf(""), 0}, {}}));
    EXPECT_FALSE(is_plausible({{-8, 0}, SoundLevel{-10, 900}}));
}

// --- as it is heard

double level_db(const Output& out, EnsembleTime from, EnsembleTime to) {
    double power = 0;
    const std::size_t a = out.index(from), b = out.index(to);
    for (std::size_t i = a; i < b; ++i) power += static_cast<double>(out.left[i]) * static_cast<double>(out.left[i]);
    return 10 * std::log10(power / static_cast<double>(b - a) * 2);
}

double steepest(const Output& out, EnsembleTime from, EnsembleTime to) {
    double w = 0;
    for (std::size_t i = out.index(from) + 1; i < out.index(to); ++i)
        w = std::max(w, std::abs(static_cast<double>(out.left[i] - out.left[i - 1])));
    return w;
}

class NormalisedOutput : public ::testing::Test {
  protected:
    // Two tracks that go on into each other, as on a live album: the second 12 dB softer.
    NormalisedOutput() {
        loud_ = &media_.add(1, 96'000, {{"mix", [](std::int64_t f) { return std::pair{tone(1000, f, 0.4), 0.0}; }}});
        soft_ = &media_.add(2, 192'000, {{"mix", [](std::int64_t f) { return std::pair{tone(1000, f, 0.1), 0.0}; }}});
        program_.epoch = {1, 1};
        program_.begins = from_;
        program_.timeline = timeline::Timeline::from(from_, 0);
        program_.items = {{loud_->id, at(0), MediaPos{0}, loud_->duration},
                          {soft_->id, at(96'000), MediaPos{0}, soft_->duration}};
    }
    EnsembleTime ms(int n) const { return from_ + milliseconds(n); }

    TestMedia media_;
    const Manifest *loud_, *soft_;
    Output out_{media_};
    EnsembleTime from_ = out_.now() + milliseconds(200);
    Program program_;
};

TEST_F(NormalisedOutput, BothTracksAreEquallyLoudAndTheBorderDoesNotClick) {
    program_.gains = {{at(0), 0.25F}, {at(96'000 - 960), 0.25F}, {at(96'000), 1}};
    out_.set_plan(heard({program_}));
    out_.run_until(ms(4000));
    EXPECT_NEAR(level_db(out_, ms(500), ms(1900)), -20, 0.2);
    EXPECT_NEAR(level_db(out_, ms(2010), ms(3900)), -20, 0.2);
    // The steepest the ramp makes: 0.4 of a 1 kHz tone at its loudest, at the border.
    EXPECT_LT(steepest(out_, ms(100), ms(3900)), 0.4 * 0.14);
    EXPECT_LT(steepest(out_, ms(2001), ms(3900)), 0.1 * 0.14) << "the second track's first sample has its own gain";
}

TEST_F(NormalisedOutput, AWishThatChangesTakesEffectOnItsFrameOnAllOutputs) {
    SimCard late;
    late.ppm = -40;
    late.latency = milliseconds(70);
    Output other(media_, late, 2);
    Program after = program_;
    after.gains = {{at(0), 1}, {at(48'000), 1}, {at(48'000 + 4800), 0.25F}, {at(96'000 - 960), 0.25F}, {at(96'000), 1}};
    for (auto [out, told] : {std::pair{&out_, ms(850)}, std::pair{&other, ms(930)}}) {
        out->set_plan(heard({program_}));
        out->run_until(told);
        out->set_plan(heard({after}));
        out->run_until(ms(3000));
        EXPECT_EQ(out->report.underruns, 0U);
        EXPECT_EQ(out->report.jumps, 0U);
    }
    for (int t = 800; t < 1300; t += 10)
        EXPECT_NEAR(level_db(out_, ms(t), ms(t + 10)), level_db(other, ms(t), ms(t + 10)), 0.2) << t;
    EXPECT_NEAR(level_db(out_, ms(850), ms(990)), -8, 0.2);
    EXPECT_NEAR(level_db(out_, ms(1110), ms(1900)), -20, 0.2);
    EXPECT_LT(steepest(out_, ms(100), ms(2900)), 0.4 * 0.14);
}

TEST_F(NormalisedOutput, WhatIsForgottenOfThePastChangesNothing) {
    program_.gains = {{at(0), 0.25F}, {at(96'000 - 960), 0.25F}, {at(96'000), 1}};
    DecodeAhead decode(media_, program_.items, {}, at(0), program_.gains);
    auto chunk = std::make_unique<Chunk>();
    while (decode.reached() < at(120'000)) ASSERT_EQ(decode.next(*chunk), DecodeAhead::Outcome::made);
    EXPECT_TRUE(decode.adopt({program_.items[1]}, nullptr, {}));
    ProgramPos until;
    EXPECT_FALSE(decode.adopt({program_.items[1]}, &until, {{at(100'000), 1}, {at(101'000), 0.5F}}));
    EXPECT_EQ(until, at(100'000));
}

}  // namespace
}  // namespace segue::audio::testing
