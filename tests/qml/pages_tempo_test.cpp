// Tempo and loops as a person sets them: on a desktop and on a phone.
#include "tests/qml/pages_fixture.h"

namespace segue::ui {
namespace {

class PagesInTempo : public Pages {};

TEST_P(PagesInTempo, TempoIsSetByHand) {
    QTest::keyClick(window, Qt::Key_T, Qt::ControlModifier);
    wait(400);
    drive().click("mode:follow");
    ASSERT_NE(port.last<SetTempo>(), nullptr);
    EXPECT_EQ(port.last<SetTempo>()->mode, TempoMode::follow);
    drive().click("faster");
    EXPECT_EQ(port.last<SetTempo>()->by_bpm, 1);
    EXPECT_EQ(port.last<TapBeat>(), nullptr);
    facts.session.state = Play::playing;
    facts.session.rate = 1;
    facts.taken = Clock::now();
    house.show(facts);
    drive().click("tap");
    EXPECT_NE(port.last<TapBeat>(), nullptr);
}

TEST_P(PagesInTempo, TempoChangesGraduallyAndKeepsThePitch) {
    facts.session.tempo.mode = TempoMode::lead;
    house.show(facts);
    QTest::keyClick(window, Qt::Key_T, Qt::ControlModifier);
    wait(400);
    // By keyboard: what it is at is brought into sight, on a phone too.
    const auto press = [&](const char* name) {
        drive().item(name)->forceActiveFocus(Qt::TabFocusReason);
        QTest::keyClick(window, Qt::Key_Return);
    };
    press("startStop");
    ASSERT_NE(port.last<SetTempo>(), nullptr);
    EXPECT_EQ(port.last<SetTempo>()->start_stop, true);
    press("keyLock");
    ASSERT_NE(port.last<SetKeyLock>(), nullptr);
    EXPECT_TRUE(port.last<SetKeyLock>()->on);
    press("over:8");
    drive().item("wishedBpm")->forceActiveFocus(Qt::TabFocusReason);
    drive().type("128");
    QTest::keyClick(window, Qt::Key_Return);
    EXPECT_EQ(port.last<SetTempo>()->bpm, 128);
    EXPECT_EQ(port.last<SetTempo>()->over_bars, 8);
}

TEST_P(PagesInTempo, AStretchIsRepeated) {
    facts.session.loop = {};
    house.show(facts);
    open("now");
    drive().click("loopToggle");
    ASSERT_NE(port.last<SetLoop>(), nullptr);
    EXPECT_EQ(port.last<SetLoop>()->change, SetLoop::Change::beats);
    facts.session.loop = {true, 40, 42, 4};
    house.show(facts);
    drive().click("loopTwice");
    EXPECT_EQ(port.last<SetLoop>()->change, SetLoop::Change::twice);
    drive().click("loopHalve");
    EXPECT_EQ(port.last<SetLoop>()->change, SetLoop::Change::halve);
    window->contentItem()->forceActiveFocus();
    QTest::keyClick(window, Qt::Key_L);
    EXPECT_EQ(port.last<SetLoop>()->change, SetLoop::Change::off);
}

INSTANTIATE_TEST_SUITE_P(Windows, PagesInTempo, testing::Bool(), window_name);

}  // namespace
}  // namespace segue::ui
