// segue-screens DIR [PAGE]: a picture of every page, in both themes, on a desktop, a projector and a phone. The house
// shown is made up; the window is the real one. Wants a platform: under Xvfb, or QT_QPA_PLATFORM=offscreen.
#include <QtQml/qqmlextensionplugin.h>
#include <QDir>
#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <cstdio>

#include "qml/model/house.h"
#include "qml/model/preferences.h"
#include "qml/paint/images.h"
#include "qml/paint/speak.h"
#include "tests/qml/shown_house.h"

Q_IMPORT_QML_PLUGIN(SeguePlugin)

using namespace segue::ui;

int main(int argc, char** argv) {
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    QGuiApplication app(argc, argv);
    const QDir out(argc > 1 ? argv[1] : ".");
    const QString only = argc > 2 ? argv[2] : "";
    const QString only_size = argc > 3 ? argv[3] : "";
    out.mkpath(".");
    speak(qEnvironmentVariable("SEGUE_SCREENS_LANGUAGE", "en"));
    const QTemporaryDir settings;
    Preferences preferences(settings.filePath("segue.ini"));
    for (const char* theme : {"dark", "light"}) {
        for (const auto& [width, height] : {std::pair(1280, 800), std::pair(1920, 1080), std::pair(390, 844)}) {
            if (!only_size.isEmpty() && only_size != QString("%1-%2").arg(width).arg(theme)) continue;
            ShowPort port;
            House house(port);
            HouseFacts facts = shown_house();
            preferences.setAppearance(theme);
            preferences.setWidth(width);
            preferences.setHeight(height);
            QQmlApplicationEngine engine;
            prepare_engine(engine, port);
            engine.setInitialProperties(
                {{"house", QVariant::fromValue(&house)}, {"preferences", QVariant::fromValue(&preferences)}});
            engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Segue/Main.qml")));
            if (engine.rootObjects().isEmpty()) return 1;
            auto* window = qobject_cast<QQuickWindow*>(engine.rootObjects().first());
            const auto picture = [&](const QString& name) {
                QTest::qWait(1200);
                window->grabWindow().save(out.filePath(QStringLiteral("%1-%2-%3.png").arg(name).arg(width).arg(theme)));
            };
            if (only.isEmpty() || only == "empty") {
                HouseFacts alone = house_of_three();
                alone.session = {};
                alone.notes = facts.notes;
                alone.devices.resize(1);
                alone.devices[0].is_output = false;
                house.show(alone);
                picture("empty");
            }
            // A minute of offsets, as three good cards have them.
            for (int i = 600; i > 0; --i) {
                facts.taken = Clock::now() - std::chrono::milliseconds(100 * i);
                facts.devices[0].error_us = 6 * std::sin(i * 0.05) + 2 * std::sin(i * 0.31);
                facts.devices[2].error_us = 18 + 9 * std::sin(i * 0.031) + 4 * std::sin(i * 0.23);
                facts.devices[3].error_us = -14 + 60 * std::exp(-(600 - i) / 40.0) + 6 * std::sin(i * 0.09);
                house.show(facts);
            }
            for (const char* page : {"now", "devices", "queue", "library", "inspect", "settings", "stage"}) {
                if (!only.isEmpty() && only != page) continue;
                QMetaObject::invokeMethod(window, "goTo", Q_ARG(QString, QString::fromLatin1(page)));
                if (QLatin1String(page) == "now") facts.taken = Clock::now(), house.show(facts);
                picture(page);
                if (QLatin1String(page) == "now") {
                    for (QObject* child : window->findChildren<QObject*>())
                        if (child->inherits("QQuickPopup") &&
                            child->property("title").toString() == QObject::tr("Tempo"))
                            QMetaObject::invokeMethod(child, "open"), picture("tempo"),
                                QMetaObject::invokeMethod(child, "close");
                    QTest::qWait(300);
                }
                if (QLatin1String(page) == "queue") {
                    set_everywhere(window->contentItem(), "tab", "history");
                    picture("history");
                    set_everywhere(window->contentItem(), "tab", "queue");
                }
                if (QLatin1String(page) != "library") continue;
                Library& library = *house.library();
                library.openAlbum("Mara Lindqvist", "Rooms", art_of(shown_album(2)), 2021);
                picture("library-album");
                library.openArtist("Harbour Lights");
                picture("library-artist");
                library.close();
                port.scanning = true;
                library.setQuery("un");
                picture("library-search");
                library.setQuery("");
                port.scanning = false;
                for (const char* tab : {"artists", "tracks", "folders", "playlists"}) {
                    set_everywhere(window->contentItem(), "tab", tab);
                    picture(QString("library-%1").arg(tab));
                }
                set_everywhere(window->contentItem(), "tab", "albums");
            }
        }
    }
    return 0;
}
