// segue: the player with a window. A node runs inside it.
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <QtQml/qqmlextensionplugin.h>
#include <CLI/CLI.hpp>
#include <QDir>
#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QStandardPaths>
#include <QTimer>
#include <csignal>
#include <cstdio>

#include "app/control/state_dir.h"
#include "app/segue/companions.h"
#include "app/segue/hosted_node.h"
#include "app/segue/node_link.h"
#include "qml/model/house.h"
#include "qml/model/preferences.h"
#include "qml/paint/images.h"

Q_IMPORT_QML_PLUGIN(SeguePlugin)

namespace {

using namespace segue;

struct CommandLine {
    node::Options options;
    std::string state_dir, audio, settings, log_level = "warning";
    std::vector<std::string> companions, open;
};

int run(CommandLine& line) {
    const QString settings = line.settings.empty() ? QStandardPaths::writableLocation(QStandardPaths::ConfigLocation) +
                                                         QStringLiteral("/segue.ini")
                                                   : QString::fromStdString(line.settings);
    ui::Preferences preferences(settings);
    const auto audio = audio::DeviceSpec::parse(line.audio.empty() ? preferences.audio().toStdString() : line.audio);
    if (!audio) {
        std::fprintf(stderr, "segue: --audio: %s\n", audio.message().c_str());
        return 1;
    }
    line.options.audio = *audio;
    line.options.state_dir = control::state_dir(line.state_dir);
    auto node = app::HostedNode::start(line.options);
    if (!node) {
        std::fprintf(stderr, "segue: %s\n", node.message().c_str());
        return 1;
    }
    app::NodeLink link(**node);
    ui::House house(link);
    app::CompanionNodes companions(link, line.options.state_dir / "companions", *audio);
    QQmlApplicationEngine engine;
    ui::prepare_engine(engine, link);
    engine.setInitialProperties(
        {{"house", QVariant::fromValue(&house)},
         {"preferences", QVariant::fromValue(&preferences)},
         {"companions", QVariant::fromValue<QObject*>(line.companions.empty() ? nullptr : &companions)}});
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Segue/Main.qml")));
    if (engine.rootObjects().isEmpty()) return 1;
    link.watch([&house](const ui::HouseFacts& facts) { house.show(facts); });
    for (const std::string& name : line.companions) companions.add(QString::fromStdString(name));
    QList<QUrl> urls;
    for (const std::string& what : line.open)
        urls << QUrl::fromUserInput(QString::fromStdString(what), QDir::currentPath(), QUrl::AssumeLocalFile);
    if (!urls.isEmpty()) house.open(urls);
    const int result = QGuiApplication::exec();
    (*node)->leave();
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    const QGuiApplication app(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("segue"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Segue"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.segue.Segue"));
    CommandLine line;
    CLI::App cli{"Segue: plays music on many devices as one, and hands the session over live."};
    cli.set_version_flag("--version", std::string("segue " SEGUE_VERSION));
    cli.add_option("--name", line.options.name, "what people call this device (default: the host's name)");
    cli.add_option("--state-dir", line.state_dir, "where it keeps what it knows (default: $XDG_STATE_HOME/segue)");
    cli.add_option("--audio", line.audio, "what to play to: default, null, wav:FILE or portaudio:HOSTAPI[:DEVICE]")
        ->type_name("AUDIO");
    cli.add_option("--listen", line.options.listen_address, "address; 127.0.0.1 keeps to this machine")
        ->type_name("ADDR");
    cli.add_option("--companions", line.companions,
                   "further nodes in this process, by name: to try Segue on one machine")
        ->delimiter(',');
    cli.add_option("--settings", line.settings, "file of this window's settings")->type_name("FILE");
    cli.add_option("--log-level", line.log_level, "")->check(CLI::IsMember({"debug", "info", "warning", "error"}));
    cli.add_option("what", line.open, "music to play, or an invitation")->type_name("FILE|LINK");
    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return cli.exit(e) == 0 ? 0 : 2;
    }
    spdlog::set_default_logger(spdlog::stderr_color_mt("segue"));
    spdlog::set_pattern("%H:%M:%S.%e %^%l%$ %v");
    spdlog::set_level(spdlog::level::from_str(line.log_level));
    std::signal(SIGPIPE, SIG_IGN);
    return run(line);
}
