#include "app/segue/desktop.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QPointer>
#include <QSaveFile>
#include <QThreadPool>
#include <QTimer>
#include <chrono>

#include "app/segue/mpris.h"

namespace segue::app {
namespace {

constexpr std::chrono::milliseconds cover_asked_again{1000};
constexpr int cover_asked_max = 10;  // then it has none, or nobody who has it is here

QString track_path(const QString& id) {
    return id.isEmpty() ? QStringLiteral("/org/mpris/MediaPlayer2/TrackList/NoTrack")
                        : QStringLiteral("/org/segue/Segue/track/") + id;
}

}  // namespace

void MprisRoot::Quit() { QCoreApplication::quit(); }

void MprisPlayer::SetPosition(const QDBusObjectPath& track, qlonglong us) {
    // For another track than the one playing it comes too late: the specification has it ignored.
    if (track.path() == track_path(player().trackId())) player().seek(static_cast<double>(us) / 1e6);
}

Desktop::Desktop(ui::House& house, ui::Port& port, ui::Preferences& preferences, std::function<void()> raise,
                 const QString& bus_name)
    : house_(house), port_(port), preferences_(preferences), raise_(std::move(raise)) {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    new MprisRoot(*this);
    auto* player = new MprisPlayer(*this);
    bus.registerObject(QLatin1String(mpris_path), this, QDBusConnection::ExportAdaptors);
    bus.registerService(QStringLiteral("org.mpris.MediaPlayer2.") + bus_name);
    connect(house.player(), &ui::Player::stateChanged, this, &Desktop::state_changed);
    connect(house.player(), &ui::Player::trackChanged, this, &Desktop::track_changed);
    connect(house.devices(), &ui::Devices::outputsChanged, this, &Desktop::state_changed);
    connect(house.devices(), &ui::Devices::groupVolumeChanged, this, [this] {
        tell({{"Volume", house_.devices()->groupVolume() / 100}});
    });
    // Between two ticks of the player a position moves a tenth of a second; more is a jump.
    connect(house.player(), &ui::Player::positionChanged, this, [this, player, last = 0.0]() mutable {
        const double now = house_.player()->position();
        if (now < last - 0.05 || now > last + 1) emit player->Seeked(static_cast<qlonglong>(now * 1e6));
        last = now;
    });
}

QVariantMap Desktop::metadata() const {
    const ui::Player& p = *house_.player();
    QVariantMap m{{"mpris:trackid", QVariant::fromValue(QDBusObjectPath(track_path(p.trackId())))}};
    if (!p.hasTrack()) return m;
    m.insert("mpris:length", static_cast<qlonglong>(p.duration() * 1e6));
    m.insert("xesam:title", p.title());
    if (!p.artist().isEmpty()) m.insert("xesam:artist", QStringList{p.artist()});
    if (cover_of_ == p.trackId() && !cover_.isEmpty()) m.insert("mpris:artUrl", cover_.toString());
    if (!p.album().isEmpty()) m.insert("xesam:album", p.album());
    return m;
}

QString Desktop::playback_status() const {
    const ui::Player& p = *house_.player();
    return p.playing()                            ? QStringLiteral("Playing")
           : p.state() == QLatin1String("paused") ? QStringLiteral("Paused")
                                                  : QStringLiteral("Stopped");
}

void Desktop::tell(const QVariantMap& changed) {
    QDBusMessage signal =
        QDBusMessage::createSignal(QLatin1String(mpris_path), QStringLiteral("org.freedesktop.DBus.Properties"),
                                   QStringLiteral("PropertiesChanged"));
    signal << QStringLiteral("org.mpris.MediaPlayer2.Player") << changed << QStringList();
    QDBusConnection::sessionBus().send(signal);
}

void Desktop::state_changed() {
    tell({{"PlaybackStatus", playback_status()}});
    const QVariantMap here = house_.devices()->get(house_.devices()->selfId());
    hold_awake(house_.player()->playing() && here.value(QStringLiteral("isOutput")).toBool());
}

void Desktop::track_changed() {
    const ui::Player& p = *house_.player();
    fetch_cover();
    tell({{"Metadata", metadata()},
          {"CanPlay", p.hasTrack()},
          {"CanPause", p.hasTrack()},
          {"CanSeek", p.hasTrack()},
          {"CanGoNext", p.hasTrack()},
          {"CanGoPrevious", p.hasTrack()}});
    if (!preferences_.notify() || !p.hasTrack() || p.trackId() == noted_) return;
    noted_ = p.trackId();
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    call << QStringLiteral("Segue") << note_ << QStringLiteral("org.segue.Segue") << p.title() << p.artist()
         << QStringList() << QVariantMap{{"desktop-entry", "org.segue.Segue"}, {"transient", true}} << -1;
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<quint32> reply = *watcher;
        if (!reply.isError()) note_ = reply.value();
        watcher->deleteLater();
    });
}

// Writing it takes longer than a frame has.
void Desktop::fetch_cover() {
    const QString track = house_.player()->trackId();
    if (track.isEmpty() || track == cover_of_) return;
    cover_of_ = track;
    cover_.clear();
    ask_for_cover(track, cover_asked_max);
}

// A track is known before its cover has been read, or has come from another node.
void Desktop::ask_for_cover(const QString& track, int times) {
    port_.ask(ui::Picture{track},
              [self = QPointer<Desktop>(this), track, times, file = covers_.filePath(track)](const ui::Answer& a) {
                  if (!self || track != self->cover_of_) return;
                  if (!a.ok || a.picture.isEmpty()) {
                      if (times > 1)
                          QTimer::singleShot(cover_asked_again, self.data(),
                                             [self, track, times] { self->ask_for_cover(track, times - 1); });
                      return;
                  }
                  QThreadPool::globalInstance()->start(
                      [self, track, file, bytes = a.picture, home = QAbstractEventDispatcher::instance()] {
                          QSaveFile out(file);
                          if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
                              return;
                          QMetaObject::invokeMethod(home, [self, track, file] {
                              if (!self || track != self->cover_of_) return;
                              self->cover_ = QUrl::fromLocalFile(file);
                              self->tell({{"Metadata", self->metadata()}});
                          });
                      });
              });
}

// "idle" keeps the machine from falling asleep by itself; closing its lid still does.
void Desktop::hold_awake(bool hold) {
    if (hold == wants_awake_) return;
    wants_awake_ = hold;
    awake_ = {};
    if (!hold) return;
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"),
        QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("Inhibit"));
    call << QStringLiteral("idle") << QStringLiteral("Segue") << tr("Playing music") << QStringLiteral("block");
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::systemBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *watcher;
        if (!reply.isError() && wants_awake_) awake_ = reply.value();
        watcher->deleteLater();
    });
}

}  // namespace segue::app
