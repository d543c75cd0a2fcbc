// segue on a phone: the same window and node. Nothing is asked on a command line, another program's files and links
// come through the system, and the system says when there is to be no sound.
#include <spdlog/spdlog.h>

#include <QtQml/qqmlextensionplugin.h>
#include <QGuiApplication>
#include <QQuickStyle>
#include <QStandardPaths>
#include <csignal>

#include "app/segue/phone_system.h"
#include "app/segue/program.h"

Q_IMPORT_QML_PLUGIN(SeguePlugin)

namespace {

using namespace segue;

QString in(QStandardPaths::StandardLocation place, const char* name) {
    return QStandardPaths::writableLocation(place) + QLatin1Char('/') + QLatin1String(name);
}

int run() {
    app::ProgramOptions options;
    options.node.name = app::phone_name().toStdString();
    options.node.state_dir = in(QStandardPaths::AppDataLocation, "state").toStdString();
    options.settings = in(QStandardPaths::AppConfigLocation, "window.ini");
    auto program = app::Program::start(options);
    if (!program) {
        spdlog::error("{}", program.message());
        return app::show_trouble(QString::fromStdString(program.message()));
    }
    const auto system = app::make_phone_system();
    const app::Phone phone((*program)->house(), *system);
    const int result = QGuiApplication::exec();
    (*program)->leave();
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    segue::app::log_to_phone();
    std::signal(SIGPIPE, SIG_IGN);
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    const QGuiApplication app(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("segue"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Segue"));
    return run();
}
