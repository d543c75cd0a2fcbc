// The window over a house that is made up: what its pictures cost.
#include <QQmlApplicationEngine>
#include <QTemporaryDir>

#include "qml/model/house.h"
#include "qml/model/preferences.h"
#include "qml/paint/images.h"
#include "tests/qml/driver.h"
#include "tests/qml/fixture.h"
#include "tests/qml/frames.h"

namespace segue::bench {
namespace {

using namespace segue::ui;

constexpr int library_tracks = 50'000, queue_entries = 10'000;  // a queue holds no more
constexpr double frame_ms_max = 32, memory_mb_max = 150;

// Says nothing but of a library that is large.
class QuietPort final : public Port {
  public:
    void ask(const Deed& deed, std::function<void(const Answer&)> then) override {
        Answer a;
        if (std::holds_alternative<LibraryLook>(deed)) a.library.tracks = library_tracks;
        if (const auto* find = std::get_if<LibraryFind>(&deed))
            for (int n = find->offset; n < std::min(find->offset + find->tracks, library_tracks); ++n) {
                LibraryItem& track = a.found.tracks.emplace_back();
                track.id = QString::number(n);
                track.title = QString("Track %1").arg(n);
                track.artist = QString("Artist %1").arg(n / 40);
                track.album = QString("Album %1").arg(n / 12);
                track.path = QString("/music/artist-%1/album-%2/track-%3.flac").arg(n / 40).arg(n / 12).arg(n);
                track.is_here = true;
            }
        QMetaObject::invokeMethod(
            &here_, [a, then] { then(a); }, Qt::QueuedConnection);
    }

  private:
    QObject here_;
};

// The library's page shows its tracks.
void set_tab(QQuickItem* in) {
    if (in->property("tab").isValid()) in->setProperty("tab", "tracks");
    for (QQuickItem* child : in->childItems()) set_tab(child);
}

// As a wheel does it, row by row; then as by the scroll bar, from one end to the other.
void scroll(Frames& frames, QQuickItem* list, const char* by_rows, const char* by_leaps) {
    frames.forget();
    for (int i = 0; i < 200; ++i) {
        frames.step();
        list->setProperty("contentY", i * 90.0);
        wait(12);
    }
    frames.print(by_rows, frame_ms_max);
    const double end = list->property("contentHeight").toReal() - list->height();
    for (int i = 0; i < 150; ++i) {
        frames.step();
        list->setProperty("contentY", end * ((i * 37) % 150) / 150);
        wait(12);
    }
    frames.print(by_leaps, frame_ms_max);
}

}  // namespace

int measure_house() {
    const QTemporaryDir home;
    Preferences preferences(home.filePath("window.ini"));
    QuietPort port;
    House house(port);
    QQmlApplicationEngine engine;
    prepare_engine(engine, port);
    engine.setInitialProperties(
        {{"house", QVariant::fromValue(&house)}, {"preferences", QVariant::fromValue(&preferences)}});
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Segue/Main.qml")));
    auto* window = qobject_cast<QQuickWindow*>(engine.rootObjects().value(0));
    if (!window) return 1;
    const Driver drive(window);
    bool first = false;
    QObject::connect(window, &QQuickWindow::frameSwapped, window, [&] { first = true; });
    if (!until([&] { return first; })) return 1;
    print("start to the first picture, without a node", since_start_ms(), "ms");

    HouseFacts facts = house_of_three();
    facts.taken = Clock::now();
    house.show(facts);
    wait(800);
    Frames frames(window);
    const auto play = [&](int ms) {
        for (int t = 0; t < ms; t += 50) {
            facts.devices[0].level = 0.4 + 0.5 * ((t / 50) % 5) / 5;
            facts.taken = Clock::now();
            facts.session.position += 0.05;
            house.show(facts);
            wait(50);
        }
    };
    play(3000);
    frames.print("playing, the page of what plays");
    drive.go_to("stage");
    wait(600);
    frames.forget();
    play(3000);
    frames.print("playing, the stage");

    facts.session.queue.clear();
    for (int i = 0; i < queue_entries; ++i)
        facts.session.queue.push_back(
            {QString("q%1").arg(i), track(QString("t%1").arg(i), QString("Track %1").arg(i), 200), {}});
    QElapsedTimer show;
    show.start();
    house.show(facts);
    print("a queue of 10,000 taken in", static_cast<double>(show.nsecsElapsed()) / 1e6, "ms");
    drive.go_to("queue");
    wait(600);
    scroll(frames, window->findChild<QQuickItem*>("queueList"), "queue of 10,000, row by row",
           "queue of 10,000, by leaps");

    house.show(house_of_three());
    drive.go_to("library");
    house.library()->fill("tracks");
    wait(600);
    while (house.library()->tracks()->canFetchMore({})) {
        house.library()->tracks()->fetchMore({});
        wait(1);
    }
    set_tab(window->contentItem());
    wait(300);
    if (QQuickItem* list = drive.seen("trackList"))
        scroll(frames, list, "library of 50,000, row by row", "library of 50,000, by leaps");
    print("memory, without a node", memory_mb(), "MB", memory_mb_max);
    return 0;
}

}  // namespace segue::bench
