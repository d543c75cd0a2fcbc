// segue-frames: what the window costs. Prints the time to the first picture, the frame times of scrolling through a
// very long queue and of playing, and memory. Figures of a machine: docs/measured.md.
#include <QtQml/qqmlextensionplugin.h>
#include <QElapsedTimer>
#include <QFile>
#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cstdio>

#include "qml/model/house.h"
#include "qml/model/preferences.h"
#include "qml/paint/images.h"
#include "tests/qml/fixture.h"

Q_IMPORT_QML_PLUGIN(SeguePlugin)

namespace {

using namespace segue::ui;

constexpr int library_tracks = 50'000;

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
                track.is_here = true;
            }
        QMetaObject::invokeMethod(
            &here_, [a, then] { then(a); }, Qt::QueuedConnection);
    }

  private:
    QObject here_;
};

// Milliseconds that each picture took to make, from polishing to being put out.
class Frames {
  public:
    explicit Frames(QQuickWindow* window) {
        QObject::connect(
            window, &QQuickWindow::afterAnimating, window, [this] { clock_.restart(); }, Qt::DirectConnection);
        QObject::connect(
            window, &QQuickWindow::frameSwapped, window,
            [this] { ms_.push_back(static_cast<double>(clock_.nsecsElapsed()) / 1e6); }, Qt::DirectConnection);
        clock_.start();
    }
    void print(const char* what) {
        if (ms_.empty()) return;
        std::sort(ms_.begin(), ms_.end());
        const auto at = [this](double share) {
            return ms_[static_cast<std::size_t>(share * static_cast<double>(ms_.size() - 1))];
        };
        std::printf("%-34s %5zu frames  p50 %6.2f  p99 %6.2f  max %6.2f ms\n", what, ms_.size(), at(0.5), at(0.99),
                    ms_.back());
        ms_.clear();
    }
    void forget() { ms_.clear(); }

  private:
    QElapsedTimer clock_;
    std::vector<double> ms_;
};

double memory_mb() {
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly)) return 0;
    for (const QByteArray& line : status.readAll().split('\n'))
        if (line.startsWith("VmRSS:")) return line.simplified().split(' ').at(1).toDouble() / 1024;
    return 0;
}

QQuickItem* find_list(QQuickItem* in, const QString& name) {
    if (in->objectName() == name) return in;
    for (QQuickItem* child : in->childItems())
        if (QQuickItem* found = find_list(child, name)) return found;
    return nullptr;
}

// The library's page shows its tracks.
void set_tab(QQuickItem* in) {
    if (in->property("tab").isValid()) in->setProperty("tab", "tracks");
    for (QQuickItem* child : in->childItems()) set_tab(child);
}

}  // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    QElapsedTimer start;
    start.start();
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    const QGuiApplication app(argc, argv);
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
    bool first = false;
    QObject::connect(window, &QQuickWindow::frameSwapped, window, [&] { first = true; });
    if (!QTest::qWaitFor([&] { return first; })) return 1;
    std::printf("%-34s %lld ms\n", "start to first picture", start.elapsed());

    HouseFacts facts = house_of_three();
    facts.taken = Clock::now();
    house.show(facts);
    QTest::qWait(800);
    Frames frames(window);
    const auto play = [&](int ms) {
        for (int t = 0; t < ms; t += 50) {
            facts.devices[0].level = 0.4 + 0.5 * ((t / 50) % 5) / 5;
            facts.taken = Clock::now();
            house.show(facts);
            QTest::qWait(50);
        }
    };
    play(3000);
    frames.print("playing, the page of what plays");
    QMetaObject::invokeMethod(window, "goTo", Q_ARG(QString, QStringLiteral("stage")));
    QTest::qWait(600);
    frames.forget();
    play(3000);
    frames.print("playing, the stage");

    facts.session.queue.clear();
    for (int i = 0; i < 50'000; ++i)
        facts.session.queue.push_back(
            {QString("q%1").arg(i), track(QString("t%1").arg(i), QString("Track %1").arg(i), 200), {}});
    QElapsedTimer show;
    show.start();
    house.show(facts);
    std::printf("%-34s %lld ms\n", "50,000 rows taken in", show.elapsed());
    show.restart();
    house.show(facts);
    std::printf("%-34s %.1f ms\n", "the same again", static_cast<double>(show.nsecsElapsed()) / 1e6);
    QMetaObject::invokeMethod(window, "goTo", Q_ARG(QString, QStringLiteral("queue")));
    QTest::qWait(600);
    auto* list = window->findChild<QQuickItem*>("queueList");
    frames.forget();
    for (int i = 0; i < 300; ++i) {
        list->setProperty("contentY", i * 160.0 + (i > 150 ? 1e6 : 0));
        QTest::qWait(16);
    }
    frames.print("scrolling 50,000 rows");
    house.show(house_of_three());
    QMetaObject::invokeMethod(window, "goTo", Q_ARG(QString, QStringLiteral("library")));
    house.library()->fill("tracks");
    QTest::qWait(600);
    while (house.library()->tracks()->canFetchMore({})) {
        house.library()->tracks()->fetchMore({});
        QTest::qWait(1);
    }
    set_tab(window->contentItem());
    QTest::qWait(300);
    list = find_list(window->contentItem(), "trackList");
    frames.forget();
    for (int i = 0; list && i < 300; ++i) {
        list->setProperty("contentY", i * 160.0 + (i > 150 ? 1e6 : 0));
        QTest::qWait(16);
    }
    frames.print("scrolling a library of 50,000");
    std::printf("%-34s %.0f MB\n", "memory", memory_mb());
    return 0;
}
