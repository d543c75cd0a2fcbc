// segue-frames [FOLDER]: what the window costs. Figures of a machine: docs/measured.md.
//
//   segue-frames                      both of these, each in a process of its own
//   segue-frames house                the window over a house that is made up: frames, and 50,000 rows
//   segue-frames program [FOLDER]     the program with its node and two more: start, sound, search, a move by drag; its
//                                     library is FOLDER (tests/bench/make_library.py makes one of 50,000)
#include "tests/qml/frames.h"

#include <unistd.h>

#include <QtQml/qqmlextensionplugin.h>
#include <QFile>
#include <QGuiApplication>
#include <QProcess>
#include <QQuickStyle>
#include <QTimer>
#include <algorithm>
#include <cstdio>

Q_IMPORT_QML_PLUGIN(SeguePlugin)

namespace segue::bench {

double memory_mb() {
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly)) return 0;
    for (const QByteArray& line : status.readAll().split('\n'))
        if (line.startsWith("VmRSS:")) return line.simplified().split(' ').at(1).toDouble() / 1024;
    return 0;
}

// proc(5): the 22nd field of stat, in clock ticks since the machine was started.
double since_start_ms() {
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly)) return 0;
    const QByteArray text = stat.readAll();
    const QList<QByteArray> behind_name = text.mid(text.lastIndexOf(')') + 2).split(' ');
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    const double started_s = behind_name.at(19).toDouble() / static_cast<double>(::sysconf(_SC_CLK_TCK));
    return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 - started_s) * 1e3;
}

void print(const char* what, double value, const char* unit, double limit) {
    if (limit > 0)
        std::printf("%-44s %8.1f %s   (wanted: at most %g)%s\n", what, value, unit, limit,
                    value > limit ? "  <-- MORE" : "");
    else
        std::printf("%-44s %8.1f %s\n", what, value, unit);
}

Frames::Frames(QQuickWindow* window) {
    QObject::connect(
        window, &QQuickWindow::afterAnimating, &here_,
        [this] {
            if (!begun_) step();
        },
        Qt::DirectConnection);
    QObject::connect(
        window, &QQuickWindow::frameSwapped, &here_,
        [this] {
            wall_ms_.push_back(static_cast<double>(clock_.nsecsElapsed()) / 1e6);
            computed_ms_.push_back(computed_ms() - computed_before_);
            begun_ = false;
        },
        Qt::DirectConnection);
    step();
}

void Frames::step() {
    begun_ = true;
    clock_.restart();
    computed_before_ = computed_ms();
}

void Frames::forget() {
    wall_ms_.clear();
    computed_ms_.clear();
}

void Frames::print(const char* what, double limit_ms) {
    if (wall_ms_.empty()) return;
    const auto at = [](std::vector<double>& ms, double share) {
        std::sort(ms.begin(), ms.end());
        return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
    };
    std::printf("%-34s %5zu frames  p50 %6.2f  p99 %6.2f  max %6.2f ms; computed p99 %6.2f  max %6.2f ms%s\n", what,
                wall_ms_.size(), at(wall_ms_, 0.5), at(wall_ms_, 0.99), at(wall_ms_, 1), at(computed_ms_, 0.99),
                at(computed_ms_, 1), limit_ms > 0 && at(wall_ms_, 1) > limit_ms ? "  <-- MORE than wanted" : "");
    forget();
}

}  // namespace segue::bench

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const QString what = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    if (what != QLatin1String("house") && what != QLatin1String("program")) {
        const QString self = QFile::symLinkTarget(QStringLiteral("/proc/self/exe"));
        const int house = QProcess::execute(self, {"house"});
        return house + QProcess::execute(self, what.isEmpty() ? QStringList{"program"} : QStringList{"program", what});
    }
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    const QGuiApplication app(argc, argv);
    // Within the application's own loop, as the window runs: without it, what another thread leaves to deleteLater(),
    // as every picture that was fetched, stays.
    QTimer::singleShot(0, &app, [&] {
        QCoreApplication::exit(
            what == QLatin1String("house")
                ? segue::bench::measure_house()
                : segue::bench::measure_program(argc > 2 ? QString::fromLocal8Bit(argv[2]) : QString()));
    });
    return QCoreApplication::exec();
}
