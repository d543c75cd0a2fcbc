// What a search of the library finds, and how the library is: plain values.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <vector>

namespace segue::ui {

// Music by its place in the library: an artist's, an album, a folder of a device, recordings. As control.proto's
// LibraryPick.
struct Pick {
    QString artist, album;
    QString node;  // id
    QByteArray folder;
    bool whole = false;
    QStringList recordings;
    bool operator==(const Pick&) const = default;
};

// A track, an album (title, artist, year, tracks) or an artist (title, albums, tracks).
struct LibraryItem {
    QString id;  // of a recording
    QString title, artist, album;
    QString cover;       // id of its picture; empty: none
    QString path;        // on this device; empty: it is not here
    QStringList places;  // names of the devices that have it
    bool is_here = false;
    bool is_away = false;  // none of them can be reached just now
    bool has_stems = false;
    double seconds = 0;
    int year = 0, number = 0, albums = 0, tracks = 0;  // 0: unknown
    bool operator==(const LibraryItem&) const = default;
};

struct LibraryFound {
    std::vector<LibraryItem> tracks, albums, artists;
    QByteArray folder;  // of a pick of one
    std::vector<QByteArray> folders;
    int total = 0;                // tracks
    bool there_are_more = false;  // total is a lower bound
};

struct LibraryFacts {
    struct Folder {
        QString path;
        bool is_away = false;
        bool operator==(const Folder&) const = default;
    };
    struct OfDevice {
        QString id, name;
        bool is_here = false, is_away = false;
        int files = 0;
        bool operator==(const OfDevice&) const = default;
    };
    struct Scan {
        QString folder;  // empty: none runs
        int done = 0, all = 0;
        double files_per_s = 0, left_s = 0;  // 0: not known yet
        bool operator==(const Scan&) const = default;
    };
    int tracks = 0, albums = 0, artists = 0, refused = 0;
    double seconds = 0;
    std::vector<Folder> folders;  // of this device
    std::vector<OfDevice> devices;
    Scan scan;
    QString problem;  // why there is no library
    bool operator==(const LibraryFacts&) const = default;
};

}  // namespace segue::ui
