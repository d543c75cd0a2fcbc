// The real program: a laptop with two companions, on loopback, with silent devices.
#pragma once

#include <QTemporaryDir>
#include <cstdio>

#include "app/segue/program.h"
#include "app/segue/watchdog.h"
#include "tests/qml/driver.h"

namespace segue::app {

using ui::find;
using ui::middle;
using ui::until;
using ui::wait;

class ProgramTest : public testing::Test {
  protected:
    explicit ProgramTest(QStringList companions = {"phone", "speaker"}) {
        ProgramOptions options;
        options.node.name = "laptop";
        options.node.state_dir = home.filePath("laptop").toStdString();
        options.node.listen_address = "127.0.0.1";
        options.node.discovery = false;
        options.audio = "null";
        options.settings = home.filePath("window.ini");
        options.companions = std::move(companions);
        program = std::move(*Program::start(options));
        window = program->window();
        QObject::connect(&house(), &ui::House::said, &house(),
                         [this](const QString& text, const QString& hint, bool bad) {
                             (bad ? complaints : notices) << text;
                             hints << hint;
                         });
    }

    ui::House& house() { return program->house(); }
    ui::Driver drive() const { return ui::Driver(window); }
    QString id(const QString& name) {
        for (const ui::DeviceFacts& d : house().devices()->all())
            if (d.name == name) return d.id;
        return {};
    }
    QVariant of(const QString& name, const char* role) { return house().devices()->get(id(name)).value(role); }
    bool all_are_here() {
        return until([&] { return of("phone", "here").toBool() && of("speaker", "here").toBool(); });
    }
    bool plays() {
        house().open({QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC "/segue-demo.opus"))});
        return until([&] { return of("laptop", "sounds").toBool() && house().player()->position() > 0; });
    }
    // Where the session can be taken hold of.
    QPoint token_of(const QString& name) {
        auto* tile = drive().item("tile:" + name);
        return tile ? drive().place_of(tile->property("token").value<QQuickItem*>()) : QPoint();
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
    QStringList complaints, notices, hints;
};

}  // namespace segue::app
