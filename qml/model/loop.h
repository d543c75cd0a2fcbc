// The stretch of the track that is repeated: what the loop's buttons show, and ask for.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <functional>

#include "qml/model/port.h"

namespace segue::ui {

class Loop : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of a House")
    Q_PROPERTY(bool on READ on NOTIFY changed)
    Q_PROPERTY(double from READ from NOTIFY changed)    // seconds in the track
    Q_PROPERTY(double to READ to NOTIFY changed)        // seconds in the track
    Q_PROPERTY(double beats READ beats NOTIFY changed)  // long; 0: from one place to another

  public:
    using Ask = std::function<void(const Deed&)>;
    explicit Loop(Ask ask, QObject* parent = nullptr);

    void show(const LoopFacts& facts);

    bool on() const { return facts_.on; }
    double from() const { return facts_.from; }
    double to() const { return facts_.to; }
    double beats() const { return facts_.beats; }

    // Four beats from the nearest one on; or, if there is a loop, on from its end.
    Q_INVOKABLE void toggle();
    Q_INVOKABLE void halve();
    Q_INVOKABLE void twice();

  signals:
    void changed();

  private:
    Ask ask_;
    LoopFacts facts_;
};

}  // namespace segue::ui
