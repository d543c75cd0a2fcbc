#include "sync/tempo/beat_grid.h"

#include <algorithm>
#include <cmath>

#include "sync/base/assert.h"

namespace segue::tempo {
namespace {

double at(MediaPos p) { return static_cast<double>(p.frame); }
MediaPos nearest(double frame) { return {std::llround(frame)}; }
double last_beat(const BeatStretch& s) { return at(s.first) + (s.beats - 1) * s.frames_per_beat; }

// How many beats later the next stretch begins than this one's last beat.
double beats_between(const BeatStretch& s, const BeatStretch& next) {
    return std::max(1.0, std::round((at(next.first) - last_beat(s)) / s.frames_per_beat));
}

// The straight pieces of the map, in order: what holds from `frame`, which is beat `beat`, on.
struct Piece {
    double frame = 0, beat = 0, frames_per_beat = 0;
};

// Calls visit(piece) for each, from the beginning, until it returns true.
template <class Visit>
void each_piece(const std::vector<BeatStretch>& stretches, Visit visit) {
    double beat = 0;
    for (std::size_t i = 0; i < stretches.size(); ++i) {
        const BeatStretch& s = stretches[i];
        if (visit(Piece{at(s.first), beat, s.frames_per_beat})) return;
        if (i + 1 == stretches.size()) return;
        const BeatStretch& next = stretches[i + 1];
        const double gap = beats_between(s, next);
        beat += s.beats - 1;
        if (visit(Piece{last_beat(s), beat, (at(next.first) - last_beat(s)) / gap})) return;
        beat += gap;
    }
}

// The last piece that begins not after what `begins` reads of it; the first, if all do.
template <class Begins>
Piece governing(const BeatGrid& grid, double wanted, Begins begins) {
    Piece found;
    bool first = true;
    each_piece(grid.stretches, [&](const Piece& p) {
        if (!first && begins(p) > wanted) return true;
        found = p;
        first = false;
        return false;
    });
    return found;
}

// The count of beats before the one at index `i` of all stretches, as at() counts; gaps hold beats that no stretch has.
double number_of(const BeatGrid& grid, std::uint32_t i) {
    std::uint32_t before = 0;
    double number = 0;
    for (std::size_t k = 0; k < grid.stretches.size(); ++k) {
        const BeatStretch& s = grid.stretches[k];
        if (i < before + s.beats || k + 1 == grid.stretches.size()) return number + (i - before);
        before += s.beats;
        number += s.beats - 1 + beats_between(s, grid.stretches[k + 1]);
    }
    return number;
}

// The grid's beat that is nearest to a frame, as an index over all stretches.
std::uint32_t index_near(const BeatGrid& grid, double frame) {
    std::uint32_t before = 0, best = 0;
    double least = INFINITY;
    for (const BeatStretch& s : grid.stretches) {
        const double i = std::clamp(std::round((frame - at(s.first)) / s.frames_per_beat), 0.0, s.beats - 1.0);
        const double off = std::abs(at(s.first) + i * s.frames_per_beat - frame);
        if (off < least) least = off, best = before + static_cast<std::uint32_t>(i);
        before += s.beats;
    }
    return best;
}

// Changes stretches, and keeps the bars where they were.
template <class Change>
BeatGrid rebuilt(BeatGrid grid, Change change) {
    const double bar = grid.frame_of(0);
    change(grid.stretches);
    grid.first_downbeat = index_near(grid, bar);
    return grid;
}

bool is_music(double frames_per_beat) {
    return frames_per_beat >= frames_per_beat_min && frames_per_beat <= frames_per_beat_max;
}

}  // namespace

MediaPos BeatStretch::beat(std::uint32_t i) const { return first + Frames{std::llround(i * frames_per_beat)}; }

BeatPlace BeatGrid::at(double frame) const {
    SEGUE_ASSERT(!stretches.empty());
    const Piece p = governing(*this, frame, [](const Piece& x) { return x.frame; });
    return {p.beat + (frame - p.frame) / p.frames_per_beat - number_of(*this, first_downbeat), p.frames_per_beat};
}

double BeatGrid::frame_of(double beat) const {
    SEGUE_ASSERT(!stretches.empty());
    const double wanted = beat + number_of(*this, first_downbeat);
    const Piece p = governing(*this, wanted, [](const Piece& x) { return x.beat; });
    return p.frame + (wanted - p.beat) * p.frames_per_beat;
}

double beats_between(const BeatGrid& grid, MediaPos from, MediaPos to) {
    const double beats = grid.at(at(to)).beat - grid.at(at(from)).beat, whole = std::round(beats);
    constexpr double near = 0.05;  // a hand's aim: 25 ms at 120 beats a minute
    return whole > 0 && std::abs(beats - whole) < near ? whole : beats;
}

bool is_valid(const BeatGrid& grid) {
    if (grid.beats_per_bar < 1 || grid.beats_per_bar > beats_per_bar_max) return false;
    constexpr double far = 0x1p47;  // frames: no track is a hundred years long
    std::uint64_t beats = 0;
    const BeatStretch* before = nullptr;
    for (const BeatStretch& s : grid.stretches) {
        // Written so that a NaN fails.
        const bool sane = s.beats >= 2 && is_music(s.frames_per_beat) && std::abs(at(s.first)) < far &&
                          s.beats < far / frames_per_beat_max;
        if (!sane || (before && at(s.first) <= last_beat(*before))) return false;
        beats += s.beats;
        before = &s;
    }
    return grid.stretches.empty() ? grid.first_downbeat == 0 : grid.first_downbeat < beats;
}

BeatGrid simplified(BeatGrid grid, std::size_t stretches) {
    SEGUE_ASSERT(stretches > 0);
    if (grid.stretches.size() <= stretches) return grid;
    return rebuilt(std::move(grid), [stretches](std::vector<BeatStretch>& all) {
        while (all.size() > stretches) {
            std::size_t best = 0;
            double least = INFINITY;
            for (std::size_t i = 0; i + 1 < all.size(); ++i) {
                const double unlike = std::abs(std::log(all[i].frames_per_beat / all[i + 1].frames_per_beat));
                if (unlike < least) least = unlike, best = i;
            }
            BeatStretch& a = all[best];
            const BeatStretch& b = all[best + 1];
            const double count = a.beats - 1 + beats_between(a, b) + b.beats - 1;
            const double step = (last_beat(b) - at(a.first)) / count;
            a.beats = static_cast<std::uint32_t>(count) + 1;
            a.frames_per_beat = std::clamp(step, frames_per_beat_min, frames_per_beat_max);
            all.erase(all.begin() + static_cast<std::ptrdiff_t>(best) + 1);
        }
    });
}

BeatGrid shifted(BeatGrid grid, Frames by) {
    for (BeatStretch& s : grid.stretches) s.first += by;
    return grid;
}

BeatGrid bars_shifted(BeatGrid grid, std::int64_t by) {
    const std::int64_t bar = grid.beats_per_bar;
    const std::int64_t moved = ((grid.first_downbeat + by) % bar + bar) % bar;
    std::uint64_t beats = 0;
    for (const BeatStretch& s : grid.stretches) beats += s.beats;
    grid.first_downbeat =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(static_cast<std::uint64_t>(moved), beats - 1));
    return grid;
}

BeatGrid halved(BeatGrid grid) {
    for (const BeatStretch& s : grid.stretches)
        if (!is_music(s.frames_per_beat * 2)) return grid;
    return rebuilt(std::move(grid), [](std::vector<BeatStretch>& all) {
        for (BeatStretch& s : all) {
            s.beats = std::max(2U, (s.beats + 1) / 2);
            s.frames_per_beat *= 2;
        }
        // One of two beats, made of three, may reach beyond where the next stretch begins.
        for (std::size_t i = 0; i + 1 < all.size();)
            if (last_beat(all[i]) >= at(all[i + 1].first))
                all.erase(all.begin() + static_cast<std::ptrdiff_t>(i) + (all[i].beats > 2 ? 1 : 0));
            else
                ++i;
    });
}

BeatGrid doubled(BeatGrid grid) {
    for (const BeatStretch& s : grid.stretches)
        if (!is_music(s.frames_per_beat / 2)) return grid;
    return rebuilt(std::move(grid), [](std::vector<BeatStretch>& all) {
        for (BeatStretch& s : all) {
            s.beats = 2 * s.beats - 1;
            s.frames_per_beat /= 2;
        }
    });
}

BeatGrid steady(double bpm, double bar, Frames track, std::uint8_t beats_per_bar) {
    const double step = 60.0 * sample_rate_hz / bpm;
    constexpr double far = 0x1p40;  // frames: 265 days
    // Written so that a NaN fails.
    if (!(is_music(step) && std::abs(bar) < far && beats_per_bar >= 1 && beats_per_bar <= beats_per_bar_max)) return {};
    // Beats from the track's beginning to its end, that bar among them.
    const double before = std::max(0.0, std::floor(bar / step)), first = bar - before * step;
    const double count = std::floor((static_cast<double>(track.count) - first) / step) + 1;
    return {{{nearest(first), static_cast<std::uint32_t>(std::clamp(count, 2.0, 1e6)), step}},
            static_cast<std::uint32_t>(before) % beats_per_bar,
            beats_per_bar};
}

BeatGrid tapped(const std::vector<MediaPos>& taps, Frames track, std::uint8_t beats_per_bar) {
    SEGUE_ASSERT(beats_per_bar >= 1 && beats_per_bar <= beats_per_bar_max);
    const auto n = static_cast<double>(taps.size());
    if (taps.size() < 4) return {};
    double mean_i = (n - 1) / 2, mean_p = 0, up = 0, down = 0;
    for (const MediaPos& p : taps) mean_p += at(p) / n;
    for (std::size_t i = 0; i < taps.size(); ++i) {
        const double d = static_cast<double>(i) - mean_i;
        up += d * (at(taps[i]) - mean_p);
        down += d * d;
    }
    const double step = up / down;
    if (!is_music(step)) return {};
    const Frames end{std::max(taps.back().frame, track.count)};
    return steady(60.0 * sample_rate_hz / step, mean_p - mean_i * step, end, beats_per_bar);
}

}  // namespace segue::tempo
