// One listing of the library: what words find, or what is in an album, of an artist, in a folder. Rows come by pages,
// as they are scrolled to.
//
// One question is under way at a time; what is wanted meanwhile is asked next, and of that only the last. When the
// library changes, rows that stay are not touched.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <QVariantList>
#include <functional>

#include "qml/model/port.h"

namespace segue::ui {

class Shelf : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of a Library")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(int total READ total NOTIFY foundChanged)
    Q_PROPERTY(bool thereAreMore READ thereAreMore NOTIFY foundChanged)
    Q_PROPERTY(bool answered READ answered NOTIFY foundChanged)
    Q_PROPERTY(double seconds READ seconds NOTIFY countChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY foundChanged)
    Q_PROPERTY(QVariantList albums READ albums NOTIFY foundChanged)
    Q_PROPERTY(QVariantList artists READ artists NOTIFY foundChanged)
    Q_PROPERTY(QString folder READ folder NOTIFY foundChanged)
    Q_PROPERTY(QStringList folders READ folders NOTIFY foundChanged)

  public:
    enum class Kind : std::uint8_t { tracks, albums, artists };
    enum Role {
        RecordingRole = Qt::UserRole + 1,
        TitleRole,
        ArtistRole,
        AlbumRole,
        ArtRole,  // for image://cover/
        SecondsRole,
        YearRole,
        NumberRole,
        AlbumsRole,
        TracksRole,
        AwayRole,
        PlacesRole,
        StemsRole,
        UrlRole,  // of its file, when that is here: to be dragged elsewhere
    };
    Q_ENUM(Role)
    struct Wish {
        QString query;
        std::optional<Pick> pick;  // instead of the query
        bool operator==(const Wish&) const = default;
    };
    static constexpr int tracks_page =
        200;  // the node gives 500 at once, but a page is to be there within a frame or two
    static constexpr int groups_page = 100;  // as many as the node gives at once
    static constexpr int played_max = 500;   // rows that are queued by playing one of them

    using Ask = std::function<void(const Deed&)>;
    // next_entry: the queue's entry after the one that plays; empty: there is none.
    Shelf(Kind kind, Port& port, Ask ask, std::function<QString()> next_entry, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    // Another listing, from its beginning.
    void show(const Wish& wish);
    // The same again: the library has changed.
    void reload();
    void clear();

    int count() const { return static_cast<int>(items_.size()); }
    int total() const { return found_.total; }
    bool thereAreMore() const { return found_.there_are_more; }
    bool answered() const { return answered_; }
    double seconds() const;
    QString problem() const { return problem_; }
    QVariantList albums() const { return described(found_.albums); }
    QVariantList artists() const { return described(found_.artists); }
    QString folder() const { return QString::fromUtf8(found_.folder); }
    QStringList folders() const;
    const LibraryFound& found() const { return found_; }
    const Wish& wish() const { return wish_; }

    // A track: it, and what is listed after it. An album, an artist: all of it.
    Q_INVOKABLE void play(int row);
    Q_INVOKABLE void playNext(int row);
    Q_INVOKABLE void enqueue(int row);
    Q_INVOKABLE void playAll();
    Q_INVOKABLE void enqueueAll();
    Q_INVOKABLE QString artistAt(int row) const;
    QVariantMap get(int row) const;  // by role name

  signals:
    void countChanged();
    void foundChanged();
    void queued();

  private:
    void ask(int offset, int limit);
    void take(LibraryFound&& found, int offset);
    void replace_rows(std::vector<LibraryItem>&& told);
    std::vector<LibraryItem>& rows_of(LibraryFound& found) const;
    std::optional<Pick> pick_of(int row) const;
    std::optional<Pick> all() const;
    int page() const { return kind_ == Kind::tracks ? tracks_page : groups_page; }
    static QVariantList described(const std::vector<LibraryItem>& items);

    Kind kind_;
    Port& port_;
    Ask ask_;
    std::function<QString()> next_entry_;
    Wish wish_, asked_;
    std::vector<LibraryItem> items_;
    LibraryFound found_;  // of the last answer, without its rows
    QString problem_;
    bool asking_ = false, again_ = false, answered_ = false, complete_ = true;
};

// For image://cover/: a library's picture, or a drawn one that all tracks of the album share.
QString art_of(const LibraryItem& item);

}  // namespace segue::ui
