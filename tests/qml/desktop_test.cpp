// What a desktop expects of a player, on real buses of the test's own: MPRIS by playerctl, notifications, no sleep
// while it plays, the tray, one instance. Started by dbus-run-session, under Xvfb.
#include "app/segue/desktop.h"

#include <QtQml/qqmlextensionplugin.h>
#include <spdlog/spdlog.h>

#include <QDBusConnection>
#include <QProcess>
#include <QQuickStyle>

#include "app/segue/single_instance.h"
#include "tests/qml/desktop_listeners.h"
#include "tests/qml/program_fixture.h"

Q_IMPORT_QML_PLUGIN(SeguePlugin)

namespace segue::app {

class DesktopTest : public ProgramTest {
  protected:
    DesktopTest() : ProgramTest(QStringList{}) {
        raised = 0;
        desktop = std::make_unique<Desktop>(
            house(), program->port(), program->preferences(), [this] { ++raised; }, "segue");
    }
    static QString run(const QString& program, const QStringList& arguments, int* code = nullptr) {
        QProcess process;
        process.start(program, arguments);
        EXPECT_TRUE(until([&] { return process.state() == QProcess::NotRunning; })) << program.toStdString();
        if (code) *code = process.exitCode();
        return QString::fromUtf8(process.readAllStandardOutput() + process.readAllStandardError()).trimmed();
    }
    static QString player(const QStringList& arguments) {
        return run("playerctl", QStringList{"--player=segue"} + arguments);
    }

    std::unique_ptr<Desktop> desktop;
    int raised = 0;
};

namespace {

Listener* listener;
Sleep* sleep_lock;
TrayHost* tray;

TEST_F(DesktopTest, PlayerctlCommandsIt) {
    ASSERT_TRUE(until([&] { return house().ready(); }));
    EXPECT_EQ(player({"status"}), "Stopped");
    ASSERT_TRUE(plays());
    EXPECT_EQ(player({"status"}), "Playing");
    EXPECT_EQ(player({"metadata", "--format", "{{artist}} - {{title}}"}), "The Segue Players - Hand to Hand");
    EXPECT_TRUE(until([&] { return player({"metadata", "mpris:artUrl"}).startsWith("file://"); })) << "its cover";
    player({"pause"});
    EXPECT_TRUE(until([&] { return house().player()->state() == "paused"; }));
    EXPECT_EQ(player({"status"}), "Paused");
    player({"position", "20"});
    EXPECT_TRUE(until([&] { return std::abs(house().player()->position() - 20) < 1; }));
    player({"play-pause"});
    EXPECT_TRUE(until([&] { return house().player()->playing(); }));
    player({"volume", "0.5"});
    EXPECT_TRUE(until([&] { return std::abs(house().devices()->groupVolume() - 50) < 1; }));
    house().open({QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC "/segue-coda.opus"))}, true);
    ASSERT_TRUE(until([&] { return house().queue()->count() == 2; }));
    player({"next"});
    EXPECT_TRUE(until([&] { return house().queue()->current() == 1; }));
    player({"previous"});
    EXPECT_TRUE(until([&] { return house().queue()->current() == 0; }));
    player({"stop"});
    EXPECT_TRUE(until([&] { return house().player()->state() == "stopped"; }));
    player({"open", QStringLiteral("file://" DEMO_MUSIC "/segue-coda.opus")});
    EXPECT_TRUE(until([&] { return house().player()->playing() && house().queue()->count() == 1; }));
}

TEST_F(DesktopTest, ANewTrackIsToldToThoseWhoWantIt) {
    ASSERT_TRUE(until([&] { return house().ready(); }));
    listener->notes.clear();
    ASSERT_TRUE(plays());
    wait(200);
    EXPECT_TRUE(listener->notes.isEmpty()) << "nobody has asked for them";
    program->preferences().setNotify(true);
    house().open({QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC "/segue-coda.opus"))});
    ASSERT_TRUE(until([&] { return listener->notes.size() == 1; }));
    EXPECT_TRUE(listener->notes[0].endsWith("|org.segue.Segue")) << listener->notes[0].toStdString();
    wait(200);
    EXPECT_EQ(listener->notes.size(), 1) << "once";
}

TEST_F(DesktopTest, TheMachineStaysAwakeWhileItSounds) {
    ASSERT_TRUE(until([&] { return house().ready(); }));
    ASSERT_TRUE(plays());
    ASSERT_TRUE(until([&] { return sleep_lock->held >= 0; }));
    EXPECT_EQ(sleep_lock->what, "idle|Segue|block");
    EXPECT_FALSE(sleep_lock->is_let_go());
    house().player()->pause();
    EXPECT_TRUE(until([&] { return sleep_lock->is_let_go(); }));
    sleep_lock->held = -1;
}

TEST_F(DesktopTest, ItStaysInTheTray) {
    ASSERT_TRUE(until([&] { return house().ready(); }));
    program->preferences().setStay(true);
    ASSERT_TRUE(until([&] { return !tray->items.isEmpty(); })) << "there is an icon";
    ASSERT_TRUE(plays());
    EXPECT_TRUE(until([&] { return window->isVisible(); }));
    window->close();
    EXPECT_TRUE(until([&] { return !window->isVisible(); }));
    wait(300);
    EXPECT_TRUE(of("laptop", "sounds").toBool()) << "and plays on";
}

TEST_F(DesktopTest, ASecondOneGivesWhatItWasAskedToTheFirst) {
    ASSERT_TRUE(until([&] { return house().ready(); }));
    QStringList opened;
    int shown = 0;
    const SingleInstance instance([&](const QStringList& uris) { opened << uris; }, [&] { ++shown; });
    int code = -1;
    run(SEGUE_PROGRAM, {QStringLiteral(DEMO_MUSIC "/segue-coda.opus")}, &code);
    EXPECT_EQ(code, 0);
    EXPECT_EQ(opened, QStringList(QStringLiteral("file://" DEMO_MUSIC "/segue-coda.opus")));
    EXPECT_EQ(shown, 1);
    run(SEGUE_PROGRAM, {"segue://join/abc"}, &code);
    EXPECT_EQ(opened.last(), "segue://join/abc");
    run(SEGUE_PROGRAM, {}, &code);
    EXPECT_EQ(code, 0);
    EXPECT_EQ(shown, 3) << "it only comes to the front";
    EXPECT_EQ(opened.size(), 2);
}

// The dialogs of this desktop: each opens, and what is chosen there is taken.
TEST_F(DesktopTest, DialogsOpenAndAreHeard) {
    ASSERT_TRUE(until([&] { return house().ready(); }));
    int dialogs = 0;
    for (QObject* child : window->findChildren<QObject*>()) {
        if (!child->inherits("QQuickAbstractDialog")) continue;
        ++dialogs;
        QMetaObject::invokeMethod(child, "open");
        EXPECT_TRUE(until([&] { return child->property("visible").toBool(); })) << child->metaObject()->className();
        wait(200);
        QMetaObject::invokeMethod(child, "reject");
        EXPECT_TRUE(until([&] { return !child->property("visible").toBool(); }));
    }
    EXPECT_EQ(dialogs, 5);
    auto* files = window->findChild<QObject*>("chooseMusic");
    ASSERT_NE(files, nullptr);
    QMetaObject::invokeMethod(files, "open");
    ASSERT_TRUE(until([&] { return files->property("visible").toBool(); }));
    files->setProperty(
        "selectedFiles",
        QVariant::fromValue(QList<QUrl>{QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC "/segue-coda.opus"))}));
    wait(200);
    QMetaObject::invokeMethod(files, "accept");
    EXPECT_TRUE(until([&] { return house().player()->hasTrack(); }));
}

}  // namespace
}  // namespace segue::app

int main(int argc, char** argv) {
    using namespace segue::app;
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    QGuiApplication app(argc, argv);
    QGuiApplication::setQuitOnLastWindowClosed(false);
    spdlog::set_level(spdlog::level::warn);
    // On a connection of its own, as another program has.
    QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("others"));
    if (!bus.isConnected()) {
        std::fputs("there is no bus: run this with dbus-run-session\n", stderr);
        return 1;
    }
    Listener notes;
    Sleep awake;
    TrayHost host;
    listener = &notes;
    sleep_lock = &awake;
    tray = &host;
    const auto all = QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllProperties;
    bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), &notes, all);
    bus.registerObject(QStringLiteral("/org/freedesktop/login1"), &awake, all);
    bus.registerObject(QStringLiteral("/StatusNotifierWatcher"), &host, all);
    for (const char* name :
         {"org.freedesktop.Notifications", "org.freedesktop.login1", "org.kde.StatusNotifierWatcher"})
        if (!bus.registerService(QString::fromLatin1(name))) return 1;
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
