// What a desktop expects of a player, on real buses of the test's own: MPRIS by playerctl, notifications, no sleep
// while it plays, one instance, dialogs. Started by dbus-run-session, under Xvfb.
#include "app/segue/desktop.h"

#include <QtQml/qqmlextensionplugin.h>
#include <spdlog/spdlog.h>

#include <QDBusConnection>
#include <QQuickStyle>

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
    std::unique_ptr<Desktop> desktop;
    int raised = 0;
};

namespace {

Listener* listener;
Sleep* sleep_lock;

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
    listener = &notes;
    sleep_lock = &awake;
    const auto all = QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllProperties;
    bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), &notes, all);
    bus.registerObject(QStringLiteral("/org/freedesktop/login1"), &awake, all);
    for (const char* name : {"org.freedesktop.Notifications", "org.freedesktop.login1"})
        if (!bus.registerService(QString::fromLatin1(name))) return 1;
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
