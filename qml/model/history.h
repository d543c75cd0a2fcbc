// What has sounded, latest first, and how to hear it again. Asked for while someone looks, and when the track changes.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <functional>
#include <vector>

#include "qml/model/port.h"

namespace segue::ui {

class History : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of a House")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(bool watched READ watched WRITE setWatched NOTIFY watchedChanged)

  public:
    enum Role { NumberRole = Qt::UserRole + 1, TrackRole, TitleRole, ArtistRole, SecondsRole, WhenRole };
    Q_ENUM(Role)

    using Ask = std::function<void(const Deed&)>;
    History(Port& port, Ask ask, QObject* parent = nullptr);

    void show(const SessionFacts& session);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return static_cast<int>(played_.size()); }
    bool watched() const { return watched_; }
    void setWatched(bool watched);

    Q_INVOKABLE void play(int row);
    Q_INVOKABLE void enqueue(int row);
    Q_INVOKABLE void clear();

  signals:
    void countChanged();
    void watchedChanged();
    void said(const QString& text, const QString& hint, bool bad);

  private:
    void look();
    void take(const std::vector<PlayedFacts>& told);

    Port& port_;
    Ask ask_;
    std::vector<PlayedFacts> played_;
    QString sounding_;  // entry and track
    bool watched_ = false, looking_ = false, again_ = false;
};

}  // namespace segue::ui
