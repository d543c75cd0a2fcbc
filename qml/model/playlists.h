// Queues that were kept by a name on this device.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QUrl>
#include <QVariantList>
#include <vector>

#include "qml/model/port.h"

namespace segue::ui {

class Playlists : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of a House")
    Q_PROPERTY(QVariantList all READ all NOTIFY changed)

  public:
    explicit Playlists(Port& port, QObject* parent = nullptr);

    QVariantList all() const;

    // What there is now; when they are looked at.
    Q_INVOKABLE void refresh();
    Q_INVOKABLE void save(const QString& name);
    Q_INVOKABLE void play(const QString& name);
    Q_INVOKABLE void enqueue(const QString& name);
    Q_INVOKABLE void remove(const QString& name);
    // As the file's name says: m3u8, m3u, xspf, pls.
    Q_INVOKABLE void exportTo(const QString& name, const QUrl& file);
    Q_INVOKABLE void importFrom(const QList<QUrl>& files);

  signals:
    void changed();
    void said(const QString& text, const QString& hint, bool bad);

  private:
    // Says what came of it, and looks again.
    void ask(const Deed& deed, const QString& done);

    Port& port_;
    std::vector<PlaylistFacts> playlists_;
};

}  // namespace segue::ui
