// The queue of the session, a row each, and what was given up in merges (bookmarks) beside it.
//
// A row that is dragged or removed goes at once; the node's next snapshot has the last word. What was removed is kept
// until the next removal, so that it can be put back where it was.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <QVariantList>
#include <functional>
#include <optional>

#include "qml/model/port.h"

namespace segue::ui {

class Queue : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of a House")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(int current READ current NOTIFY currentChanged)
    Q_PROPERTY(double remaining READ remaining NOTIFY remainingChanged)
    Q_PROPERTY(QVariantList upcoming READ upcoming NOTIFY upcomingChanged)
    Q_PROPERTY(QVariantList bookmarks READ bookmarks NOTIFY bookmarksChanged)
    Q_PROPERTY(QString removedTitle READ removedTitle NOTIFY removedChanged)

  public:
    enum Role {
        EntryRole = Qt::UserRole + 1,
        TrackRole,
        TitleRole,
        ArtistRole,
        AlbumRole,
        SecondsRole,
        CurrentRole,
        PlayedRole,  // comes before the current one
        NoteRole,
        ImportedRole,  // 0..100
    };
    Q_ENUM(Role)

    using Ask = std::function<void(const Deed&)>;
    explicit Queue(Ask ask, QObject* parent = nullptr);

    void show(const SessionFacts& session);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return static_cast<int>(entries_.size()); }
    int current() const { return current_; }
    double remaining() const;  // seconds of what comes after the current one
    // The next few, with their rows: for a page that has no room for all, and must not make an item for each.
    QVariantList upcoming() const;
    static constexpr int upcoming_max = 6;
    QVariantList bookmarks() const;
    // The entry after the one that plays; empty: there is none.
    QString next_entry() const;
    QString removedTitle() const { return removed_ ? removed_->entry.track.title : QString(); }

    Q_INVOKABLE void play(int row);
    Q_INVOKABLE void move(int from, int to);
    Q_INVOKABLE void remove(int row);
    Q_INVOKABLE void undoRemove();
    Q_INVOKABLE void clear();
    Q_INVOKABLE void resumeBookmark(const QString& id);
    Q_INVOKABLE void forgetBookmark(const QString& id);

  signals:
    void countChanged();
    void currentChanged();
    void remainingChanged();
    void upcomingChanged();
    void bookmarksChanged();
    void removedChanged();

  private:
    struct Removed {
        QueueFacts entry;
        QString before;  // the entry it stood before; empty: it was the last
    };
    int row_of(const QString& entry) const;
    void place(const std::vector<QueueFacts>& told);
    void move_row(int from, int to);

    Ask ask_;
    std::vector<QueueFacts> entries_;
    std::vector<BookmarkFacts> bookmarks_;
    int current_ = -1;
    std::optional<Removed> removed_;
};

}  // namespace segue::ui
