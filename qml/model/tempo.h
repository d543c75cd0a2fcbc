// How fast it plays, by whom, and the beats: what the tempo panel shows, and what pulses.
//
// There is no clock of its own in it: a beat is where the track's beats say it is, on the timeline that also tells the
// position. Each beat is waited for anew, from where the position is then.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>
#include <QVector>
#include <functional>

#include "qml/model/player.h"
#include "qml/model/port.h"

namespace segue::ui {

class Tempo : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of a House")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(double bpm READ bpm NOTIFY changed)
    Q_PROPERTY(double songBpm READ songBpm NOTIFY changed)
    Q_PROPERTY(bool asItIs READ asItIs NOTIFY changed)
    Q_PROPERTY(QString mode READ mode NOTIFY changed)  // "free", "follow", "lead"
    Q_PROPERTY(int quantum READ quantum NOTIFY changed)
    Q_PROPERTY(int peers READ peers NOTIFY changed)
    Q_PROPERTY(int rampRest READ rampRest NOTIFY changed)  // s, until a gradual change is done; 0: none is under way
    Q_PROPERTY(bool startStop READ startStop WRITE setStartStop NOTIFY changed)
    Q_PROPERTY(bool keyLock READ keyLock WRITE setKeyLock NOTIFY changed)
    // Over so many bars a change of tempo asked for here is made; 0: at once.
    Q_PROPERTY(int overBars READ overBars WRITE setOverBars NOTIFY overBarsChanged)
    Q_PROPERTY(int beatsPerBar READ beatsPerBar NOTIFY beatsChanged)
    Q_PROPERTY(int beat READ beat NOTIFY pulsed)                   // of the bar, from 0; -1: none
    Q_PROPERTY(QVector<float> bars READ bars NOTIFY beatsChanged)  // where they begin, as shares of the track
    Q_PROPERTY(QString tapped READ tapped NOTIFY tappedChanged)    // what came of the last tap; empty after a while

  public:
    using Ask = std::function<void(const Deed&)>;
    Tempo(const Player& player, Port& port, Ask ask, QObject* parent = nullptr);

    void show(const TempoFacts& facts);

    bool known() const { return bool(facts_.beats); }
    double bpm() const { return facts_.bpm; }
    double songBpm() const { return facts_.song_bpm; }
    bool asItIs() const {
        return facts_.mode == TempoMode::free && facts_.wished_bpm == 0 && facts_.wished_percent == 100;
    }
    QString mode() const;
    int quantum() const { return facts_.quantum; }
    int peers() const { return facts_.peers; }
    int rampRest() const;
    bool startStop() const { return facts_.start_stop; }
    bool keyLock() const { return facts_.key_lock; }
    int overBars() const { return over_bars_; }
    void setStartStop(bool on);
    void setKeyLock(bool on);
    void setOverBars(int bars);
    int beatsPerBar() const { return facts_.beats.beats_per_bar; }
    int beat() const { return beat_; }
    QVector<float> bars() const { return bars_; }
    QString tapped() const { return tapped_; }

    // Beats since a quantum began, 0..quantum: where the hand of the wheel is. Negative: no beat is known.
    Q_INVOKABLE double phase() const;

    // For how long the next beat is awaited; -1: none is. When that is over, arrive() is called.
    int waits_ms() const { return next_.isActive() ? next_.interval() : -1; }
    void arrive();

    Q_INVOKABLE void setMode(const QString& mode);
    Q_INVOKABLE void setBpm(double bpm);
    Q_INVOKABLE void faster(double by_bpm);
    Q_INVOKABLE void setPercent(double percent);
    Q_INVOKABLE void setQuantum(int beats);
    Q_INVOKABLE void tap();
    Q_INVOKABLE void shiftBeats(double ms);
    Q_INVOKABLE void shiftBars(int beats);
    Q_INVOKABLE void halve();
    Q_INVOKABLE void twice();
    Q_INVOKABLE void barHere();
    Q_INVOKABLE void asFound();

  signals:
    void changed();
    void overBarsChanged();
    void beatsChanged();
    // A beat is now.
    void pulsed(bool downbeat);
    void tappedChanged();

  private:
    SetTempo gradual() const;
    double place() const;  // in the beats, now
    void await_beat();
    void find_bars();

    const Player& player_;
    Port& port_;
    Ask ask_;
    TempoFacts facts_;
    QVector<float> bars_;
    double duration_ = 0;
    int beat_ = -1, over_bars_ = 0;
    qint64 last_pulse_ = INT64_MIN;
    QString tapped_;
    QTimer next_, tapped_over_;
};

}  // namespace segue::ui
