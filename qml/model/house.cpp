#include "qml/model/house.h"

#include <QAbstractEventDispatcher>
#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QMimeData>
#include <QPointer>
#include <QThreadPool>

#include "qml/model/link.h"

namespace segue::ui {

House::House(Port& port, Player::Now now, QObject* parent)
    : QObject(parent),
      port_(port),
      player_(
          port, [this](const Deed& d) { ask(d); }, std::move(now)),
      devices_([this](const Deed& d) { ask(d); }),
      queue_([this](const Deed& d) { ask(d); }),
      handover_(port),
      library_(
          port, [this](const Deed& d) { ask(d); }, [this] { return queue_.next_entry(); }),
      playlists_(port),
      tempo_(player_, port, [this](const Deed& d) { ask(d); }),
      loop_([this](const Deed& d) { ask(d); }),
      history_(port, [this](const Deed& d) { ask(d); }),
      inspector_(port) {
    connect(&playlists_, &Playlists::said, this, &House::said);
    connect(&history_, &History::said, this, &House::said);
    connect(&library_, &Library::queued, this, [this] { emit said(tr("Added to the queue"), {}, false); });
}

void House::ask(const Deed& deed) {
    port_.ask(deed, [this](const Answer& a) {
        if (!a.ok) emit said(a.text, a.hint, true);
    });
}

// In a few plain words, and in the language of the window.
QString House::summary(const HouseFacts& facts) const {
    const SessionFacts& s = facts.session;
    switch (s.state) {
        case Play::none:
            return tr("Nothing to play yet");
        case Play::stopped:
            return tr("Stopped");
        case Play::paused:
            return tr("Paused");
        case Play::loading:
            return tr("Loading…");
        case Play::waiting:
            return tr("Waiting for the next track…");
        case Play::playing:
            break;
    }
    int sounding = 0;
    bool trouble = false;
    for (const DeviceFacts& d : facts.devices) {
        sounding += d.sound == Sound::sounding && d.presence != Presence::gone;
        trouble = trouble || is_trouble(d);
    }
    if (sounding == 0) return tr("About to play");
    return trouble ? tr("Playing on %n device(s)", nullptr, sounding)
                   : tr("Playing on %n device(s), in sync", nullptr, sounding);
}

void House::show(const HouseFacts& facts) {
    player_.show(facts);
    devices_.show(facts, player_.outline().isEmpty() ? std::nullopt : std::optional(player_.levelNow()));
    tempo_.show(facts.session.tempo);
    loop_.show(facts.session.loop);
    queue_.show(facts.session);
    history_.show(facts.session);
    handover_.show(facts);
    offsets_.show(facts);
    if (const QString text = summary(facts); text != text_) {
        text_ = text;
        emit textChanged();
    }
    if (facts.is_guest != is_guest_) {
        is_guest_ = facts.is_guest;
        emit ensembleChanged();
    }
    if (facts.notes != notes_) {
        const bool news = ready_ && !facts.notes.isEmpty() && facts.notes.size() >= notes_.size();
        notes_ = facts.notes;
        emit notesChanged();
        if (news) emit said(notes_.last(), {}, false);
    }
    if (!ready_) {
        ready_ = true;
        emit readyChanged();
    }
}

void House::open(const QList<QUrl>& urls, bool append) {
    PlayThese play;
    play.append = append;
    for (const QUrl& url : urls) {
        if (is_invitation(url.toString())) return join(url.toString());
        if (url.isLocalFile()) play.paths << url.toLocalFile();
    }
    if (play.paths.size() == 1 && is_picture(play.paths.first())) return joinByPicture(urls.first());
    if (play.paths.isEmpty())
        return emit said(tr("That cannot be played"), tr("Drop music files or folders from this computer"), true);
    port_.ask(play, [this](const Answer& a) {
        if (!a.ok)
            emit said(a.text, a.hint, true);
        else if (!a.text.isEmpty())
            emit said(a.text, {}, false);
    });
}

void House::invite(bool guest) {
    port_.ask(Invite{guest}, [this](const Answer& a) {
        if (!a.ok) return emit said(a.text, a.hint, true);
        invitation_ = a.link;
        emit invitationChanged();
    });
}

void House::endInvitation() {
    invitation_.clear();
    emit invitationChanged();
}

void House::join(const QString& link) {
    const QString clean = as_invitation(link);
    if (clean.isEmpty())
        return emit said(tr("That is not an invitation"), tr("An invitation begins with segue://join/. Copy all of it"),
                         true);
    port_.ask(Join{clean}, [this](const Answer& a) {
        if (!a.ok) return emit said(a.text, a.hint, true);
        emit joined();
        emit said(a.text.isEmpty() ? tr("Joined") : a.text, {}, false);
    });
}

// Decoding a picture takes longer than a frame has.
void House::join_by(std::function<QrResult()> read) {
    QThreadPool::globalInstance()->start(
        [self = QPointer<House>(this), read = std::move(read), home = QAbstractEventDispatcher::instance()] {
            const QrResult result = read();
            QMetaObject::invokeMethod(home, [self, result] {
                if (!self) return;
                if (result.problem.isEmpty()) return self->join(result.text);
                emit self->said(result.problem, result.hint, true);
            });
        });
}

void House::joinByPicture(const QUrl& file) {
    if (!file.isLocalFile())
        return emit said(tr("That picture is not on this computer"), tr("Save it first, and choose the file"), true);
    join_by([path = file.toLocalFile()] { return read_qr_file(path); });
}

void House::joinByClipboard() {
    const QMimeData* copied = QGuiApplication::clipboard()->mimeData();
    if (copied && copied->hasImage()) {
        const auto image = copied->imageData().value<QImage>();
        return join_by([image] { return read_qr(image); });
    }
    if (copied && copied->hasUrls() && !copied->urls().isEmpty() && copied->urls().first().isLocalFile())
        return joinByPicture(copied->urls().first());
    if (copied && copied->hasText()) return join(copied->text());
    emit said(tr("Nothing was copied"), tr("Copy the invitation's link, or a picture of its code"), true);
}

void House::leave() { ask(Leave{}); }
void House::rename(const QString& name, const QString& device) {
    if (!name.trimmed().isEmpty()) ask(Rename{name.trimmed(), device});
}

void House::lookForSoundDevices() {
    port_.ask(ListDevices{}, [this](const Answer& a) {
        if (!a.ok) return emit said(a.text, a.hint, true);
        sound_devices_.clear();
        for (qsizetype i = 0; i < a.devices.size(); ++i)
            sound_devices_ << QVariantMap{
                {"spec", a.devices[i]}, {"name", a.device_names.value(i)}, {"inUse", a.devices[i] == a.device_in_use}};
        emit soundDevicesChanged();
    });
}

}  // namespace segue::ui
