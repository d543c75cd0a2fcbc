#include "qml/model/inspector.h"

#include <algorithm>
#include <utility>

namespace segue::ui {

Inspector::Inspector(Port& port, QObject* parent) : QObject(parent), port_(port) {
    again_.setInterval(look_every_ms);
    connect(&again_, &QTimer::timeout, this, &Inspector::look);
}

void Inspector::setDevice(const QString& id) {
    if (id == device_) return;
    device_ = id;
    known_ = false;
    last_ = {};
    traffic_.clear();
    state_.show({});
    emit deviceChanged();
    emit logChanged();
    emit trafficChanged();
    if (watched_) look();
}

void Inspector::setWatched(bool watched) {
    if (watched == watched_) return;
    watched_ = watched;
    emit watchedChanged();
    if (!watched) return again_.stop();
    known_ = false;  // what went meanwhile is not a second's
    again_.start();
    look();
}

void Inspector::look_at_state() {
    if (device_.isEmpty() || std::exchange(asking_state_, true)) return;
    port_.ask(LookAt{device_}, [this, of = device_](const Answer& a) {
        asking_state_ = false;
        if (of != device_) return look_at_state();
        if (a.ok) state_.show(a.state);
    });
}

void Inspector::look() {
    look_at_state();
    if (device_.isEmpty() || std::exchange(asking_, true)) return;
    port_.ask(Inspect{device_}, [this, of = device_](const Answer& a) {
        asking_ = false;
        if (of != device_) return look();
        if (const QString problem = a.ok ? QString() : a.text; problem != problem_) {
            problem_ = problem;
            emit problemChanged();
        }
        if (a.ok) take(a.inspection);
    });
}

void Inspector::take(const InspectionFacts& facts) {
    const InspectionFacts was = std::exchange(last_, facts);
    const auto same = [](const auto& a, const auto& b) { return a.text == b.text && a.is_bad == b.is_bad; };
    if (!std::equal(was.log.begin(), was.log.end(), facts.log.begin(), facts.log.end(), same)) emit logChanged();
    const double passed = facts.uptime_s - was.uptime_s;
    // One that was started anew counts from nothing again.
    if (!std::exchange(known_, true) || passed <= 0 || was.traffic.size() != facts.traffic.size()) return;
    QVariantList now;
    for (std::size_t i = 0; i < facts.traffic.size(); ++i) {
        const auto &a = was.traffic[i], &b = facts.traffic[i];
        if (b.sent + b.received > 0)
            now << QVariantMap{{"kind", b.kind},
                               {"sent", (b.sent - a.sent) / passed},
                               {"received", (b.received - a.received) / passed},
                               {"bytes", (b.bytes - a.bytes) / passed}};
    }
    if (now == traffic_) return;
    traffic_ = now;
    emit trafficChanged();
}

QVariantList Inspector::log() const {
    QVariantList out;
    for (auto line = last_.log.rbegin(); line != last_.log.rend(); ++line)
        out << QVariantMap{{"text", line->text}, {"bad", line->is_bad}};
    return out;
}

}  // namespace segue::ui
