// Tempo and beats: a beat is where the track's beats say it is, at the position; what is asked is what was meant.
#include "qml/model/tempo.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "tests/qml/fixture.h"

namespace segue::ui {
namespace {

using std::chrono::milliseconds;

// 120 beats a minute from a quarter of a second on, in fours; the song plays at 40 s.
class TempoTest : public testing::Test {
  protected:
    void show() {
        house.taken = now;
        player.show(house);
        tempo.show(house.session.tempo);
    }
    RecordingPort port;
    HouseFacts house = house_of_three();
    Clock::time_point now = house.taken;
    Player::Ask ask{[this](const Deed& d) { port.ask(d, [](const Answer&) {}); }};
    Player player{port, ask, [this] { return now; }};
    Tempo tempo{player, port, ask};
};

TEST_F(TempoTest, ThePhaseFollowsFromThePosition) {
    show();
    EXPECT_NEAR(tempo.phase(), 3.5, 1e-6) << "79.5 beats";
    now += milliseconds(500);
    EXPECT_NEAR(tempo.phase(), 0.5, 1e-6);
    house.session.position = 40.25;
    show();
    EXPECT_NEAR(tempo.phase(), 0, 1e-6) << "the position is what counts";
    house.session.tempo.beats = {};
    show();
    EXPECT_LT(tempo.phase(), 0);
}

TEST_F(TempoTest, ABeatIsAwaitedFromWhereThePositionIs) {
    QSignalSpy pulsed(&tempo, &Tempo::pulsed);
    show();
    EXPECT_EQ(tempo.waits_ms(), 250);
    now += milliseconds(251);
    tempo.arrive();
    ASSERT_EQ(pulsed.count(), 1);
    EXPECT_EQ(tempo.beat(), 0);
    EXPECT_TRUE(pulsed[0][0].toBool()) << "the 80th is the first of a bar";
    EXPECT_EQ(tempo.waits_ms(), 499);
    now += milliseconds(495);  // a timer that is early
    tempo.arrive();
    EXPECT_EQ(tempo.beat(), 1);
    EXPECT_FALSE(pulsed[1][0].toBool());
    now += milliseconds(6);
    tempo.arrive();
    EXPECT_EQ(pulsed.count(), 2) << "not the same beat twice";
    house.session.rate = 2;
    house.session.position = 60.25;
    show();
    EXPECT_EQ(tempo.waits_ms(), 250) << "twice as fast, half as long";
}

TEST_F(TempoTest, WhatIsFarFromABeatIsNone) {
    QSignalSpy pulsed(&tempo, &Tempo::pulsed);
    show();
    now += milliseconds(400);  // 150 ms late: people do not see it as on the beat
    tempo.arrive();
    EXPECT_EQ(pulsed.count(), 0);
    EXPECT_EQ(tempo.waits_ms(), 350);
}

TEST_F(TempoTest, WhereNothingMovesNothingPulses) {
    house.session.rate = 0;
    show();
    EXPECT_EQ(tempo.waits_ms(), -1);
    EXPECT_EQ(tempo.beat(), -1);
}

TEST_F(TempoTest, BarsAreSharesOfTheTrack) {
    QSignalSpy beats(&tempo, &Tempo::beatsChanged);
    show();
    ASSERT_EQ(tempo.bars().size(), 64) << "128 s, a bar every two from 0.25 s on";
    EXPECT_FLOAT_EQ(tempo.bars()[0], 0.25F / 128);
    EXPECT_FLOAT_EQ(tempo.bars()[10], 20.25F / 128);
    show();
    EXPECT_EQ(beats.count(), 1) << "the same again tells nobody";
}

TEST_F(TempoTest, WhatIsAskedIsWhatWasMeant) {
    show();
    tempo.setMode("follow");
    EXPECT_EQ(port.last<SetTempo>()->mode, TempoMode::follow);
    EXPECT_EQ(port.last<SetTempo>()->quantum, 0) << "what is not said stays";
    tempo.faster(-1);
    EXPECT_EQ(port.last<SetTempo>()->by_bpm, -1);
    tempo.setQuantum(8);
    EXPECT_EQ(port.last<SetTempo>()->quantum, 8);
    EXPECT_FALSE(port.last<SetTempo>()->mode);
    tempo.shiftBars(-1);
    EXPECT_EQ(port.last<SetBeats>()->change, SetBeats::Change::shift_bar);
    EXPECT_EQ(port.last<SetBeats>()->by, -1);
}

TEST_F(TempoTest, ATempoIsReachedOverTheBarsThatAreChosen) {
    show();
    QSignalSpy over(&tempo, &Tempo::overBarsChanged), changed(&tempo, &Tempo::changed);
    tempo.setBpm(140);
    EXPECT_EQ(port.last<SetTempo>()->over_bars, 0) << "at once";
    tempo.setOverBars(8);
    tempo.setOverBars(8);
    EXPECT_EQ(over.count(), 1);
    EXPECT_EQ(changed.count(), 0) << "it is not of the session";
    tempo.setBpm(140);
    EXPECT_EQ(port.last<SetTempo>()->over_bars, 8);
    tempo.faster(1);
    EXPECT_EQ(port.last<SetTempo>()->over_bars, 8);
    tempo.setPercent(100);
    EXPECT_EQ(port.last<SetTempo>()->over_bars, 8);
    tempo.setQuantum(8);
    EXPECT_EQ(port.last<SetTempo>()->over_bars, 0) << "nothing there that could be gradual";
}

TEST_F(TempoTest, ARampTellsItsRest) {
    show();
    QSignalSpy changed(&tempo, &Tempo::changed);
    house.session.tempo.ramp_s = 6.2;
    show();
    EXPECT_EQ(tempo.rampRest(), 7);
    EXPECT_EQ(changed.count(), 1);
    house.session.tempo.ramp_s = 0;
    show();
    EXPECT_EQ(tempo.rampRest(), 0);
    EXPECT_EQ(changed.count(), 2);
}

TEST_F(TempoTest, KeyLockAndStartStopAreTheSessions) {
    show();
    QSignalSpy changed(&tempo, &Tempo::changed);
    tempo.setKeyLock(true);
    ASSERT_NE(port.last<SetKeyLock>(), nullptr);
    EXPECT_TRUE(port.last<SetKeyLock>()->on);
    tempo.setStartStop(true);
    EXPECT_EQ(port.last<SetTempo>()->start_stop, true);
    EXPECT_FALSE(tempo.keyLock());
    EXPECT_FALSE(tempo.startStop()) << "until it is told";
    EXPECT_EQ(changed.count(), 0);
    house.session.tempo.key_lock = house.session.tempo.start_stop = true;
    show();
    EXPECT_TRUE(tempo.keyLock());
    EXPECT_TRUE(tempo.startStop());
    EXPECT_EQ(changed.count(), 1);
}

TEST_F(TempoTest, ATapSaysHowManyMore) {
    show();
    QSignalSpy tapped(&tempo, &Tempo::tappedChanged);
    port.pending.clear();
    tempo.tap();
    ASSERT_NE(port.last<TapBeat>(), nullptr);
    Answer more;
    more.text = "3 more";
    port.answer(more);
    EXPECT_EQ(tempo.tapped(), "3 more");
    EXPECT_EQ(tapped.count(), 1);
}

}  // namespace
}  // namespace segue::ui
