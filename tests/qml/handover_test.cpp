#include "qml/model/handover.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "tests/qml/fixture.h"

namespace segue::ui {
namespace {

Answer refusal(const QString& why) {
    Answer a;
    a.ok = false;
    a.text = why;
    return a;
}

class HandoverTest : public testing::Test {
  protected:
    HandoverTest() { move.show(house); }
    void sound_of_phone(Sound sound) {
        house.devices[1].sound = sound;
        move.show(house);
    }
    RecordingPort port;
    HouseFacts house = house_of_three();
    Handover move{port};
};

TEST_F(HandoverTest, ShowsTheStepsAsTheTargetTellsThem) {
    move.start("b");
    EXPECT_EQ(move.phase(), Handover::Offered);
    EXPECT_EQ(move.toName(), "phone");
    EXPECT_EQ(port.last<HandOver>()->node, "b");
    sound_of_phone(Sound::filling);
    EXPECT_EQ(move.phase(), Handover::Loading);
    sound_of_phone(Sound::muted);
    EXPECT_EQ(move.phase(), Handover::Ready);
    Answer done;
    done.took_ms = 71;
    port.answer(done);
    EXPECT_EQ(move.phase(), Handover::Moved);
    EXPECT_DOUBLE_EQ(move.tookMs(), 71);
    EXPECT_TRUE(move.canUndo());
}

TEST_F(HandoverTest, AnOldSnapshotDoesNotStepBack) {
    move.start("b");
    sound_of_phone(Sound::muted);
    QSignalSpy changed(&move, &Handover::changed);
    sound_of_phone(Sound::filling);
    EXPECT_EQ(move.phase(), Handover::Ready);
    EXPECT_EQ(changed.count(), 0);
}

TEST_F(HandoverTest, ARefusalSaysWhy) {
    move.start("b");
    port.answer(refusal("phone is not here just now"));
    EXPECT_EQ(move.phase(), Handover::Failed);
    EXPECT_EQ(move.problem(), "phone is not here just now");
    EXPECT_FALSE(move.canUndo());
}

TEST_F(HandoverTest, TheWayBackGoesToWhoHadItAndWhereItSounded) {
    move.start("b");
    port.answer({});
    move.undo();
    EXPECT_EQ(port.last<HandOver>()->node, "a");
    port.answer({});
    ASSERT_NE(port.last<OutputsSet>(), nullptr);
    EXPECT_EQ(port.last<OutputsSet>()->nodes, (QStringList{"a", "c"}));
    EXPECT_FALSE(move.canUndo());
}

TEST_F(HandoverTest, ToWhoHasItAlreadyIsNoMove) {
    house.devices[2].is_output = false;
    move.show(house);
    move.start("a");
    EXPECT_EQ(move.phase(), Handover::Idle);
    EXPECT_TRUE(port.asked.empty());
}

TEST_F(HandoverTest, AnAnswerAfterAnotherMoveIsNotThisOnes) {
    move.start("b");
    move.start("c");
    port.answer(refusal("late"));
    EXPECT_EQ(move.phase(), Handover::Offered);
    EXPECT_EQ(move.toName(), "speaker");
}

}  // namespace
}  // namespace segue::ui
