// Every page by keyboard, by finger, for those who listen, and with large text: on a desktop and on a phone.
#include <QtQml/qqmlextensionplugin.h>

#include <QAccessible>
#include <QPointingDevice>
#include <QQuickStyle>
#include <set>

#include "tests/qml/pages_fixture.h"

Q_IMPORT_QML_PLUGIN(SeguePlugin)

namespace segue::ui {
namespace {

const std::vector<const char*> pages{"now", "devices", "queue", "library", "inspect", "settings", "stage"};

bool is_a(QObject* object, const char* type) { return object->inherits(type); }

// It does something when it is pressed.
bool can_be_pressed(QQuickItem* item) {
    if (is_a(item, "QQuickAbstractButton") || is_a(item, "QQuickSlider") || is_a(item, "QQuickMouseArea")) return true;
    for (QObject* child : item->children())
        if (is_a(child, "QQuickTapHandler")) return true;
    return false;
}

// What a screen reader says of it, or of the nearest around it.
QAccessibleInterface* told_of(QQuickItem* item) {
    for (; item; item = item->parentItem())
        if (QAccessibleInterface* told = QAccessible::queryAccessibleInterface(item);
            told && told->role() != QAccessible::NoRole)
            return told;
    return nullptr;
}

TEST_P(Pages, EverythingHasANameAndARole) {
    QAccessible::setActive(true);
    for (const char* page : pages) {
        open(page);
        int pressed = 0;
        each_visible(window->contentItem(), [&](QQuickItem* item) {
            const bool wants = (item->activeFocusOnTab() && item->isEnabled()) || can_be_pressed(item);
            if (!wants || item->width() <= 0) return true;
            ++pressed;
            QAccessibleInterface* told = told_of(item);
            EXPECT_TRUE(told && !told->text(QAccessible::Name).isEmpty()) << page << ": " << name_of(item);
            return true;
        });
        EXPECT_GT(pressed, 5) << page;
    }
}

// Tab reaches all that a pointer can press, each is on the screen when it is reached, and it can be seen where one is.
TEST_P(Pages, TheKeyboardGoesEverywhere) {
    for (const char* page : pages) {
        open(page);
        std::set<QQuickItem*> reached;
        QQuickItem* last = nullptr;
        int unseen = 0;
        std::string way;
        for (int i = 0; i < 160; ++i) {
            const QImage before = window->grabWindow();
            QTest::keyClick(window, Qt::Key_Tab);
            wait(1);
            QQuickItem* at = window->activeFocusItem();
            ASSERT_NE(at, nullptr) << page;
            if (!reached.insert(at).second) break;
            EXPECT_TRUE(is_on_screen(at)) << page << ": " << name_of(at);
            const QRect around = at->mapRectToScene({-8, -8, at->width() + 16, at->height() + 16}).toAlignedRect();
            const QRect seen = around.intersected(QRect(QPoint(), window->size()));
            if (window->grabWindow().copy(seen) == before.copy(seen)) {
                ++unseen;
                ADD_FAILURE() << page << ": it is not seen that the keyboard is at " << name_of(at);
            }
            last = at;
            way += name_of(at).substr(0, 40) + " | ";
        }
        EXPECT_GT(reached.size(), 5U) << page;
        EXPECT_NE(last, nullptr);
        each_visible(window->contentItem(), [&](QQuickItem* item) {
            const bool is_stop =
                item->isEnabled() && item->activeFocusOnTab() && is_on_screen(item) && item->width() > 0;
            if (is_stop) {
                bool found = reached.contains(item);
                for (QQuickItem* r : reached) found = found || item->isAncestorOf(r);
                EXPECT_TRUE(found) << page << ": never reached " << name_of(item) << "\nby way of " << way;
            }
            return true;
        });
        window->contentItem()->forceActiveFocus();
    }
}

// Text half as large again: nothing reaches over the edge, and no words on a button are cut.
TEST_P(Pages, LargeTextIsWhole) {
    preferences.setTextScale(1.5);
    for (const char* page : pages) {
        open(page);
        if (QLatin1String(page) == "queue") set_everywhere(window->contentItem(), "tab", "queue");
        each_visible(window->contentItem(), [&](QQuickItem* item) {
            // What scrolls sideways, or is drawn beyond its edge on purpose, is another matter.
            if (is_a(item, "QQuickFlickable") && item->property("contentWidth").toReal() > item->width() + 1)
                return false;
            const bool says = is_a(item, "QQuickText") && !item->property("text").toString().isEmpty();
            if (!says && !can_be_pressed(item)) return true;
            const QRectF at = item->mapRectToScene({0, 0, item->width(), item->height()});
            if (at.bottom() < 0 || at.top() > window->height()) return true;
            EXPECT_GE(at.left(), -12) << page << ": " << name_of(item);
            EXPECT_LE(at.right(), window->width() + 12) << page << ": " << name_of(item);
            const QQuickItem* button = item->parentItem();
            while (button && !is_a(const_cast<QQuickItem*>(button), "QQuickAbstractButton"))
                button = button->parentItem();
            const bool is_label =
                says && button && button->property("text").toString() == item->property("text").toString();
            EXPECT_FALSE(is_label && item->property("truncated").toBool()) << page << ": " << name_of(item);
            return true;
        });
    }
}

// Where the other side was when a cut healed: to be gone on from, or forgotten.
TEST_P(Pages, BookmarksLeadBack) {
    facts.session.bookmarks = {{"3@aaaaaaaa", facts.session.queue[0].track, 61, "phone", ""}};
    house.show(facts);
    open("queue");
    drive().click("bookmark:resume");
    ASSERT_NE(port.last<BookmarkResume>(), nullptr);
    EXPECT_EQ(port.last<BookmarkResume>()->id, "3@aaaaaaaa");
    drive().click("bookmark:forget");
    ASSERT_NE(port.last<BookmarkForget>(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Windows, Pages, testing::Bool(), window_name);

// A phone, by finger alone.
class Fingers : public Pages {
  protected:
    void SetUp() override {
        Pages::SetUp();
        finger = QTest::createTouchDevice();
    }
    void tap(QPoint at) {
        QTest::touchEvent(window, finger).press(0, at, window);
        wait(30);
        QTest::touchEvent(window, finger).release(0, at, window);
        wait(50);
    }
    void swipe(QPoint from, QPoint to, bool hold = false) {
        QTest::touchEvent(window, finger).press(0, from, window);
        for (int step = 1; step <= 10; ++step) {
            wait(8);
            QTest::touchEvent(window, finger).move(0, from + (to - from) * step / 10, window);
        }
        wait(hold ? 60 : 8);
        QTest::touchEvent(window, finger).release(0, to, window);
        wait(300);
    }
    int page() { return drive().seen("pages")->property("currentIndex").toInt(); }
    QPointingDevice* finger = nullptr;
};

TEST_P(Fingers, SwipeFromPageToPage) {
    ASSERT_EQ(page(), 0);
    const QPoint right(phone_width - 30, 300), left(30, 300);
    swipe(right, left);
    EXPECT_EQ(page(), 1);
    swipe(right, left);
    EXPECT_EQ(page(), 2);
    swipe(left, right);
    EXPECT_EQ(page(), 1);
}

TEST_P(Fingers, TapWhatIsThere) {
    QQuickItem* button = drive().item("playButton");
    tap(middle(button));
    EXPECT_NE(port.last<Resume>(), nullptr);
    tap(middle(drive().item("place:queue")));
    ASSERT_TRUE(until([&] { return page() == 2; }));
    wait(500);
    QQuickItem* list = drive().item("queueList");
    const qreal before = list->property("contentY").toReal();
    swipe({phone_width / 2, 600}, {phone_width / 2, 250});
    EXPECT_GT(list->property("contentY").toReal(), before + 50) << "the list is pushed up";
    EXPECT_EQ(page(), 2) << "and not to the side";
    QQuickItem* row = nullptr;
    each_visible(list, [&](QQuickItem* item) {
        if (item->property("entryId").isValid() && middle(item).y() > 200 && middle(item).y() < 600) row = item;
        return true;
    });
    ASSERT_NE(row, nullptr);
    tap(row->mapToScene({120, 30}).toPoint());
    ASSERT_NE(port.last<PlayEntry>(), nullptr);
    EXPECT_EQ(port.last<PlayEntry>()->entry, row->property("entryId").toString());
}

TEST_P(Fingers, TakeTheMusicToAnotherDevice) {
    open("devices");
    QQuickItem* giver = drive().item("tile:laptop");
    QQuickItem* target = drive().item("tile:Lena's phone");
    ASSERT_TRUE(giver && target);
    auto* token = giver->property("token").value<QQuickItem*>();
    swipe(middle(token), middle(target), true);
    ASSERT_NE(port.last<HandOver>(), nullptr) << "the page stays, the session goes";
    EXPECT_EQ(port.last<HandOver>()->node, "b");
    EXPECT_EQ(page(), 1);
}

INSTANTIATE_TEST_SUITE_P(Phone, Fingers, testing::Values(true), [](const auto&) { return "Portrait"; });

}  // namespace
}  // namespace segue::ui

int main(int argc, char** argv) {
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    QGuiApplication app(argc, argv);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
