// Our interpolator beside zita-resampler (VResampler), both 48 kHz with a ratio slightly off one, stereo: how clean,
// how flat, how much work. Prints a table; nothing is asserted here.
#include <zita-resampler/vresampler.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <numbers>
#include <vector>

#include "audio/engine/interpolator.h"

namespace {

using segue::audio::Interpolator;

constexpr double step = 1.0001;  // source frames per output frame, beside zita-resampler
constexpr int frames = 1 << 16;

// Level and what is not the sine, in dB, over the middle of what came out.
struct Quality {
    double gain_db, residue_db;
};
Quality fit(const std::vector<float>& out, double w) {
    const std::size_t from = out.size() / 8, to = out.size() * 7 / 8;
    double ss = 0, cc = 0, sc = 0, ys = 0, yc = 0, residue = 0;
    const auto each = [&](auto&& f) {
        for (std::size_t i = from; i < to; ++i) {
            const double phase = w * step * static_cast<double>(i);
            f(static_cast<double>(out[i]), std::sin(phase), std::cos(phase));
        }
    };
    each([&](double y, double s, double c) { ss += s * s, cc += c * c, sc += s * c, ys += y * s, yc += y * c; });
    const double a = (ys * cc - yc * sc) / (ss * cc - sc * sc), b = (yc * ss - ys * sc) / (ss * cc - sc * sc);
    each([&](double y, double s, double c) { residue += std::pow(y - a * s - b * c, 2); });
    return {20 * std::log10(std::hypot(a, b)), 10 * std::log10(2 * residue / static_cast<double>(to - from))};
}

std::vector<float> sine(double w) {
    std::vector<float> s(static_cast<std::size_t>(frames * step) + 512);
    for (std::size_t i = 0; i < s.size(); ++i) s[i] = static_cast<float>(std::sin(w * static_cast<double>(i)));
    return s;
}

std::vector<float> ours(const std::vector<float>& in) {
    std::vector<float> l(frames), r(frames);
    Interpolator::shared().read(in.data(), in.data(), 100, step, frames, l.data(), r.data());
    return l;
}

std::vector<float> zita(const std::vector<float>& in, unsigned half_length) {
    VResampler v;
    v.setup(1.0, 2, half_length);
    v.set_rratio(1 / step);
    std::vector<float> stereo(2 * in.size()), out(2 * frames), left(frames);
    for (std::size_t i = 0; i < in.size(); ++i) stereo[2 * i] = stereo[2 * i + 1] = in[i];
    v.inp_data = stereo.data();
    v.inp_count = static_cast<unsigned>(in.size());
    v.out_data = out.data();
    v.out_count = frames;
    v.process();
    for (std::size_t i = 0; i < frames; ++i) left[i] = out[2 * i];
    return left;
}

// Ours while the servo works: steps of `ppm`, or, `moving`, one that swings from -ppm to ppm and back within a second,
// in pieces of 128 frames as the renderer reads them. What is not the sine at its true place, in dB of the sine
// (THD+N).
Quality bent(double hz, double ppm, bool moving) {
    constexpr int piece = 128;
    const double w = 2 * std::numbers::pi * hz / 48000;
    const auto in = sine(w);
    double position = 100, ss = 0, cc = 0, sc = 0, ys = 0, yc = 0, yy = 0, n = 0;
    std::vector<float> l(piece), r(piece);
    for (int at = 0; at + piece <= frames - 512; at += piece) {
        const double swing = moving ? std::sin(2 * std::numbers::pi * at / 48000) : 1;
        const double each = 1 + ppm * 1e-6 * swing;
        Interpolator::shared().read(in.data(), in.data(), position, each, piece, l.data(), r.data());
        for (int i = 0; i < piece; ++i) {
            const double phase = w * (position + each * i), y = static_cast<double>(l[static_cast<std::size_t>(i)]);
            const double s = std::sin(phase), c = std::cos(phase);
            ss += s * s, cc += c * c, sc += s * c, ys += y * s, yc += y * c, yy += y * y, ++n;
        }
        position += each * piece;
    }
    const double a = (ys * cc - yc * sc) / (ss * cc - sc * sc), b = (yc * ss - ys * sc) / (ss * cc - sc * sc);
    const double residue = std::max(1e-20, yy - a * ys - b * yc);
    return {20 * std::log10(std::hypot(a, b)), 10 * std::log10(residue / yy)};
}

void tell_bent() {
    std::printf("\n| Hz | 0 ppm | 50 ppm | 300 ppm | swinging by 300 ppm |\n| --- | --- | --- | --- | --- |\n");
    for (const double hz : {100.0, 997.0, 5000.0, 10000.0, 15000.0, 18000.0, 20000.0}) {
        std::printf("| %.0f |", hz);
        for (const Quality q : {bent(hz, 0, false), bent(hz, 50, false), bent(hz, 300, false), bent(hz, 300, true)})
            std::printf(" %+.3f dB, %.0f dB |", q.gain_db, q.residue_db);
        std::printf("\n");
    }
}

double ns_per_frame(const std::function<void()>& work) {
    double best = 1e9;
    for (int i = 0; i < 7; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        best =
            std::min(best, std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count());
    }
    return best / frames;
}

}  // namespace

int main() {
    std::printf("%8s %22s %22s %22s\n", "Hz", "ours, 32 taps", "zita, 2x32 taps", "zita, 2x48 taps");
    for (const double hz : {100.0, 1000.0, 5000.0, 10000.0, 15000.0, 18000.0, 20000.0}) {
        const double w = 2 * std::numbers::pi * hz / 48000;
        const auto in = sine(w);
        std::printf("%8.0f", hz);
        for (const Quality q : {fit(ours(in), w), fit(zita(in, 32), w), fit(zita(in, 48), w)})
            std::printf("   %+7.3f dB %7.1f dB", q.gain_db, q.residue_db);
        std::printf("\n");
    }
    const auto in = sine(0.1);
    std::printf("ns/frame %22.1f %22.1f %22.1f\n", ns_per_frame([&] { ours(in); }), ns_per_frame([&] { zita(in, 32); }),
                ns_per_frame([&] { zita(in, 48); }));
    tell_bent();
}
