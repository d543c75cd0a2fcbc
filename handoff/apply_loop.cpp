#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "handoff/apply.h"
#include "handoff/loop.h"

namespace segue::handoff {
namespace {

using Outcome = Result<void, Error>;

MediaPos nearest(double frame) { return {std::llround(frame)}; }

// The loop of so many beats around `here`. It begins at the beat, or the bar, that is nearest: who asks for it in time
// is early as often as late. A part of a beat begins at such a part.
Loop loop_of_beats(const Entry& entry, const EntryId& id, MediaPos here, const SetLoop& e) {
    const tempo::BeatGrid& grid = entry.facts.value.beats;
    const auto frame = static_cast<double>(here.frame);
    if (!grid) {
        const double length = e.beats * 60.0 * sample_rate_hz / loop_assumed_bpm;
        return {id, {here, {std::llround(length)}}, e.beats};
    }
    const double unit = std::min(1.0, e.beats), to = e.from_bar ? grid.beats_per_bar : unit;
    const double first = std::floor((grid.at(frame).beat + unit / 2) / to) * to;
    // The first beats of a track may lie before it, where the grid is led on backwards.
    const double before = std::ceil(std::max(0.0, grid.at(0).beat - first) / unit - 1e-9) * unit;
    const MediaPos from = nearest(grid.frame_of(first + before)),
                   end = nearest(grid.frame_of(first + before + e.beats));
    return {id, {std::max(from, MediaPos{0}), end - from}, e.beats};
}

Loop resized(Loop loop, const Entry& entry, double by) {
    const tempo::BeatGrid& grid = entry.facts.value.beats;
    loop.beats *= by;
    if (grid && loop.beats > 0) {
        const double first = grid.at(static_cast<double>(loop.lap.from.frame)).beat;
        loop.lap.length = nearest(grid.frame_of(first + loop.beats)) - loop.lap.from;
    } else {
        loop.lap.length = {std::llround(static_cast<double>(loop.lap.length.count) * by)};
    }
    return loop;
}

Outcome check(const Loop& loop, const Entry& entry) {
    if (loop.lap.length < loop_min || loop.lap.length > loop_max || loop.lap.from < MediaPos{0})
        return fail(Error::invalid, fmt::format("a loop is {:.0f} ms to an hour long, within the track",
                                                1e3 * to_seconds(duration_nearest(loop_min))));
    const Frames duration = entry.facts.value.duration;
    if (duration > Frames{0} && loop.lap.end().frame > duration.count)
        return fail(Error::past_end, "the loop would reach beyond the end of the track; choose a shorter one");
    return {};
}

// Lays it out in what plays.
Outcome write_loop(Draft& d, const std::optional<Loop>& loop, const tempo::BeatGrid& beats) {
    d.reanchor();
    Transport t = d.transport();
    t.loop = loop;
    if (t.mode == Mode::loading) {
        t.now->turns.clear();
        if (loop && contains(*loop, t.cue)) turn_into(*t.now, loop->lap, t.now->anchor.start);
        count_on(*t.now, beats);
    } else if (t.mode == Mode::playing) {
        const EnsembleTime due = std::max(d.soon() + turn_lead, t.now->begins);
        const Step step = walk(d.before(), *t.now, d.context().now);
        ProgramPos p{static_cast<std::int64_t>(std::ceil(t.now->timeline.frame_at(due)))};
        // The track's end may be nearer than that; the few that have heard of it too late fade over.
        if (step.length < open_length) p = std::min(p, step.start + step.length - Frames{1});
        turn_into(*t.now, loop ? std::optional(loop->lap) : std::nullopt, p);
        count_on(*t.now, beats);
        if (t.now->turns.size() > turns_max)
            return fail(Error::busy, "several changes of the loop are under way; ask again in a moment");
    }
    if (!(t == d.transport())) d.write(std::move(t));
    return {};
}

}  // namespace

Outcome edit_music(Draft& d, const SetLoop& e) {
    const Where here = d.here();
    const std::optional<Loop> old = d.transport().loop;
    const Entry* entry = d.before().queue.find(here.cue.entry);
    const tempo::BeatGrid beats = entry ? entry->facts.value.beats : tempo::BeatGrid{};
    if (e.change == SetLoop::Change::off) return old ? write_loop(d, std::nullopt, beats) : Outcome{};
    if (!entry || here.ended) return fail(Error::nothing_to_play, "nothing to repeat; start with `play`");
    std::optional<Loop> loop;
    switch (e.change) {
        case SetLoop::Change::beats:
            // Written so that a NaN fails.
            if (!(e.beats > 0 && e.beats <= loop_beats_max))
                return fail(Error::invalid, fmt::format("a loop is at most {:.0f} beats long", loop_beats_max));
            loop = loop_of_beats(*entry, here.cue.entry, here.cue.pos, e);
            break;
        case SetLoop::Change::range:
            if (e.from < MediaPos{0} || e.to <= e.from || e.to.frame > open_length.count)
                return fail(Error::invalid, "a loop ends behind where it begins");
            loop = Loop{here.cue.entry, {e.from, e.to - e.from}, 0};
            break;
        case SetLoop::Change::halve:
        case SetLoop::Change::twice:
            if (!old) return fail(Error::invalid, "there is no loop; begin one with `loop 4`");
            loop = resized(*old, *entry, e.change == SetLoop::Change::halve ? 0.5 : 2);
            break;
        case SetLoop::Change::off:
            break;
    }
    if (const Outcome ok = check(*loop, *entry); !ok) return ok;
    return loop == old ? Outcome{} : write_loop(d, loop, beats);
}

}  // namespace segue::handoff
