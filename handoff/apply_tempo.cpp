#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "handoff/apply.h"

namespace segue::handoff {
namespace {

using Outcome = Result<void, Error>;

Outcome check(const TempoWish& wish) {
    if (is_valid(wish)) return {};
    return fail(Error::invalid,
                fmt::format("a tempo is {:.0f} to {:.0f} beats a minute, or {:.0f} to {:.0f} percent of the song's "
                            "own; a quantum 1 to {:.0f} beats",
                            tempo::bpm_min, tempo::bpm_max, 100 * tempo::speed_min, 100 * tempo::speed_max,
                            tempo::quantum_max_beats));
}

void write_wish(Draft& d, TempoWish wish, const std::optional<TempoRamp>& ramp) {
    wish.ramp = ramp;
    Settings s = d.before().settings.value;
    s.tempo = std::move(wish);
    if (!(s == d.before().settings.value)) d.write(s);
}

}  // namespace

Outcome edit_music(Draft& d, const SetBeats& b) {
    const Entry* e = d.before().queue.find(b.entry);
    if (!e) return fail(Error::unknown_entry, "no such entry in the queue; `queue` lists them");
    if (!tempo::is_valid(b.beats) || b.beats.stretches.size() > tempo::grid_stretches_max)
        return fail(Error::invalid, "these beats are none that music has");
    EntryFacts facts = e->facts.value;
    facts.beats = b.beats;
    facts.beats_by_hand = static_cast<bool>(b.beats);
    if (!(facts == e->facts.value)) d.write(b.entry, facts);
    return {};
}

Outcome edit_music(Draft& d, const SetTempo& e) {
    if (const Outcome ok = check(e.wish); !ok) return ok;
    const TempoWish& old = d.before().settings.value.tempo;
    const bool same_amount = e.wish.mode == old.mode && e.wish.bpm == old.bpm && e.wish.speed == old.speed;
    write_wish(d, e.wish, same_amount ? old.ramp : std::nullopt);
    return {};
}

Outcome edit_music(Draft& d, const RampTempo& e) {
    if (const Outcome ok = check(e.wish); !ok) return ok;
    // Written so that a NaN fails.
    const bool by_beats = e.beats > 0 && e.beats <= tempo::ramp_beats_max;
    const bool by_time = e.beats == 0 && e.time > Nanoseconds(0) && e.time <= tempo::ramp_time_max;
    if (!by_beats && !by_time)
        return fail(Error::invalid, fmt::format("a change of tempo takes up to {:.0f} beats, or {:.0f} minutes",
                                                tempo::ramp_beats_max, to_seconds(tempo::ramp_time_max) / 60));
    if (e.wish.mode == TempoMode::follow) return fail(Error::invalid, "the session follows the room's tempo");
    Transport t = d.transport();
    if (t.mode != Mode::playing) {  // nobody hears it: at once
        write_wish(d, e.wish, std::nullopt);
        return {};
    }
    const EnsembleTime from = std::max(d.soon(), t.now->begins);
    const timeline::Timeline& line = t.now->timeline;
    const double frame = line.frame_at(from);
    const double speed = std::clamp(line.rate_at(from), tempo::speed_min, tempo::speed_max);
    const auto song = song_at(d.before(), *t.now, from);
    if (by_beats && !song)
        return fail(Error::invalid, "no beat is known of what plays; tap one, or say a time, as 10s");
    const double frames = by_beats ? song->frame_of(song->at(frame).beat + e.beats) - frame
                                   : tempo::frames_for(speed, wished_speed(e.wish, song, frame), e.time);
    write_wish(d, e.wish,
               TempoRamp{t.now->epoch,
                         walk(d.before(), *t.now, from).entry,
                         {std::llround(frame)},
                         {std::max<std::int64_t>(1, std::llround(frames))},
                         speed});
    t.now->timeline.cut(from);  // what was planned until now
    if (!(t == d.transport())) d.write(std::move(t));
    return {};
}

}  // namespace segue::handoff
