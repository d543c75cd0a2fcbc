// The window over a house that is made up, on a desktop (false) and on a phone (true).
#pragma once

#include <gtest/gtest.h>

#include <QQmlApplicationEngine>
#include <QTemporaryDir>

#include "qml/model/house.h"
#include "qml/model/preferences.h"
#include "qml/paint/images.h"
#include "tests/qml/driver.h"
#include "tests/qml/shown_house.h"

namespace segue::ui {

inline constexpr int desktop_width = 1280, desktop_height = 800, phone_width = 390, phone_height = 844;

class Pages : public testing::TestWithParam<bool> {
  protected:
    void SetUp() override {
        preferences.setWidth(GetParam() ? phone_width : desktop_width);
        preferences.setHeight(GetParam() ? phone_height : desktop_height);
        preferences.setCalm(true);
        prepare_engine(engine, port);
        engine.setInitialProperties(
            {{"house", QVariant::fromValue(&house)}, {"preferences", QVariant::fromValue(&preferences)}});
        engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Segue/Main.qml")));
        window = qobject_cast<QQuickWindow*>(engine.rootObjects().value(0));
        ASSERT_NE(window, nullptr);
        facts = shown_house();
        facts.session.state = Play::paused;  // so that nothing moves by itself
        facts.session.rate = 0;
        house.show(facts);
        window->requestActivate();
        ASSERT_TRUE(until([&] { return window->isExposed(); }));
    }
    Driver drive() const { return Driver(window); }
    void open(const char* page) {
        drive().go_to(page);
        // It is made a piece at a time.
        ASSERT_TRUE(until([&] {
            if (QLatin1String(page) == "stage") return drive().seen("graph") != nullptr;
            const auto* loader = drive().seen("pages")->property("currentItem").value<QQuickItem*>();
            return loader && loader->property("status").toInt() == 1 && loader->property("shown").toBool();
        }));
        wait(300);
    }
    bool is_on_screen(QQuickItem* item) const {
        const QRectF at = item->mapRectToScene({0, 0, item->width(), item->height()});
        return at.right() > 0 && at.left() < window->width() && at.bottom() > 0 && at.top() < window->height();
    }
    // Where people would look for it.
    static std::string name_of(QQuickItem* item) {
        std::string out;
        for (QQuickItem* at = item; at; at = at->parentItem()) {
            QString one = QString::fromLatin1(at->metaObject()->className()).section(QLatin1String("_QML"), 0, 0);
            if (!at->objectName().isEmpty()) one += QLatin1Char('#') + at->objectName();
            if (const QVariant text = at->property("text"); text.isValid()) one += "“" + text.toString() + "”";
            if (out.size() < 300) out += one.toStdString() + " < ";
        }
        return out;
    }

    const QTemporaryDir home;
    Preferences preferences{home.filePath("window.ini")};
    ShowPort port;
    House house{port};
    HouseFacts facts;
    QQmlApplicationEngine engine;
    QQuickWindow* window = nullptr;
};

inline std::string window_name(const testing::TestParamInfo<bool>& window) {
    return window.param ? "Phone" : "Desktop";
}

}  // namespace segue::ui
