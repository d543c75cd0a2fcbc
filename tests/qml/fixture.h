// A house as the window might be told of, and a port that writes down what it was asked.
#pragma once

#include <QFile>
#include <cmath>
#include <utility>
#include <vector>

#include "qml/model/port.h"

namespace segue::ui {

class RecordingPort : public Port {
  public:
    void ask(const Deed& deed, std::function<void(const Answer&)> then) override {
        asked.push_back(deed);
        pending.push_back(std::move(then));
    }
    // Answers the oldest that waits.
    void answer(const Answer& a) {
        const auto then = std::move(pending.front());
        pending.erase(pending.begin());
        then(a);
    }
    template <class T>
    const T* last() const {
        return asked.empty() ? nullptr : std::get_if<T>(&asked.back());
    }

    std::vector<Deed> asked;
    std::vector<std::function<void(const Answer&)>> pending;
};

inline TrackFacts track(const QString& id, const QString& title, double seconds,
                        const QString& artist = QStringLiteral("The Segue Players"),
                        const QString& album = QStringLiteral("Hand to Hand")) {
    TrackFacts t;
    t.id = id;
    t.title = title;
    t.artist = artist;
    t.album = album;
    t.seconds = seconds;
    t.imported_percent = 100;
    return t;
}

inline DeviceFacts device(const QString& id, const QString& name, bool is_output) {
    DeviceFacts d;
    d.id = id;
    d.name = name;
    d.presence = Presence::up;
    d.is_output = is_output;
    d.sound = is_output ? Sound::sounding : Sound::closed;
    d.clock = ClockState::synced;
    d.address = QStringLiteral("192.168.1.20:24470");
    d.version = QStringLiteral("0.1.0");
    return d;
}

// Three devices; the laptop conducts, the laptop and the speaker sound; four tracks, the second plays.
inline HouseFacts house_of_three() {
    HouseFacts h;
    h.taken = Clock::time_point(std::chrono::seconds(1000));
    h.devices = {device("a", "laptop", true), device("b", "phone", false), device("c", "speaker", true)};
    h.devices[0].is_self = h.devices[0].conducts = true;
    SessionFacts& s = h.session;
    s.state = Play::playing;
    s.rate = 1;
    s.position = 40;
    s.queue = {{"q1", track("t1", "Before", 90), {}},
               {"q2", track("t2", "Hand to Hand", 128), {}},
               {"q3", track("t3", "Afterwards", 40), {}},
               {"q4", track("t4", "And then", 200), {}}};
    s.queue_index = 1;
    s.track = s.queue[1].track;
    s.tempo.bpm = s.tempo.song_bpm = 120;
    s.tempo.beats.stretches = {{MediaPos{12'000}, 250, 24'000}};
    s.conductor_id = "a";
    s.conductor_name = "laptop";
    s.ballot = "3@aaaaaaaa";
    return h;
}

}  // namespace segue::ui
