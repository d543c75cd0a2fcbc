// The real window over real nodes, driven as a person would: first start, play, a second and third device, hand over by
// drag, take it back, lose one.
#include <QtQml/qqmlextensionplugin.h>
#include <spdlog/spdlog.h>

#include <QQuickStyle>

#include "tests/qml/program_fixture.h"

Q_IMPORT_QML_PLUGIN(SeguePlugin)

namespace segue::app {
namespace {

class WindowTest : public ProgramTest {};

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

    drive().go_to("devices");
    ASSERT_TRUE(until([&] { return drive().seen("tile:phone") != nullptr; }));
    const QPoint token = token_of("laptop"), target = middle(drive().item("tile:phone"));
    clock.restart();
    drive().drag(token, target);
    drive().drop(target);
    const qint64 seen_ms = clock.elapsed();
    EXPECT_NE(house().handover()->phase(), ui::Handover::Idle);
    ASSERT_TRUE(until([&] { return of("phone", "conducts").toBool() && of("phone", "sounds").toBool(); }));
    EXPECT_EQ(house().devices()->playingOn(), "phone");
    ASSERT_TRUE(until([&] { return house().handover()->canUndo(); }));
    std::printf("dragged in %lld ms, moved after %.0f ms\n", seen_ms, house().handover()->tookMs());

    drive().click("undoMove");
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
        drive().go_to(page);
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

    house().devices()->identify(id("phone"));
    ui::Inspector& inspector = *house().inspector();
    inspector.setDevice(id("phone"));
    inspector.setWatched(true);
    EXPECT_TRUE(until([&] { return !inspector.traffic().isEmpty(); })) << "its messages, counted by itself";
    inspector.setWatched(false);

    drive().go_to("queue");
    drive().item("saveQueue");
    wait(100);
    drive().click("saveQueue");
    ASSERT_TRUE(drive().is_ready_to_type("playlistName"));
    drive().type("evening");
    QTest::keyClick(window, Qt::Key_Return);
    ASSERT_TRUE(until([&] { return house().playlists()->all().size() == 1; }));
    EXPECT_EQ(house().playlists()->all()[0].toMap()["name"], "evening");
    house().playlists()->enqueue("evening");
    EXPECT_TRUE(until([&] { return house().queue()->count() == 2; }));
    const QString file = home.filePath("evening.xspf");
    house().playlists()->exportTo("evening", QUrl::fromLocalFile(file));
    EXPECT_TRUE(until([&] { return QFile::exists(file); }));
    QFile::copy(file, home.filePath("morning.xspf"));
    house().playlists()->importFrom({QUrl::fromLocalFile(home.filePath("morning.xspf"))});
    EXPECT_TRUE(until([&] { return house().playlists()->all().size() == 2; }));

    program->companions().sever("speaker");
    EXPECT_TRUE(until([&] { return !of("speaker", "here").toBool(); }));
    EXPECT_TRUE(of("phone", "here").toBool());
    EXPECT_TRUE(of("laptop", "sounds").toBool()) << "nothing stops";
    program->companions().heal("speaker");
    EXPECT_TRUE(until([&] { return of("speaker", "here").toBool() && of("speaker", "sounds").toBool(); }));
    EXPECT_EQ(complaints.join("; ").toStdString(), "");
}

// What is typed is searched for, and what is found plays.
TEST_F(WindowTest, FindsMusicAsItIsTyped) {
    ASSERT_NE(window, nullptr);
    ASSERT_TRUE(until([&] { return house().ready(); }));
    Watchdog watchdog;
    drive().go_to("library");
    ASSERT_TRUE(until([&] { return house().library()->looked(); }));
    house().library()->addFolder(QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC)));
    ASSERT_TRUE(until([&] { return house().library()->size() > 1 && !house().library()->scanning(); }));
    ASSERT_TRUE(until([&] { return house().library()->albums()->count() > 0; }));

    wait(100);  // for the page's layout
    drive().click("searchField");
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
    ASSERT_TRUE(until([&] { return drive().seen("found:Hand to Hand") != nullptr; }));
    wait(100);
    QTest::mouseDClick(window, Qt::LeftButton, {}, middle(drive().item("found:Hand to Hand")));
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

// What was removed comes back where it was; what has sounded is in the history, and plays again.
TEST_F(WindowTest, TheQueueForgetsNothing) {
    ASSERT_TRUE(until([&] { return house().ready(); }));
    const QUrl demo = QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC "/segue-demo.opus")),
               coda = QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC "/segue-coda.opus"));
    house().open({demo, coda, demo});
    ASSERT_TRUE(until([&] { return house().queue()->count() == 3 && of("laptop", "sounds").toBool(); }));
    drive().go_to("queue");
    drive().item("queueList")->forceActiveFocus();
    QTest::keyClick(window, Qt::Key_Down);
    QTest::keyClick(window, Qt::Key_Delete);
    ASSERT_TRUE(until([&] { return house().queue()->count() == 2; }));
    QTest::keyClick(window, Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(until([&] { return house().queue()->count() == 3; }));
    const auto title = [&](int row) {
        return house().queue()->data(house().queue()->index(row), ui::Queue::TitleRole).toString();
    };
    EXPECT_TRUE(until([&] { return title(1) == title(0) ? false : title(2) == title(0); })) << "where it was";

    house().player()->next();
    ASSERT_TRUE(until([&] { return house().queue()->current() == 1 && house().player()->moving(); }));
    drive().click("tab:history");
    ASSERT_TRUE(until([&] { return house().history()->count() == 1; })) << "who goes on at once has not listened";
    const QString heard = house().history()->data(house().history()->index(0), ui::History::TitleRole).toString();
    EXPECT_EQ(heard, house().player()->title());
    house().history()->play(0);
    EXPECT_TRUE(until([&] { return house().queue()->count() == 1 && house().player()->title() == heard; }));
    EXPECT_EQ(complaints.join("; ").toStdString(), "");
}

// The beats of what plays reach the window, and pulse where the position says.
TEST_F(WindowTest, BeatsPulseOnTheBeat) {
    ASSERT_TRUE(until([&] { return house().ready(); }));
    ASSERT_TRUE(plays());
    ui::Tempo& tempo = *house().tempo();
    tempo.setPercent(100);
    for (int i = 0; i < 4; ++i) {
        tempo.tap();
        wait(500);
    }
    ASSERT_TRUE(until([&] { return tempo.known(); })) << "four taps are a tempo";
    EXPECT_NEAR(tempo.bpm(), 120, 12);
    EXPECT_FALSE(tempo.bars().isEmpty());
    int pulses = 0;
    double worst = 0;
    QObject::connect(&tempo, &ui::Tempo::pulsed, &tempo, [&] {
        ++pulses;
        worst = std::max(worst, std::abs(std::remainder(tempo.phase(), 1.0)) * 60 / tempo.bpm());
    });
    wait(3000);
    EXPECT_GE(pulses, 4);
    EXPECT_LT(worst, 0.1);
    tempo.setPercent(110);
    EXPECT_TRUE(until([&] { return !tempo.asItIs() && tempo.bpm() > 1.05 * tempo.songBpm(); }));
    std::printf("beats seen at most %.1f ms off\n", worst * 1e3);
}

// The whole of it, by hand: first start, a file, a second device by its invitation, there and back by drag, the other
// one dies, and on with the search.
class FirstStart : public ProgramTest {
  protected:
    FirstStart() : ProgramTest(QStringList{}) {}
    std::unique_ptr<HostedNode> kitchen(const QString& link) const {
        node::Options options;
        options.name = "kitchen";
        options.state_dir = home.filePath("kitchen").toStdString();
        options.listen_address = "127.0.0.1";
        options.discovery = false;
        options.audio = *audio::DeviceSpec::parse("null");
        options.join = link.toStdString();
        auto node = HostedNode::start(options);
        return node ? std::move(*node) : nullptr;
    }
};

TEST_F(FirstStart, IsAStoryThatEndsWell) {
    ASSERT_TRUE(until([&] { return house().ready(); }));
    EXPECT_FALSE(house().player()->hasTrack());
    ASSERT_TRUE(plays());

    drive().go_to("devices");
    drive().click("inviteDevice");
    ASSERT_TRUE(until([&] { return house().invitation().startsWith("segue://join/"); }));
    auto other = kitchen(house().invitation());
    ASSERT_NE(other, nullptr);
    ASSERT_TRUE(until([&] { return of("kitchen", "here").toBool(); }));
    wait(200);
    QTest::keyClick(window, Qt::Key_Escape);
    wait(300);

    const auto to_kitchen = [&] {
        const QPoint token = token_of("laptop"), target = middle(drive().item("tile:kitchen"));
        drive().drag(token, target);
        drive().drop(target);
        return until([&] {
            return of("kitchen", "conducts").toBool() && of("kitchen", "sounds").toBool() &&
                   house().devices()->playingOn() == "kitchen" && house().handover()->canUndo();
        });
    };
    ASSERT_TRUE(to_kitchen());
    drive().click("undoMove");
    ASSERT_TRUE(until([&] { return of("laptop", "conducts").toBool() && of("laptop", "sounds").toBool(); }));
    ASSERT_TRUE(to_kitchen());
    const double before = house().player()->position();
    other.reset();
    ASSERT_TRUE(until([&] { return of("laptop", "conducts").toBool() && !of("kitchen", "here").toBool(); }));
    EXPECT_TRUE(until([&] { return house().player()->state() == "paused"; })) << "its only output has died";
    EXPECT_NEAR(house().player()->position(), before, 5);
    house().devices()->setOutput(house().devices()->selfId(), true);
    house().player()->play();
    ASSERT_TRUE(until([&] { return of("laptop", "sounds").toBool(); })) << "and it goes on here";

    QTest::keyClick(window, Qt::Key_F, Qt::ControlModifier);
    house().library()->addFolder(QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC)));
    ASSERT_TRUE(until([&] { return house().library()->size() > 1; }));
    ASSERT_TRUE(until([&] { return drive().seen("searchField") && drive().seen("searchField")->hasActiveFocus(); }));
    drive().type("hand");
    EXPECT_TRUE(until([&] { return house().library()->found()->count() >= 1; }));
    EXPECT_EQ(complaints.join("; ").toStdString(), "");
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
