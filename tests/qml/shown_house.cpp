#include "tests/qml/shown_house.h"

#include <QFile>
#include <QQuickItem>
#include <cmath>

namespace segue::ui {
namespace {

struct Record {
    const char *artist, *title;
    int year;
    std::vector<const char*> tracks;
};
const std::vector<Record>& records() {
    static const std::vector<Record> all{
        {"Harbour Lights",
         "Salt and Signal",
         2019,
         {"Breakwater", "Salt and Signal", "Undertow", "Low Water", "Fog Horn", "The Last Ferry"}},
        {"Harbour Lights",
         "Winter Moorings",
         2022,
         {"Ice on the Ropes", "Undertow (live)", "Pilot Boat", "Winter Moorings"}},
        {"Mara Lindqvist",
         "Rooms",
         2021,
         {"Night Train Home", "Paper Moons", "Two Rooms", "A Door Ajar", "Kitchen Light"}},
        {"Mara Lindqvist", "Staircase Songs", 2017, {"Third Floor", "Neighbours", "Bicycle in the Hall"}},
        {"Okoro & Daughters", "Market Day", 2015, {"Market Day", "Yellow Bus", "Counting Change", "Homeward"}},
        {"The Segue Players", "Hand to Hand", 2026, {"Hand to Hand", "Last Tram", "Coda"}},
        {"Tomás Reyes Quartet", "Slow Tango", 1998, {"Esquina", "Slow Tango", "Milonga for Nobody"}},
        {"Velvet Antenna", "Frequencies", 2003, {"Static", "98.7", "Night Shift", "Sign-off"}},
        {"Velvet Antenna", "Shortwave", 2006, {"Numbers", "Shortwave", "Radio Silence"}},
        {"Yuki Tanabe", "Glass Garden", 2024, {"Rain, Then", "Glass Garden", "Koi"}},
    };
    return all;
}

LibraryItem album_of(const Record& r) {
    LibraryItem item;
    item.title = item.album = QString::fromUtf8(r.title);
    item.artist = QString::fromUtf8(r.artist);
    item.year = r.year;
    item.tracks = static_cast<int>(r.tracks.size());
    return item;
}

LibraryFound shown_music(const LibraryFind& find) {
    LibraryFound out;
    const bool all = find.query.isEmpty() || find.query.startsWith("sort:");
    if (find.offset + find.group_offset > 0) return out;
    if (find.pick && !find.pick->node.isEmpty())
        out.folder = "/home/lena/Music", out.folders = {"Harbour Lights", "Mara Lindqvist", "Mixes"};
    for (const Record& r : records()) {
        const LibraryItem album = album_of(r);
        const bool picked = find.pick ? find.pick->node.isEmpty() && album.artist == find.pick->artist &&
                                            (find.pick->album.isEmpty() || album.title == find.pick->album)
                                      : all || album.title.contains(find.query, Qt::CaseInsensitive) ||
                                            album.artist.contains(find.query, Qt::CaseInsensitive);
        if (picked) out.albums.push_back(album);
        if (picked && (out.artists.empty() || out.artists.back().title != album.artist)) {
            LibraryItem artist = album;
            artist.title = album.artist;
            artist.album.clear();
            artist.albums = 0, artist.tracks = 0;
            out.artists.push_back(artist);
        }
        if (picked) out.artists.back().albums += 1, out.artists.back().tracks += album.tracks;
        int number = 0;
        for (const char* title : r.tracks) {
            ++number;
            LibraryItem track = album;
            track.id = QString("%1-%2").arg(album.title).arg(number);
            track.title = QString::fromUtf8(title);
            track.number = number;
            track.seconds = 150 + 17 * number + static_cast<int>(track.title.size()) * 3;
            track.is_here = r.year % 3 != 0;
            if (!track.is_here) track.places << (r.year % 2 == 0 ? "Anna's phone" : "kitchen");
            track.is_away = r.year == 2022;
            if (picked || (!find.pick && track.title.contains(find.query, Qt::CaseInsensitive)))
                out.tracks.push_back(track);
        }
    }
    out.total = static_cast<int>(out.tracks.size());
    return out;
}

LibraryFacts shown_library(bool scanning) {
    LibraryFacts f;
    f.tracks = 1482, f.albums = 126, f.artists = 61;
    f.folders = {{"/home/lena/Music", false}, {"/media/usb/Concerts", true}};
    f.devices = {{"a", "laptop", true, false, 1204},
                 {"d", "kitchen", false, false, 212},
                 {"e", "Anna's phone", false, true, 66}};
    f.refused = 2;
    if (scanning) f.scan = {"/home/lena/Music/New", 812, 2400, 1043, 95};
    return f;
}

InspectionFacts shown_inspection(double seconds) {
    InspectionFacts out;
    out.uptime_s = seconds;
    const std::tuple<const char*, double, double> kinds[] = {{"membership", 3, 3},   {"clock", 8.5, 8.5},
                                                             {"session", 1.2, 0.4},  {"segments", 2, 0},
                                                             {"control", 0.1, 10.2}, {"reports", 3, 3}};
    for (const auto& [kind, sent, received] : kinds)
        out.traffic.push_back({kind, sent * seconds, received * seconds, 310 * (sent + received) * seconds});
    for (const char* line : {"laptop (93b17de4) listens on port 24470; ensemble 51c0a7be", "Lena's phone is here",
                             "handed over to laptop in 64 ms", "kitchen is here", "living room speaker is here"})
        out.log.push_back({QString::fromUtf8(line), 1, false});
    out.log.push_back({"kitchen does not answer; connecting again", 1, true});
    return out;
}

std::vector<PlayedFacts> shown_history() {
    std::vector<PlayedFacts> out;
    int number = 40;
    double ago = 40;
    for (const Record& r : records())
        for (const char* title : r.tracks) {
            if (out.size() >= 24) return out;
            out.push_back({number--,
                           track(QString("h%1").arg(number), QString::fromUtf8(title), 200 + number,
                                 QString::fromUtf8(r.artist), QString::fromUtf8(r.title)),
                           ago});
            ago += ago < 3000 ? 240 : 9000;
        }
    return out;
}

std::vector<StateLine> shown_state() {
    return {{0, "node", "laptop"},     {1, "id", "93b17de4"},     {1, "address", "192.168.1.20:24470"},
            {0, "session", ""},        {1, "state", "playing"},   {1, "ballot", "3@93b17de4"},
            {1, "queue", "10"},        {2, "1", "Before"},        {0, "sync", ""},
            {1, "error_us", "21.000"}, {1, "state", "reference"}, {0, "output", ""},
            {1, "state", "sounding"},  {0, "nodes", "5"},         {1, "1", "laptop"},
            {0, "ensemble", ""},       {1, "id", "51c0a7be"},     {0, "text", "playing on 3 nodes, in sync"}};
}

}  // namespace

LibraryItem shown_album(std::size_t record) { return album_of(records()[record]); }

void ShowPort::ask(const Deed& deed, std::function<void(const Answer&)> then) {
    asked.push_back(deed);
    Answer a;
    if (std::holds_alternative<Outline>(deed)) {
        for (int i = 0; i < 1000; ++i) {
            const double t = i / 1000.0, bar = std::abs(std::sin(t * 3.14159 * 32));
            const double form = t < 0.06 ? t / 0.06 : t > 0.94 ? (1 - t) / 0.06 : t > 0.42 && t < 0.5 ? 0.45 : 1;
            a.outline.push_back(static_cast<float>(
                form * (0.45 + 0.3 * bar + 0.25 * std::abs(std::sin(i * 12.9898) * std::cos(i * 0.7)))));
        }
    } else if (const auto* picture = std::get_if<Picture>(&deed); picture && picture->track == "t2") {
        QFile file(QStringLiteral(DEMO_MUSIC "/cover.png"));
        if (file.open(QIODevice::ReadOnly)) a.picture = file.readAll();
    } else if (std::holds_alternative<Invite>(deed)) {
        a.link =
            QStringLiteral("segue://join/eyJhIjoiMTkyLjE2OC4xLjIwOjI0NDcwIiwiZiI6IjkzYjE3ZGU0IiwidCI6IjZhMjBjZiJ9");
    } else if (std::holds_alternative<ListHistory>(deed)) {
        a.history = shown_history();
    } else if (std::holds_alternative<LookAt>(deed)) {
        a.state = shown_state();
    } else if (std::holds_alternative<ListPlaylists>(deed)) {
        a.playlists = {{"Dinner", 24, 5460}, {"Running", 41, 8730}, {"Sunday morning", 17, 4012}};
    } else if (std::holds_alternative<Inspect>(deed)) {
        a.inspection = shown_inspection(static_cast<double>(++looks_));
    } else if (const auto* find = std::get_if<LibraryFind>(&deed)) {
        a.found = shown_music(*find);
    } else if (std::holds_alternative<LibraryLook>(deed)) {
        a.library = shown_library(scanning);
    } else if (std::holds_alternative<ListDevices>(deed)) {
        a.devices = {"default", "portaudio:ALSA:USB", "null"};
        a.device_names = {"Built-in speakers", "USB headphones", "Silence"};
        a.device_in_use = "default";
    }
    QMetaObject::invokeMethod(
        &here_, [a, then] { then(a); }, Qt::QueuedConnection);
}

HouseFacts shown_house() {
    HouseFacts h = house_of_three();
    h.taken = Clock::now();
    h.devices.push_back(device("d", "kitchen", true));
    h.devices.push_back(device("e", "Anna's phone", false));
    h.devices[1].name = QStringLiteral("Lena's phone");
    h.devices[2].name = QStringLiteral("living room speaker");
    h.devices[4].presence = Presence::gone;
    const double levels[] = {0.72, 0, 0.6, 0.5, 0}, volumes[] = {80, 100, 65, 45, 100};
    for (std::size_t i = 0; i < h.devices.size(); ++i) {
        h.devices[i].level = levels[i];
        h.devices[i].volume = volumes[i];
        h.devices[i].latency_ms = 11.6;
        h.devices[i].memory_mb = 24;
        h.devices[i].cpu_percent = 1.4;
        h.devices[i].clock_error_us = 21;
        h.devices[i].sound_device = QStringLiteral("Built-in speakers");
    }
    h.session.loop = {true, 38.25, 46.25, 16};
    h.session.track.stems = h.session.queue[1].track.stems = {"drums", "bass", "chords", "lead"};
    const std::pair<const char*, const char*> more[] = {
        {"Night Train Home", "Mara Lindqvist"}, {"Salt and Signal", "Harbour Lights"},
        {"Two Rooms", "Okoro & Daughters"},     {"Paper Moons", "Mara Lindqvist"},
        {"Last Tram", "The Segue Players"},     {"Undertow", "Harbour Lights"}};
    int n = 5;
    for (const auto& [title, artist] : more) {
        h.session.queue.push_back({QString("q%1").arg(n),
                                   track(QString("t%1").arg(n), title, 150 + 23 * n, artist, QStringLiteral("Rooms")),
                                   {}});
        ++n;
    }
    h.notes = {"skipped cover.jpg: not audio", "kitchen was away for 4 s; it plays again"};
    return h;
}

void set_everywhere(QQuickItem* item, const char* property, const QVariant& value) {
    if (item->property(property).isValid()) item->setProperty(property, value);
    for (QQuickItem* child : item->childItems()) set_everywhere(child, property, value);
}

}  // namespace segue::ui
