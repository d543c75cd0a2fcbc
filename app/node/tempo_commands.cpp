// How fast it plays, by whom, and where its beats are.
#include <fmt/format.h>

#include <cmath>

#include "app/control/codec.h"
#include "app/node/commands.h"
#include "handoff/loop.h"
#include "handoff/tempo.h"
#include "handoff/views.h"

namespace segue::node {

using control::Error;
using control::Request;

namespace {

// A pause of so long ends a row of taps: 24 beats a minute.
constexpr milliseconds tap_patience{2500};
constexpr std::size_t taps_needed = 4, taps_kept = 16;

// The beats of what plays now, and where it is in them.
struct Playing {
    handoff::EntryId entry;
    tempo::BeatGrid beats;
    MediaPos at;
    Frames duration;  // of its track
};
std::optional<Playing> playing_now(const handoff::SessionState& state, EnsembleTime now) {
    const handoff::Where where = handoff::position(state, now);
    const handoff::Entry* entry = state.queue.find(where.cue.entry);
    if (!entry) return std::nullopt;
    return Playing{where.cue.entry, entry->facts.value.beats, where.cue.pos, where.duration};
}

}  // namespace

void Commands::tempo_command(const Asked& asked) {
    if (asked.request.has_tempo()) return set_tempo(asked);
    if (asked.request.has_tap()) return tap(asked);
    if (asked.request.has_loop()) return set_loop(asked);
    set_beats(asked);
}

void Commands::set_tempo(const Asked& asked) {
    const handoff::SessionMachine* session = session_or_refuse(asked);
    if (!session) return;
    const control::SetTempo& r = asked.request.tempo();
    handoff::TempoWish wish = session->state().settings.value.tempo;
    if (r.has_mode()) {
        if (!control::Tempo::Mode_IsValid(r.mode()))
            return refuse(asked, Error::bad_request, "this node does not know that mode",
                          "install the same release on all nodes");
        wish.mode = static_cast<handoff::TempoMode>(r.mode());
    }
    switch (r.amount_case()) {
        case control::SetTempo::kBpm:
            wish.bpm = r.bpm();
            wish.speed = 1;
            break;
        case control::SetTempo::kPercent:
            wish.bpm = 0;
            wish.speed = r.percent() / 100;
            break;
        case control::SetTempo::kByBpm: {
            const double now = handoff::led_tempo(session->state(), core_.ensemble_now());
            if (now <= 0)
                return refuse(asked, Error::bad_request, "no beat is known of what plays, so there is none to add to",
                              "tap one with `seguectl tempo tap`, or name a percentage");
            wish.bpm = now + r.by_bpm();
            break;
        }
        case control::SetTempo::AMOUNT_NOT_SET:
            break;
    }
    if (r.amount_case() != control::SetTempo::AMOUNT_NOT_SET && wish.mode == handoff::TempoMode::follow)
        return refuse(asked, Error::refused, "the session follows the room's tempo",
                      "`seguectl link lead` makes the room follow it, `seguectl link off` plays apart");
    if (r.quantum() > 0) wish.quantum = static_cast<std::uint8_t>(std::min(r.quantum(), 255U));
    if (r.has_start_stop()) wish.start_stop = r.start_stop();
    if (r.over_case() == control::SetTempo::OVER_NOT_SET) return edit(asked, handoff::SetTempo{wish});
    if (r.amount_case() == control::SetTempo::AMOUNT_NOT_SET)
        return refuse(asked, Error::bad_request, "a tempo is missing", "say `seguectl tempo 140 --over 8bars`");
    handoff::RampTempo ramp{wish, 0, {}};
    if (r.over_case() == control::SetTempo::kOverBeats) ramp.beats = r.over_beats();
    if (r.over_case() == control::SetTempo::kOverBars) {
        const auto playing = playing_now(session->state(), core_.ensemble_now());
        ramp.beats = r.over_bars() * (playing ? playing->beats.beats_per_bar : 4);
    }
    // Written so that a NaN, or what would not fit, is refused with what is too long.
    if (r.over_case() == control::SetTempo::kOverS)
        ramp.time = r.over_s() > 0 && r.over_s() <= 1e6 ? nearest_ns(r.over_s()) : Nanoseconds::max();
    edit(asked, ramp);
}

void Commands::set_loop(const Asked& asked) {
    const handoff::SessionMachine* session = session_or_refuse(asked);
    if (!session) return;
    const auto playing = playing_now(session->state(), core_.ensemble_now());
    if (!playing) return refuse(asked, Error::not_found, "nothing to repeat", "start with `seguectl play`");
    const control::SetLoop& r = asked.request.loop();
    using Asks = control::SetLoop;
    handoff::SetLoop loop;
    std::string text;
    switch (r.change_case()) {
        case Asks::kBeats:
        case Asks::kBars:
            loop.change = handoff::SetLoop::Change::beats;
            loop.from_bar = r.has_bars();
            loop.beats = r.has_bars() ? r.bars() * playing->beats.beats_per_bar : r.beats();
            if (!playing->beats)
                text = fmt::format("no beat is known: {:.1f} s, by time", loop.beats * 60 / handoff::loop_assumed_bpm);
            break;
        case Asks::kRange: {
            const auto frame = [](double s) {
                return MediaPos{s >= 0 && s < 1e8 ? std::llround(s * sample_rate_hz) : 0};
            };
            loop.change = handoff::SetLoop::Change::range;
            loop.from = frame(r.range().from_s());
            loop.to = frame(r.range().to_s());
            break;
        }
        case Asks::kHalve:
            loop.change = handoff::SetLoop::Change::halve;
            break;
        case Asks::kTwice:
            loop.change = handoff::SetLoop::Change::twice;
            break;
        case Asks::kOff:
            loop.change = handoff::SetLoop::Change::off;
            break;
        case Asks::CHANGE_NOT_SET:
            return refuse(asked, Error::bad_request, "this node does not know that change",
                          "install the same release on all nodes");
    }
    edit(asked, loop, text);
}

void Commands::set_beats(const Asked& asked) {
    const handoff::SessionMachine* session = session_or_refuse(asked);
    if (!session) return;
    const auto playing = playing_now(session->state(), core_.ensemble_now());
    if (!playing) return refuse(asked, Error::not_found, "nothing is playing", "start with `seguectl play`");
    const control::SetBeats& r = asked.request.beats();
    using Change = control::SetBeats;
    tempo::BeatGrid beats = playing->beats;
    if (r.change_case() == Change::kFound) return edit(asked, handoff::SetBeats{playing->entry, {}});
    if (r.change_case() == Change::kSteady) {
        const std::uint32_t bar = r.steady().beats_per_bar() == 0 ? 4 : r.steady().beats_per_bar();
        beats = tempo::steady(r.steady().bpm(), r.steady().bar_at_s() * sample_rate_hz, playing->duration,
                              static_cast<std::uint8_t>(std::min(bar, 255U)));
        if (!beats)
            return refuse(asked, Error::bad_request,
                          "beats are 24 to 400 a minute, 1 to 16 in a bar, from a place in the track on");
        return edit(asked, handoff::SetBeats{playing->entry, std::move(beats)});
    }
    if (!beats)
        return refuse(asked, Error::bad_request, "no beat is known of what plays", "tap one with `seguectl tempo tap`");
    switch (r.change_case()) {
        case Change::kShiftMs:
            if (!(std::abs(r.shift_ms()) <= 10'000))
                return refuse(asked, Error::bad_request, "beats are shifted by at most ten seconds");
            beats = tempo::shifted(std::move(beats), frames_nearest(nearest_ns(r.shift_ms() / 1e3)));
            break;
        case Change::kShiftBar:
            beats = tempo::bars_shifted(std::move(beats), r.shift_bar());
            break;
        case Change::kHalve:
            beats = tempo::halved(std::move(beats));
            break;
        case Change::kTwice:
            beats = tempo::doubled(std::move(beats));
            break;
        case Change::kHere: {
            // The nearest beat moves here, and begins a bar.
            const double beat = std::round(beats.at(static_cast<double>(playing->at.frame)).beat);
            const double off = static_cast<double>(playing->at.frame) - beats.frame_of(beat);
            beats = tempo::shifted(std::move(beats), Frames{std::llround(off)});
            beats = tempo::bars_shifted(std::move(beats), std::llround(beat));
            break;
        }
        default:
            return refuse(asked, Error::bad_request, "this node does not know that change",
                          "install the same release on all nodes");
    }
    edit(asked, handoff::SetBeats{playing->entry, std::move(beats)});
}

// Beats are tapped where they are heard: by what sounds at this moment.
void Commands::tap(const Asked& asked) {
    const handoff::SessionMachine* session = session_or_refuse(asked);
    if (!session) return;
    const EnsembleTime now = core_.ensemble_now();
    const auto playing = playing_now(session->state(), now);
    if (!playing || session->state().transport().mode != handoff::Mode::playing)
        return refuse(asked, Error::not_found, "nothing is playing to tap to", "start with `seguectl play`");
    if (tapped_ != playing->entry || now > last_tap_ + tap_patience || taps_.size() >= taps_kept) taps_.clear();
    tapped_ = playing->entry;
    last_tap_ = now;
    if (taps_.empty() || playing->at > taps_.back()) taps_.push_back(playing->at);
    if (taps_.size() < taps_needed)
        return asked.reply(control::done(0, fmt::format("{} more", taps_needed - taps_.size())));
    const handoff::Entry& entry = *session->state().queue.find(playing->entry);
    tempo::BeatGrid beats = tempo::tapped(taps_, entry.facts.value.duration, 4);
    if (!beats) return refuse(asked, Error::bad_request, "these taps are no tempo that music has", "tap evenly");
    const double bpm = 60.0 * sample_rate_hz / beats.stretches.front().frames_per_beat;
    edit(asked, handoff::SetBeats{playing->entry, std::move(beats)}, fmt::format("{:.1f} bpm", bpm));
}

}  // namespace segue::node
