#include "handoff/loop.h"

#include <algorithm>

#include "handoff/limits.h"

namespace segue::handoff {
namespace {

// Where in a lap something is that would be `past` frames behind its beginning.
MediaPos within(const audio::Lap& lap, MediaPos at) {
    const std::int64_t n = lap.length.count, past = (at - lap.from).count % n;
    return lap.from + Frames{past < 0 ? past + n : past};
}

// From the beginning of the lap that is under way at p the track goes straight on, or in other laps.
void replace_lap(Passage& passage, ProgramPos p, const std::optional<audio::Lap>& lap) {
    const Run run = run_at(passage, p);
    if (!run.lap) return;
    if (run.laps == 0)
        passage.turns.back().lap = lap;
    else
        passage.turns.push_back({run.start, run.from, lap, 0});
}

}  // namespace

Run run_at(const Passage& passage, ProgramPos p) {
    Run run{passage.anchor.start, passage.anchor.from, {}, 0, passage.anchor.beats_before};
    for (const Turn& t : passage.turns) {
        if (t.at > p) break;
        run = {t.at, t.enters, t.lap, 0, t.beats_before};
        if (!t.lap) continue;
        run.laps = ((t.enters - t.lap->from) + (p - t.at)).count / t.lap->length.count;
        if (run.laps == 0) continue;
        run.start = t.at + Frames{run.laps * t.lap->length.count} - (t.enters - t.lap->from);
        run.from = t.lap->from;
    }
    return run;
}

Frames stay_of(const Passage& passage, Frames duration) {
    const Anchor& a = passage.anchor;
    const Turn last = passage.turns.empty() ? Turn{a.start, a.from, {}, 0} : passage.turns.back();
    if (last.lap || duration <= Frames{0}) return open_length;
    return (last.at - a.start) + std::max(Frames{0}, MediaPos{duration.count} - last.enters);
}

void fold(Passage& passage, ProgramPos p) {
    std::vector<Turn>& turns = passage.turns;
    while (turns.size() > 1 && turns[1].at <= p) turns.erase(turns.begin());
    if (turns.empty() || turns.front().at > p) return;
    passage.anchor.start = turns.front().at;
    passage.anchor.from = turns.front().enters;
    passage.anchor.beats_before = turns.front().beats_before;
    if (!turns.front().lap) turns.erase(turns.begin());
}

bool contains(const Loop& loop, const Cue& cue) {
    return loop.entry == cue.entry && cue.pos >= loop.lap.from && cue.pos < loop.lap.end();
}

double beats_ahead(const Run& run, const tempo::BeatGrid& grid) {
    const double lap = run.laps > 0 ? tempo::beats_between(grid, run.lap->from, run.lap->end()) : 0;
    return run.beats_before + static_cast<double>(run.laps) * lap;
}

void count_on(Passage& passage, const tempo::BeatGrid& grid) {
    if (!grid) return;
    std::vector<Turn> turns;
    turns.swap(passage.turns);
    for (Turn& t : turns) {  // each as seen by those before it
        const Run before = run_at(passage, t.at);
        t.beats_before = beats_ahead(before, grid) + tempo::beats_between(grid, t.enters, before.at(t.at));
        passage.turns.push_back(t);
    }
}

void turn_into(Passage& passage, const std::optional<audio::Lap>& lap, ProgramPos p) {
    std::erase_if(passage.turns, [p](const Turn& t) { return t.at > p; });
    const MediaPos here = run_at(passage, p).at(p);
    if (!lap) return replace_lap(passage, p, std::nullopt);
    if (here >= lap->end()) {
        passage.turns.push_back({p, within(*lap, here), lap, 0});
    } else if (const Run run = run_at(passage, p); run.lap && run.lap->from == lap->from) {
        replace_lap(passage, p, lap);
    } else {
        replace_lap(passage, p, std::nullopt);
        passage.turns.push_back({p + (lap->end() - here), lap->from, lap, 0});
    }
}

}  // namespace segue::handoff
