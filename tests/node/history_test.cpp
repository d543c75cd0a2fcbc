// What has sounded is kept in its order, comes back as it was, and does not grow without end.
#include "app/node/history.h"

#include <gtest/gtest.h>

#include "tests/node/temporary_folder.h"

namespace segue::node {
namespace {

EnsembleTime at(int s) { return EnsembleTime(seconds(s)); }

handoff::EntryId entry_id(std::uint64_t counter) {
    handoff::EntryId id;
    id.node.bytes[0] = 1;
    id.counter = counter;
    return id;
}

handoff::Entry entry(const std::string& title, int length_s = 200) {
    handoff::Entry e;
    e.source.node.bytes[0] = 7;
    e.source.path = "/m/" + title;
    e.facts.value.title = title;
    e.facts.value.duration = Frames{length_s * 48'000LL};
    return e;
}

std::vector<std::string> titles(const History& history) {
    std::vector<std::string> out;
    for (const History::Played& p : history.played()) out.push_back(p.entry.facts.title);
    return out;
}
using Titles = std::vector<std::string>;

TEST(History, WhatSoundsIsKeptOnceAndWhatIsSkippedIsNot) {
    History history;
    EXPECT_TRUE(history.sounds(entry_id(1), entry("A"), at(0)));
    EXPECT_FALSE(history.sounds(entry_id(1), entry("A"), at(100)));
    EXPECT_TRUE(history.sounds(entry_id(2), entry("B"), at(200)));
    EXPECT_TRUE(history.sounds(entry_id(3), entry("C"), at(202)));
    EXPECT_EQ(titles(history), (Titles{"A", "C"}));
    EXPECT_TRUE(history.sounds(entry_id(1), entry("A"), at(500))) << "again, later";
    EXPECT_EQ(titles(history), (Titles{"A", "C", "A"}));
}

TEST(History, WhatIsShortIsNotSkippedByBeingOver) {
    History history;
    history.sounds(entry_id(1), entry("jingle", 3), at(0));
    history.sounds(entry_id(2), entry("B"), at(3));
    EXPECT_EQ(titles(history), (Titles{"jingle", "B"}));
}

TEST(History, WhatBecomesKnownOfItIsKept) {
    History history;
    handoff::Entry e = entry("A", 0);
    history.sounds(entry_id(1), e, at(0));
    e.facts.value.track.bytes[2] = 5;
    EXPECT_TRUE(history.sounds(entry_id(1), e, at(1)));
    ASSERT_EQ(history.played().size(), 1U);
    EXPECT_EQ(history.played().front().entry.facts.track, e.facts.value.track);
}

TEST(History, ComesBackAsItWasAndGoesOn) {
    const test::TemporaryFolder folder;
    History history;
    history.sounds(entry_id(1), entry("A"), at(0));
    history.sounds(entry_id(2), entry("B"), at(200));
    const Bytes bytes = history.saved();
    folder.write(std::string(history_file), std::string(bytes.begin(), bytes.end()));
    History again = History::load(folder.path());
    EXPECT_EQ(titles(again), (Titles{"A", "B"}));
    EXPECT_EQ(again.played().back().at, at(200));
    EXPECT_FALSE(again.sounds(entry_id(2), entry("B"), at(300))) << "the session goes on where it was";
    EXPECT_TRUE(again.sounds(entry_id(3), entry("C"), at(400)));
    ASSERT_NE(again.find(3), nullptr);
    EXPECT_EQ(again.find(3)->entry.facts.title, "C");
    again.clear();
    EXPECT_EQ(again.find(3), nullptr);
    again.sounds(entry_id(4), entry("D"), at(900));
    EXPECT_EQ(again.find(3), nullptr) << "a number is not given twice";
    EXPECT_NE(again.find(4), nullptr);
}

TEST(History, HasABound) {
    History history;
    for (int i = 0; i < static_cast<int>(history_kept) + 20; ++i)
        history.sounds(entry_id(static_cast<std::uint64_t>(i) + 1), entry(std::to_string(i)), at(i * 200));
    EXPECT_EQ(history.played().size(), history_kept);
    EXPECT_EQ(history.played().front().entry.facts.title, "20");
}

}  // namespace
}  // namespace segue::node
