// The library over all devices, and its folders on this one: what is in it, what words find, what was opened.
//
// How it is is asked again and again only while someone looks.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>
#include <QUrl>
#include <QVariantList>
#include <functional>
#include <vector>

#include "qml/model/port.h"
#include "qml/model/shelf.h"

namespace segue::ui {

class Library : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of a House")
    Q_PROPERTY(bool watched READ watched WRITE setWatched NOTIFY watchedChanged)
    Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged)
    Q_PROPERTY(segue::ui::Shelf* found READ found CONSTANT)
    Q_PROPERTY(segue::ui::Shelf* artists READ artists CONSTANT)
    Q_PROPERTY(segue::ui::Shelf* albums READ albums CONSTANT)
    Q_PROPERTY(segue::ui::Shelf* tracks READ tracks CONSTANT)
    Q_PROPERTY(segue::ui::Shelf* opened READ opened CONSTANT)
    Q_PROPERTY(QString openedKind READ openedKind NOTIFY openedChanged)
    Q_PROPERTY(QString openedTitle READ openedTitle NOTIFY openedChanged)
    Q_PROPERTY(QString openedArtist READ openedArtist NOTIFY openedChanged)
    Q_PROPERTY(int openedYear READ openedYear NOTIFY openedChanged)
    Q_PROPERTY(QString openedArt READ openedArt NOTIFY openedChanged)
    Q_PROPERTY(bool looked READ looked NOTIFY factsChanged)
    Q_PROPERTY(int size READ size NOTIFY factsChanged)
    Q_PROPERTY(int albumCount READ albumCount NOTIFY factsChanged)
    Q_PROPERTY(int artistCount READ artistCount NOTIFY factsChanged)
    Q_PROPERTY(int refused READ refused NOTIFY factsChanged)
    Q_PROPERTY(QVariantList folders READ folders NOTIFY foldersChanged)
    Q_PROPERTY(QVariantList devices READ devices NOTIFY foldersChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY factsChanged)
    Q_PROPERTY(bool scanning READ scanning NOTIFY scanChanged)
    Q_PROPERTY(QString scanFolder READ scanFolder NOTIFY scanChanged)
    Q_PROPERTY(double scanShare READ scanShare NOTIFY scanChanged)
    Q_PROPERTY(int scanDone READ scanDone NOTIFY scanChanged)
    Q_PROPERTY(int scanAll READ scanAll NOTIFY scanChanged)
    Q_PROPERTY(double scanRate READ scanRate NOTIFY scanChanged)
    Q_PROPERTY(double scanLeft READ scanLeft NOTIFY scanChanged)

  public:
    static constexpr int look_every_ms = 1000;
    static constexpr int look_scanning_ms = 300;

    using Ask = std::function<void(const Deed&)>;
    Library(Port& port, Ask ask, std::function<QString()> next_entry, QObject* parent = nullptr);

    bool watched() const { return watched_; }
    void setWatched(bool watched);
    QString query() const { return query_; }
    void setQuery(const QString& query);

    Shelf* found() { return &found_; }
    Shelf* artists() { return &artists_; }
    Shelf* albums() { return &albums_; }
    Shelf* tracks() { return &tracks_; }
    Shelf* opened() { return &opened_; }

    // "", "artist", "album" or "folder".
    QString openedKind() const { return path_.empty() ? QString() : path_.back().kind; }
    QString openedTitle() const { return path_.empty() ? QString() : path_.back().title; }
    QString openedArtist() const { return path_.empty() ? QString() : path_.back().pick.artist; }
    int openedYear() const { return path_.empty() ? 0 : path_.back().year; }  // of an album; 0: unknown
    QString openedArt() const { return path_.empty() ? QString() : path_.back().art; }

    bool looked() const { return looked_; }
    int size() const { return facts_.tracks; }
    int albumCount() const { return facts_.albums; }
    int artistCount() const { return facts_.artists; }
    int refused() const { return facts_.refused; }
    QVariantList folders() const;
    QVariantList devices() const;  // others that have music
    QString problem() const { return facts_.problem; }
    bool scanning() const { return !facts_.scan.folder.isEmpty(); }
    QString scanFolder() const { return facts_.scan.folder; }
    double scanShare() const {
        return facts_.scan.all > 0 ? static_cast<double>(facts_.scan.done) / facts_.scan.all : 0;
    }
    int scanDone() const { return facts_.scan.done; }
    int scanAll() const { return facts_.scan.all; }
    double scanRate() const { return facts_.scan.files_per_s; }
    double scanLeft() const { return facts_.scan.left_s; }

    // "artists", "albums" or "tracks": wants to be seen now.
    Q_INVOKABLE void fill(const QString& shelf);
    Q_INVOKABLE void openArtist(const QString& artist);
    Q_INVOKABLE void openAlbum(const QString& artist, const QString& title, const QString& art, int year);
    // device: empty: this one. path: empty: where its music begins.
    Q_INVOKABLE void openFolder(const QString& device, const QString& path);
    // One of opened.folders.
    Q_INVOKABLE void openSubfolder(int index);
    Q_INVOKABLE void back();
    Q_INVOKABLE void close();
    Q_INVOKABLE void playPick(const QString& artist, const QString& album);

    Q_INVOKABLE void addFolder(const QUrl& folder);
    Q_INVOKABLE void addFolderPath(const QString& path);
    Q_INVOKABLE void removeFolder(const QString& path);
    Q_INVOKABLE void scan();
    Q_INVOKABLE void cancelScan();

  signals:
    void watchedChanged();
    void queryChanged();
    void openedChanged();
    void factsChanged();
    void foldersChanged();
    void scanChanged();
    void queued();

  private:
    struct Opened {
        QString kind, title, art;
        int year = 0;
        Pick pick;
    };
    void open(Opened what);
    void show_opened();
    void look();
    void take(const LibraryFacts& facts);
    void do_then_look(const Deed& deed);

    Port& port_;
    Ask ask_;
    bool watched_ = false, looking_ = false, looked_ = false;
    QString query_;
    LibraryFacts facts_;
    Shelf found_, artists_, albums_, tracks_, opened_;
    std::vector<Opened> path_;  // the last one is shown; back() leads to the one before
    QTimer again_, reload_;
};

}  // namespace segue::ui
