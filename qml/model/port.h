// What the window can ask of its node, and how it is answered. The program implements it over the control protocol
// (app/segue/node_link.h), tests by a list of what was asked.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

#include "qml/model/facts.h"
#include "qml/model/library_facts.h"

namespace segue::ui {

struct PlayThese {
    QStringList paths, tracks;
    bool append = false;
    double start_s = 0;
    std::vector<Pick> picks{};
    QStringList playlists{};
    std::vector<int> played{};  // numbers in the history
};
struct Pause {};
struct Resume {};
struct Stop {};
struct Next {};
struct Previous {};
struct SeekTo {
    double seconds = 0;
};
struct SeekBy {
    double seconds = 0;
};
struct QueueAdd {
    QStringList paths, tracks;
    QString before;
    std::vector<Pick> picks{};
    QStringList playlists{};
    std::vector<int> played{};
};  // before: an entry's id; empty: at the end
struct QueueRemove {
    QString entry;
};
struct QueueMove {
    QString entry;
    int to = 0;
};  // the place it has afterwards, from 0
struct QueueClear {};
struct PlayEntry {
    QString entry;
};
struct OutputAdd {
    QString node;
};
struct OutputRemove {
    QString node;
};
struct OutputsSet {
    QStringList nodes;
};
struct HandOver {
    QString node;
    bool keep = false;
};
struct SetVolume {
    QString node;
    double percent = 100;
};  // node "all": the group
struct SetLatency {
    QString node;
    double ms = 0;
};
struct SetPart {
    QString node, part;
};
struct KeepPlaying {
    bool on = false;
};
struct SetExclusive {
    bool on = false;
};
struct BookmarkResume {
    QString id;
};
struct BookmarkForget {
    QString id;
};
struct Invite {
    bool guest = false;
};
struct Join {
    QString link;
};
struct Leave {};
struct Forget {
    QString node;
};
struct Rename {
    QString name;
    QString node;  // empty: this one
};
struct ListDevices {};
struct Picture {
    QString track;
};
struct Outline {
    QString track;
};

struct LibraryFind {
    QString query;
    std::optional<Pick> pick;  // instead of the query
    int tracks = 0, groups = 0, offset = 0, group_offset = 0;
};
struct LibraryCover {
    QString id;
};
struct LibraryLook {};
struct LibraryFolderAdd {
    QString path;
};
struct LibraryFolderRemove {
    QString path;
};
struct LibraryScan {};
struct LibraryScanCancel {};

struct Identify {
    QString node;
};
struct Inspect {
    QString node;
};
struct ListPlaylists {};
struct PlaylistSave {
    QString name;
};
struct PlaylistRemove {
    QString name;
};
struct PlaylistExport {
    QString name;
    QString format;  // "m3u8", "xspf", "pls"
};
struct PlaylistImport {
    QString path;
};
struct ListHistory {};
struct ClearHistory {};
struct LookAt {
    QString node;
};
struct SetNormalise {
    int mode = 0;
};

// What is not said stays.
struct SetTempo {
    std::optional<TempoMode> mode;
    std::optional<double> bpm, percent, by_bpm;  // one of them
    int quantum = 0;
    int over_bars = 0;  // gradually; 0: at once
    std::optional<bool> start_stop{};
};
struct SetKeyLock {
    bool on = false;
};
struct TapBeat {};
// The beats of what plays.
struct SetBeats {
    enum class Change : std::uint8_t { shift_ms, shift_bar, halve, twice, here, found };
    Change change = Change::found;
    double by = 0;  // of the shifts
};

struct SetLoop {
    enum class Change : std::uint8_t { beats, halve, twice, off };
    Change change = Change::off;
    double beats = 0;  // of the first
};

using Deed = std::variant<PlayThese, Pause, Resume, Stop, Next, Previous, SeekTo, SeekBy, QueueAdd, QueueRemove,
                          QueueMove, QueueClear, PlayEntry, OutputAdd, OutputRemove, OutputsSet, HandOver, SetVolume,
                          SetLatency, SetPart, KeepPlaying, SetExclusive, BookmarkResume, BookmarkForget, Invite, Join,
                          Leave, Forget, Rename, ListDevices, Picture, Outline, LibraryFind, LibraryCover, LibraryLook,
                          LibraryFolderAdd, LibraryFolderRemove, LibraryScan, LibraryScanCancel, Identify, Inspect,
                          ListPlaylists, PlaylistSave, PlaylistRemove, PlaylistExport, PlaylistImport, ListHistory,
                          ClearHistory, LookAt, SetNormalise, SetTempo, SetKeyLock, TapBeat, SetBeats, SetLoop>;

struct Answer {
    bool ok = true;
    QString text;  // one line, what was done or what is wrong; may be empty
    QString hint;  // one line, what to do about it
    double took_ms = 0;
    QString link;                       // Invite
    double expires_in_s = 0;            // Invite
    QByteArray picture;                 // Picture, LibraryCover: a JPEG or PNG
    std::vector<float> outline;         // Outline: peaks, 0..1, evenly over the track
    QStringList devices, device_names;  // ListDevices: specs, and what people call them
    QString device_in_use;
    LibraryFound found;                    // LibraryFind
    LibraryFacts library;                  // LibraryLook
    InspectionFacts inspection;            // Inspect
    std::vector<PlaylistFacts> playlists;  // ListPlaylists
    QByteArray file;                       // PlaylistExport
    int left_out = 0;                      // of it: lies on other devices
    std::vector<PlayedFacts> history;      // ListHistory: latest first
    std::vector<StateLine> state;          // LookAt
};

class Port {
  public:
    virtual ~Port() = default;
    // [ui-thread] Returns at once. `then` is called later, exactly once, on the same thread, unless the port is gone by
    // then.
    virtual void ask(const Deed& deed, std::function<void(const Answer&)> then) = 0;
};

}  // namespace segue::ui
