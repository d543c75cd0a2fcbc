// The move of a session to a device, from the moment it is dropped there until it sounds there, and the way back.
//
//   idle ─drop─► offered ─► loading ─► ready ─► moved ─► idle (after a while)
//                   └──────────┴─────────┴────► failed
//
// The steps are what the target's own output tells of itself (closed, filling, muted, sounding); none is made up. One
// that is too quick to be seen in a snapshot is passed over.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>
#include <functional>

#include "qml/model/port.h"

namespace segue::ui {

class Handover : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of a House")
    Q_PROPERTY(Phase phase READ phase NOTIFY changed)
    Q_PROPERTY(QString fromId READ fromId NOTIFY changed)
    Q_PROPERTY(QString toId READ toId NOTIFY changed)
    Q_PROPERTY(QString toName READ toName NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(QString hint READ hint NOTIFY changed)
    Q_PROPERTY(double tookMs READ tookMs NOTIFY changed)
    Q_PROPERTY(bool canUndo READ canUndo NOTIFY changed)

  public:
    enum Phase { Idle, Offered, Loading, Ready, Moved, Failed };
    Q_ENUM(Phase)

    explicit Handover(Port& port, QObject* parent = nullptr);

    void show(const HouseFacts& house);

    Phase phase() const { return phase_; }
    QString fromId() const { return from_; }
    QString toId() const { return to_; }
    QString toName() const { return to_name_; }
    QString problem() const { return problem_; }
    QString hint() const { return hint_; }
    double tookMs() const { return took_ms_; }
    bool canUndo() const { return phase_ == Moved && !from_.isEmpty() && !undoing_; }

    // keep: the giver goes on sounding.
    Q_INVOKABLE void start(const QString& device, bool keep = false);
    Q_INVOKABLE void undo();
    Q_INVOKABLE void dismiss();

  signals:
    void changed();
    void moved(const QString& device);

  private:
    void enter(Phase phase);
    void answered(const QString& to, const Answer& answer);

    Port& port_;
    Phase phase_ = Idle;
    QString from_, to_, to_name_, problem_, hint_, conductor_;
    QStringList outputs_, outputs_before_;
    double took_ms_ = 0;
    bool undoing_ = false;
    std::vector<DeviceFacts> devices_;
    QTimer over_;
};

}  // namespace segue::ui
