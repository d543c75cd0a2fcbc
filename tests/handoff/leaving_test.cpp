// Who goes, by wish or by death, leaves the music whole: its sound, its part, its office go to others.
#include <gtest/gtest.h>

#include <algorithm>

#include "handoff/parts.h"
#include "tests/handoff/house.h"

namespace segue::handoff::test {
namespace {

using audio::Part;
using Kind = Part::Kind;

Part stems(std::vector<std::string> names) { return {Kind::stems, std::move(names)}; }

// A song plays on all nodes; node i plays parts[i].
void play_parts(House& h, const std::vector<Part>& parts) {
    h.run(milliseconds(500));
    std::vector<NodeId> nodes;
    for (std::size_t i = 0; i < parts.size(); ++i) nodes.push_back(node_id(static_cast<int>(i)));
    ASSERT_TRUE(h.must(0, OutputsSet{nodes}).ok);
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (!(parts[i] == Part{})) {
            ASSERT_TRUE(h.must(0, OutputPart{nodes[i], parts[i]}).ok);
        }
    ASSERT_TRUE(h.must(0, play({song(1, 600)})).ok);
    ASSERT_TRUE(h.run_until([&] { return h.sounding().size() == parts.size(); }, seconds(1)));
    h.run(seconds(1));
}

// What of `part` nobody plays now.
std::optional<Part> unheard(const House& h, const Part& part, int nodes) {
    std::vector<Part> played;
    for (int i = 0; i < nodes; ++i)
        if (const auto s = h.sound(i); s && s->gain >= 1) played.push_back(s->part);
    return missing(part, played);
}

const Part band = stems({"bass", "drums", "lead"});
const std::vector<Part> trio{stems({"drums"}), stems({"bass"}), stems({"lead"})};

// SIGTERM, to the end of its process.
Nanoseconds leave(House& h, int i) {
    const EnsembleTime asked = h.now();
    h.shut_down(i);
    EXPECT_TRUE(h.run_until([&] { return h.drained(i); }, seconds(2))) << h.describe();
    const Nanoseconds took = h.now() - asked;
    h.kill(i);
    return took;
}

TEST(Parts, TogetherIsTheLeastThatHoldsBoth) {
    EXPECT_EQ(together(stems({"bass"}), stems({"drums"})), stems({"bass", "drums"}));
    EXPECT_EQ(together(stems({"bass"}), stems({"bass"})), stems({"bass"}));
    EXPECT_EQ(together(stems({"bass"}), {}), Part{});
    EXPECT_EQ(together({Kind::left, {}}, {Kind::right, {}}), Part{});
    EXPECT_EQ(together({Kind::left, {}}, {Kind::mono, {}}), (Part{Kind::mono, {}}));
    EXPECT_EQ(together({Kind::mono, {}}, {}), Part{});
}

TEST(Parts, MissingIsWhatNobodyPlays) {
    EXPECT_EQ(missing(stems({"bass", "lead"}), {stems({"bass", "drums"})}), stems({"lead"}));
    EXPECT_EQ(missing(stems({"bass"}), {stems({"bass", "drums"})}), std::nullopt);
    EXPECT_EQ(missing(stems({"bass"}), {Part{}}), std::nullopt);
    EXPECT_EQ(missing({Kind::left, {}}, {{Kind::right, {}}}), (Part{Kind::left, {}}));
    EXPECT_EQ(missing({}, {{Kind::left, {}}, {Kind::right, {}}}), std::nullopt);
    EXPECT_EQ(missing({}, {stems({"bass"})}), Part{});
    EXPECT_EQ(missing(stems({"bass"}), {}), stems({"bass"}));
}

TEST(Parts, WhoHasTheLeastToAddStandsIn) {
    SessionState s;
    const auto plays = [&](int i, Part part) {
        Output& o = s.outputs[node_id(i)];
        o.switches.value = {{EnsembleTime{}, true, Nanoseconds(0)}};
        o.part.value = std::move(part);
    };
    plays(0, {Kind::left, {}});
    plays(1, stems({"bass", "drums"}));
    plays(2, stems({"keys"}));
    plays(3, stems({"drums", "lead"}));
    const std::vector<NodeId> staying{node_id(0), node_id(1), node_id(2)};
    EXPECT_EQ(stand_in_for(s, node_id(3), staying), node_id(1));
    EXPECT_EQ(stand_in_for(s, node_id(3), {node_id(0), node_id(2)}), node_id(2));
    s.outputs[node_id(3)].stand_in.value = node_id(1);
    EXPECT_EQ(part_of(s, node_id(1)), stems({"bass", "drums", "lead"}));
    EXPECT_TRUE(stand_in_for(s, node_id(3), staying).is_none()) << "it has one";
}

TEST(Leaving, APartThatNobodyElsePlaysMovesFirst) {
    for (const int goes : {0, 1, 2}) {  // 0 conducts
        SCOPED_TRACE(goes);
        House h(3);
        play_parts(h, trio);
        ASSERT_EQ(h.conductor(), 0);
        std::optional<Part> lost;
        h.each = [&] {
            if (!lost) lost = unheard(h, band, 3);
        };
        EXPECT_LE(leave(h, goes), milliseconds(500));
        h.run(seconds(2));
        EXPECT_FALSE(lost) << h.describe();
        EXPECT_TRUE(h.agreed());

        // And back: it plays its own again, and the others theirs.
        h.restart(goes);
        h.run(seconds(3));
        EXPECT_FALSE(lost) << h.describe();
        for (int i = 0; i < 3; ++i) {
            ASSERT_TRUE(h.sound(i)) << i;
            EXPECT_EQ(h.sound(i)->part, trio[static_cast<std::size_t>(i)]) << i;
        }
    }
}

TEST(Leaving, TwoAtOnceLeaveTheirPartsToTheThird) {
    House h(3);
    play_parts(h, trio);
    h.shut_down(0);
    h.shut_down(2);
    ASSERT_TRUE(h.run_until([&] { return h.drained(0) && h.drained(2); }, seconds(2))) << h.describe();
    h.kill(0);
    h.kill(2);
    h.run(seconds(1));
    ASSERT_TRUE(h.sound(1));
    EXPECT_EQ(h.sound(1)->part, band);
    EXPECT_EQ(h.conductor(), 1);
}

TEST(Leaving, ASlowStandInIsWaitedForAndNotForEver) {
    House h(3);
    play_parts(h, trio);
    h.slow = {{0, milliseconds(700)}, {1, milliseconds(700)}};
    std::optional<Part> lost;
    h.each = [&] {
        if (!lost) lost = unheard(h, band, 3);
    };
    EXPECT_GE(leave(h, 2), milliseconds(700));
    h.run(seconds(1));
    EXPECT_FALSE(lost);
    h.each = nullptr;
    h.slow = {{0, milliseconds(60'000)}};
    EXPECT_LE(leave(h, 1), seconds(2));
}

TEST(Leaving, APartWhoseOutputDiesIsPlayedWithinASecond) {
    for (const int dies : {0, 2}) {
        SCOPED_TRACE(dies);
        House h(3);
        play_parts(h, trio);
        h.kill(dies);
        ASSERT_TRUE(h.run_until([&] { return !unheard(h, band, 3); }, seconds(1))) << h.describe();
        h.run(seconds(5));
        EXPECT_FALSE(unheard(h, band, 3));
        h.restart(dies);
        h.run(seconds(3));
        ASSERT_TRUE(h.sound(dies));
        for (int i = 0; i < 3; ++i) EXPECT_EQ(h.sound(i)->part, trio[static_cast<std::size_t>(i)]) << i;
    }
}

TEST(Leaving, WhatOthersPlayAsWellNeedsNobody) {
    House h(3);
    play_parts(h, {Part{}, stems({"bass"}), Part{}});
    EXPECT_LE(leave(h, 1), milliseconds(100));
    h.run(seconds(1));
    EXPECT_EQ(h.sound(0)->part, Part{});
    EXPECT_EQ(h.sound(2)->part, Part{});
}

TEST(Leaving, OneOfSeveralOutputsFadesAndIsStillWished) {
    House h(3);
    play_parts(h, {Part{}, Part{}, Part{}});
    bool faded = false;
    h.each = [&] {
        for (const int stays : {0, 2}) EXPECT_TRUE(h.sound(stays));
        faded |= h.up(1) && !h.drained(1) && h.machine(1).plan(h.now()).programs.empty();
    };
    EXPECT_LE(leave(h, 1), milliseconds(200));
    EXPECT_TRUE(faded);
    h.run(seconds(1));
    h.restart(1);
    h.run(seconds(2));
    EXPECT_EQ(h.sounding(), (std::set<int>{0, 1, 2}));
}

TEST(Leaving, AllOneByOneAndBackAgain) {
    House h(3);
    play_parts(h, {Part{}, Part{}, Part{}});
    std::size_t least = 3;
    h.each = [&] { least = std::min(least, h.sounding().size()); };
    for (const int i : {0, 1, 2, 0}) {
        EXPECT_LE(leave(h, i), milliseconds(500));
        h.run(milliseconds(300));
        h.restart(i);
        h.run(seconds(2));
        EXPECT_EQ(h.sounding().size(), 3u) << h.describe();
        EXPECT_TRUE(h.agreed());
        EXPECT_GE(h.conductor(), 0);
    }
    EXPECT_EQ(least, 2u);
}

// SIGTERM at any moment of a handoff, to its giver or its target.
TEST(Leaving, InTheMiddleOfAHandoffNothingIsSilent) {
    for (const int goes : {0, 1})
        for (int ms = 0; ms < 160; ms += 3) {
            SCOPED_TRACE(testing::Message() << goes << " goes after " << ms << " ms");
            House h(3);
            play_parts(h, {Part{}});
            double least = 1;
            h.each = [&] {
                double sum = 0;
                for (int i = 0; i < 3; ++i)
                    if (const auto s = h.sound(i)) sum += s->gain;
                least = std::min(least, sum);
            };
            h.ask(0, HandOver{node_id(1), false, {}});
            h.run(milliseconds(ms));
            leave(h, goes);
            h.run(seconds(1));
            ASSERT_GE(least, 1 - 1e-6) << h.describe();
            ASSERT_GE(h.conductor(), 0) << h.describe();
        }
}

TEST(Leaving, AloneItPausesAndIsGoneAtOnce) {
    House h(1);
    play_parts(h, {Part{}});
    EXPECT_EQ(leave(h, 0), Nanoseconds(0));
    h.run(seconds(5));
    h.restart(0);
    h.run(seconds(1));
    EXPECT_EQ(h.machine(0).where(h.now()).mode, Mode::paused);
    EXPECT_NEAR(static_cast<double>(h.machine(0).where(h.now()).cue.pos.frame), 1.1 * sample_rate_hz,
                0.1 * sample_rate_hz);
}

}  // namespace
}  // namespace segue::handoff::test
