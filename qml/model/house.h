// Everything the window shows, and the way to ask for more: one value in (show), view models out.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QUrl>
#include <QVariantList>
#include <functional>

#include "qml/model/devices.h"
#include "qml/model/handover.h"
#include "qml/model/history.h"
#include "qml/model/inspector.h"
#include "qml/model/library.h"
#include "qml/model/loop.h"
#include "qml/model/offsets.h"
#include "qml/model/player.h"
#include "qml/model/playlists.h"
#include "qml/model/port.h"
#include "qml/model/queue.h"
#include "qml/model/tempo.h"
#include "qml/paint/qr_reader.h"

namespace segue::ui {

class House : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(segue::ui::Player* player READ player CONSTANT)
    Q_PROPERTY(segue::ui::Devices* devices READ devices CONSTANT)
    Q_PROPERTY(segue::ui::Queue* queue READ queue CONSTANT)
    Q_PROPERTY(segue::ui::Handover* handover READ handover CONSTANT)
    Q_PROPERTY(segue::ui::Library* library READ library CONSTANT)
    Q_PROPERTY(segue::ui::Playlists* playlists READ playlists CONSTANT)
    Q_PROPERTY(segue::ui::Tempo* tempo READ tempo CONSTANT)
    Q_PROPERTY(segue::ui::Loop* loop READ loop CONSTANT)
    Q_PROPERTY(segue::ui::History* history READ history CONSTANT)
    Q_PROPERTY(segue::ui::Inspector* inspector READ inspector CONSTANT)
    Q_PROPERTY(segue::ui::Offsets* offsets READ offsets CONSTANT)
    Q_PROPERTY(bool ready READ ready NOTIFY readyChanged)
    Q_PROPERTY(QString text READ text NOTIFY textChanged)
    Q_PROPERTY(bool isGuest READ isGuest NOTIFY ensembleChanged)
    Q_PROPERTY(QStringList notes READ notes NOTIFY notesChanged)
    Q_PROPERTY(QString invitation READ invitation NOTIFY invitationChanged)
    Q_PROPERTY(QVariantList soundDevices READ soundDevices NOTIFY soundDevicesChanged)

  public:
    explicit House(Port& port, Player::Now now = &Clock::now, QObject* parent = nullptr);

    // [ui-thread] The newest state of the house.
    void show(const HouseFacts& facts);
    // [ui-thread] Whether nobody looks: then nothing moves by itself.
    void rest(bool resting) { player_.rest(resting); }

    Player* player() { return &player_; }
    Devices* devices() { return &devices_; }
    Queue* queue() { return &queue_; }
    Handover* handover() { return &handover_; }
    Library* library() { return &library_; }
    Playlists* playlists() { return &playlists_; }
    Tempo* tempo() { return &tempo_; }
    Loop* loop() { return &loop_; }
    History* history() { return &history_; }
    Inspector* inspector() { return &inspector_; }
    Offsets* offsets() { return &offsets_; }
    bool ready() const { return ready_; }
    QString text() const { return text_; }
    bool isGuest() const { return is_guest_; }
    QStringList notes() const { return notes_; }
    QString invitation() const { return invitation_; }
    QVariantList soundDevices() const { return sound_devices_; }

    // Files, folders and segue://join/… links alike: dropped, opened, or chosen.
    Q_INVOKABLE void open(const QList<QUrl>& urls, bool append = false);
    Q_INVOKABLE void invite(bool guest = false);
    Q_INVOKABLE void endInvitation();  // stops showing it
    Q_INVOKABLE void join(const QString& link);
    // A picture of an invitation's QR code: a file, or what was copied (or a link that was).
    Q_INVOKABLE void joinByPicture(const QUrl& file);
    Q_INVOKABLE void joinByClipboard();
    Q_INVOKABLE void leave();
    // device: empty: this one.
    Q_INVOKABLE void rename(const QString& name, const QString& device = {});
    Q_INVOKABLE void lookForSoundDevices();

  signals:
    void readyChanged();
    void textChanged();
    void ensembleChanged();
    void notesChanged();
    void invitationChanged();
    void soundDevicesChanged();
    void joined();
    // One line for a person, and what to do about it.
    void said(const QString& text, const QString& hint, bool bad);

  private:
    void ask(const Deed& deed);
    void join_by(std::function<QrResult()> read);
    QString summary(const HouseFacts& facts) const;

    Port& port_;
    Player player_;
    Devices devices_;
    Queue queue_;
    Handover handover_;
    Library library_;
    Playlists playlists_;
    Tempo tempo_;
    Loop loop_;
    History history_;
    Inspector inspector_;
    Offsets offsets_;
    bool ready_ = false, is_guest_ = false;
    QString text_, invitation_;
    QStringList notes_;
    QVariantList sound_devices_;
};

}  // namespace segue::ui
