// The two interfaces of MPRIS 2, over the view models.
#pragma once

#include <QDBusAbstractAdaptor>
#include <QDBusObjectPath>
#include <QStringList>
#include <QVariantMap>

#include "app/segue/desktop.h"

namespace segue::app {

inline constexpr const char* mpris_path = "/org/mpris/MediaPlayer2";

class MprisRoot : public QDBusAbstractAdaptor {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.mpris.MediaPlayer2")
    Q_PROPERTY(bool CanQuit READ yes)
    Q_PROPERTY(bool CanRaise READ yes)
    Q_PROPERTY(bool HasTrackList READ no)
    Q_PROPERTY(QString Identity READ identity)
    Q_PROPERTY(QString DesktopEntry READ entry)
    Q_PROPERTY(QStringList SupportedUriSchemes READ schemes)
    Q_PROPERTY(QStringList SupportedMimeTypes READ types)

  public:
    explicit MprisRoot(Desktop& desktop) : QDBusAbstractAdaptor(&desktop), desktop_(desktop) {}
    bool yes() const { return true; }
    bool no() const { return false; }
    QString identity() const { return QStringLiteral("Segue"); }
    QString entry() const { return QStringLiteral("org.segue.Segue"); }
    QStringList schemes() const { return {QStringLiteral("file"), QStringLiteral("segue")}; }
    QStringList types() const {
        return {QStringLiteral("audio/flac"), QStringLiteral("audio/mpeg"), QStringLiteral("audio/ogg"),
                QStringLiteral("audio/opus"), QStringLiteral("audio/mp4"),  QStringLiteral("audio/x-wav")};
    }

  public slots:
    void Raise() { desktop_.raise(); }
    void Quit();

  private:
    Desktop& desktop_;
};

class MprisPlayer : public QDBusAbstractAdaptor {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.mpris.MediaPlayer2.Player")
    Q_PROPERTY(QString PlaybackStatus READ status)
    Q_PROPERTY(double Rate READ rate WRITE set_rate)
    Q_PROPERTY(double MinimumRate READ rate)
    Q_PROPERTY(double MaximumRate READ rate)
    Q_PROPERTY(QVariantMap Metadata READ metadata)
    Q_PROPERTY(double Volume READ volume WRITE set_volume)
    Q_PROPERTY(qlonglong Position READ position)
    Q_PROPERTY(bool CanGoNext READ has_track)
    Q_PROPERTY(bool CanGoPrevious READ has_track)
    Q_PROPERTY(bool CanPlay READ has_track)
    Q_PROPERTY(bool CanPause READ has_track)
    Q_PROPERTY(bool CanSeek READ has_track)
    Q_PROPERTY(bool CanControl READ yes)

  public:
    explicit MprisPlayer(Desktop& desktop) : QDBusAbstractAdaptor(&desktop), desktop_(desktop) {}
    QString status() const { return desktop_.playback_status(); }
    double rate() const { return 1; }
    void set_rate(double) {}  // there is one rate; the specification lets a player keep to it
    QVariantMap metadata() const { return desktop_.metadata(); }
    double volume() const { return desktop_.house().devices()->groupVolume() / 100; }
    void set_volume(double v) { desktop_.house().devices()->setGroupVolume(v * 100); }
    qlonglong position() const { return static_cast<qlonglong>(player().position() * 1e6); }
    bool has_track() const { return player().hasTrack(); }
    bool yes() const { return true; }

  public slots:
    void Next() { player().next(); }
    void Previous() { player().previous(); }
    void Pause() { player().pause(); }
    void PlayPause() { player().toggle(); }
    void Stop() { player().stop(); }
    void Play() { player().play(); }
    void Seek(qlonglong us) { player().seekBy(static_cast<double>(us) / 1e6); }
    void SetPosition(const QDBusObjectPath& track, qlonglong us);
    void OpenUri(const QString& uri) { desktop_.house().open({QUrl(uri)}); }

  signals:
    void Seeked(qlonglong us);

  private:
    ui::Player& player() const { return *desktop_.house().player(); }
    Desktop& desktop_;
};

}  // namespace segue::app
