// The program with its node and two more: how long people wait for it.
#include <spdlog/spdlog.h>

#include <QTemporaryDir>

#include "app/segue/program.h"
#include "app/segue/watchdog.h"
#include "tests/qml/driver.h"
#include "tests/qml/frames.h"

namespace segue::bench {
namespace {

using namespace segue::ui;

constexpr double start_ms_max = 1000, first_sound_ms_max = 300, key_ms_max = 50, feedback_ms_max = 50,
                 moved_ms_max = 300, away_ms_max = 16, memory_mb_max = 150;

double ms(const QElapsedTimer& clock) { return static_cast<double>(clock.nsecsElapsed()) / 1e6; }

struct Session {
    House& house;
    Driver drive;
    QString id(const QString& name) const {
        for (const DeviceFacts& d : house.devices()->all())
            if (d.name == name) return d.id;
        return {};
    }
    bool is(const QString& name, const char* role) const { return house.devices()->get(id(name)).value(role).toBool(); }
};

void measure_search(Session& s) {
    s.drive.go_to("library");
    until([&] { return s.house.library()->looked(); });
    wait(300);
    s.drive.click("searchField");
    double slowest = 0;
    QElapsedTimer clock;
    for (const char key : std::string("hand to")) {
        const QString before = s.house.library()->query();
        clock.start();
        QTest::keyClick(s.drive.window(), key);
        until([&] {
            return s.house.library()->found()->wish().query == before + QLatin1Char(key) &&
                   s.house.library()->found()->answered();
        });
        slowest = std::max(slowest, ms(clock));
    }
    print("a key typed to what it finds, slowest", slowest, "ms", key_ms_max);
}

void measure_first_sound(Session& s) {
    Shelf& found = *s.house.library()->found();
    if (!until([&] { return found.count() > 0; })) return;
    int row = 0;
    while (row < found.count() && found.get(row).value("title") != "Hand to Hand") ++row;
    QQuickItem* seen = s.drive.item("found:Hand to Hand");
    if (!seen || row == found.count()) return;
    wait(300);
    QElapsedTimer clock;
    clock.start();
    QTest::mouseDClick(s.drive.window(), Qt::LeftButton, {}, middle(seen));
    until([&] { return s.is("laptop", "sounds"); });
    print("a click on a track to its first sound", ms(clock), "ms", first_sound_ms_max);
    s.house.player()->stop();
    until([&] { return s.house.player()->state() == "stopped"; });
    wait(300);
    clock.start();
    QTest::mouseDClick(s.drive.window(), Qt::LeftButton, {}, middle(seen));
    until([&] { return s.is("laptop", "sounds"); });
    print("... the second time", ms(clock), "ms", first_sound_ms_max);
}

void measure_move(Session& s) {
    s.drive.go_to("devices");
    auto* giver = s.drive.item("tile:laptop");
    auto* target = s.drive.item("tile:phone");
    if (!giver || !target) return;
    wait(400);
    const QPoint from = middle(giver->property("token").value<QQuickItem*>()), to = middle(target);
    bool pictured = false;
    const QObject here;  // ends what the window tells us when we return
    QObject::connect(s.drive.window(), &QQuickWindow::frameSwapped, &here, [&] { pictured = true; });
    QTest::mousePress(s.drive.window(), Qt::LeftButton, {}, from);
    QElapsedTimer clock;
    clock.start();
    QTest::mouseMove(s.drive.window(), from + QPoint(14, 4));
    QTest::mouseMove(s.drive.window(), from + QPoint(28, 8));
    pictured = false;
    until([&] { return pictured; });
    print("a drag begun to the picture of it", ms(clock), "ms", feedback_ms_max);
    s.drive.drag(from, to);
    clock.start();
    s.drive.drop(to);
    pictured = false;
    until([&] { return pictured && s.house.handover()->phase() != Handover::Idle; });
    print("let go to the picture of the move", ms(clock), "ms", feedback_ms_max);
    until([&] { return s.is("phone", "conducts") && s.is("phone", "sounds"); });
    print("... to the sound on the other device", ms(clock), "ms", moved_ms_max);
    until([&] { return s.house.handover()->phase() == Handover::Moved; });
    print("... as the nodes measured it", s.house.handover()->tookMs(), "ms", moved_ms_max);
}

}  // namespace

int measure_program(const QString& music) {
    spdlog::set_level(spdlog::level::err);
    const QTemporaryDir home;
    app::ProgramOptions options;
    options.node.name = "laptop";
    options.node.state_dir = home.filePath("laptop").toStdString();
    options.node.listen_address = "127.0.0.1";
    options.node.discovery = false;
    options.audio = "null";
    options.settings = home.filePath("window.ini");
    auto started = app::Program::start(options);
    if (!started) return 1;
    app::Program& program = **started;
    Session s{program.house(), Driver(program.window())};
    bool first = false;
    QObject::connect(program.window(), &QQuickWindow::frameSwapped, program.window(), [&] { first = true; });
    until([&] { return first && s.house.ready(); });
    print("cold start to a window that answers", since_start_ms(), "ms", start_ms_max);
    app::Watchdog watchdog;
    wait(500);

    s.house.library()->addFolder(QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC)));
    if (!music.isEmpty()) s.house.library()->addFolder(QUrl::fromLocalFile(music));
    s.house.library()->setWatched(true);
    until([&] { return s.house.library()->size() > 1 && !s.house.library()->scanning(); }, 600'000);
    wait(1500);
    until([&] { return !s.house.library()->scanning(); }, 600'000);
    print("tracks in the library", s.house.library()->size(), "");
    measure_search(s);
    measure_first_sound(s);

    s.drive.go_to("library");
    s.house.library()->setQuery({});
    s.drive.click("tab:tracks");
    wait(500);
    while (s.house.library()->tracks()->canFetchMore({})) {
        s.house.library()->tracks()->fetchMore({});
        until([&] { return s.house.library()->tracks()->canFetchMore({}); }, 300);
    }
    if (QQuickItem* list = s.drive.seen("trackList")) {
        Frames frames(program.window());
        const double end = list->property("contentHeight").toReal() - list->height();
        for (int i = 0; i < 150; ++i) {
            frames.step();
            list->setProperty("contentY", std::max(0.0, end * ((i * 37) % 150) / 150));
            wait(12);
        }
        frames.print("scrolling its tracks, by leaps", 32);
    }
    print("memory of the program", memory_mb(), "MB", memory_mb_max);

    for (const char* name : {"phone", "speaker"}) program.companions().add(name);
    until([&] { return s.is("phone", "here") && s.is("speaker", "here"); });
    measure_move(s);
    for (const char* page : {"queue", "inspect", "settings", "stage"}) {
        s.drive.go_to(page);
        wait(500);
    }
    print("the window's thread away, longest", static_cast<double>(watchdog.longest().count()) / 1e3, "ms",
          away_ms_max);
    print("... of that it computed", static_cast<double>(watchdog.busiest().count()) / 1e3, "ms");
    print("... times longer than a frame", watchdog.late(), "");
    return 0;
}

}  // namespace segue::bench
