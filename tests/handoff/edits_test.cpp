// What each edit does, and what it says when it cannot.
#include <gtest/gtest.h>

#include <cmath>

#include "handoff/draft.h"
#include "tests/handoff/scribes.h"

namespace segue::handoff::test {
namespace {

class Edits : public testing::Test {
  protected:
    Edits() { state.id.bytes[3] = 7; }
    EditContext context() const {
        return {{ballot, state.latest.revision + 1}, now, milliseconds(50), node_id(0), node_id(0), &alive};
    }
    // The message of a refusal; empty: done.
    std::string edit(const Edit& e) {
        const auto delta = apply(state, e, context());
        if (!delta) return delta.message();
        merge(state, *delta);
        return {};
    }
    std::vector<EntryId> add(int n, std::int64_t length = 60) {
        std::vector<EntryId> ids;
        for (int i = 0; i < n; ++i) {
            NewEntry e = song(static_cast<int>(state.queue.size()) + 1, length);
            e.id = {node_id(0), ++counter};
            ids.push_back(e.id);
            EXPECT_EQ(edit(QueueAdd{{e}, {}, false}), "");
        }
        return ids;
    }
    void begin() {
        ASSERT_EQ(state.transport().mode, Mode::loading);
        Draft d(state, context());
        d.start(now + milliseconds(50));
        merge(state, d.take());
        now += milliseconds(50);
    }
    EntryId current() const { return position(state, now).cue.entry; }
    double at() const { return to_seconds(position(state, now).cue.pos - MediaPos{}); }
    Mode mode() const { return position(state, now).mode; }

    SessionState state;
    Ballot ballot{1, node_id(0)};
    EnsembleTime now{seconds(50)};
    std::set<NodeId> alive{node_id(0), node_id(1)};
    std::uint64_t counter = 0;
};

TEST_F(Edits, PreviousRestartsLaterThanThreeSeconds) {
    const auto ids = add(3);
    ASSERT_EQ(edit(Jump{ids[1], {}}), "");
    begin();
    now += seconds(4);
    ASSERT_EQ(edit(Previous{}), "");
    EXPECT_EQ(current(), ids[1]);
    begin();
    now += seconds(2);
    ASSERT_EQ(edit(Previous{}), "");
    EXPECT_EQ(current(), ids[0]);
    ASSERT_EQ(edit(Previous{}), "");
    EXPECT_EQ(current(), ids[0]) << "the first one only restarts";
}

TEST_F(Edits, NextGoesThroughTheQueueAndEndsIt) {
    const auto ids = add(2);
    ASSERT_EQ(edit(Resume{}), "");
    begin();
    ASSERT_EQ(edit(Next{}), "");
    begin();
    EXPECT_EQ(current(), ids[1]);
    ASSERT_EQ(edit(Next{}), "");
    EXPECT_EQ(mode(), Mode::stopped);
    EXPECT_EQ(edit(Next{}), "this was the last track in the queue");
    const auto more = add(1);
    ASSERT_EQ(edit(Resume{}), "");
    EXPECT_EQ(current(), more[0]) << "on from where it ended";
}

TEST_F(Edits, NextWhilePausedStaysPaused) {
    const auto ids = add(2);
    ASSERT_EQ(edit(Resume{}), "");
    begin();
    ASSERT_EQ(edit(Pause{}), "");
    ASSERT_EQ(edit(Next{}), "");
    EXPECT_EQ(mode(), Mode::paused);
    EXPECT_EQ(current(), ids[1]);
}

TEST_F(Edits, RemovingWhatPlaysGoesOn) {
    const auto ids = add(4);
    ASSERT_EQ(edit(Resume{}), "");
    begin();
    now += seconds(61);
    EXPECT_EQ(current(), ids[1]);
    ASSERT_EQ(edit(QueueRemove{{ids[0]}}), "");
    EXPECT_NEAR(at(), 1, 1e-3) << "what has been played may go";
    ASSERT_EQ(edit(QueueRemove{{ids[1], ids[2]}}), "");
    EXPECT_EQ(mode(), Mode::loading);
    EXPECT_EQ(current(), ids[3]);
    EXPECT_TRUE(state.transport().before) << "it sounds on until the next is ready";
    ASSERT_EQ(edit(QueueRemove{{ids[3]}}), "");
    EXPECT_EQ(mode(), Mode::stopped);
    EXPECT_EQ(edit(QueueRemove{{ids[3]}}), "no such entry in the queue; `queue` lists them");
}

TEST_F(Edits, MovingWhatPlaysOnlyChangesWhatFollows) {
    const auto ids = add(4);
    ASSERT_EQ(edit(Resume{}), "");
    begin();
    now += seconds(60) + milliseconds(500);  // the anchor is still at the first
    ASSERT_EQ(edit(QueueMove{{ids[1]}, {}}), "");
    EXPECT_EQ(current(), ids[1]);
    EXPECT_NEAR(at(), 0.5, 1e-3);
    EXPECT_EQ(state.queue.order(), (std::vector{ids[0], ids[2], ids[3], ids[1]}));
    ASSERT_EQ(edit(QueueMove{{ids[3], ids[0]}, ids[2]}), "");
    EXPECT_EQ(state.queue.order(), (std::vector{ids[3], ids[0], ids[2], ids[1]}));
}

TEST_F(Edits, TheLastOutputRemovedPauses) {
    add(1);
    ASSERT_EQ(edit(OutputsSet{{node_id(0), node_id(1)}}), "");
    ASSERT_EQ(edit(Resume{}), "");
    begin();
    now += seconds(10);
    ASSERT_EQ(edit(OutputRemove{node_id(0)}), "");
    EXPECT_EQ(mode(), Mode::playing);
    ASSERT_EQ(edit(OutputRemove{node_id(1)}), "");
    EXPECT_EQ(mode(), Mode::paused);
    EXPECT_NEAR(at(), 10.05, 0.01);
    ASSERT_EQ(edit(Resume{}), "");
    EXPECT_TRUE(state.outputs.at(node_id(0)).on()) << "whoever asks, hears";
}

TEST_F(Edits, RefusalsSayWhatAndWhatToDo) {
    EXPECT_EQ(edit(Resume{}), "the queue is empty; add music with `play PATH`");
    EXPECT_EQ(edit(Pause{}), "nothing is playing; start with `play`");
    EXPECT_EQ(edit(Seek{0, false}), "nothing to seek in; start with `play`");
    const auto ids = add(1, 271);
    EXPECT_EQ(edit(Volume{{}, 1.5F}), "a volume is between 0 and 100 percent");
    EXPECT_EQ(edit(Volume{{}, std::nanf("")}), "a volume is between 0 and 100 percent");
    EXPECT_EQ(edit(Volume{node_id(9), 0.5F}), "no device 0a000000 in this session; `nodes` lists them");
    EXPECT_EQ(edit(Jump{ids[0], {48000 * 300}}), "\"Song 1\" is 4:31 long; choose an earlier position");
    EntryFacts bad;
    bad.failed = "not audio";
    ASSERT_EQ(edit(Learnt{ids[0], bad}), "");
    EXPECT_EQ(edit(Jump{ids[0], {}}), "\"Song 1\" cannot be played: not audio");
    EXPECT_EQ(edit(Resume{}), "nothing in the queue can be played; `queue` says why");
    Draft d(state, context());
    d.write(node_id(1), About{"server", false, false});
    merge(state, d.take());
    EXPECT_EQ(edit(OutputAdd{node_id(1)}), "server has no sound device; choose another output");
}

TEST_F(Edits, TheQueueHasALimit) {
    std::vector<NewEntry> many;
    for (std::size_t i = 0; i < queue_entries_max; ++i) {
        many.push_back(song(1));
        many.back().id = {node_id(0), ++counter};
    }
    ASSERT_EQ(edit(QueueAdd{many, {}, false}), "");
    many.resize(1);
    many[0].id.counter = ++counter;
    EXPECT_EQ(edit(QueueAdd{many, {}, false}), "the queue holds at most 10000 tracks; remove some first");
    ASSERT_EQ(edit(Play{many, false, 0}), "") << "in place of the queue there is room";
    EXPECT_EQ(state.queue.size(), 1u);
}

// --- plans

TEST_F(Edits, APlanKnowsWhatFollowsAsFarAsItIsKnown) {
    const auto ids = add(3);
    EntryFacts unknown = track(2, 0);
    unknown.duration = {};
    Draft d(state, context());
    d.write(ids[1], unknown);
    merge(state, d.take());
    ASSERT_EQ(edit(Resume{}), "");
    audio::OutputPlan plan = plan_for(state, node_id(0), now);
    ASSERT_EQ(plan.programs.size(), 1u);
    EXPECT_EQ(plan.programs[0].begins, not_yet);
    ASSERT_EQ(plan.programs[0].items.size(), 2u);
    EXPECT_EQ(plan.programs[0].items[1].start.frame, 60 * sample_rate_hz);
    EXPECT_EQ(plan.programs[0].items[1].length, open_length);
    const audio::Epoch epoch = plan.programs[0].epoch;
    begin();
    ASSERT_EQ(edit(Learnt{ids[1], track(2, 30)}), "");
    plan = plan_for(state, node_id(0), now);
    EXPECT_EQ(plan.programs[0].items.size(), 3u);
    EXPECT_EQ(plan.programs[0].epoch, epoch) << "knowing more is no new program";
    EXPECT_TRUE(plan_for(state, node_id(1), now).programs.empty());
    EXPECT_TRUE(plan_for(state, node_id(1), now, true).switches.empty()) << "prepares, muted";
    EXPECT_EQ(plan_for(state, node_id(1), now, true).programs.size(), 1u);
}

TEST_F(Edits, ASeekKeepsTheOldProgramUntilTheNewOneBegins) {
    add(1);
    ASSERT_EQ(edit(Resume{}), "");
    begin();
    now += seconds(5);
    ASSERT_EQ(edit(Seek{30 * sample_rate_hz, false}), "");
    audio::OutputPlan plan = plan_for(state, node_id(0), now);
    ASSERT_EQ(plan.programs.size(), 2u);
    EXPECT_EQ(plan.programs[0].ends, plan.programs[1].begins);
    begin();
    plan = plan_for(state, node_id(0), now);
    ASSERT_EQ(plan.programs.size(), 2u);
    EXPECT_EQ(plan.programs[0].ends, plan.programs[1].begins);
    EXPECT_EQ(plan.programs[1].begins, now);
    EXPECT_EQ(plan_for(state, node_id(0), now + seconds(2)).programs.size(), 1u);
}

}  // namespace
}  // namespace segue::handoff::test
