// The loop: what its buttons ask for, and when they are told of another.
#include "qml/model/loop.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "tests/qml/fixture.h"

namespace segue::ui {
namespace {

class LoopTest : public testing::Test {
  protected:
    RecordingPort port;
    Loop loop{[this](const Deed& d) { port.ask(d, [](const Answer&) {}); }};
    SetLoop::Change asked() { return port.last<SetLoop>()->change; }
};

TEST_F(LoopTest, IsToldOnceOfAnother) {
    QSignalSpy changed(&loop, &Loop::changed);
    loop.show({});
    EXPECT_EQ(changed.count(), 0) << "there was none before";
    loop.show({true, 40, 42, 4});
    loop.show({true, 40, 42, 4});
    EXPECT_EQ(changed.count(), 1);
    EXPECT_TRUE(loop.on());
    EXPECT_EQ(loop.from(), 40);
    EXPECT_EQ(loop.to(), 42);
    EXPECT_EQ(loop.beats(), 4);
    loop.show({});
    EXPECT_EQ(changed.count(), 2);
}

TEST_F(LoopTest, BeginsWithFourBeatsAndEndsByTheSameButton) {
    loop.toggle();
    ASSERT_NE(port.last<SetLoop>(), nullptr);
    EXPECT_EQ(asked(), SetLoop::Change::beats);
    EXPECT_EQ(port.last<SetLoop>()->beats, 4);
    EXPECT_FALSE(loop.on()) << "until it is told";
    loop.show({true, 40, 42, 4});
    loop.toggle();
    EXPECT_EQ(asked(), SetLoop::Change::off);
}

TEST_F(LoopTest, IsHalvedAndDoubled) {
    loop.show({true, 40, 42, 4});
    loop.halve();
    EXPECT_EQ(asked(), SetLoop::Change::halve);
    loop.twice();
    EXPECT_EQ(asked(), SetLoop::Change::twice);
}

}  // namespace
}  // namespace segue::ui
