// What a desktop has for its programs, as far as a test needs it.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <QDBusUnixFileDescriptor>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

namespace segue::app {

// Who shows notifications.
class Listener : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

  public:
    QStringList notes;

  public slots:
    quint32 Notify(const QString&, quint32, const QString& icon, const QString& summary, const QString& body,
                   const QStringList&, const QVariantMap&, int) {
        notes << summary + '|' + body + '|' + icon;
        return 7;
    }
};

// Who keeps the machine awake.
class Sleep : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")

  public:
    int held = -1;  // our end of the lock: closed on the other side when it is let go
    QString what;
    bool is_let_go() const {
        char byte = 0;
        return held >= 0 && ::read(held, &byte, 1) == 0;
    }

  public slots:
    QDBusUnixFileDescriptor Inhibit(const QString& kind, const QString& who, const QString&, const QString& mode) {
        what = kind + '|' + who + '|' + mode;
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return {};
        held = ends[0];
        QDBusUnixFileDescriptor lock(ends[1]);
        ::close(ends[1]);
        return lock;
    }
};

}  // namespace segue::app
