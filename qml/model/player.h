// What plays and where it is: the transport as the window shows it.
//
// The position is not sent by the node again and again: it follows from when it was last told and at what rate, so
// between snapshots it moves by itself, ten times a second, and only while something plays.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>
#include <QUrl>
#include <functional>

#include "qml/model/port.h"

namespace segue::ui {

class Player : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of a House")
    Q_PROPERTY(QString trackId READ trackId NOTIFY trackChanged)
    Q_PROPERTY(QString title READ title NOTIFY trackChanged)
    Q_PROPERTY(QString artist READ artist NOTIFY trackChanged)
    Q_PROPERTY(QString album READ album NOTIFY trackChanged)
    Q_PROPERTY(double duration READ duration NOTIFY trackChanged)
    Q_PROPERTY(QStringList stems READ stems NOTIFY trackChanged)
    Q_PROPERTY(double imported READ imported NOTIFY trackChanged)
    Q_PROPERTY(QString state READ state NOTIFY stateChanged)
    Q_PROPERTY(bool playing READ playing NOTIFY stateChanged)
    Q_PROPERTY(bool hasTrack READ hasTrack NOTIFY trackChanged)
    Q_PROPERTY(bool moving READ moving NOTIFY stateChanged)
    Q_PROPERTY(double position READ position NOTIFY positionChanged)
    Q_PROPERTY(int normalise READ normalise WRITE setNormalise NOTIFY policyChanged)
    Q_PROPERTY(QString conductor READ conductor NOTIFY stateChanged)
    Q_PROPERTY(QString nextTitle READ nextTitle NOTIFY nextChanged)
    Q_PROPERTY(QString nextArtist READ nextArtist NOTIFY nextChanged)
    Q_PROPERTY(QString nextId READ nextId NOTIFY nextChanged)
    Q_PROPERTY(bool keepPlaying READ keepPlaying WRITE setKeepPlaying NOTIFY policyChanged)
    Q_PROPERTY(bool exclusive READ exclusive WRITE setExclusive NOTIFY policyChanged)
    Q_PROPERTY(QVector<float> outline READ outline NOTIFY outlineChanged)

  public:
    using Now = std::function<Clock::time_point()>;
    using Ask = std::function<void(const Deed&)>;  // asks the port, and tells people what went wrong

    // `now` is the steady clock, or a twin of it in tests.
    Player(Port& port, Ask ask, Now now, QObject* parent = nullptr);

    void show(const HouseFacts& house);

    QString trackId() const { return session_.track.id; }
    QString title() const { return session_.track.title; }
    QString artist() const { return session_.track.artist; }
    QString album() const { return session_.track.album; }
    double duration() const { return session_.track.seconds; }
    QStringList stems() const { return session_.track.stems; }
    double imported() const { return session_.track.imported_percent; }
    QString state() const;  // "none", "stopped", "loading", "playing", "paused", "waiting"
    bool playing() const;   // what a pause key would stop
    bool hasTrack() const { return !session_.track.title.isEmpty() && session_.state != Play::none; }
    bool moving() const { return session_.rate > 0; }
    double position() const;  // seconds in the track, now
    double rate() const { return session_.rate; }
    QString conductor() const { return session_.conductor_name; }
    QString nextTitle() const { return next_.title; }
    QString nextArtist() const { return next_.artist; }
    QString nextId() const { return next_.id; }
    bool keepPlaying() const { return session_.keep_playing; }
    bool exclusive() const { return session_.exclusive; }
    void setKeepPlaying(bool on);
    void setExclusive(bool on);
    int normalise() const { return session_.normalise; }
    void setNormalise(int mode);
    QVector<float> outline() const { return outline_; }
    // 0..1, what the outline says of this moment; 0 while nothing moves.
    Q_INVOKABLE double levelNow() const;

    Q_INVOKABLE void toggle();
    Q_INVOKABLE void play();
    Q_INVOKABLE void pause();
    Q_INVOKABLE void stop();
    Q_INVOKABLE void next();
    Q_INVOKABLE void previous();
    Q_INVOKABLE void seek(double seconds);
    Q_INVOKABLE void seekBy(double seconds);

  signals:
    void trackChanged();
    void stateChanged();
    void positionChanged();
    void nextChanged();
    void policyChanged();
    void outlineChanged();

  private:
    void fetch_outline();

    Port& port_;
    Ask ask_;
    Now now_;
    SessionFacts session_;
    Clock::time_point taken_{};
    TrackFacts next_;
    QVector<float> outline_;
    QString outline_of_;
    bool outline_asked_ = false;
    QTimer moves_, outline_again_;
};

}  // namespace segue::ui
