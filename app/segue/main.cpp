// segue: the player with a window. A node runs inside it.
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <QtQml/qqmlextensionplugin.h>
#include <CLI/CLI.hpp>
#include <QDir>
#include <QGuiApplication>
#include <QIcon>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QStandardPaths>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "app/control/state_dir.h"
#include "app/segue/desktop.h"
#include "app/segue/program.h"
#include "app/segue/single_instance.h"
#include "app/segue/unix_signals.h"
#include "app/segue/watchdog.h"

Q_IMPORT_QML_PLUGIN(SeguePlugin)

namespace {

using namespace segue;

struct CommandLine {
    app::ProgramOptions options;
    std::string state_dir, settings, log_level = "warning";
    std::vector<std::string> companions, open;
};

bool has_display() {
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        if (const char* value = std::getenv(name); value && *value) return true;
    return false;
}

// Qt ends a program that finds no display with abort(), and a page of advice on plugins.
void say_it_shorter(QtMsgType type, const QMessageLogContext&, const QString& text) {
    if (type == QtFatalMsg && text.contains(QLatin1String("platform plugin"))) {
        std::fputs("segue: the display cannot be reached; look at $DISPLAY, or use segued and seguectl\n", stderr);
        std::_Exit(1);
    }
    spdlog::log(type == QtDebugMsg || type == QtInfoMsg ? spdlog::level::debug
                : type == QtWarningMsg                  ? spdlog::level::info
                                                        : spdlog::level::err,
                "{}", text.toStdString());
}

QList<QUrl> urls_of(const QStringList& words) {
    QList<QUrl> urls;
    for (const QString& word : words) urls << QUrl::fromUserInput(word, QDir::currentPath(), QUrl::AssumeLocalFile);
    return urls;
}

int run(CommandLine& line) {
    QStringList uris;
    for (const std::string& what : line.open) uris << QString::fromStdString(what);
    for (QString& uri : uris) uri = urls_of({uri}).first().toString();
    // Who names a state directory wants a node of its own.
    const bool is_the_one = line.state_dir.empty();
    if (is_the_one && app::SingleInstance::pass_on(uris)) return 0;

    line.options.node.state_dir = control::state_dir(line.state_dir);
    line.options.settings = line.settings.empty() ? QStandardPaths::writableLocation(QStandardPaths::ConfigLocation) +
                                                        QStringLiteral("/segue/window.ini")
                                                  : QString::fromStdString(line.settings);
    for (const std::string& name : line.companions) line.options.companions << QString::fromStdString(name);
    auto program = app::Program::start(line.options);
    if (!program) {
        std::fprintf(stderr, "segue: %s\n", program.message().c_str());
        return app::show_trouble(QString::fromStdString(program.message()));
    }
    QQuickWindow* window = (*program)->window();
    if (!window) return 1;
    const auto raise = [window] {
        window->show();
        window->raise();
        window->requestActivate();
    };
    const auto open = [&](const QStringList& what) { (*program)->house().open(urls_of(what)); };
    const app::Desktop desktop((*program)->house(), (*program)->port(), (*program)->preferences(), raise,
                               is_the_one ? QStringLiteral("segue") : QStringLiteral("segue.instance%1").arg(getpid()));
    std::unique_ptr<app::SingleInstance> instance;
    if (is_the_one) instance = std::make_unique<app::SingleInstance>(open, raise);
    std::unique_ptr<app::Watchdog> watchdog;
#ifdef NDEBUG
    const bool watches = std::getenv("SEGUE_WATCHDOG") != nullptr;
#else
    const bool watches = true;
#endif
    if (watches) watchdog = std::make_unique<app::Watchdog>();
    const app::UnixSignals ends([] { QCoreApplication::quit(); });
    if (!uris.isEmpty()) open(uris);
    const int result = QGuiApplication::exec();
    if (watchdog)
        spdlog::warn("the window was away for at most {} ms, and {} times for more than a frame",
                     watchdog->longest().count() / 1000, watchdog->late());
    (*program)->leave();
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    CommandLine line;
    node::Options& node = line.options.node;
    CLI::App cli{"Segue: plays music on many devices as one, and hands the session over live."};
    cli.footer("The music plays here until it is dragged elsewhere. Without a display use segued and seguectl.");
    cli.set_version_flag("--version", std::string("segue " SEGUE_VERSION));
    cli.add_option("--name", node.name, "what people call this device (default: the host's name)");
    cli.add_option("--state-dir", line.state_dir, "where it keeps what it knows (default: $XDG_STATE_HOME/segue)");
    cli.add_option("--audio", line.options.audio,
                   "what to play to: default, null, wav:FILE or portaudio:HOSTAPI[:DEVICE]")
        ->type_name("AUDIO");
    cli.add_option("--listen", node.listen_address, "address; 127.0.0.1 keeps to this machine")->type_name("ADDR");
    cli.add_option("--peer", node.peers, "a node to look for besides those that discovery finds")
        ->allow_extra_args(false)  // what follows is music
        ->type_name("HOST:PORT");
    cli.add_option("--companions", line.companions,
                   "further nodes in this process, by name: to try Segue on one machine")
        ->allow_extra_args(false)
        ->delimiter(',');
    cli.add_option("--settings", line.settings, "file of this window's settings")->type_name("FILE");
    cli.add_option("--log-level", line.log_level, "")->check(CLI::IsMember({"debug", "info", "warning", "error"}));
    cli.add_option("what", line.open, "music to play, or an invitation")->type_name("FILE|LINK");
    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return cli.exit(e) == 0 ? 0 : 2;
    }
    if (!has_display()) {
        std::fputs("segue: there is no display here; use segued and seguectl, or set $DISPLAY\n", stderr);
        return 1;
    }
    spdlog::set_default_logger(spdlog::stderr_color_mt("segue"));
    spdlog::set_pattern("%H:%M:%S.%e %^%l%$ %v");
    spdlog::set_level(spdlog::level::from_str(line.log_level));
    std::signal(SIGPIPE, SIG_IGN);
    qInstallMessageHandler(&say_it_shorter);
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    const QGuiApplication app(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("segue"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Segue"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.segue.Segue"));
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/qt/qml/Segue/icons/mark.svg")));
    return run(line);
}
