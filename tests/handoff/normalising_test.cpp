// Gains of a program, from the session alone.
#include "handoff/normalising.h"

#include <gtest/gtest.h>

#include <cmath>

#include "handoff/draft.h"
#include "handoff/views.h"
#include "tests/handoff/scribes.h"

namespace segue::handoff::test {
namespace {

using audio::Normalise;

class Normalising : public testing::Test {
  protected:
    Normalising() {
        state.id.bytes[3] = 7;
        state.settings.value.name = "kitchen";
    }
    EditContext context() const {
        return {{ballot, state.latest.revision + 1}, now, milliseconds(50), node_id(0), node_id(0), &alive};
    }
    void edit(const Edit& e) {
        const auto delta = apply(state, e, context());
        ASSERT_TRUE(delta) << delta.message();
        merge(state, *delta);
    }
    // A minute each; nothing: not measured.
    EntryId add(std::optional<audio::TrackLoudness> loudness) {
        NewEntry e = song(static_cast<int>(state.queue.size()) + 1, 60);
        e.id = {node_id(0), ++counter};
        e.facts.loudness = loudness;
        edit(QueueAdd{{e}, {}, false});
        return e.id;
    }
    void play() {
        edit(OutputsSet{{node_id(0)}});
        edit(Resume{});
        ASSERT_EQ(state.transport().mode, Mode::loading);
        Draft d(state, context());
        d.start(now + milliseconds(50));
        merge(state, d.take());
        now += milliseconds(50);
    }
    audio::Program program() const {
        const auto plan = plan_for(state, node_id(0), now);
        EXPECT_FALSE(plan.programs.empty());
        return plan.programs.empty() ? audio::Program{} : plan.programs.back();
    }
    // Of the program's sound after so many seconds, in dB.
    double gain_db(double seconds) const {
        const ProgramPos p{program().items.front().start.frame + std::llround(seconds * sample_rate_hz)};
        return 20 * std::log10(static_cast<double>(audio::gain_at(program().gains, p)));
    }

    SessionState state;
    Ballot ballot{1, node_id(0)};
    EnsembleTime now{seconds(50)};
    std::set<NodeId> alive{node_id(0), node_id(1)};
    std::uint64_t counter = 0;
};

const audio::TrackLoudness loud{{-8, 0}, audio::SoundLevel{-9, 0}}, soft{{-14, -3}, audio::SoundLevel{-9, 0}};

TEST_F(Normalising, OffLeavesEverythingAsItIs) {
    add(loud);
    add({});
    play();
    EXPECT_TRUE(program().gains.empty());
}

TEST_F(Normalising, EachTrackGetsItsOwnFromItsFirstFrame) {
    add(loud);
    add(soft);
    add({});
    edit(SetNormalise{Normalise::track});
    play();
    EXPECT_NEAR(gain_db(30), -10, 1e-3);
    EXPECT_NEAR(gain_db(60), -4, 1e-3) << "the border's ramp is over";
    EXPECT_NEAR(gain_db(59.97), -10, 1e-3) << "and has not begun";
    EXPECT_GT(gain_db(59.99), -10);
    EXPECT_NEAR(gain_db(150), -6, 1e-3) << "not known: as most music";
}

TEST_F(Normalising, AnAlbumKeepsItsRelations) {
    add(loud);
    add(soft);
    edit(SetNormalise{Normalise::album});
    now += seconds(5);  // long since in effect
    play();
    for (double t = 0; t < 119; t += 0.5) EXPECT_NEAR(gain_db(t), -9, 1e-3);
    EXPECT_EQ(program().gains.size(), 1U) << "no border between them";
}

TEST_F(Normalising, AWishTakesEffectWhenAllCanFollowAndSlowly) {
    add(loud);
    play();
    now += seconds(10);
    edit(SetNormalise{Normalise::track});
    EXPECT_NEAR(gain_db(10.249), 0, 1e-3) << "50 ms is how long it takes to reach everyone";
    EXPECT_NEAR(gain_db(10.25 + to_seconds(gain_ramp)), -10, 1e-2);
    EXPECT_LT(gain_db(10.75), -1);
    EXPECT_GT(gain_db(10.75), -9);
    const auto told = program().gains;
    now += seconds(20);
    EXPECT_EQ(program().gains, told) << "a function of position, and not of when it is asked";
    edit(Seek{0, false});  // a new program: it has always been so
    Draft d(state, context());
    d.start(now + milliseconds(50));
    merge(state, d.take());
    EXPECT_NEAR(gain_db(0), -10, 1e-3);
}

TEST_F(Normalising, ALoudnessThatIsLearntWhileItSoundsMovesTheGainOnce) {
    const EntryId first = add({}), second = add({});
    edit(SetNormalise{Normalise::track});
    play();
    now += seconds(10);
    EntryFacts facts = track(1, 60);
    facts.loudness = loud;
    edit(Learnt{first, facts});
    EXPECT_NEAR(gain_db(10), -6, 1e-3);
    EXPECT_NEAR(gain_db(12), -10, 1e-3);
    facts.loudness = soft;  // a better measurement
    edit(Learnt{first, facts});
    EXPECT_NEAR(gain_db(30), -10, 1e-3) << "waits until it is played again";
    // What does not sound yet has it from its first frame.
    facts = track(2, 60);
    facts.loudness = soft;
    edit(Learnt{second, facts});
    EXPECT_NEAR(gain_db(60), -4, 1e-3);
}

TEST_F(Normalising, TheSameFactsAgainAreNoWrite) {
    const EntryId id = add(loud);
    EntryFacts facts = state.queue.find(id)->facts.value;
    facts.loudness_from = now;  // nobody's but the conductor's
    const Stamp before = state.latest;
    edit(Learnt{id, facts});
    EXPECT_EQ(state.latest, before);
}

TEST_F(Normalising, TravelsWithTheSession) {
    add(loud);
    add(audio::TrackLoudness{{-20, -6}, {}});
    edit(SetNormalise{Normalise::album});
    play();
    now += seconds(3);
    edit(SetNormalise{Normalise::track});
    const auto back = decode_state(encode(state));
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(*back, state);
    EXPECT_EQ(plan_for(*back, node_id(0), now), plan_for(state, node_id(0), now));
}

}  // namespace
}  // namespace segue::handoff::test
