// Loops: a stretch of the track that plays, repeated until it is left.
//
// A loop is laid out on the program's axis as turns, by the conductor, before it is due: from program frame `at` on the
// track is played from `enters` on, straight or in laps. So it needs nobody in charge: every member works out from the
// session alone which lap a moment is in, as it works out the track, and a handoff or a death in mid-loop changes
// nothing.
//
//   track         ┌to                ┌to                  off
//     |        .·'|       .·'|       |   .·'
//     |     .·'   |    .·'   |    .·'|.·'
//     |  .·'      '.·'from   '.·'    '
//     +-----------+----------+--------------- program      two turns: into the loop, and out of it
//
// Pure. [any-thread]
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "handoff/transport.h"
#include "sync/tempo/beat_grid.h"

namespace segue::handoff {

// A sixteenth of a beat at 187 beats a minute; two fades fit in twice.
inline constexpr Frames loop_min{960};
// An hour: beyond, nobody notices that it is a loop.
inline constexpr Frames loop_max{std::int64_t{sample_rate_hz} * 3600};
inline constexpr double loop_beats_max = 1024;
// What ends fades out, and what follows fades in, over so much: no click, and no beat is softened.
inline constexpr Frames loop_fade{240};
// A turn is written so much earlier than other changes could reach every output: what an output has decoded ahead is
// then other sound, which it needs a turn or two of its decoder to make.
inline constexpr milliseconds turn_lead{200};
// Without beats, beats are of this tempo: what most music is near to.
inline constexpr double loop_assumed_bpm = 120;

// How a passage plays its anchor's track around program frame p: frame `start` of the program is frame `from` of it.
struct Run {
    ProgramPos start;
    MediaPos from;
    std::optional<audio::Lap> lap;  // it is one of these
    std::int64_t laps = 0;          // whole ones before it
    double beats_before = 0;        // counted before the first of them
    MediaPos at(ProgramPos p) const { return from + (p - start); }
};
Run run_at(const Passage& passage, ProgramPos p);

// In program frames, how much of a track of that duration is played from the anchor on; 0 frames long: not known.
// open_length: no end is known, or there is none.
Frames stay_of(const Passage& passage, Frames duration);

// What is past at p is forgotten: the anchor moves to where the last turn before it began.
void fold(Passage& passage, ProgramPos p);

// Whether who goes on from `cue` is in it.
bool contains(const Loop& loop, const Cue& cue);

// How many beats the count of beats is ahead of the place in the track: those that were played before, in other laps.
double beats_ahead(const Run& run, const tempo::BeatGrid& grid);
// Tells the turns, so that the count goes on through them.
void count_on(Passage& passage, const tempo::BeatGrid& grid);

// The passage with the loop, from frame p on; or, without one, going straight on from where the lap under way ends. An
// output may be told of changes from p on.
void turn_into(Passage& passage, const std::optional<audio::Lap>& lap, ProgramPos p);

}  // namespace segue::handoff
