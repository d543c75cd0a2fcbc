// What a desktop expects of a player, over its session bus: MPRIS 2 (media keys, playerctl), no sleep while it plays
// here, a note on each new track if a person wants one. Without a bus: nothing of it, and nothing else is missing.
//
// https://specifications.freedesktop.org/mpris-spec/2.2/
#pragma once

#include <QDBusUnixFileDescriptor>
#include <QObject>
#include <QStringList>
#include <QTemporaryDir>
#include <QUrl>
#include <QVariantMap>
#include <functional>

#include "qml/model/house.h"
#include "qml/model/preferences.h"

namespace segue::app {

class Desktop : public QObject {
    Q_OBJECT

  public:
    // raise: brings the window to the front. bus_name: the player's, after org.mpris.MediaPlayer2.
    Desktop(ui::House& house, ui::Port& port, ui::Preferences& preferences, std::function<void()> raise,
            const QString& bus_name);

    QVariantMap metadata() const;
    QString playback_status() const;
    ui::House& house() { return house_; }
    void raise() { raise_(); }

  private:
    void tell(const QVariantMap& changed);
    void state_changed();
    void track_changed();
    void hold_awake(bool hold);
    void fetch_cover();
    void ask_for_cover(const QString& track, int times);

    ui::House& house_;
    ui::Port& port_;
    ui::Preferences& preferences_;
    std::function<void()> raise_;
    QDBusUnixFileDescriptor awake_;  // while it is open the machine does not fall asleep by itself
    bool wants_awake_ = false;
    quint32 note_ = 0;  // the last notification, replaced by the next
    QString noted_;
    const QTemporaryDir covers_;  // for those who show what plays: they want a file
    QString cover_of_;
    QUrl cover_;
};

}  // namespace segue::app
