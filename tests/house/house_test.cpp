// The first walk through the whole house, in virtual time: everything but sockets, disks and decoders is the real code.
#include "tests/house/member.h"

#include <gtest/gtest.h>

namespace segue::test {
namespace {

// Half a millisecond of program frames: what two drifting clocks over a jittery link may differ by, generously.
constexpr double frames_apart_max = 24;

struct Ear {
    House& house;
    double silent_ms = 0, apart_frames = 0, quietest = 1e9, loudest = 0;
    std::optional<double> last = std::nullopt;
    double jump_frames = 0;
    std::optional<audio::Epoch> epoch = std::nullopt;

    // One millisecond of listening to all loudspeakers together.
    void listen() {
        double gain = 0, low = 1e18, high = -1e18;
        for (std::size_t i = 0; i < house.size(); ++i) {
            const auto h = house[i].heard();
            if (!h || h->gain == 0) continue;
            gain += static_cast<double>(h->gain);
            low = std::min(low, h->frame);
            high = std::max(high, h->frame);
            epoch = h->epoch;
        }
        if (gain == 0) {
            silent_ms += 1;
            return;
        }
        quietest = std::min(quietest, gain);
        loudest = std::max(loudest, gain);
        apart_frames = std::max(apart_frames, high - low);
        if (last) jump_frames = std::max(jump_frames, std::abs(low - *last - 48));
        last = low;
    }
};

bool sounds(House& house, std::size_t i) {
    const auto h = house[i].heard();
    return h && h->gain > 0.99F;
}

// n members that know each other and each other's clocks.
void settle(House& house) {
    house.connect_all();
    house.run(seconds(2));
}

TEST(House, ThreePlayAsOne) {
    House house(3);
    settle(house);
    ASSERT_TRUE(house.play(0, "song-60.ogg").ok);
    house.run(milliseconds(10));  // until node 1 has heard of the session
    ASSERT_TRUE(house.command(1, handoff::OutputAdd{house[1].id()}).ok);
    ASSERT_TRUE(house.command(0, handoff::OutputAdd{house[2].id()}).ok);
    ASSERT_TRUE(house.run_until([&] { return sounds(house, 0) && sounds(house, 1) && sounds(house, 2); }, seconds(2)));
    Ear ear{house};
    house.run(seconds(20), [&] { ear.listen(); });
    EXPECT_EQ(ear.silent_ms, 0);
    EXPECT_LT(ear.apart_frames, frames_apart_max);
}

TEST(House, SoundComesWithinThreeTenthsOfASecond) {
    House house(3);
    settle(house);
    ASSERT_TRUE(house.play(0, "warm-5.ogg").ok);
    house.command(0, handoff::OutputsSet{{house[0].id(), house[1].id(), house[2].id()}});
    house.run(seconds(2));
    const sim::TrueTime asked = house.true_time();
    ASSERT_TRUE(house.play(0, "song-60.ogg").ok);
    ASSERT_TRUE(house.run_until(
        [&] { return sounds(house, 0) && sounds(house, 1) && sounds(house, 2) && house[2].position_s() < 5; },
        seconds(2)));
    EXPECT_LE(house.true_time() - asked, milliseconds(300));
}

TEST(House, ASoloSessionGoesRoundWithoutAGap) {
    House house(3);
    settle(house);
    ASSERT_TRUE(house.play(0, "song-100.ogg").ok);
    ASSERT_TRUE(house.run_until([&] { return sounds(house, 0); }, seconds(2)));
    Ear ear{house};
    std::size_t at = 0;
    for (int i = 0; i < 6; ++i) {
        const std::size_t to = (at + 1) % 3;
        bool answered = false;
        const auto* session = house[at].session();
        house[at].core().sessions().command(session->state().id, handoff::HandOver{house[to].id(), false, {}},
                                            [&](const handoff::Done& done) { answered = done.ok; });
        house.run(seconds(3), [&] { ear.listen(); });
        EXPECT_TRUE(answered) << "handoff " << i;
        EXPECT_TRUE(house[to].session()->conducting());
        EXPECT_TRUE(sounds(house, to));
        EXPECT_FALSE(house[at].heard() && house[at].heard()->gain > 0);
        at = to;
    }
    EXPECT_EQ(ear.silent_ms, 0);
    EXPECT_GT(ear.quietest, 0.98);
    EXPECT_LT(ear.loudest, 1.02);
    EXPECT_LT(ear.jump_frames, frames_apart_max);
}

TEST(House, TheConductorDiesAndNobodyHearsIt) {
    House house(3);
    settle(house);
    ASSERT_TRUE(house.play(0, "song-60.ogg").ok);
    house.command(0, handoff::OutputsSet{{house[0].id(), house[1].id(), house[2].id()}});
    ASSERT_TRUE(house.run_until([&] { return sounds(house, 0) && sounds(house, 1) && sounds(house, 2); }, seconds(2)));
    house.run(seconds(3));
    house.kill(0);
    Ear ear{house};
    const auto taken = house.run_until(
        [&] {
            ear.listen();
            return house[1].session()->conducting() || house[2].session()->conducting();
        },
        seconds(2));
    ASSERT_TRUE(taken);
    EXPECT_LE(*taken, seconds(1));
    house.run(seconds(5), [&] { ear.listen(); });
    EXPECT_EQ(ear.silent_ms, 0);
    EXPECT_LT(ear.jump_frames, frames_apart_max);
    EXPECT_NE(house[1].session()->conducting(), house[2].session()->conducting());
    EXPECT_EQ(house[1].session()->state().queue.size(), 1U);
    EXPECT_EQ(house[1].session()->ballot(), house[2].session()->ballot());
}

// Long enough to be buried, not long enough for its streams to close.
TEST(House, AFrozenMemberIsOneAgainWhenItThaws) {
    House house(3);
    settle(house);
    ASSERT_TRUE(house.play(0, "song-60.ogg").ok);
    house.run(seconds(2));
    house[2].freeze();
    house.run(seconds(7));
    EXPECT_FALSE(house[0].session()->in_reach(house[2].id()));
    house[2].thaw();
    house.run(seconds(2));
    for (const std::size_t i : {0U, 1U}) EXPECT_TRUE(house[i].session()->in_reach(house[2].id())) << i;
    EXPECT_EQ(house[0].session()->ballot(), house[2].session()->ballot());
}

TEST(House, TheQueueGoesOnWhoeverDies) {
    House house(2);
    settle(house);
    ASSERT_TRUE(house.play(0, "first-8.ogg").ok);
    std::optional<node::Librarian::Look> look;
    handoff::NewEntry next;
    next.source = {house[0].id(), "second-30.ogg"};
    ASSERT_TRUE(house.command(0, handoff::QueueAdd{{next}, {}, false}).ok);
    ASSERT_TRUE(house.command(0, handoff::OutputAdd{house[1].id()}).ok);
    ASSERT_TRUE(house.run_until([&] { return sounds(house, 1); }, seconds(2)));
    house.run(seconds(4));  // the second track has been fetched ahead by now
    house.kill(0);
    Ear ear{house};
    house.run(seconds(12), [&] { ear.listen(); });
    EXPECT_EQ(ear.silent_ms, 0);
    EXPECT_LT(ear.jump_frames, frames_apart_max);
    EXPECT_TRUE(house[1].session()->conducting());
    EXPECT_LT(house[1].position_s(), 20);
    EXPECT_GT(house[1].position_s(), 5);
}

TEST(House, TheOnlyOutputDies) {
    for (const bool keep_playing : {false, true}) {
        House house(3);
        settle(house);
        ASSERT_TRUE(house.play(0, "song-60.ogg").ok);
        house.command(0, handoff::KeepPlaying{keep_playing});
        ASSERT_TRUE(house.run_until([&] { return sounds(house, 0); }, seconds(2)));
        house.run(seconds(5));
        const double position = house[1].position_s();
        house.kill(0);
        if (keep_playing) {
            const auto sounding = house.run_until([&] { return sounds(house, 1) || sounds(house, 2); }, seconds(3));
            ASSERT_TRUE(sounding);
            EXPECT_LE(*sounding, seconds(1));
        } else {
            house.run(seconds(3));
            const handoff::Where where = handoff::position(house[1].session()->state(), house[1].core().ensemble_now());
            EXPECT_EQ(where.mode, handoff::Mode::paused);
            EXPECT_NEAR(house[1].position_s(), position, 1.0);
            ASSERT_TRUE(house.command(2, handoff::Resume{}).ok);
            EXPECT_TRUE(house.run_until([&] { return sounds(house, 1) || sounds(house, 2); }, seconds(1)));
        }
    }
}

TEST(House, APlayerThatMeetsAnOlderEnsembleKeepsItsPlace) {
    House house(2);
    house.run(seconds(30));
    ASSERT_TRUE(house.play(1, "song-100.ogg").ok);
    ASSERT_TRUE(house.run_until([&] { return sounds(house, 1); }, seconds(2)));
    house.run(seconds(5));
    const double before = house[1].position_s();
    house.connect(0, 1);
    house.run(seconds(3));
    EXPECT_NEAR(house[1].position_s(), before + 3, 0.5);
    EXPECT_TRUE(sounds(house, 1));
}

// Its node plays nothing, and nothing else happens that would remind it to tell.
TEST(House, AFileOfAnotherNodeIsPlayedWhenThatHasReadIt) {
    House house(2);
    settle(house);
    house[1].files().hold();
    handoff::NewEntry far;
    far.source = {house[1].id(), "far-30.ogg"};
    ASSERT_TRUE(house.command(0, handoff::Play{{far}, false, 0}).ok);
    house.run(seconds(2));
    EXPECT_FALSE(sounds(house, 0));
    house[1].files().go_on();
    house[1].turn();
    EXPECT_TRUE(house.run_until([&] { return sounds(house, 0); }, seconds(2)));
}

TEST(House, WhatCannotBeReadIsSkippedWithANote) {
    House house(1);
    ASSERT_TRUE(house.play(0, "first-4.ogg").ok);
    handoff::NewEntry broken, good;
    broken.source = {house[0].id(), "broken.ogg"};
    good.source = {house[0].id(), "good-20.ogg"};
    ASSERT_TRUE(house.command(0, handoff::QueueAdd{{broken, good}, {}, false}).ok);
    house.run(seconds(10));
    EXPECT_TRUE(sounds(house, 0));
    const handoff::SessionState& state = house[0].session()->state();
    const auto* now = state.queue.find(handoff::position(state, house[0].core().ensemble_now()).cue.entry);
    ASSERT_TRUE(now);
    EXPECT_EQ(now->facts.value.title, "good-20");
    EXPECT_FALSE(house[0].notes.empty());
}

// Stopped, or suspended, while it sounds; its loudspeaker goes on before the node does.
TEST(House, WhoWakesIsSilentUntilItHasLooked) {
    House house(3);
    settle(house);
    ASSERT_TRUE(house.play(0, "song-120.ogg").ok);
    house.run(milliseconds(10));
    ASSERT_TRUE(house.command(0, handoff::OutputsSet{{house[0].id(), house[1].id(), house[2].id()}}).ok);
    ASSERT_TRUE(house.run_until([&] { return sounds(house, 0) && sounds(house, 1); }, seconds(2)));
    house.run(seconds(2));
    house[0].freeze();
    house.run(seconds(15));
    EXPECT_TRUE(sounds(house, 1) && sounds(house, 2));
    EXPECT_FALSE(house[0].loudspeaker().heard(house[0].now()));
    house[0].thaw();
    bool heard = false;
    house.run(milliseconds(250), [&] {
        const auto h = house[0].heard();
        heard = heard || (h && h->gain > 0);
    });
    EXPECT_FALSE(heard) << "before it has looked around";
    house.run(seconds(3));
    EXPECT_TRUE(sounds(house, 0));
    EXPECT_NEAR(house[0].heard()->frame, house[1].heard()->frame, frames_apart_max);
}

TEST(House, ABusyNodeThreadSilencesNothing) {
    House house(1);
    ASSERT_TRUE(house.play(0, "song-60.ogg").ok);
    ASSERT_TRUE(house.run_until([&] { return sounds(house, 0); }, seconds(2)));
    Ear ear{house};
    house.run(seconds(20), [&] { ear.listen(); });
    EXPECT_EQ(ear.silent_ms, 0);
    // Paused in its thread for nearly as long as its word is good.
    const auto good = house[0].session()->good_until() - house[0].now();
    EXPECT_GE(good, seconds(2) - milliseconds(5));
}

TEST(House, ADamagedJournalIsUsedAsFarAsItIsGood) {
    House before(1);
    ASSERT_TRUE(before.play(0, "song-60.ogg").ok);
    before.run(seconds(1));
    const SessionId session = before[0].session()->state().id;
    const std::string file = "sessions/" + session.hex() + ".journal";
    Bytes journal = before[0].disk.files().at(file);
    const std::size_t queue = before[0].session()->state().queue.size();
    journal.insert(journal.end(), 100, 0x5a);
    House after(1);
    for (int time = 1; time <= 2; ++time) {
        after[0].core().sessions().restore(session, journal);
        after.run(milliseconds(200));
        EXPECT_EQ(after[0].disk.files().at(file + ".damaged-" + std::to_string(time)), journal);
        EXPECT_NE(after[0].notes.back().find("was damaged"), std::string::npos);
        EXPECT_EQ(after[0].session()->state().queue.size(), queue);
        const handoff::Restored mended = handoff::replay(after[0].disk.files().at(file));
        EXPECT_EQ(mended.good_bytes, after[0].disk.files().at(file).size());
        EXPECT_EQ(mended.saved.state.queue.size(), queue);
    }
    after[0].core().sessions().restore(session, Bytes(50, 0x77));
    after.run(milliseconds(200));
    EXPECT_EQ(after[0].disk.files().at(file + ".damaged-3").size(), 50u);
}

}  // namespace
}  // namespace segue::test
