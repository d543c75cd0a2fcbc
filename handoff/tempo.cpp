// The conductor's hand on the tempo, and what else is in beats.
#include "handoff/tempo.h"

#include <fmt/format.h>

#include <cmath>

#include "handoff/draft.h"
#include "handoff/loop.h"
#include "handoff/machine.h"
#include "handoff/views.h"

namespace segue::handoff {
namespace {

// What two views of one room differ by is made up for without a word.
constexpr milliseconds phase_worth_telling{3};
// Link and we read the same tempo by clocks that differ.
constexpr double led_tolerance_bpm = 0.05;

double bpm_of(const tempo::BeatPlace& place) { return 60.0 * sample_rate_hz / place.frames_per_beat; }

// A song that begins at program frame 0 from `cue` on.
std::optional<tempo::Song> song_from(const SessionState& state, const Cue& cue) {
    const Entry* e = state.queue.find(cue.entry);
    if (!e || !e->facts.value.beats) return std::nullopt;
    return tempo::Song{e->facts.value.beats, static_cast<double>(cue.pos.frame)};
}

}  // namespace

const char* to_text(TempoMode m) {
    switch (m) {
        case TempoMode::follow:
            return "follow";
        case TempoMode::lead:
            return "lead";
        case TempoMode::free:
            break;
    }
    return "free";
}

bool is_valid(const TempoWish& w) {
    // Written so that a NaN fails.
    const bool bpm = w.bpm == 0 || (w.bpm >= tempo::bpm_min && w.bpm <= tempo::bpm_max);
    const bool ramp = !w.ramp || (w.ramp->speed >= tempo::speed_min && w.ramp->speed <= tempo::speed_max);
    return ramp && bpm && w.speed >= tempo::speed_min && w.speed <= tempo::speed_max && w.quantum >= 1 &&
           w.quantum <= tempo::quantum_max_beats;
}

double wished_speed(const TempoWish& wish, const std::optional<tempo::Song>& song, double program_frame) {
    if (wish.bpm == 0) return wish.speed;
    return song ? tempo::speed_for(bpm_of(song->at(program_frame)), wish.bpm) : 1;
}

std::optional<tempo::Song> song_at(const SessionState& state, const Passage& passage, EnsembleTime t) {
    const Step step = walk(state, passage, t);
    const Entry* e = state.queue.find(step.entry);
    if (!e || !e->facts.value.beats) return std::nullopt;
    const tempo::BeatGrid& beats = e->facts.value.beats;
    return tempo::Song{beats, static_cast<double>(step.run.from.frame - step.run.start.frame),
                       beats_ahead(step.run, beats)};
}

std::optional<tempo::Ramp> ramp_at(const SessionState& state, const Passage& passage, EnsembleTime t) {
    const TempoWish& wish = state.settings.value.tempo;
    if (!wish.ramp || wish.mode == TempoMode::follow || wish.ramp->epoch != passage.epoch) return std::nullopt;
    if (walk(state, passage, t).entry != wish.ramp->entry) return std::nullopt;
    tempo::Ramp ramp{static_cast<double>(wish.ramp->from.frame), static_cast<double>(wish.ramp->length.count),
                     wish.ramp->speed, 1};
    ramp.target = wished_speed(wish, song_at(state, passage, t), ramp.end());
    return ramp;
}

Nanoseconds ramp_left(const SessionState& state, EnsembleTime t) {
    const Transport& now = state.transport();
    if (now.mode != Mode::playing || !now.now) return Nanoseconds(0);
    const auto ramp = ramp_at(state, *now.now, t);
    const double frame = now.now->timeline.frame_at(t);
    if (!ramp || frame >= ramp->end()) return Nanoseconds(0);
    // By the mean of the speeds that are left: near enough for people.
    const double speed = (ramp->speed_at(frame) + ramp->target) / 2;
    return nearest_ns((ramp->end() - frame) / (speed * sample_rate_hz));
}

double tempo_at(const SessionState& state, EnsembleTime t) {
    const Transport& now = state.transport();
    if (now.mode != Mode::playing || !now.now) return 0;
    const auto song = song_at(state, *now.now, t);
    const timeline::Timeline& line = now.now->timeline;
    return song ? bpm_of(song->at(line.frame_at(t))) * line.rate_at(t) : 0;
}

double led_tempo(const SessionState& state, EnsembleTime t) {
    const Transport& now = state.transport();
    if (now.mode != Mode::playing || !now.now) return 0;
    const auto song = song_at(state, *now.now, t);
    if (!song) return 0;
    const double frame = now.now->timeline.frame_at(t);
    const auto ramp = ramp_at(state, *now.now, t);
    return bpm_of(song->at(frame)) *
           (ramp ? ramp->speed_at(frame) : wished_speed(state.settings.value.tempo, song, frame));
}

std::optional<double> beat_at(const SessionState& state, EnsembleTime t) {
    const Transport& now = state.transport();
    if (now.mode != Mode::playing || !now.now || t < now.now->begins) return std::nullopt;
    const auto song = song_at(state, *now.now, t);
    return song ? std::optional(song->at(now.now->timeline.frame_at(t)).beat) : std::nullopt;
}

EnsembleTime on_beat(const SessionState& state, EnsembleTime earliest, double beats) {
    const Transport& t = state.transport();
    if (t.mode != Mode::playing || !t.now) return earliest;
    const auto song = song_at(state, *t.now, earliest);
    if (!song) return earliest;
    const timeline::Timeline& line = t.now->timeline;
    // A hair of a beat is what rounding makes of one that is just due.
    const double next = std::ceil(song->at(line.frame_at(earliest)).beat / beats - 1e-6) * beats;
    const EnsembleTime at = line.time_of(song->frame_of(next));
    return at >= earliest && at - earliest <= beat_patience ? at : earliest;
}

void SessionMachine::on(const RoomHeard& e) {
    room_ = e.beat;
    room_heard_ = now_;
}

// What the room agrees on, if it matters to us, and somebody is there.
std::optional<tempo::RoomBeat> SessionMachine::room() const {
    const bool matters = state_.settings.value.tempo.mode != TempoMode::free;
    return matters && now_ < room_heard_ + room_patience ? room_ : std::nullopt;
}

// What was loaded begins, as soon as all can follow: in the room's phase, where there is one.
void SessionMachine::start_loaded(Draft& d) {
    const TempoWish& wish = state_.settings.value.tempo;
    const auto song = song_from(state_, state_.transport().cue);
    const bool follows = wish.mode == TempoMode::follow;
    const auto beat = room();
    const double speed = !follows       ? wished_speed(wish, song, 0)
                         : beat && song ? tempo::speed_for(bpm_of(song->at(0)), beat->bpm)
                                        : 1;
    const EnsembleTime soon = ensemble_ + lead();
    d.start(beat && song ? tempo::start_in_phase(*song, 0, *beat, wish.quantum, soon) : soon, speed);
}

void SessionMachine::log_phase(Nanoseconds off) {
    if (std::chrono::abs(off) < phase_worth_telling) return;
    log(fmt::format("the room's beat is {:+.1f} ms from ours; making up for it", to_seconds(off) * 1e3));
}

void SessionMachine::watch_tempo() {
    const Transport& t = state_.transport();
    const TempoWish& wish = state_.settings.value.tempo;
    Draft d(state_, context(self_));
    const EnsembleTime from = std::max(d.soon(), t.now->begins);
    const timeline::Timeline& line = t.now->timeline;
    const auto song = song_at(state_, *t.now, from);
    std::optional<timeline::Timeline> bent;
    const auto beat = room();
    const double wished = wished_speed(wish, song, line.frame_at(from));
    // Leading: the room takes our tempo in a moment, and we its phase then. A song that is played so fast or slow that
    // its nearest octave is another one goes by its own beat alone.
    const auto taken = [&] {
        const double own = bpm_of(song->at(line.frame_at(from)));
        return std::abs(beat->bpm - own * wished) < led_tolerance_bpm && tempo::octave_between(own, beat->bpm) == 1;
    };
    const bool follows = wish.mode == TempoMode::follow;
    if (const auto ramp = ramp_at(state_, *t.now, from); ramp && line.frame_at(from) < ramp->end()) {
        bent = tempo::bent_along(line, *ramp, from);
        wake_by(now_ + tempo::ramp_left_min / 2);
    } else if (beat && song && (follows || taken())) {
        bent = tempo::bent_to_room(line, *song, *beat, wish.quantum, from);
    } else if (!follows) {
        bent = tempo::bent_to_speed(line, wished, from);
    } else if (!song) {
        bent = tempo::bent_to_speed(line, 1, from);  // no beat to follow by: by time alone
    }
    if (!bent) return;
    if (beat && song) log_phase(tempo::phase_error(line, *song, *beat, wish.quantum, from));
    Transport moved = t;
    moved.now->timeline = *bent;
    d.write(std::move(moved));
    write(d);
}

}  // namespace segue::handoff
