// Songs bent to a wish, or to a room, by whoever conducts.
#include "handoff/tempo.h"

#include <gtest/gtest.h>

#include <cmath>

#include "handoff/views.h"
#include "tests/handoff/house.h"

namespace segue::handoff::test {
namespace {

class Tempo : public testing::Test {
  protected:
    // 120 beats a minute from its first frame on.
    static NewEntry song_with_beats(int i = 1) {
        NewEntry e = song(i, 300);
        e.facts.beats = {{{MediaPos{0}, 600, 24'000}}, 0, 4};
        return e;
    }
    void SetUp() override {
        house.run(seconds(1));
        room = {house.now(), 2.6, 126};
    }
    void play(const NewEntry& entry) {
        ASSERT_TRUE(house.must(0, OutputsSet{{node_id(0), node_id(1)}}).ok);
        ASSERT_TRUE(house.must(0, handoff::test::play({entry})).ok);
    }
    void follow(TempoMode mode = TempoMode::follow) { ASSERT_TRUE(house.must(0, SetTempo{{mode, 0, 1, 4}}).ok); }
    // Everyone who is up hears the room, each by its own view of it.
    void run(seconds how_long) {
        for (auto t = Nanoseconds(0); t < how_long; t += room_interval) {
            for (int i = 0; i < house.size(); ++i)
                if (house.up(i)) {
                    auto view = here ? std::optional(room) : std::nullopt;
                    if (view) view->at += views[static_cast<std::size_t>(i)];
                    house.hear_room(i, view);
                }
            house.run(room_interval);
        }
    }
    double frame(int i) const {
        const auto s = house.sound(i);
        EXPECT_TRUE(s && s->gain > 0) << house.name(i) << " is silent";
        return s ? s->frame : 0;
    }
    // How far the song's beat is from the room's, within a bar.
    double off_ms(int i) const {
        const double beat = std::remainder(frame(i) / 24'000 - room.beat_at(house.now()), 4);
        return beat * 60'000 / room.bpm;
    }
    double speed(int i) {
        const double before = frame(i);
        house.run(milliseconds(100));
        return (frame(i) - before) / 4800;
    }

    House house{3};
    tempo::RoomBeat room;
    bool here = true;
    std::array<Nanoseconds, 3> views{};
};

TEST_F(Tempo, AWishIsHeardByAllOutputsAndTakenBack) {
    play(song_with_beats());
    house.run(seconds(2));
    EXPECT_NEAR(speed(0), 1, 1e-9);
    ASSERT_TRUE(house.must(1, SetTempo{{TempoMode::free, 132, 1, 4}}).ok);
    house.run(seconds(1));
    EXPECT_NEAR(speed(0), 1.1, 1e-6);
    EXPECT_NEAR(frame(0), frame(1), 1e-3);
    EXPECT_NEAR(tempo_at(house.machine(0).state(), house.now()), 132, 1e-3);
    ASSERT_TRUE(house.must(1, SetTempo{{TempoMode::free, 0, 0.9, 4}}).ok);
    house.run(seconds(1));
    EXPECT_NEAR(speed(1), 0.9, 1e-6);
    ASSERT_TRUE(house.must(1, SetTempo{}).ok);
    house.run(seconds(1));
    EXPECT_NEAR(speed(1), 1, 1e-6);
}

TEST_F(Tempo, WhatMakesNoSenseIsRefused) {
    for (const TempoWish& w : {TempoWish{TempoMode::free, 5, 1, 4}, TempoWish{TempoMode::free, 0, 3, 4},
                               TempoWish{TempoMode::free, 0, 1, 0}, TempoWish{TempoMode::free, NAN, 1, 4}}) {
        const Answered a = house.must(0, SetTempo{w});
        EXPECT_FALSE(a.ok);
        EXPECT_NE(a.message.find("beats a minute"), std::string::npos) << a.message;
    }
}

TEST_F(Tempo, FollowingItBeginsOnTheRoomsBar) {
    follow();
    run(seconds(1));
    play(song_with_beats());
    run(seconds(4));
    EXPECT_NEAR(speed(0), 1.05, 1e-6);
    EXPECT_NEAR(off_ms(0), 0, 0.4);
    EXPECT_NEAR(frame(0), frame(1), 1e-3);
}

TEST_F(Tempo, ARunningSongCatchesUpAndFollowsEachChange) {
    play(song_with_beats());
    follow();
    run(seconds(30));
    EXPECT_NEAR(off_ms(0), 0, 0.4);
    EXPECT_NEAR(off_ms(1), 0, 0.4);
    room = {house.now(), room.beat_at(house.now()), 118};
    run(seconds(1));
    EXPECT_NEAR(speed(0) / (118 / 120.0), 1, 0.02);
    run(seconds(10));
    EXPECT_NEAR(off_ms(0), 0, 0.4);
    EXPECT_NEAR(speed(0), 118 / 120.0, 1e-6);
}

TEST_F(Tempo, TheRoomLeavesAndTheSongGoesOnAsItGoes) {
    follow();
    play(song_with_beats());
    run(seconds(30));
    here = false;
    run(seconds(10));
    EXPECT_NEAR(speed(0), 1.05, 1e-6);
}

TEST_F(Tempo, LeadingASongKeepsTheSpeedThatIsWished) {
    play(song_with_beats());
    ASSERT_TRUE(house.must(0, SetTempo{{TempoMode::lead, 0, 1.5, 4}}).ok);
    room = {house.now(), 2.6, 180};
    run(seconds(5));
    EXPECT_NEAR(speed(0), 1.5, 1e-6) << "180 is not twice 90";
    ASSERT_TRUE(house.must(0, SetTempo{{TempoMode::lead, 126, 1, 4}}).ok);
    room = {house.now(), 2.6, 126};
    run(seconds(30));
    EXPECT_NEAR(speed(0), 1.05, 1e-6);
    EXPECT_NEAR(off_ms(0), 0, 0.4) << "the room's bar is not moved: the song comes to it";
}

TEST_F(Tempo, KeyLockBeginsAtOneMomentForAllOutputsAndOutlivesItsConductor) {
    play(song_with_beats());
    house.run(seconds(2));
    ASSERT_TRUE(house.must(1, SetKeyLock{true}).ok);
    const auto plan = [&](int i) {
        return plan_for(house.machine(i).state(), node_id(i), house.now(), true).programs.back();
    };
    EXPECT_GT(plan(0).key_lock_from, house.now()) << "each output has time to get ready";
    house.run(seconds(1));
    for (const int i : {0, 1, 2}) {
        EXPECT_TRUE(plan(i).key_lock) << i;
        EXPECT_EQ(plan(i).key_lock_from, plan(0).key_lock_from) << i;
    }
    const int dead = house.conductor();
    house.kill(dead);
    house.run(seconds(3));
    EXPECT_TRUE(plan(dead == 0 ? 1 : 0).key_lock);
}

TEST_F(Tempo, KeyLockThatWasChosenBeforehandHoldsFromTheFirstFrameOn) {
    ASSERT_TRUE(house.must(0, SetKeyLock{true}).ok);
    play(song_with_beats());
    house.run(seconds(1));
    const SessionState& state = house.machine(0).state();
    EXPECT_LT(state.settings.value.key_lock_from, state.transport().now->begins);
    const auto decoded = decode_state(encode(state));
    ASSERT_TRUE(decoded.ok());
    EXPECT_TRUE(decoded->settings.value.key_lock);
    EXPECT_EQ(decoded->settings.value.key_lock_from, EnsembleTime::min());
}

TEST_F(Tempo, WithoutABeatItIsFollowedByTimeAlone) {
    follow();
    play(song(2, 300));
    run(seconds(5));
    EXPECT_NEAR(speed(0), 1, 1e-9);
}

TEST_F(Tempo, WhoTakesOverFromADeadConductorMissesNoBeat) {
    views[1] = milliseconds(1);  // sees the room a little later than the first
    follow();
    play(song_with_beats());
    run(seconds(30));
    const int dead = house.conductor();
    ASSERT_GE(dead, 0);
    const int alive = dead == 0 ? 1 : 0;
    double before = frame(alive);
    house.kill(dead);
    double most = 0;
    for (int i = 0; i < 80; ++i) {
        for (int k = 0; k < house.size(); ++k)
            if (house.up(k) && i % 4 == 0) {
                auto view = room;
                view.at += views[static_cast<std::size_t>(k)];
                house.hear_room(k, view);
            }
        house.run(milliseconds(25));
        const double now = frame(alive);
        most = std::max(most, std::abs((now - before) / 1200 / 1.05 - 1));
        before = now;
        EXPECT_LT(std::abs(off_ms(alive)), 1.4);
    }
    EXPECT_LT(most, 0.002) << "two views a millisecond apart are made one slowly";
}

TEST_F(Tempo, AHandoverWaitsForTheBar) {
    play(song_with_beats());
    house.run(seconds(3));
    const NodeId target = node_id(2);
    HandOver e{target, false, node_id(0), 4};
    ASSERT_TRUE(house.must(0, e).ok);
    const auto& switches = house.machine(0).state().outputs.at(target).switches.value;
    const auto& now = *house.machine(0).state().transport().now;
    const double beat = now.timeline.frame_at(switches.back().at) / 24'000;
    EXPECT_NEAR(std::remainder(beat, 4), 0, 1e-6);
    house.run(seconds(3));
    EXPECT_EQ(house.sounding(), (std::set<int>{1, 2}));
    EXPECT_EQ(house.conductor(), 2);
}

TEST_F(Tempo, ARampEndsAtItsBeatWithoutAJump) {
    play(song_with_beats());
    house.run(seconds(2));
    const double from = frame(0) / 24'000;
    ASSERT_TRUE(house.must(1, RampTempo{{TempoMode::free, 140, 1, 4, false, {}}, 32, {}}).ok);
    EXPECT_GT(ramp_left(house.machine(0).state(), house.now()), seconds(10));
    double before = frame(0), last = 1, most = 0;
    for (int i = 0; i < 2000 && frame(0) / 24'000 < from + 34; ++i) {
        house.run(milliseconds(10));
        const double now = frame(0), rate = (now - before) / 480;
        EXPECT_GT(rate, last - 1e-6) << "faster and faster";
        most = std::max(most, rate - last);
        EXPECT_NEAR(now, frame(1), 1e-3);
        last = rate, before = now;
    }
    EXPECT_LT(most, 0.005) << "a twelfth of a semitone";
    EXPECT_NEAR(last, 140 / 120.0, 1e-6);
    EXPECT_EQ(ramp_left(house.machine(0).state(), house.now()), Nanoseconds(0));
}

TEST_F(Tempo, ARampGoesOnWhenTheConductorDies) {
    play(song_with_beats());
    house.run(seconds(2));
    ASSERT_TRUE(house.must(1, RampTempo{{TempoMode::lead, 0, 1.3, 4, false, {}}, 0, seconds(10)}).ok);
    const EnsembleTime then = house.now();
    house.run(seconds(4));
    const int dead = house.conductor(), alive = dead == 0 ? 1 : 0;
    house.kill(dead);
    double before = frame(alive), last = 0;
    while (house.now() < then + seconds(11)) {
        house.run(milliseconds(20));
        const double now = frame(alive), rate = (now - before) / 960;
        EXPECT_GT(rate, last - 1e-6);
        if (last > 0) {
            EXPECT_LT(rate - last, 0.03) << "as long as nobody conducted it stayed as it was";
        }
        last = rate, before = now;
    }
    EXPECT_NEAR(last, 1.3, 1e-6);
}

TEST_F(Tempo, ARampIsOfWhatPlaysNow) {
    play(song_with_beats());
    house.run(seconds(2));
    ASSERT_TRUE(house.must(1, RampTempo{{TempoMode::free, 140, 1, 4, false, {}}, 64, {}}).ok);
    house.run(seconds(2));
    ASSERT_TRUE(house.must(0, Seek{48'000 * 60, false}).ok);
    house.run(seconds(1));
    EXPECT_NEAR(speed(0), 140 / 120.0, 1e-6) << "after a seek it is at its end";
    ASSERT_TRUE(house.must(1, RampTempo{{TempoMode::free, 100, 1, 4, false, {}}, 64, {}}).ok);
    house.run(seconds(2));
    ASSERT_TRUE(house.must(1, SetTempo{{TempoMode::free, 130, 1, 4}}).ok);
    house.run(seconds(1));
    EXPECT_NEAR(speed(0), 130 / 120.0, 1e-6) << "another wish takes its place";
    for (const RampTempo& r :
         {RampTempo{{}, 0, {}}, RampTempo{{}, -1, {}}, RampTempo{{}, 1e9, {}}, RampTempo{{}, 0, seconds(100'000)}})
        EXPECT_FALSE(house.must(1, r).ok);
}

TEST_F(Tempo, BeatsSaidByHandStay) {
    play(song_with_beats());
    house.run(seconds(1));
    const EntryId id = house.machine(0).state().queue.first()->first;
    const tempo::BeatGrid tapped{{{MediaPos{100}, 600, 25'000}}, 0, 3};
    ASSERT_TRUE(house.must(1, SetBeats{id, tapped}).ok);
    EntryFacts later = track(1, 300);
    later.beats = {{{MediaPos{0}, 600, 24'000}}, 0, 4};
    ASSERT_TRUE(house.must(0, Learnt{id, later}).ok);
    EXPECT_EQ(house.machine(0).state().queue.find(id)->facts.value.beats, tapped);
    ASSERT_TRUE(house.must(1, SetBeats{id, {}}).ok);
    ASSERT_TRUE(house.must(0, Learnt{id, later}).ok);
    EXPECT_EQ(house.machine(0).state().queue.find(id)->facts.value.beats, later.beats);
    EXPECT_FALSE(house.must(1, SetBeats{{node_id(1), 99}, tapped}).ok);
}

}  // namespace
}  // namespace segue::handoff::test
