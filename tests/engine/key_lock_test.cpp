// A program at a speed that is not its own, at its own pitch: the same samples at every output, whenever it came in.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/engine/support.h"

namespace segue::audio::testing {
namespace {

Signal chord() {
    return [](std::int64_t f) {
        double left = 0, right = 0;
        for (const double hz : {130.81, 164.81, 196.0}) left += tone(hz, f, 0.12), right += tone(2 * hz, f, 0.1);
        return std::pair{left, right};
    };
}

Program locked(const Manifest& m, EnsembleTime begins, double speed, double frame = 0) {
    Program p = one_track({1, 1}, m, begins, frame);
    p.timeline = timeline::Timeline::from(begins, frame, speed);
    p.key_lock = true;
    return p;
}

// The largest difference of what left two outputs in the same time, and the loudest of the first.
struct Compared {
    double off = 0, peak = 0;
};
Compared compare(const Output& a, const Output& b, EnsembleTime from, EnsembleTime to) {
    Compared out;
    const std::size_t first = a.index(from), last = a.index(to);
    for (std::size_t i = first; i < last; ++i) {
        out.off = std::max<double>(out.off, std::abs(a.left[i] - b.left[i]));
        out.off = std::max<double>(out.off, std::abs(a.right[i] - b.right[i]));
        out.peak = std::max<double>(out.peak, std::abs(a.left[i]));
    }
    return out;
}

// A tone of an output, window by window of 200 ms: its level, and how far its phase is from that of a steady one.
struct Tone {
    double level_min = 1e9, level_max = 0, cents = 0;
};
Tone tone_in(const std::vector<float>& samples, std::size_t from, std::size_t to, double hz) {
    constexpr std::size_t window = 9600;
    Tone out;
    double turned = 0, last = 0, frames = 0;
    for (std::size_t at = from; at + window < to; at += window / 4) {
        std::complex<double> z;
        for (std::size_t k = 0; k < window; ++k) {
            const double shape = 1 - std::cos(2 * std::numbers::pi * static_cast<double>(k) / window);
            z += shape * static_cast<double>(samples[at + k]) *
                 std::polar(1.0, -2 * std::numbers::pi * hz * static_cast<double>(at + k) / sample_rate_hz);
        }
        const double level = std::abs(z) * 2 / window;
        out.level_min = std::min(out.level_min, level);
        out.level_max = std::max(out.level_max, level);
        if (at > from) turned += std::remainder(std::arg(z) - last, 2 * std::numbers::pi), frames += window / 4;
        last = std::arg(z);
    }
    out.cents = 1200 * std::log2(1 + turned / (2 * std::numbers::pi) / frames * sample_rate_hz / hz);
    return out;
}
double db(double ratio) { return 20 * std::log10(ratio); }

TEST(KeyLock, WhoJoinsInTheMiddlePlaysTheSameSamples) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 20, {{"mix", chord()}});
    for (const double speed : {1.05, 0.9, 1.37}) {
        Output first(media), second(media);
        const OutputPlan plan = heard({locked(m, first.now() + milliseconds(50), speed)});
        first.set_plan(plan);
        first.run(7.3);
        second.run(7.3);
        second.set_plan(plan);
        const EnsembleTime joined = first.now();
        first.run(4);
        second.run(4);
        EXPECT_GT(second.peak(joined, joined + milliseconds(300)), 0.1) << "it is heard soon";
        const Compared c = compare(first, second, joined + milliseconds(300), joined + milliseconds(3900));
        EXPECT_GT(c.peak, 0.2);
        EXPECT_LT(c.off, 1e-4) << speed;  // what a decoder that began elsewhere differs by
        EXPECT_EQ(first.report.underruns + second.report.underruns, 0U);
    }
}

TEST(KeyLock, TheKeyStaysAndTheLevelToo) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 20, {{"mix", chord()}});
    for (const double speed : {1.1, 0.9, 1.05}) {
        Output out(media);
        out.set_plan(heard({locked(m, out.now() + milliseconds(50), speed)}));
        out.run(13);
        const std::size_t from = 48000, to = out.left.size();
        for (const double hz : {130.81, 164.81, 196.0}) {
            const Tone left = tone_in(out.left, from, to, hz), right = tone_in(out.right, from, to, 2 * hz);
            EXPECT_LT(std::abs(left.cents), 1.5) << hz << " at " << speed;
            EXPECT_LT(std::abs(right.cents), 1) << 2 * hz << " at " << speed;
            EXPECT_LT(db(left.level_max / left.level_min), 0.5) << hz << " at " << speed;
            EXPECT_LT(db(right.level_max / right.level_min), 0.5) << 2 * hz << " at " << speed;
        }
    }
}

TEST(KeyLock, AChangeOfTempoIsFollowedWithoutASeam) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 20, {{"mix", chord()}});
    Output told(media), knew(media);
    const EnsembleTime begins = told.now() + milliseconds(50), turn = begins + milliseconds(3100);
    const Program before = locked(m, begins, 1.03);
    Program after = before;
    after.timeline.bend(turn, 1.1);
    told.set_plan(heard({before}));
    knew.set_plan(heard({after}));
    told.run_until(turn - milliseconds(70));
    knew.run_until(turn - milliseconds(70));
    told.set_plan(heard({after}));
    told.run(6);
    knew.run(6);
    EXPECT_LT(compare(told, knew, begins, turn - milliseconds(70)).off, 1e-6);
    EXPECT_LT(compare(told, knew, turn, turn + seconds(5)).off, 1e-4);
    EXPECT_EQ(told.report.underruns, 0U);
    for (const double hz : {130.81, 164.81, 196.0}) {
        const Tone t = tone_in(told.left, told.index(turn - seconds(1)), told.index(turn + seconds(1)), hz);
        EXPECT_LT(db(t.level_max / t.level_min), 1) << hz;
    }
}

TEST(KeyLock, ItIsTakenUpAndLeftAtOneMomentEverywhere) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 20, {{"mix", chord()}});
    Output a(media), b(media);
    const EnsembleTime begins = a.now() + milliseconds(50), turn = begins + seconds(3), back = begins + seconds(6);
    Program plain = locked(m, begins, 1.05);
    plain.key_lock = false;
    Program on = plain, off = plain;
    on.key_lock = true;
    on.key_lock_from = turn;
    off.key_lock_from = back;
    const auto both = [&](auto run) { run(a), run(b); };
    both([&](Output& o) { o.set_plan(heard({plain})); });
    a.run_until(turn - milliseconds(400));
    a.set_plan(heard({on}));
    b.run_until(turn - milliseconds(330));
    b.set_plan(heard({on}));
    both([&](Output& o) { o.run_until(back - milliseconds(400)); });
    a.set_plan(heard({off}));
    both([&](Output& o) { o.run_until(back - milliseconds(350)); });
    b.set_plan(heard({off}));
    both([&](Output& o) { o.run_until(back + seconds(2)); });
    EXPECT_LT(compare(a, b, begins, back + seconds(1)).off, 1e-4);
    EXPECT_EQ(a.report.underruns + b.report.underruns, 0U);
    EXPECT_GT(tone_in(a.left, a.index(begins + seconds(1)), a.index(turn - milliseconds(100)), 196 * 1.05).level_min,
              0.1);
    EXPECT_GT(tone_in(a.left, a.index(turn + milliseconds(100)), a.index(back - milliseconds(100)), 196).level_min,
              0.1);
    EXPECT_GT(tone_in(a.left, a.index(back + milliseconds(100)), a.index(back + seconds(1)), 196 * 1.05).level_min,
              0.1);
}

TEST(KeyLock, AtItsOwnSpeedItIsTheRecording) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 6, {{"mix", chord()}});
    Output plain(media), stretched(media);
    Program p = locked(m, plain.now() + milliseconds(50), 1);
    stretched.set_plan(heard({p}));
    p.key_lock = false;
    plain.set_plan(heard({p}));
    plain.run(6.5);
    stretched.run(6.5);
    EXPECT_LT(compare(plain, stretched, p.begins, p.begins + seconds(6)).off, 1e-4)
        << "from its first frame to its last";
    EXPECT_EQ(stretched.report.underruns, 0U);
}

// A drum every so often, over nothing or over a chord.
constexpr std::int64_t beat = 12000, first_beat = 3000;
double drum(std::int64_t f) {
    const std::int64_t since = (f - first_beat) % beat;
    if (f < first_beat || since > 4800) return 0;
    // Noise of its own kind, the same each time: so one can be laid over another.
    Random random(static_cast<std::uint64_t>(since) + 1);
    return 0.5 * std::exp(-static_cast<double>(since) / 700) * (2 * random.uniform() - 1);
}

TEST(KeyLock, ABlowSoundsOnceAsItIsAndInItsTime) {
    TestMedia media;
    const Manifest& alone = media.add(1, 48000 * 12, {{"mix", [](std::int64_t f) {
                                                           return std::pair{drum(f), drum(f)};
                                                       }}});
    const Manifest& among = media.add(2, 48000 * 12, {{"mix", [](std::int64_t f) {
                                                           const auto [l, r] = chord()(f);
                                                           return std::pair{drum(f) + 0.3 * l, drum(f) + 0.3 * r};
                                                       }}});
    for (const Manifest* m : {&alone, &among}) {
        for (const double speed : {1.1, 0.9, 1.3, 0.75}) {
            Output out(media), plain(media);
            Program p = locked(*m, out.now() + milliseconds(50), 1);
            plain.set_plan(heard({p}));
            p.timeline = timeline::Timeline::from(p.begins, 0, speed);
            out.set_plan(heard({p}));
            out.run(8);
            plain.run(8);
            const std::size_t begins = out.index(p.begins);
            for (int n = 1; n < 24; ++n) {
                const std::int64_t at = first_beat + n * beat;
                const auto sounds = static_cast<std::size_t>(std::llround(static_cast<double>(at) / speed));
                if (sounds + 8000 > 48000 * 7 || at + 8000 > 48000 * 7) break;
                // As it was recorded, against as it sounds, half a millisecond off at most; and what is before it.
                double recorded = 0, best = 0, loud = 0, early = 0;
                for (int lag = -24; lag <= 24; ++lag) {
                    double same = 0, energy = 0;
                    recorded = 0;
                    for (std::size_t k = 0; k < 960; ++k) {
                        const double a = static_cast<double>(plain.left[begins + static_cast<std::size_t>(at) + k]);
                        const double b =
                            static_cast<double>(out.left[begins + sounds + k + static_cast<std::size_t>(lag)]);
                        same += a * b, recorded += a * a, energy += b * b;
                    }
                    if (const double alike = same / std::sqrt(recorded * energy); alike > best)
                        best = alike, loud = db(std::sqrt(energy / recorded));
                }
                for (std::size_t k = 0; k < 960; ++k) {
                    const double e = static_cast<double>(out.left[begins + sounds - 120 - k]);
                    early += e * e;
                }
                EXPECT_GT(best, m == &alone ? 0.93 : 0.75) << "beat " << n << " at " << speed;
                EXPECT_NEAR(loud, 0, 1) << "beat " << n << " at " << speed;
                if (m == &alone) {
                    EXPECT_LT(db(std::sqrt(early / recorded)), -20) << "beat " << n << " at " << speed;
                }
            }
        }
    }
}

}  // namespace
}  // namespace segue::audio::testing
