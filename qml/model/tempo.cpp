#include "qml/model/tempo.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace segue::ui {
namespace {

constexpr int tapped_shown_ms = 2500;  // a row of taps is over after as long a pause
constexpr int bars_max = 4000;         // more than a screen has columns
// A timer may be that early; what is later than this is not seen as on the beat any more, and left out.
constexpr double early_s = 0.02, late_s = 0.1;
constexpr int beat_latest_ms = 2500;  // 24 beats a minute

}  // namespace

Tempo::Tempo(const Player& player, Port& port, Ask ask, QObject* parent)
    : QObject(parent), player_(player), port_(port), ask_(std::move(ask)) {
    next_.setSingleShot(true);
    next_.setTimerType(Qt::PreciseTimer);
    connect(&next_, &QTimer::timeout, this, &Tempo::arrive);
    tapped_over_.setSingleShot(true);
    tapped_over_.setInterval(tapped_shown_ms);
    connect(&tapped_over_, &QTimer::timeout, this, [this] {
        tapped_.clear();
        emit tappedChanged();
    });
}

void Tempo::show(const TempoFacts& facts) {
    const bool other_beats = !(facts.beats == facts_.beats) || player_.duration() != duration_;
    const bool other = !(facts == facts_);
    facts_ = facts;
    if (other_beats) {
        find_bars();
        emit beatsChanged();
    }
    if (other) emit changed();
    await_beat();
}

void Tempo::find_bars() {
    bars_.clear();
    duration_ = player_.duration();
    if (!known() || duration_ <= 0) return;
    const double end = duration_ * sample_rate_hz;
    const int per_bar = std::max(1, beatsPerBar());
    for (double beat = std::ceil(facts_.beats.at(0).beat / per_bar) * per_bar; bars_.size() < bars_max;
         beat += per_bar) {
        const double frame = facts_.beats.frame_of(beat);
        if (frame >= end) break;
        bars_ << static_cast<float>(frame / end);
    }
}

QString Tempo::mode() const {
    switch (facts_.mode) {
        case TempoMode::follow:
            return QStringLiteral("follow");
        case TempoMode::lead:
            return QStringLiteral("lead");
        case TempoMode::free:
            break;
    }
    return QStringLiteral("free");
}

double Tempo::place() const { return facts_.beats.at(player_.position() * sample_rate_hz).beat; }

double Tempo::phase() const {
    if (!known()) return -1;
    const double beat = place(), span = std::max(1, quantum());
    return beat - std::floor(beat / span) * span;
}

void Tempo::await_beat() {
    if (!known() || !player_.moving()) {
        next_.stop();
        if (std::exchange(beat_, -1) != -1) emit pulsed(false);
        last_pulse_ = INT64_MIN;
        return;
    }
    const double here = player_.position() * sample_rate_hz;
    double beat = std::floor(facts_.beats.at(here).beat) + 1;
    if (static_cast<qint64>(beat) == last_pulse_) beat += 1;  // told a moment early
    const double seconds = (facts_.beats.frame_of(beat) - here) / sample_rate_hz / std::max(0.01, player_.rate());
    next_.start(std::clamp(static_cast<int>(std::lround(seconds * 1000)), 0, beat_latest_ms));
}

void Tempo::arrive() {
    if (!known() || !player_.moving()) return await_beat();
    const auto beat = static_cast<qint64>(std::lround(place()));
    const double off =
        (player_.position() * sample_rate_hz - facts_.beats.frame_of(static_cast<double>(beat))) / sample_rate_hz;
    if (beat != last_pulse_ && off > -early_s && off < late_s) {
        last_pulse_ = beat;
        const int per_bar = std::max(1, beatsPerBar());
        beat_ = static_cast<int>(((beat % per_bar) + per_bar) % per_bar);
        emit pulsed(beat_ == 0);
    }
    await_beat();
}

void Tempo::setMode(const QString& mode) {
    SetTempo wish;
    wish.mode = mode == QLatin1String("follow") ? TempoMode::follow
                : mode == QLatin1String("lead") ? TempoMode::lead
                                                : TempoMode::free;
    ask_(wish);
}

int Tempo::rampRest() const { return static_cast<int>(std::ceil(facts_.ramp_s)); }

void Tempo::setStartStop(bool on) {
    SetTempo wish;
    wish.start_stop = on;
    ask_(wish);
}

void Tempo::setKeyLock(bool on) { ask_(SetKeyLock{on}); }

void Tempo::setOverBars(int bars) {
    if (bars == over_bars_) return;
    over_bars_ = bars;
    emit overBarsChanged();
}

SetTempo Tempo::gradual() const {
    SetTempo wish;
    wish.over_bars = over_bars_;
    return wish;
}

void Tempo::setBpm(double bpm) {
    SetTempo wish = gradual();
    wish.bpm = std::clamp(bpm, 20.0, 999.0);
    ask_(wish);
}

void Tempo::faster(double by_bpm) {
    SetTempo wish = gradual();
    wish.by_bpm = by_bpm;
    ask_(wish);
}

void Tempo::setPercent(double percent) {
    SetTempo wish = gradual();
    wish.percent = std::clamp(percent, 50.0, 200.0);
    ask_(wish);
}

void Tempo::setQuantum(int beats) {
    SetTempo wish;
    wish.quantum = std::clamp(beats, 1, 64);
    ask_(wish);
}

void Tempo::tap() {
    port_.ask(TapBeat{}, [this](const Answer& a) {
        tapped_ = a.text;
        emit tappedChanged();
        tapped_over_.start();
    });
}

void Tempo::shiftBeats(double ms) { ask_(SetBeats{SetBeats::Change::shift_ms, ms}); }
void Tempo::shiftBars(int beats) { ask_(SetBeats{SetBeats::Change::shift_bar, static_cast<double>(beats)}); }
void Tempo::halve() { ask_(SetBeats{SetBeats::Change::halve}); }
void Tempo::twice() { ask_(SetBeats{SetBeats::Change::twice}); }
void Tempo::barHere() { ask_(SetBeats{SetBeats::Change::here}); }
void Tempo::asFound() { ask_(SetBeats{SetBeats::Change::found}); }

}  // namespace segue::ui
