#include "qml/model/player.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "tests/qml/fixture.h"

namespace segue::ui {
namespace {

using std::chrono::milliseconds;

class PlayerTest : public testing::Test {
  protected:
    RecordingPort port;
    HouseFacts house = house_of_three();
    Clock::time_point now = house.taken;
    Player player{port, [this](const Deed& d) { port.ask(d, [](const Answer&) {}); }, [this] { return now; }};
};

TEST_F(PlayerTest, ThePositionGoesOnBetweenSnapshots) {
    player.show(house);
    EXPECT_DOUBLE_EQ(player.position(), 40);
    now += milliseconds(2500);
    EXPECT_DOUBLE_EQ(player.position(), 42.5);
}

TEST_F(PlayerTest, ThePositionStopsAtTheEndOfTheTrack) {
    player.show(house);
    now += std::chrono::seconds(500);
    EXPECT_DOUBLE_EQ(player.position(), 128);
}

TEST_F(PlayerTest, ThePositionGoesRoundInALoop) {
    house.session.loop = {true, 39, 41, 4};
    player.show(house);
    now += milliseconds(900);
    EXPECT_DOUBLE_EQ(player.position(), 40.9);
    now += milliseconds(200);
    EXPECT_NEAR(player.position(), 39.1, 1e-9);
    now += milliseconds(4000);
    EXPECT_NEAR(player.position(), 39.1, 1e-9) << "two laps later";
    house.session.loop.on = false;
    player.show(house);
    EXPECT_NEAR(player.position(), 45.1, 1e-9) << "on from where it ended";
    house.taken = now;
    house.session.position = 41.5;
    house.session.loop.on = true;
    player.show(house);
    now += milliseconds(500);
    EXPECT_NEAR(player.position(), 42, 1e-9) << "who is behind it is not in it";
}

TEST_F(PlayerTest, WhileNothingMovesThePositionStands) {
    house.session.state = Play::paused;
    house.session.rate = 0;
    player.show(house);
    now += std::chrono::seconds(5);
    EXPECT_DOUBLE_EQ(player.position(), 40);
    EXPECT_FALSE(player.playing());
}

TEST_F(PlayerTest, TheSameAgainTellsNobody) {
    player.show(house);
    QSignalSpy track(&player, &Player::trackChanged), state(&player, &Player::stateChanged),
        position(&player, &Player::positionChanged), next(&player, &Player::nextChanged);
    now += milliseconds(100);
    house.taken = now;
    house.session.position = 40.1;
    player.show(house);
    EXPECT_EQ(track.count() + state.count() + position.count() + next.count(), 0);
}

TEST_F(PlayerTest, AnotherTrackIsToldOnceAndItsOutlineAskedFor) {
    player.show(house);
    QSignalSpy track(&player, &Player::trackChanged), next(&player, &Player::nextChanged);
    house.session.track = house.session.queue[2].track;
    house.session.queue_index = 2;
    player.show(house);
    EXPECT_EQ(track.count(), 1);
    EXPECT_EQ(next.count(), 1);
    EXPECT_EQ(player.nextTitle(), "And then");
    ASSERT_NE(port.last<Outline>(), nullptr);
    EXPECT_EQ(port.last<Outline>()->track, "t3");
}

TEST_F(PlayerTest, AnOutlineOfTheTrackBeforeIsNotShown) {
    player.show(house);
    house.session.track = house.session.queue[2].track;
    player.show(house);
    Answer late;
    late.outline = {0.5F, 0.5F};
    port.answer(late);
    EXPECT_TRUE(player.outline().isEmpty());
    port.answer(late);
    EXPECT_EQ(player.outline().size(), 2);
}

TEST_F(PlayerTest, TheLevelIsWhatTheOutlineSaysOfNow) {
    house.session.position = 96;
    player.show(house);
    Answer a;
    a.outline = {0.1F, 0.2F, 0.3F, 0.8F};
    port.answer(a);
    EXPECT_FLOAT_EQ(static_cast<float>(player.levelNow()), 0.8F);
}

TEST_F(PlayerTest, SeekingShowsAtOnceAndStaysWithinTheTrack) {
    player.show(house);
    QSignalSpy position(&player, &Player::positionChanged);
    player.seek(-3);
    EXPECT_DOUBLE_EQ(player.position(), 0);
    EXPECT_EQ(position.count(), 1);
    player.seek(1000);
    EXPECT_DOUBLE_EQ(port.last<SeekTo>()->seconds, 128);
}

TEST_F(PlayerTest, OneKeyPausesAndResumes) {
    player.show(house);
    player.toggle();
    EXPECT_NE(port.last<Pause>(), nullptr);
    house.session.state = Play::paused;
    player.show(house);
    player.toggle();
    EXPECT_NE(port.last<Resume>(), nullptr);
}

}  // namespace
}  // namespace segue::ui
