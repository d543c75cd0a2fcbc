#include "app/segue/single_instance.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>

namespace segue::app {
namespace {

constexpr int answer_max_ms = 2000;  // the other one may be busy starting

}  // namespace

bool SingleInstance::pass_on(const QStringList& uris) {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected() || !bus.interface()->isServiceRegistered(QLatin1String(bus_name))) return false;
    QDBusMessage call =
        QDBusMessage::createMethodCall(QLatin1String(bus_name), QLatin1String(bus_path),
                                       QStringLiteral("org.freedesktop.Application"), QStringLiteral("Open"));
    call << uris << QVariantMap();
    return bus.call(call, QDBus::Block, answer_max_ms).type() == QDBusMessage::ReplyMessage;
}

SingleInstance::SingleInstance(std::function<void(const QStringList&)> open, std::function<void()> raise)
    : open_(std::move(open)), raise_(std::move(raise)) {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    new ApplicationAdaptor(*this);
    bus.registerObject(QLatin1String(bus_path), this, QDBusConnection::ExportAdaptors);
    bus.registerService(QLatin1String(bus_name));
}

}  // namespace segue::app
