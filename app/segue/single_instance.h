// One window for a person: a second `segue FILE…` gives what it was asked to open to the first, and ends.
// By org.freedesktop.Application on the session bus; without a bus, whoever comes second is told by the state
// directory.
#pragma once

#include <QDBusAbstractAdaptor>
#include <QStringList>
#include <QVariantMap>
#include <functional>

namespace segue::app {

inline constexpr const char* bus_name = "org.segue.Segue";
inline constexpr const char* bus_path = "/org/segue/Segue";

class SingleInstance : public QObject {
    Q_OBJECT

  public:
    // True: another one runs, was given these URIs, and shows itself.
    static bool pass_on(const QStringList& uris);
    // From now on others are told that this one runs.
    SingleInstance(std::function<void(const QStringList&)> open, std::function<void()> raise);

    void open(const QStringList& uris) {
        raise_();
        if (!uris.isEmpty()) open_(uris);
    }

  private:
    std::function<void(const QStringList&)> open_;
    std::function<void()> raise_;
};

class ApplicationAdaptor : public QDBusAbstractAdaptor {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Application")

  public:
    explicit ApplicationAdaptor(SingleInstance& instance) : QDBusAbstractAdaptor(&instance), instance_(instance) {}

  public slots:
    void Activate(const QVariantMap&) { instance_.open({}); }
    void Open(const QStringList& uris, const QVariantMap&) { instance_.open(uris); }
    void ActivateAction(const QString&, const QVariantList&, const QVariantMap&) { instance_.open({}); }

  private:
    SingleInstance& instance_;
};

}  // namespace segue::app
