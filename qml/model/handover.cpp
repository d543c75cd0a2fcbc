#include "qml/model/handover.h"

#include <algorithm>

namespace segue::ui {
namespace {

// How long the way back is offered; long enough to walk to the other room and find that it was the wrong one.
constexpr int undo_offered_ms = 12'000;
constexpr int failure_shown_ms = 8'000;

}  // namespace

Handover::Handover(Port& port, QObject* parent) : QObject(parent), port_(port) {
    over_.setSingleShot(true);
    connect(&over_, &QTimer::timeout, this, &Handover::dismiss);
}

void Handover::enter(Phase phase) {
    phase_ = phase;
    if (phase == Moved)
        over_.start(undo_offered_ms);
    else if (phase == Failed)
        over_.start(failure_shown_ms);
    else
        over_.stop();
    emit changed();
}

void Handover::start(const QString& device, bool keep) {
    if (device.isEmpty() || (device == conductor_ && outputs_ == QStringList{device})) return;
    const auto target =
        std::find_if(devices_.begin(), devices_.end(), [&](const DeviceFacts& d) { return d.id == device; });
    from_ = conductor_;
    outputs_before_ = outputs_;
    to_ = device;
    to_name_ = target == devices_.end() ? QString() : target->name;
    problem_.clear();
    hint_.clear();
    took_ms_ = 0;
    undoing_ = false;
    enter(Offered);
    port_.ask(HandOver{device, keep}, [this, device](const Answer& a) { answered(device, a); });
}

void Handover::answered(const QString& to, const Answer& answer) {
    if (to != to_ || phase_ == Idle) return;
    if (answer.ok) {
        took_ms_ = answer.took_ms;
        enter(Moved);
        emit moved(to);
    } else {
        problem_ = answer.text;
        hint_ = answer.hint;
        enter(Failed);
    }
}

void Handover::show(const HouseFacts& house) {
    devices_ = house.devices;
    conductor_ = house.session.conductor_id;
    outputs_.clear();
    const DeviceFacts* target = nullptr;
    for (const DeviceFacts& d : devices_) {
        if (d.is_output) outputs_ << d.id;
        if (d.id == to_) target = &d;
    }
    if (!target || phase_ < Offered || phase_ > Ready) return;
    Phase seen = phase_;
    if (target->sound == Sound::filling) seen = Loading;
    if (target->sound == Sound::muted) seen = Ready;
    if (seen > phase_) enter(seen);  // it never goes back: a snapshot may be older than the last
}

void Handover::undo() {
    if (!canUndo()) return;
    const QString back = from_;
    const QStringList before = outputs_before_;
    undoing_ = true;
    to_name_.clear();
    for (const DeviceFacts& d : devices_)
        if (d.id == back) to_name_ = d.name;
    to_ = back;
    from_.clear();
    enter(Offered);
    port_.ask(HandOver{back, false}, [this, back, before](const Answer& a) {
        answered(back, a);
        if (a.ok && !before.isEmpty() && before != QStringList{back})
            port_.ask(OutputsSet{before}, [](const Answer&) {});
    });
}

void Handover::dismiss() {
    to_.clear();
    from_.clear();
    enter(Idle);
}

}  // namespace segue::ui
