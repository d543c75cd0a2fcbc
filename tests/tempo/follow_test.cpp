#include "sync/tempo/follow.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace segue::tempo {
namespace {

using timeline::Timeline;

constexpr EnsembleTime start(seconds(1'763'800'000));
EnsembleTime after(double s) { return start + nearest_ns(s); }

BeatGrid grid_of(double bpm) { return {{{MediaPos{0}, 1'000, 60.0 * sample_rate_hz / bpm}}, 0, 4}; }

double off_ms(const Timeline& t, const Song& song, const RoomBeat& room, double quantum, double at_s) {
    return to_seconds(phase_error(t, song, room, quantum, after(at_s))) * 1e3;
}

TEST(Follow, TheNearestOctaveIsOneTempo) {
    EXPECT_EQ(octave_between(120, 60), 0.5);
    EXPECT_EQ(octave_between(70, 140), 2);
    EXPECT_EQ(octave_between(120, 140), 1);
    EXPECT_NEAR(speed_for(120, 126), 1.05, 1e-12);
    EXPECT_NEAR(speed_for(174, 90), 90 / 87.0, 1e-12);
}

TEST(Follow, ASongBeginsInTheRoomsPhase) {
    const BeatGrid grid = grid_of(120);
    const Song song{grid};
    const RoomBeat room{start, 17.3, 120};
    const EnsembleTime at = start_in_phase(song, 0, room, 4, after(0.04));
    EXPECT_GE(at, after(0.04));
    EXPECT_LE(at, after(0.04 + 2));
    EXPECT_NEAR(std::remainder(room.beat_at(at), 4), 0, 1e-6);
    // From the middle of a beat on.
    const EnsembleTime mid = start_in_phase(song, 12'000, room, 1, after(0));
    EXPECT_NEAR(std::remainder(room.beat_at(mid) - 0.5, 1), 0, 1e-6);
}

TEST(Follow, ATempoIsTakenOverAndItsPhaseMadeUpFor) {
    const BeatGrid grid = grid_of(120);
    const Song song{grid};
    const Timeline plain = Timeline::from(start);
    const RoomBeat room{start, 0.02, 126};  // 9.5 ms ahead
    const auto bent = bent_to_room(plain, song, room, 4, after(1));
    ASSERT_TRUE(bent);
    EXPECT_EQ(bent->frame_at(after(1)), plain.frame_at(after(1))) << "nothing jumps";
    EXPECT_NEAR(bent->rate_at(after(10)), 1.05, 1e-9);
    EXPECT_NEAR(off_ms(*bent, song, room, 4, 10), 0, 1e-3);
    EXPECT_FALSE(bent_to_room(*bent, song, room, 4, after(1.5))) << "in mid-correction there is nothing more to do";
    EXPECT_FALSE(bent_to_room(*bent, song, room, 4, after(30)));
}

TEST(Follow, AnotherViewOfTheRoomIsTakenOverSlowly) {
    const BeatGrid grid = grid_of(120);
    const Song song{grid};
    const Timeline t = Timeline::from(start, 0, 1.05);
    const RoomBeat ours{start, 0, 126}, theirs{start + milliseconds(1), 0, 126};
    EXPECT_FALSE(bent_to_room(t, song, ours, 4, after(5)));
    const auto bent = bent_to_room(t, song, theirs, 4, after(5));
    ASSERT_TRUE(bent);
    EXPECT_NEAR(bent->rate_at(after(5.5)) / 1.05, 1 - 0.001, 1e-5) << "a millisecond in a second";
    EXPECT_NEAR(off_ms(*bent, song, theirs, 4, 6.1), 0, 1e-3);
}

TEST(Follow, ALongWayIsGoneGently) {
    const BeatGrid grid = grid_of(120);
    const Song song{grid};
    const RoomBeat room{start, 1.5, 120};  // 750 ms ahead
    const auto bent = bent_to_room(Timeline::from(start), song, room, 4, start);
    ASSERT_TRUE(bent);
    EXPECT_NEAR(bent->rate_at(after(1)), 1 + catch_up_max, 1e-9);
    EXPECT_NEAR(off_ms(*bent, song, room, 4, 30), 0, 1e-3);
    EXPECT_LT(std::abs(off_ms(*bent_to_room(Timeline::from(start), song, room, 1, start), song, room, 1, 30)), 1e-3)
        << "beats alone";
}

RC_GTEST_PROP(Follow, AfterOneWriteItIsAtOneWithTheRoom, ()) {
    const BeatGrid grid = grid_of(*rc::gen::inRange(60, 180));
    const Song song{grid, *rc::gen::inRange(0, 5'000'000) * 1.0};
    const RoomBeat room{after(*rc::gen::inRange(-50, 50)), *rc::gen::inRange(0, 64'000) / 1e3,
                        *rc::gen::inRange(60'000, 180'000) / 1e3};
    const double quantum = *rc::gen::element(1, 4, 8);
    Timeline t = Timeline::from(start, 0, *rc::gen::inRange(80, 120) / 100.0);
    if (*rc::gen::arbitrary<bool>()) t.bend(after(3), 0.97);  // and was about to change
    const auto bent = bent_to_room(t, song, room, quantum, after(2));
    const Timeline& then = bent ? *bent : t;
    RC_ASSERT(std::abs(off_ms(then, song, room, quantum, 200)) < 2.5);
    if (bent) RC_ASSERT(!bent_to_room(*bent, song, room, quantum, after(2.2)));
}

// A hand on the tempo's wheel, or two rooms that become one: tempo and phase are suddenly others, again and again.
RC_GTEST_PROP(Follow, WhateverTheRoomDoesTheSongStaysMusicAndNeverJumps, ()) {
    const BeatGrid grid = grid_of(120);
    const Song song{grid};
    Timeline line = Timeline::from(start);
    RoomBeat room{start, 0, 120};
    for (int turn = 0; turn < 60; ++turn) {
        const EnsembleTime now = start + turn * milliseconds(100), from = now + milliseconds(60);
        if (*rc::gen::inRange(0, 4) == 0)
            room = {now, *rc::gen::inRange(0, 64'000) / 1e3, *rc::gen::inRange(20, 1000) * 1.0};  // all Link can say
        const auto bent = bent_to_room(line, song, room, 4, from);
        if (!bent) continue;
        for (int ms = 0; ms <= 60; ms += 20)
            RC_ASSERT(std::abs(bent->frame_at(now + milliseconds(ms)) - line.frame_at(now + milliseconds(ms))) < 1e-6);
        line = *bent;
        for (int ms = 60; ms < 20'000; ms += 500) {
            const double rate = line.rate_at(now + milliseconds(ms));
            RC_ASSERT(rate >= speed_min * (1 - catch_up_max) - 1e-9);
            RC_ASSERT(rate <= speed_max * (1 + catch_up_max) + 1e-9);
        }
    }
}

TEST(Follow, ASpeedIsHeld) {
    const Timeline plain = Timeline::from(start);
    const auto bent = bent_to_speed(plain, 1.25, after(3));
    ASSERT_TRUE(bent);
    EXPECT_EQ(bent->rate_at(after(4)), 1.25);
    EXPECT_FALSE(bent_to_speed(*bent, 1.25, after(5)));
    EXPECT_FALSE(bent_to_speed(plain, 1, after(5)));
}

}  // namespace
}  // namespace segue::tempo
