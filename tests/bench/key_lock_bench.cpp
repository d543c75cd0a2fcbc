// Key lock: how much work an output has with it, and how steady a tone is where phases come home, beside Rubber Band
// (R2, real time) begun anew at an agreed place and faded over to. Prints tables; nothing is asserted here.
#include <rubberband/RubberBandStretcher.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <numbers>
#include <vector>

#include "tests/engine/support.h"

namespace {

using namespace segue;
using namespace segue::audio;
using namespace segue::audio::testing;

double cpu_s() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}
double db(double x) { return 20 * std::log10(x); }

// Tones, noise that swells, and a blow four times a second.
std::pair<double, double> music(std::int64_t f) {
    double left = 0, right = 0;
    for (const double hz : {110.0, 220.0, 277.2, 329.6, 440.0, 1318.5})
        left += tone(hz, f, 0.05), right += tone(1.5 * hz, f, 0.05);
    Random random(static_cast<std::uint64_t>(f) + 1);
    const double noise = 2 * random.uniform() - 1, since = static_cast<double>(f % 12000);
    const double swell = 0.02 * (1 + std::sin(static_cast<double>(f) / 20000)), blow = 0.4 * std::exp(-since / 600);
    return {left + (swell + blow) * noise, right + (swell + blow) * noise};
}

void work() {
    constexpr double sounds_s = 30;
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 60, {{"mix", music}});
    std::printf("one output, decoding and all, %% of a core (stereo, blocks of 10 ms)\n");
    for (const double speed : {1.0, 0.9, 1.1, 1.4}) {
        double percent[2]{};
        for (const bool key_lock : {false, true}) {
            Output out(media);
            Program p = one_track({1, 1}, m, out.now() + milliseconds(50));
            p.timeline = timeline::Timeline::from(p.begins, 0, speed);
            p.key_lock = key_lock;
            out.set_plan(heard({p}));
            const double before = cpu_s();
            out.run(sounds_s);
            percent[key_lock] = (cpu_s() - before) / sounds_s * 100;
        }
        std::printf("  speed %.2f   plain %4.1f   key lock %4.1f\n", speed, percent[0], percent[1]);
    }
    Output first(media);
    Program p = one_track({1, 1}, m, first.now() - milliseconds(16000));
    p.timeline = timeline::Timeline::from(p.begins, 0, 1.1);
    p.key_lock = true;
    first.set_plan(heard({p}));
    const double before = cpu_s();
    first.run(0.1);
    std::printf("  who comes in 3.7 s behind the last place where phases are at home: %.0f ms of work\n",
                (cpu_s() - before) * 1e3);
}

// The lowest and highest level, in dB beside the middle one, of 50 ms windows.
struct Levels {
    double low = 0, high = 0;
};
Levels levels(const std::vector<float>& x, std::size_t from, std::size_t to) {
    std::vector<double> rms;
    for (std::size_t at = from; at + 2400 < to; at += 240) {
        double sum = 0;
        for (std::size_t k = 0; k < 2400; ++k) sum += static_cast<double>(x[at + k]) * static_cast<double>(x[at + k]);
        rms.push_back(std::sqrt(sum / 2400));
    }
    std::sort(rms.begin(), rms.end());
    const double middle = rms[rms.size() / 2];
    return {db(rms.front() / middle), db(rms.back() / middle)};
}

std::vector<float> rubber_band(double hz, double speed, std::int64_t source_from, std::size_t frames) {
    using RubberBand::RubberBandStretcher;
    RubberBandStretcher s(sample_rate_hz, 1,
                          RubberBandStretcher::OptionProcessRealTime | RubberBandStretcher::OptionThreadingNever,
                          1 / speed, 1);
    const std::size_t late = s.getLatency();
    std::vector<float> out, in(512), got(8192);
    while (out.size() < frames + late) {
        for (float& f : in) f = static_cast<float>(tone(hz, source_from++, 0.4));
        const float* from = in.data();
        s.process(&from, in.size(), false);
        for (int ready = s.available(); ready > 0; ready = s.available()) {
            float* to = got.data();
            const std::size_t n = s.retrieve(&to, std::min<std::size_t>(static_cast<std::size_t>(ready), got.size()));
            out.insert(out.end(), got.begin(), got.begin() + static_cast<std::ptrdiff_t>(n));
        }
    }
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(late));
    return out;
}

void steadiness() {
    constexpr double speed = 1.05;
    std::printf("a tone's level where phases come home, dB beside the rest (speed 1.05)\n");
    for (const double hz : {110.0, 220.0, 440.0, 523.3, 1000.0}) {
        TestMedia media;
        const Manifest& m = media.add(1, 48000 * 12, {{"mix", [hz](std::int64_t f) {
                                                           return std::pair{tone(hz, f, 0.4), tone(hz, f, 0.4)};
                                                       }}});
        Output out(media);
        Program p = one_track({1, 1}, m, out.now() + milliseconds(50));
        p.timeline = timeline::Timeline::from(p.begins, 0, speed);
        p.key_lock = true;
        out.set_plan(heard({p}));
        out.run(9.5);
        const Levels ours = levels(out.left, out.index(p.begins + seconds(2)), out.index(p.begins + seconds(9)));

        // Begun anew half a second before the joint, and faded over to in 50 ms.
        constexpr std::size_t joint = 3 * 48000, lead = 24000, fade = 2400;
        std::vector<float> a = rubber_band(hz, speed, 0, joint + 48000);
        const std::vector<float> b = rubber_band(hz, speed, std::llround((joint - lead) * speed), lead + 48000);
        for (std::size_t k = 0; k < 48000; ++k) {
            const float share = std::min(1.0F, static_cast<float>(k) / fade);
            a[joint + k] = (1 - share) * a[joint + k] + share * b[lead + k];
        }
        const Levels theirs = levels(a, joint - 24000, joint + 24000);
        std::printf("  %6.1f Hz   ours %5.2f %+5.2f   Rubber Band restarted %5.2f %+5.2f\n", hz, ours.low, ours.high,
                    theirs.low, theirs.high);
    }
}

}  // namespace

int main() {
    work();
    steadiness();
}
