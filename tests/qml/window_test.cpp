// The real window over real nodes, driven as a person would: first start, play, a second and third device, hand over by
// drag, take it back, lose one.
#include "app/segue/program.h"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <QtQml/qqmlextensionplugin.h>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QQuickItem>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "app/segue/watchdog.h"

Q_IMPORT_QML_PLUGIN(SeguePlugin)

namespace segue::app {
namespace {

constexpr int patience_ms = 20'000;  // for a machine that is busy with other tests

class WindowTest : public testing::Test {
  protected:
    WindowTest() {
        ProgramOptions options;
        options.node.name = "laptop";
        options.node.state_dir = home.filePath("laptop").toStdString();
        options.node.listen_address = "127.0.0.1";
        options.node.discovery = false;
        options.audio = "null";
        options.settings = home.filePath("window.ini");
        options.companions = {"phone", "speaker"};
        program = std::move(*Program::start(options));
        window = program->window();
    }

    // Unlike QTest's, these never sleep: the window is there all the time, so that its watchdog measures it alone.
    template <class True>
    static bool until(True is_true, int ms = patience_ms) {
        QElapsedTimer since;
        since.start();
        QTimer again;
        again.start(5);
        while (!is_true()) {
            if (since.hasExpired(ms)) return false;
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
        return true;
    }
    static void wait(int ms) {
        until([] { return false; }, ms);
    }
    ui::House& house() { return program->house(); }
    QString id(const QString& name) {
        for (const ui::DeviceFacts& d : house().devices()->all())
            if (d.name == name) return d.id;
        return {};
    }
    QVariant of(const QString& name, const char* role) { return house().devices()->get(id(name)).value(role); }
    // By the tree of what is seen: delegates are nobody's children otherwise.
    static QQuickItem* find(QQuickItem* in, const QString& name) {
        if (in->objectName() == name) return in;
        for (QQuickItem* child : in->childItems())
            if (QQuickItem* found = find(child, name)) return found;
        return nullptr;
    }
    QQuickItem* item(const QString& name) {
        QQuickItem* found = find(window->contentItem(), name);
        EXPECT_NE(found, nullptr) << name.toStdString();
        return found;
    }
    void go_to(const char* page) {
        QMetaObject::invokeMethod(window, "goTo", Q_ARG(QString, QString::fromLatin1(page)));
    }
    static QPoint middle(QQuickItem* item) {
        return item->mapToScene({item->width() / 2, item->height() / 2}).toPoint();
    }
    void drag(QPoint from, QPoint to) {
        QTest::mousePress(window, Qt::LeftButton, {}, from);
        for (int step = 1; step <= 12; ++step) {
            QTest::mouseMove(window, from + (to - from) * step / 12);
            wait(5);  // mouseMove's own delay would keep the window from its events
        }
        QTest::mouseRelease(window, Qt::LeftButton, {}, to);
    }

    static void tell(const Watchdog& watchdog) {
        std::printf(
            "the window was away for at most %.1f ms, %d times for more than a frame; it computed for at most %.1f "
            "ms\n",
            static_cast<double>(watchdog.longest().count()) / 1e3, watchdog.late(),
            static_cast<double>(watchdog.busiest().count()) / 1e3);
    }

    const QTemporaryDir home;
    std::unique_ptr<Program> program;
    QQuickWindow* window = nullptr;
};

TEST_F(WindowTest, PlaysMovesComesBackAndOutlivesADevice) {
    ASSERT_NE(window, nullptr);
    Watchdog watchdog;
    ASSERT_TRUE(until([&] { return house().ready(); }));
    EXPECT_FALSE(house().player()->hasTrack());

    ASSERT_TRUE(until([&] {
        return house().devices()->count() == 3 && of("phone", "here").toBool() && of("speaker", "here").toBool();
    }));
    QElapsedTimer clock;
    clock.start();
    house().open({QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC "/segue-demo.opus"))});
    ASSERT_TRUE(until([&] { return of("laptop", "sounds").toBool() && house().player()->position() > 0; }));
    RecordProperty("first_sound_ms", static_cast<int>(clock.elapsed()));
    EXPECT_EQ(house().player()->title(), "Hand to Hand");
    EXPECT_TRUE(until([&] { return !house().player()->outline().isEmpty(); }));

    go_to("devices");
    ASSERT_TRUE(until([&] { return find(window->contentItem(), "tile:phone") != nullptr; }));
    wait(100);  // for the page's layout
    auto* token = item("tile:laptop")->property("token").value<QQuickItem*>();
    ASSERT_NE(token, nullptr);
    clock.restart();
    drag(middle(token), middle(item("tile:phone")));
    const qint64 seen_ms = clock.elapsed();
    EXPECT_NE(house().handover()->phase(), ui::Handover::Idle);
    ASSERT_TRUE(until([&] { return of("phone", "conducts").toBool() && of("phone", "sounds").toBool(); }));
    EXPECT_EQ(house().devices()->playingOn(), "phone");
    ASSERT_TRUE(until([&] { return house().handover()->canUndo(); }));
    std::printf("dragged in %lld ms, moved after %.0f ms\n", seen_ms, house().handover()->tookMs());

    QTest::mouseClick(window, Qt::LeftButton, {}, middle(item("undoMove")));
    ASSERT_TRUE(until([&] { return of("laptop", "conducts").toBool() && of("laptop", "sounds").toBool(); }));
    EXPECT_EQ(house().devices()->playingOn(), "laptop");

    house().devices()->setOutput(id("speaker"), true);
    ASSERT_TRUE(until([&] { return of("speaker", "sounds").toBool(); }));
    program->companions().kill("speaker");
    EXPECT_TRUE(until([&] { return !of("speaker", "sounds").toBool(); }));
    EXPECT_TRUE(house().player()->playing());
    EXPECT_TRUE(of("laptop", "sounds").toBool());
    program->companions().revive("speaker");
    EXPECT_TRUE(until([&] { return of("speaker", "sounds").toBool(); }));

    for (const char* page : {"queue", "library", "inspect", "settings", "stage"}) {
        go_to(page);
        wait(50);
    }
    tell(watchdog);
}

// A companion's network is cut: it is gone for the others, plays on by itself, and is one of them again when it heals.
// Meanwhile each can be looked into, says where it is, and the queue is kept by a name.
TEST_F(WindowTest, CutsHealsLooksCloserAndKeepsTheQueue) {
    ASSERT_NE(window, nullptr);
    ASSERT_TRUE(until([&] { return of("phone", "here").toBool() && of("speaker", "here").toBool(); }));
    house().open({QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC "/segue-demo.opus"))});
    ASSERT_TRUE(until([&] { return of("laptop", "sounds").toBool(); }));
    house().devices()->setOutput(id("speaker"), true);
    ASSERT_TRUE(until([&] { return of("speaker", "sounds").toBool(); }));

    QStringList complaints;
    QObject::connect(&house(), &ui::House::said, &house(), [&](const QString& text, const QString&, bool bad) {
        if (bad) complaints << text;
    });
    house().devices()->identify(id("phone"));
    ui::Inspector& inspector = *house().inspector();
    inspector.setDevice(id("phone"));
    inspector.setWatched(true);
    EXPECT_TRUE(until([&] { return !inspector.traffic().isEmpty(); })) << "its messages, counted by itself";
    inspector.setWatched(false);

    go_to("queue");
    ASSERT_TRUE(until([&] { return find(window->contentItem(), "saveQueue") != nullptr; }));
    wait(100);
    QTest::mouseClick(window, Qt::LeftButton, {}, middle(item("saveQueue")));
    wait(300);
    for (const char key : std::string("evening")) QTest::keyClick(window, key);
    QTest::keyClick(window, Qt::Key_Return);
    ASSERT_TRUE(until([&] { return house().playlists()->all().size() == 1; }));
    EXPECT_EQ(house().playlists()->all()[0].toMap()["name"], "evening");
    house().playlists()->enqueue("evening");
    EXPECT_TRUE(until([&] { return house().queue()->count() == 2; }));

    program->companions().sever("speaker");
    EXPECT_TRUE(until([&] { return !of("speaker", "here").toBool(); }));
    EXPECT_TRUE(of("phone", "here").toBool());
    EXPECT_TRUE(of("laptop", "sounds").toBool()) << "nothing stops";
    program->companions().heal("speaker");
    EXPECT_TRUE(until([&] { return of("speaker", "here").toBool() && of("speaker", "sounds").toBool(); }));
    EXPECT_EQ(complaints.join("; ").toStdString(), "");
}

// Behind another program, or in the tray: the music goes on and is known of, but nothing moves for nobody.
TEST_F(WindowTest, RestsWhileNobodyLooksAndKnowsAllWhenSomebodyDoes) {
    ASSERT_NE(window, nullptr);
    house().open({QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC "/segue-demo.opus")),
                  QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC "/segue-coda.opus"))});
    ASSERT_TRUE(until([&] { return of("laptop", "sounds").toBool() && house().player()->moving(); }));
    int moved = 0;
    QObject::connect(house().player(), &ui::Player::positionChanged, &house(), [&] { ++moved; });
    ASSERT_TRUE(until([&] { return moved > 5; }));

    emit qGuiApp->applicationStateChanged(Qt::ApplicationSuspended);
    EXPECT_TRUE(program->is_resting());
    wait(300);  // what was on its way
    moved = 0;
    wait(1500);
    EXPECT_LE(moved, 3) << "of fifteen steps that a person would have seen";
    house().player()->next();
    EXPECT_TRUE(until([&] { return house().player()->title() != "Hand to Hand"; })) << "changes are told all the same";
    EXPECT_TRUE(house().player()->playing());

    emit qGuiApp->applicationStateChanged(Qt::ApplicationActive);
    EXPECT_FALSE(program->is_resting());
    moved = 0;
    EXPECT_TRUE(until([&] { return moved > 5; }));

    window->hide();
    EXPECT_TRUE(program->is_resting());
    window->show();
    EXPECT_FALSE(program->is_resting());
}

// What is typed is searched for, and what is found plays.
TEST_F(WindowTest, FindsMusicAsItIsTyped) {
    ASSERT_NE(window, nullptr);
    ASSERT_TRUE(until([&] { return house().ready(); }));
    Watchdog watchdog;
    go_to("library");
    ASSERT_TRUE(until([&] { return house().library()->looked(); }));
    house().library()->addFolder(QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC)));
    ASSERT_TRUE(until([&] { return house().library()->size() > 1 && !house().library()->scanning(); }));
    ASSERT_TRUE(until([&] { return house().library()->albums()->count() > 0; }));

    wait(100);  // for the page's layout
    QTest::mouseClick(window, Qt::LeftButton, {}, middle(item("searchField")));
    QElapsedTimer clock;
    double slowest_ms = 0;
    for (const char key : std::string("hand")) {
        const QString before = house().library()->query();
        clock.start();
        QTest::keyClick(window, key);
        ASSERT_TRUE(until([&] {
            return house().library()->found()->wish().query == before + QLatin1Char(key) &&
                   house().library()->found()->answered();
        }));
        slowest_ms = std::max(slowest_ms, static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    ui::Shelf* found = house().library()->found();
    ASSERT_TRUE(until([&] { return found->count() >= 1; }));
    EXPECT_EQ(found->get(0).value("title"), "Hand to Hand");
    ASSERT_TRUE(until([&] { return find(window->contentItem(), "found:Hand to Hand") != nullptr; }));
    wait(100);
    QTest::mouseDClick(window, Qt::LeftButton, {}, middle(item("found:Hand to Hand")));
    ASSERT_TRUE(until([&] { return of("laptop", "sounds").toBool(); }));
    EXPECT_EQ(house().player()->title(), "Hand to Hand");
    const int before = house().queue()->count();
    found->enqueue(0);
    EXPECT_TRUE(until([&] { return house().queue()->count() == before + 1; }));

    house().library()->openFolder("", QStringLiteral(DEMO_MUSIC));
    EXPECT_TRUE(until([&] { return house().library()->opened()->count() > 0; }));
    house().library()->removeFolder(QStringLiteral(DEMO_MUSIC));
    EXPECT_TRUE(until([&] { return house().library()->size() == 0; }));
    std::printf("found after at most %.1f ms a key\n", slowest_ms);
    tell(watchdog);
}

}  // namespace
}  // namespace segue::app

int main(int argc, char** argv) {
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    QGuiApplication app(argc, argv);
    spdlog::set_level(spdlog::level::warn);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
