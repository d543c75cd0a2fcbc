// One machine alone, told exactly what it hears: the fine print of fences, counts and repeats.
#include <gtest/gtest.h>

#include "handoff/merge.h"
#include "tests/handoff/house.h"

namespace segue::handoff::test {
namespace {

class Solo : public testing::Test {
  protected:
    static Config config(int i) {
        Config c;
        c.self = node_id(i);
        c.about = {"node" + std::to_string(i), true, false};
        c.session.bytes[3] = 7;
        return c;
    }
    Effects step(const Event& e, Nanoseconds later = milliseconds(1)) {
        now += later;
        Effects fx = machine.step(e, now, from_ns<EnsembleTime>(to_ns(now)));
        for (const Persist& p : fx.persist) {
            if (p.replace) disk.clear();
            disk.insert(disk.end(), p.bytes.begin(), p.bytes.end());
        }
        return fx;
    }
    // Past the listening at its start, with peers up.
    void wake(const std::set<int>& peers) {
        for (int p : peers) step(PeerUp{node_id(p), "node" + std::to_string(p)});
        step(Tick{}, milliseconds(350));
    }
    Effects hear(int from, const Ballot& ballot, Body body) {
        return step(MessageIn{node_id(from), {machine.state().id, ballot, std::move(body)}});
    }
    template <class T>
    static std::vector<T> sent(const Effects& fx) {
        std::vector<T> out;
        for (const Outgoing& o : fx.send)
            if (const T* b = std::get_if<T>(&o.message.body)) out.push_back(*b);
        return out;
    }

    LocalTime now{seconds(100)};
    Bytes disk;
    SessionMachine machine{config(1), std::nullopt, now};
};

TEST_F(Solo, ClaimsAboveWhatItWasOffered) {
    wake({0, 2});
    const Ballot reign{4, node_id(0)}, next{9, node_id(1)};
    hear(0, reign, Heartbeat{{reign, 1}, 1});
    hear(0, reign, Offer{next, {}, 1});
    step(PeerFailed{node_id(0)});
    step(Tick{}, milliseconds(400));
    ASSERT_TRUE(machine.conducting());
    EXPECT_EQ(machine.ballot().number, 10u);
    // The source was only asleep: its commit comes too late, and is told so.
    const Effects fx = hear(0, reign, Commit{next, {}, false, {}, {}});
    EXPECT_EQ(machine.ballot().number, 10u);
    EXPECT_EQ(sent<Decline>(fx).size() + sent<Nack>(fx).size(), 0u) << "it is out of reach";
    step(PeerUp{node_id(0), "node0"});
    EXPECT_EQ(sent<Decline>(hear(0, reign, Commit{next, {}, false, {}, {}})).size(), 1u);
    EXPECT_TRUE(machine.conducting());
}

TEST_F(Solo, AnEditSaidTwiceIsDoneOnce) {
    wake({0});
    step(Command{1, play({song(1), song(2), song(3), song(4)})});
    ASSERT_TRUE(machine.conducting());
    const Ballot b = machine.ballot();
    const Forward next{{node_id(0), 5}, Next{}, 0};
    const auto place = [&] { return machine.state().queue.find(machine.state().transport().cue.entry)->place.value; };
    const std::int64_t before = place();
    EXPECT_TRUE(sent<Answer>(hear(0, b, next)).at(0).ok);
    const std::int64_t after = place();
    EXPECT_NE(before, after);
    const Effects again = hear(0, b, next);
    EXPECT_TRUE(sent<Answer>(again).at(0).ok);
    EXPECT_EQ(place(), after);
    EXPECT_TRUE(again.persist.empty());
}

TEST_F(Solo, AnEditSeenToBeTakenInIsDoneThoughItsAnswerIsLost) {
    wake({0});
    const Ballot reign{3, node_id(0)};
    hear(0, reign, Heartbeat{{reign, 1}, 1});
    const std::vector<Forward> asked = sent<Forward>(step(Command{9, Volume{{}, 0.5F}}));
    ASSERT_EQ(asked.size(), 1u);
    Update write;
    write.delta.id = machine.state().id;
    write.delta.volume = {{reign, 2}, 0.5F};
    write.delta.taken[node_id(1)].add(asked[0].id.counter, asked[0].id.counter);
    const Effects fx = hear(0, reign, write);
    bool done = false;
    for (const Notice& n : fx.notify)
        if (const auto* d = std::get_if<Done>(&n)) done = d->request == 9 && d->ok;
    EXPECT_TRUE(done);
    EXPECT_TRUE(sent<Forward>(step(Tick{}, milliseconds(450))).empty()) << "and is asked no more";
}

TEST_F(Solo, NoCountIsGivenTwice) {
    wake({});
    step(Command{1, play({song(1), song(2)})});
    const EntryId last = machine.state().queue.order().back();
    Restored r = replay(disk);
    ASSERT_EQ(r.good_bytes, disk.size());
    // Even if the state was lost and only the promise of counts was not.
    r.saved.state.taken.clear();
    SessionMachine again(config(1), r.saved, now);
    (void)again.step(Tick{}, now, {});
    (void)again.step(Command{2, QueueAdd{{song(3)}, {}, false}}, now + milliseconds(400), {});
    const Effects fx = again.step(Tick{}, now + milliseconds(401), {});
    std::uint64_t highest = 0;
    for (const auto& [id, entry] : again.state().queue.by_id()) highest = std::max(highest, id.counter);
    EXPECT_GT(highest, last.counter + 1);
    EXPECT_EQ(again.state().queue.size(), 3u);
}

TEST_F(Solo, WritesDownBeforeItSpeaks) {
    wake({0});
    const Effects fx = step(Command{1, play({song(1)})});
    // Whatever is sent under our ballot, or about our edit, is on disk if the disk's word is taken now.
    const Restored r = replay(disk);
    for (const Outgoing& o : fx.send) EXPECT_LE(o.message.ballot, r.saved.highest);
    for (const Update& u : sent<Update>(fx)) {
        SessionState s = r.saved.state;
        EXPECT_FALSE(merge(s, u.delta));
    }
    EXPECT_EQ(r.saved.state, machine.state());
}

TEST_F(Solo, YieldsToAHigherBallotAndNacksALowerOne) {
    wake({0, 2});
    step(Command{1, play({song(1)})});
    ASSERT_TRUE(machine.conducting());
    const Ballot lower{machine.ballot().number, node_id(0)};
    EXPECT_EQ(sent<Nack>(hear(0, lower, Heartbeat{{lower, 1}, 1})).size(), 1u);
    EXPECT_TRUE(machine.conducting());
    const Ballot higher{machine.ballot().number, node_id(2)};
    hear(2, higher, Nack{});
    EXPECT_FALSE(machine.conducting());
    EXPECT_EQ(machine.ballot(), higher);
}

TEST_F(Solo, VouchesOnlyForAConductorThatItHasHeardItself) {
    wake({0, 2});
    const Ballot reign{3, node_id(0)};
    EXPECT_TRUE(sent<StillHeard>(hear(2, reign, Probe{})).empty()) << "it knows of the ballot, by hearsay";
    hear(0, reign, Heartbeat{{reign, 1}, 1});
    EXPECT_EQ(sent<StillHeard>(hear(2, reign, Probe{})).size(), 1u);
    step(Tick{}, milliseconds(700));
    ASSERT_EQ(machine.role(), Role::listening);
    EXPECT_TRUE(sent<StillHeard>(hear(2, reign, Probe{})).empty()) << "just woken, it has heard nobody yet";
}

TEST_F(Solo, AnEmptyReplicaHasNothingToTell) {
    wake({0});
    EXPECT_TRUE(sent<Update>(hear(0, {3, node_id(0)}, Hello{{"node0", true, false}, true, 17})).empty());
}

TEST_F(Solo, AFencedProbeIsToldOnce) {
    wake({0, 2});
    const Ballot old{3, node_id(0)}, reign{4, node_id(2)};
    hear(2, reign, Heartbeat{{reign, 1}, 1});
    EXPECT_EQ(sent<Nack>(hear(0, old, Probe{})).size(), 1u);
}

TEST_F(Solo, EntriesCountedByOthersAreRefused) {
    wake({0});
    step(Command{1, play({song(1)})});
    NewEntry forged = song(2);
    forged.id = machine.state().queue.order().front();
    const Effects fx = hear(0, machine.ballot(), Forward{{node_id(0), 5}, QueueAdd{{forged}, {}, false}, 0});
    EXPECT_FALSE(sent<Answer>(fx).at(0).ok);
    EXPECT_EQ(machine.state().queue.size(), 1u);
}

// Its stream to the conductor broke, right after a heartbeat.
TEST_F(Solo, AsksTheOthersBeforeItTakesTheConductorForDead) {
    wake({0, 2});
    const Ballot reign{4, node_id(0)};
    hear(0, reign, Heartbeat{{reign, 1}, 1});
    step(PeerDown{node_id(0), Down::lost});
    EXPECT_EQ(sent<Probe>(step(PeerFailed{node_id(0)}, milliseconds(150))).size(), 1u);
    EXPECT_FALSE(machine.conducting());
    hear(2, reign, StillHeard{1});
    step(Tick{}, ask_time);
    EXPECT_FALSE(machine.conducting());
    // The other does not hear it any more either.
    step(Tick{}, milliseconds(300));
    step(Tick{}, milliseconds(300));
    step(Tick{}, ask_time);
    EXPECT_TRUE(machine.conducting());
}

// Just started, and offered the session before anything else has told that what it read is what is played.
TEST_F(Solo, WhatIsHandedOverIsLive) {
    wake({});
    step(Command{1, play({song(1)})});
    SessionMachine again(config(1), replay(disk).saved, now);
    const Ballot reign{7, node_id(0)}, next{8, node_id(1)};
    const auto hear_again = [&](Body body) {
        now += milliseconds(1);
        return again.step(MessageIn{node_id(0), {again.state().id, reign, std::move(body)}}, now, {});
    };
    (void)again.step(PeerUp{node_id(0), "node0"}, now, {});
    (void)again.step(Tick{}, now += milliseconds(350), {});
    (void)hear_again(Probe{});
    ASSERT_FALSE(again.settled());
    const Effects fx = hear_again(Offer{next, {}, digest(again.state())});
    ASSERT_EQ(sent<Ready>(fx).size(), 1u);
    (void)hear_again(Commit{next, {}, false, {}, {}});
    EXPECT_TRUE(again.conducting());
    EXPECT_TRUE(again.settled());
}

TEST_F(Solo, StaysBoundedUnderAFloodOfCommands) {
    wake({0});
    hear(0, {3, node_id(0)}, Heartbeat{{{3, node_id(0)}, 1}, 1});
    std::size_t refused = 0;
    for (std::uint64_t i = 0; i < 2 * pending_edits_max; ++i)
        for (const Notice& n : step(Command{i, Pause{}}, Nanoseconds(1)).notify)
            if (const auto* d = std::get_if<Done>(&n)) refused += d->error == Error::busy;
    EXPECT_EQ(refused, pending_edits_max);
}

}  // namespace
}  // namespace segue::handoff::test
