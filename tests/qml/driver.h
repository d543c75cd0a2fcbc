// Drives a window as a person would: by pointer, finger and key, and by looking.
#pragma once

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTest>
#include <QTimer>
#include <utility>

namespace segue::ui {

inline constexpr int patience_ms = 60'000;  // for a machine that is busy with other tests

// Unlike QTest's, these never sleep: the window is there all the time, so that a watchdog measures it alone.
template <class True>
bool until(True is_true, int ms = patience_ms) {
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
inline void wait(int ms) {
    until([] { return false; }, ms);
}

// By the tree of what is seen: delegates are nobody's children otherwise.
inline QQuickItem* find(QQuickItem* in, const QString& name) {
    if (in->objectName() == name) return in;
    for (QQuickItem* child : in->childItems())
        if (QQuickItem* found = find(child, name)) return found;
    return nullptr;
}

inline QPoint middle(QQuickItem* item) { return item->mapToScene({item->width() / 2, item->height() / 2}).toPoint(); }

// Everything that is seen: `look` is told each item; false: not what is within it.
template <class Look>
void each_visible(QQuickItem* in, Look look) {
    if (!in->isVisible() || !look(in)) return;
    for (QQuickItem* child : in->childItems()) each_visible(child, look);
}

class Driver {
  public:
    explicit Driver(QQuickWindow* window) : window_(window) {}
    QQuickWindow* window() const { return window_; }

    // One that can be seen, if there is one.
    QQuickItem* seen(const QString& name) const {
        QQuickItem* found = nullptr;
        each_visible(window_->contentItem(), [&](QQuickItem* item) {
            if (!found && item->objectName() == name) found = item;
            return !found;
        });
        return found ? found : find(window_->contentItem(), name);
    }
    QQuickItem* item(const QString& name) const {
        until([&] { return seen(name) != nullptr && seen(name)->isVisible(); });
        QQuickItem* found = seen(name);
        EXPECT_NE(found, nullptr) << name.toStdString();
        return found;
    }
    // In the middle of it, once it has its place: pages are made a piece at a time.
    QPoint place_of(QQuickItem* item) const {
        QPoint last(-1, -1);
        until([&] {
            const QPoint was = std::exchange(last, middle(item));
            wait(120);
            return was == last;
        });
        return last;
    }
    bool is_ready_to_type(const QString& field) const {
        return until([&] { return seen(field) && seen(field)->hasActiveFocus(); });
    }
    void go_to(const char* page) const {
        QMetaObject::invokeMethod(window_, "goTo", Q_ARG(QString, QString::fromLatin1(page)));
    }
    void click(const QString& name) const {
        if (QQuickItem* found = item(name)) QTest::mouseClick(window_, Qt::LeftButton, {}, place_of(found));
    }
    void type(const std::string& text) const {
        for (const char key : text) QTest::keyClick(window_, key);
    }
    // Held where it ends, until drop().
    void drag(QPoint from, QPoint to) const {
        QTest::mousePress(window_, Qt::LeftButton, {}, from);
        for (int step = 1; step <= 12; ++step) {
            QTest::mouseMove(window_, from + (to - from) * step / 12);
            wait(5);  // mouseMove's own delay would keep the window from its events
        }
    }
    void drop(QPoint at) const { QTest::mouseRelease(window_, Qt::LeftButton, {}, at); }

  private:
    QQuickWindow* window_;
};

}  // namespace segue::ui
