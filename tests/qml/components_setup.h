// What components find in their engine when they are tested.
#pragma once

#include <QObject>
#include <QQmlEngine>
#include <QQuickStyle>

#include "qml/paint/images.h"
#include "tests/qml/fixture.h"

namespace segue::ui {

class ComponentsSetup : public QObject {
    Q_OBJECT

  public slots:
    void applicationAvailable() { QQuickStyle::setStyle(QStringLiteral("Basic")); }
    void qmlEngineAvailable(QQmlEngine* engine) { prepare_engine(*engine, port_); }

  private:
    RecordingPort port_;
};

}  // namespace segue::ui
