// What the window knows of the house at one moment: plain values, made from a control snapshot by the program
// (app/segue/translate.h), shown by the view models beside this file. Times in seconds, volumes in percent.
#pragma once

#include <QString>
#include <QStringList>
#include <chrono>
#include <vector>

#include "qml/model/tempo_facts.h"

namespace segue::ui {

using Clock = std::chrono::steady_clock;

struct TrackFacts {
    QString id;  // empty: not known yet
    QString title, artist, album;
    double seconds = 0;  // 0: unknown
    QStringList stems;
    QString path;  // on the node it came from
    double imported_percent = 0;
    bool operator==(const TrackFacts&) const = default;
};

// What an output's sound is doing.
enum class Sound : std::uint8_t { closed, silent, filling, muted, sounding, failed, gone };
enum class Presence : std::uint8_t { gone, up, suspect, joining };
enum class ClockState : std::uint8_t { unknown, starting, settling, synced, holding, reference };

struct DeviceFacts {
    QString id, name, address, version;
    Presence presence = Presence::gone;
    bool is_self = false, conducts = false, is_output = false, is_guest = false;
    double round_trip_ms = 0, uptime_s = 0, cpu_percent = 0, memory_mb = 0;

    Sound sound = Sound::closed;
    QString sound_device, problem;  // problem: one line, why `failed`
    QString part = QStringLiteral("all");
    double volume = 100, latency_ms = 0;
    double trim_ms = 0;   // set by a person, within latency_ms
    double level = 0;     // 0..1, peak of the last tenth of a second, as its volume leaves it
    double error_us = 0;  // sound against the timeline
    double bend_ppm = 0;
    int jumps = 0, underruns = 0;

    ClockState clock = ClockState::unknown;
    double battery_percent = 0;  // 0: it has none
    bool is_on_battery = false;
    double clock_error_us = 0, offset_us = 0, drift_ppm = 0;
    bool operator==(const DeviceFacts&) const = default;
};

// What a device says of itself to those who look into it.
struct InspectionFacts {
    struct Line {
        QString text;
        double age_s = 0;
        bool is_bad = false;  // a warning or an error
        bool operator==(const Line&) const = default;
    };
    struct Traffic {
        QString kind;
        double sent = 0, received = 0, bytes = 0;  // since it started
        bool operator==(const Traffic&) const = default;
    };
    std::vector<Line> log;  // latest last
    std::vector<Traffic> traffic;
    double uptime_s = 0;  // when it was taken
};

struct PlaylistFacts {
    QString name;
    int tracks = 0;
    double seconds = 0;  // of those that are known
    bool operator==(const PlaylistFacts&) const = default;
};

// What has sounded.
struct PlayedFacts {
    int number = 0;  // by which it is played again
    TrackFacts track;
    double ago_s = 0;
    bool operator==(const PlayedFacts&) const = default;
};

// A line of a node's state, as a tree: those after it that are deeper are within it.
struct StateLine {
    int depth = 0;
    QString name, value;
    bool operator==(const StateLine&) const = default;
};

struct QueueFacts {
    QString id;  // stays when others move
    TrackFacts track;
    QString note;  // why it will be skipped
    bool operator==(const QueueFacts&) const = default;
};

struct BookmarkFacts {
    QString id;
    TrackFacts track;
    double position = 0;
    QString conductor, note;
    bool operator==(const BookmarkFacts&) const = default;
};

enum class Play : std::uint8_t { none, stopped, loading, playing, paused, waiting };

// What is repeated of the track.
struct LoopFacts {
    bool on = false;
    double from = 0, to = 0;
    double beats = 0;  // long; 0: from one place to another
    bool operator==(const LoopFacts&) const = default;
};

struct SessionFacts {
    Play state = Play::none;
    TrackFacts track;
    double position = 0;   // in the track, at HouseFacts::taken
    double rate = 0;       // track seconds per second
    double volume = 100;   // of the group; each output has its own besides
    int queue_index = -1;  // of what plays, from 0
    std::vector<QueueFacts> queue;
    std::vector<BookmarkFacts> bookmarks;
    QString conductor_id, conductor_name, ballot;
    QString handoff;  // one line while one is under way
    QStringList members;
    bool keep_playing = false, exclusive = false;
    int normalise = 0;  // 0: off, 1: every track, 2: every album
    TempoFacts tempo;
    LoopFacts loop;
};

struct HouseFacts {
    Clock::time_point taken;
    SessionFacts session;
    std::vector<DeviceFacts> devices;  // this one first
    QString ensemble;
    bool is_guest = false;
    QStringList notes;  // latest last
};

}  // namespace segue::ui
