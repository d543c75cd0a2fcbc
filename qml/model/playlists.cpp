#include "qml/model/playlists.h"

#include <QAbstractEventDispatcher>
#include <QFileInfo>
#include <QPointer>
#include <QSaveFile>
#include <QThreadPool>

namespace segue::ui {

Playlists::Playlists(Port& port, QObject* parent) : QObject(parent), port_(port) {}

QVariantList Playlists::all() const {
    QVariantList out;
    for (const PlaylistFacts& p : playlists_)
        out << QVariantMap{{"name", p.name}, {"tracks", p.tracks}, {"seconds", p.seconds}};
    return out;
}

void Playlists::refresh() {
    port_.ask(ListPlaylists{}, [this](const Answer& a) {
        if (!a.ok || a.playlists == playlists_) return;
        playlists_ = a.playlists;
        emit changed();
    });
}

void Playlists::ask(const Deed& deed, const QString& done) {
    port_.ask(deed, [this, done](const Answer& a) {
        if (!a.ok) return emit said(a.text, a.hint, true);
        if (!done.isEmpty()) emit said(done, {}, false);
        refresh();
    });
}

void Playlists::save(const QString& name) {
    const QString clean = name.simplified();
    if (!clean.isEmpty()) ask(PlaylistSave{clean}, tr("Saved as “%1”").arg(clean));
}

void Playlists::play(const QString& name) {
    PlayThese play;
    play.playlists << name;
    ask(play, {});
}

void Playlists::enqueue(const QString& name) {
    QueueAdd add;
    add.playlists << name;
    ask(add, tr("Added to the queue"));
}

// Writing may take longer than a frame has.
void Playlists::exportTo(const QString& name, const QUrl& file) {
    if (!file.isLocalFile()) return emit said(tr("That place is not on this computer"), tr("Choose another"), true);
    const QString path = file.toLocalFile(), ending = QFileInfo(path).suffix().toLower();
    port_.ask(PlaylistExport{name, ending}, [this, path](const Answer& a) {
        if (!a.ok) return emit said(a.text, a.hint, true);
        QThreadPool::globalInstance()->start([self = QPointer<Playlists>(this),
                                              home = QAbstractEventDispatcher::instance(), path, bytes = a.file,
                                              left_out = a.left_out] {
            QSaveFile out(path);
            const bool written = out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size() && out.commit();
            const QString problem = written ? QString() : out.errorString();
            QMetaObject::invokeMethod(home, [self, path, problem, left_out] {
                if (!self) return;
                const QString called = QFileInfo(path).fileName();
                if (!problem.isEmpty()) return emit self->said(tr("“%1” cannot be written").arg(called), problem, true);
                emit self->said(
                    tr("Written to “%1”").arg(called),
                    left_out > 0 ? tr("%n track(s) lie on other devices, which a file cannot name", nullptr, left_out)
                                 : QString(),
                    false);
            });
        });
    });
}

void Playlists::importFrom(const QList<QUrl>& files) {
    for (const QUrl& file : files)
        if (file.isLocalFile())
            ask(PlaylistImport{file.toLocalFile()},
                tr("Kept as “%1”").arg(QFileInfo(file.toLocalFile()).completeBaseName()));
}

void Playlists::remove(const QString& name) { ask(PlaylistRemove{name}, tr("“%1” is forgotten").arg(name)); }

}  // namespace segue::ui
