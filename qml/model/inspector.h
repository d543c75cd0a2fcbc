// A closer look at one device, this one or another: its log, and how many messages it sends and receives. Asked once a
// second, and only while someone looks.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>
#include <QVariantList>

#include "qml/model/port.h"
#include "qml/model/state_tree.h"

namespace segue::ui {

class Inspector : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of a House")
    Q_PROPERTY(QString device READ device WRITE setDevice NOTIFY deviceChanged)
    Q_PROPERTY(bool watched READ watched WRITE setWatched NOTIFY watchedChanged)
    Q_PROPERTY(QVariantList log READ log NOTIFY logChanged)              // latest first: text, bad
    Q_PROPERTY(QVariantList traffic READ traffic NOTIFY trafficChanged)  // kind, sent, received, bytes; a second
    Q_PROPERTY(segue::ui::StateTree* state READ state CONSTANT)          // all it says of itself
    Q_PROPERTY(QString problem READ problem NOTIFY problemChanged)

  public:
    static constexpr int look_every_ms = 1000;
    explicit Inspector(Port& port, QObject* parent = nullptr);

    QString device() const { return device_; }
    void setDevice(const QString& id);
    bool watched() const { return watched_; }
    void setWatched(bool watched);
    QVariantList log() const;
    QVariantList traffic() const { return traffic_; }
    StateTree* state() { return &state_; }
    QString problem() const { return problem_; }

    // Once more, now.
    void look();

  signals:
    void deviceChanged();
    void watchedChanged();
    void logChanged();
    void trafficChanged();
    void problemChanged();

  private:
    void take(const InspectionFacts& facts);
    void look_at_state();

    Port& port_;
    QString device_, problem_;
    bool watched_ = false, asking_ = false, asking_state_ = false;
    StateTree state_;
    InspectionFacts last_;
    bool known_ = false;  // last_ is of this device
    QVariantList traffic_;
    QTimer again_;
};

}  // namespace segue::ui
