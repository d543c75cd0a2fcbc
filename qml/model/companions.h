// Nodes in this very process, for showing Segue on one machine: they can be killed and come back.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>

namespace segue::ui {

class Companions : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(QStringList names READ names NOTIFY changed)
    Q_PROPERTY(QStringList dead READ dead NOTIFY changed)
    Q_PROPERTY(QStringList severed READ severed NOTIFY changed)

  public:
    using QObject::QObject;
    virtual QStringList names() const = 0;
    virtual QStringList dead() const = 0;
    virtual QStringList severed() const = 0;
    // [ui-thread] As if its battery were pulled. The others notice by themselves.
    Q_INVOKABLE virtual void kill(const QString& name) = 0;
    Q_INVOKABLE virtual void revive(const QString& name) = 0;

    // Its network breaks, as if the cable were pulled, or is there again. It plays on meanwhile, by itself.
    Q_INVOKABLE virtual void sever(const QString& name) = 0;
    Q_INVOKABLE virtual void heal(const QString& name) = 0;

  signals:
    void changed();
};

}  // namespace segue::ui
