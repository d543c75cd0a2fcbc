#include "sync/tempo/follow.h"

#include <algorithm>
#include <cmath>

#include "sync/base/assert.h"

namespace segue::tempo {
namespace {

using timeline::Timeline;

double bpm_of(const BeatPlace& place) { return 60.0 * sample_rate_hz / place.frames_per_beat; }
bool same_rate(double a, double b) { return std::abs(a / b - 1) < rate_tolerance; }

// Beats the room is ahead, within half a quantum.
double beats_ahead(double song_beat, double room_beat, double quantum) {
    return std::remainder(room_beat - song_beat, quantum);
}

}  // namespace

double octave_between(double song_bpm, double bpm) { return std::exp2(std::round(std::log2(bpm / song_bpm))); }

double speed_for(double song_bpm, double bpm) {
    return std::clamp(bpm / (song_bpm * octave_between(song_bpm, bpm)), speed_min, speed_max);
}

EnsembleTime start_in_phase(const Song& song, double frame, const RoomBeat& room, double quantum,
                            EnsembleTime earliest) {
    SEGUE_ASSERT(quantum > 0 && quantum <= quantum_max_beats);
    const BeatPlace place = song.at(frame);
    const double beat = place.beat * octave_between(bpm_of(place), room.bpm);
    double wait = std::fmod(beat - room.beat_at(earliest), quantum);
    if (wait < 0) wait += quantum;
    return earliest + nearest_ns(wait * 60 / room.bpm);
}

Nanoseconds phase_error(const Timeline& timeline, const Song& song, const RoomBeat& room, double quantum,
                        EnsembleTime t) {
    SEGUE_ASSERT(quantum > 0 && quantum <= quantum_max_beats);
    const BeatPlace place = song.at(timeline.frame_at(t));
    const double beat = place.beat * octave_between(bpm_of(place), room.bpm);
    return nearest_ns(beats_ahead(beat, room.beat_at(t), quantum) * 60 / room.bpm);
}

std::optional<Timeline> bent_to_room(const Timeline& timeline, const Song& song, const RoomBeat& room, double quantum,
                                     EnsembleTime from) {
    // As it goes: once all that is planned is done.
    const EnsembleTime settled = std::max(from, timeline.knot(timeline.size() - 1).at);
    const double speed_then = speed_for(bpm_of(song.at(timeline.frame_at(settled))), room.bpm);
    const Nanoseconds off_then = phase_error(timeline, song, room, quantum, settled);
    if (same_rate(timeline.rate_at(settled), speed_then) && std::chrono::abs(off_then) < phase_tolerance)
        return std::nullopt;

    Timeline bent = timeline;
    bent.cut(from);
    const double speed = speed_for(bpm_of(song.at(bent.frame_at(from))), room.bpm);
    const double off = to_seconds(phase_error(bent, song, room, quantum, from));
    if (std::abs(off) < to_seconds(phase_tolerance) / 2) {
        bent.bend(from, speed);
        return bent;
    }
    // Over `time` the song gains `off` on the room.
    const double time = std::max(to_seconds(catch_up_time), std::abs(off) / catch_up_max);
    bent.bend(from, speed * (1 + off / time));
    bent.bend(from + nearest_ns(time), speed);
    return bent;
}

std::optional<Timeline> bent_to_speed(const Timeline& timeline, double speed, EnsembleTime from) {
    SEGUE_ASSERT(speed >= speed_min && speed <= speed_max);
    if (same_rate(timeline.rate_at(std::max(from, timeline.knot(timeline.size() - 1).at)), speed)) return std::nullopt;
    Timeline bent = timeline;
    bent.cut(from);
    bent.bend(from, speed);
    return bent;
}

}  // namespace segue::tempo
