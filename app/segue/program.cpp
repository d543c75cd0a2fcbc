#include "app/segue/program.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QQuickWindow>
#include <QTimer>
#include <utility>

#include "qml/paint/images.h"
#include "qml/paint/speak.h"

namespace segue::app {

Result<std::unique_ptr<Program>, node::NodeError> Program::start(const ProgramOptions& options) {
    const ui::Preferences preferences(options.settings);
    const auto audio =
        audio::DeviceSpec::parse(options.audio.empty() ? preferences.audio().toStdString() : options.audio);
    if (!audio) return fail(node::NodeError::sound, audio.message());
    ProgramOptions chosen = options;
    chosen.node.audio = *audio;
    auto node = HostedNode::start(chosen.node);
    const bool is_silent = !node && node.error() == node::NodeError::sound;
    if (is_silent) {
        chosen.node.audio = *audio::DeviceSpec::parse("null");
        node = HostedNode::start(chosen.node);
    }
    if (!node) return node.failure();
    return std::unique_ptr<Program>(new Program(chosen, std::move(*node), is_silent));
}

Program::Program(const ProgramOptions& options, std::unique_ptr<HostedNode> node, bool is_silent)
    : preferences_(options.settings),
      node_(std::move(node)),
      link_(*node_),
      house_(link_),
      companions_(link_, options.node.state_dir / "companions", options.node.audio) {
    ui::prepare_engine(engine_, link_);
    QObject::connect(&preferences_, &ui::Preferences::languageChanged, &engine_, [this] {
        ui::speak(preferences_.language());
        engine_.retranslate();
    });
    ui::speak(preferences_.language());
    QVariantMap properties{{"house", QVariant::fromValue(&house_)},
                           {"preferences", QVariant::fromValue(&preferences_)}};
    if (!options.companions.isEmpty()) properties.insert("companions", QVariant::fromValue<QObject*>(&companions_));
    engine_.setInitialProperties(properties);
    engine_.load(QUrl(QStringLiteral("qrc:/qt/qml/Segue/Main.qml")));
    link_.watch([this](const ui::HouseFacts& facts) { house_.show(facts); });
    rest_when_unseen();
    for (const QString& name : options.companions) companions_.add(name);
    if (is_silent)
        QTimer::singleShot(0, &house_, [this] {
            emit house_.said(QCoreApplication::translate("Program", "There is no sound on this device"),
                             QCoreApplication::translate(
                                 "Program", "It can still command the others. Choose a sound device in Settings"),
                             true);
        });
}

Program::~Program() = default;

// What plays, plays on; only who looks at it is told less. A phone calls it suspended, also where, as on Android, a
// program with a foreground service goes on running.
void Program::rest_when_unseen() {
    if (!window()) return;
    const auto look = [this](Qt::ApplicationState state, bool visible) {
        const bool resting = state == Qt::ApplicationHidden || state == Qt::ApplicationSuspended || !visible;
        if (std::exchange(resting_, resting) == resting) return;
        link_.rest(resting);
        house_.rest(resting);
    };
    QObject::connect(qGuiApp, &QGuiApplication::applicationStateChanged, &house_,
                     [this, look](Qt::ApplicationState state) { look(state, window()->isVisible()); });
    QObject::connect(window(), &QWindow::visibleChanged, &house_,
                     [look](bool visible) { look(QGuiApplication::applicationState(), visible); });
}

QQuickWindow* Program::window() const {
    return engine_.rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow*>(engine_.rootObjects().first());
}

int show_trouble(const QString& problem) {
    QQmlApplicationEngine engine;
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    engine.setInitialProperties({{"problem", problem}});
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Segue/Trouble.qml")));
    QCoreApplication::exec();
    return 1;
}

}  // namespace segue::app
