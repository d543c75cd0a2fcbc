#include "qml/model/playlists.h"

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

void Playlists::remove(const QString& name) { ask(PlaylistRemove{name}, tr("“%1” is forgotten").arg(name)); }

}  // namespace segue::ui
