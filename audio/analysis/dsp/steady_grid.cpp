#include "audio/analysis/dsp/steady_grid.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <span>

namespace segue::audio {

namespace {

constexpr double search = 0.03;         // to either side of the period
constexpr std::size_t block_hops = 43;  // half a second: over it a tempo 3 % off turns by a few degrees only
constexpr std::size_t blocks_min = 16;
constexpr int harmonics = 2;
constexpr double preference_octaves = 0.8;  // people tap most music between 70 and 180 a minute

using Complex = std::complex<double>;

// The onsets less their mean over a second: what stands out.
std::vector<double> standing_out(const std::vector<double>& onsets) {
    constexpr std::size_t reach = 43;
    std::vector<double> sums(onsets.size() + 1);
    std::partial_sum(onsets.begin(), onsets.end(), sums.begin() + 1);
    std::vector<double> out(onsets.size());
    for (std::size_t i = 0; i < onsets.size(); ++i) {
        const std::size_t low = i < reach ? 0 : i - reach, high = std::min(i + reach + 1, onsets.size());
        const double mean = (sums[high] - sums[low]) / static_cast<double>(high - low);
        out[i] = std::max(0.0, onsets[i] - mean) / (mean + 1e-9);
    }
    return out;
}

// For each block, the component at `frequency` (per hop), seen from index 0.
std::vector<Complex> demodulate(const std::vector<double>& x, double frequency) {
    std::vector<Complex> out;
    const Complex turn = std::polar(1.0, -2 * std::numbers::pi * frequency);
    for (std::size_t at = 0; at + block_hops <= x.size(); at += block_hops) {
        Complex phase = std::polar(1.0, -2 * std::numbers::pi * frequency * static_cast<double>(at)), sum = 0;
        for (std::size_t i = at; i < at + block_hops; ++i, phase *= turn) sum += x[i] * phase;
        out.push_back(sum);
    }
    return out;
}

// The blocks' sum as if demodulated `off` away from where they were.
Complex sum_at(std::span<const Complex> blocks, double off) {
    const Complex turn = std::polar(1.0, -2 * std::numbers::pi * off * block_hops);
    Complex phase = std::polar(1.0, -2 * std::numbers::pi * off * (block_hops - 1) / 2), sum = 0;
    for (const Complex& b : blocks) {
        sum += b * phase;
        phase *= turn;
    }
    return sum;
}

double sample(const std::vector<double>& x, double at) {
    if (at < 0 || at + 1 >= static_cast<double>(x.size())) return 0;
    const auto i = static_cast<std::size_t>(at);
    const double part = at - static_cast<double>(i);
    return x[i] * (1 - part) + x[i + 1] * part;
}

struct Pulse {
    double frequency = 0, strength = 0, coherence = 0, least_coherence = 0;
};

// Of `count` blocks: how long their sum is, of how long they are together.
double coherence(const std::vector<Complex> (&blocks)[harmonics], std::size_t from, std::size_t count, double off) {
    double sum = 0, together = 0;
    for (int h = 0; h < harmonics; ++h) {
        const auto part = std::span(blocks[h]).subspan(from, count);
        sum += std::abs(sum_at(part, off * (h + 1)));
        for (const Complex& b : part) together += std::abs(b);
    }
    return together > 0 ? sum / together : 0;
}

// The strongest pulse within `search` of a frequency (per hop); nothing where nothing begins.
std::optional<Pulse> search_near(const std::vector<double>& x, double guess) {
    std::vector<Complex> blocks[harmonics];
    for (int h = 0; h < harmonics; ++h) blocks[h] = demodulate(x, guess * (h + 1));
    const std::size_t count = blocks[0].size();
    if (coherence(blocks, 0, count, 0) <= 0) return std::nullopt;
    const auto strength = [&](double frequency) {
        double s = 0;
        for (int h = 0; h < harmonics; ++h) s += std::abs(sum_at(blocks[h], (frequency - guess) * (h + 1)));
        return s;
    };
    // The peak is as wide as one over the track's length: some steps to it, then a parabola through the best three.
    const double step = 1 / (4.0 * harmonics * static_cast<double>(x.size()));
    Pulse best{guess, 0, 0, 1};
    for (double f = guess * (1 - search); f <= guess * (1 + search); f += step) {
        const double s = strength(f);
        if (s > best.strength) best = {f, s, 0, 1};
    }
    const double before = strength(best.frequency - step), behind = strength(best.frequency + step);
    const double bend = before - 2 * best.strength + behind;
    if (bend < 0) best.frequency += std::clamp(0.5 * (before - behind) / bend, -1.0, 1.0) * step;
    best.coherence = coherence(blocks, 0, count, best.frequency - guess);
    constexpr std::size_t parts = 3;
    for (std::size_t p = 0; p < parts; ++p)
        best.least_coherence =
            std::min(best.least_coherence, coherence(blocks, p * count / parts, count / parts, best.frequency - guess));
    return best;
}

// Where a comb of that period catches most: the first beat's index, below one period.
double place_comb(const std::vector<double>& x, double period) {
    constexpr int places = 96;
    double most = -1, best = 0;
    for (int p = 0; p < places; ++p) {
        const double first = period * p / places;
        double caught = 0;
        for (double at = first; at < static_cast<double>(x.size()); at += period)
            caught += sample(x, at - 1) + 2 * sample(x, at) + sample(x, at + 1);
        if (caught > most) {
            most = caught;
            best = first;
        }
    }
    return best;
}

// The most of what begins within a hop of there.
double peak_near(const std::vector<double>& x, double at) {
    return std::max({sample(x, at - 1), sample(x, at), sample(x, at + 1)});
}

}  // namespace

std::optional<SteadyBeat> find_steady_beat(const std::vector<double>& onsets, double period) {
    const std::vector<double> x = standing_out(onsets);
    if (x.size() < blocks_min * block_hops) return std::nullopt;
    const auto found = search_near(x, 1 / period);
    if (!found) return std::nullopt;
    return SteadyBeat{1 / found->frequency, place_comb(x, 1 / found->frequency), found->coherence,
                      found->least_coherence};
}

std::optional<SteadyBeat> find_any_steady_beat(const std::vector<double>& onsets, double shortest, double longest,
                                               double usual) {
    const std::vector<double> x = standing_out(onsets);
    if (x.size() < blocks_min * block_hops) return std::nullopt;
    std::optional<Pulse> best;
    double most = 0;
    for (double period = shortest; period < longest * (1 + search); period *= 1 + 2 * search) {
        const auto found = search_near(x, 1 / period);
        if (!found) continue;
        const double octaves = std::log2(1 / found->frequency / usual);
        const double score =
            found->strength * std::exp(-0.5 * octaves * octaves / (preference_octaves * preference_octaves));
        if (score > most) {
            most = score;
            best = found;
        }
    }
    if (!best) return std::nullopt;
    return SteadyBeat{1 / best->frequency, place_comb(x, 1 / best->frequency), best->coherence, best->least_coherence};
}

bool is_off_beat(const std::vector<double>& onsets, const std::vector<double>& bass, const std::vector<double>& beats) {
    const auto strength = [&](const std::vector<double>& x, double shift) {
        double sum = 0;
        for (std::size_t i = 0; i + 1 < beats.size(); ++i)
            sum += peak_near(x, beats[i] + shift * (beats[i + 1] - beats[i]));
        return sum;
    };
    const double on = strength(onsets, 0), off = strength(onsets, 0.5), low_on = strength(bass, 0),
                 low_off = strength(bass, 0.5);
    const double all = on + off, low = low_on + low_off;
    if (all <= 0 || low <= 0) return false;
    constexpr double bass_counts = 3, sure = 0.15;  // a tie is left as the tracker has it
    return (off - on) / all + bass_counts * (low_off - low_on) / low > sure;
}

}  // namespace segue::audio
