// Queues kept by a name come back as they were, and what is no good in the file does not.
#include "app/node/playlists.h"

#include <gtest/gtest.h>

#include "tests/node/temporary_folder.h"

namespace segue::node {
namespace {

handoff::NewEntry entry(const std::string& path, const std::string& title) {
    handoff::NewEntry e;
    e.source.node.bytes[0] = 7;
    e.source.path = path;
    e.facts.title = title;
    e.facts.duration = Frames{48'000};
    return e;
}

void write(const test::TemporaryFolder& folder, const Playlists& playlists) {
    const Bytes bytes = playlists.saved();
    folder.write(std::string(playlists_file), std::string(bytes.begin(), bytes.end()));
}

TEST(Playlists, ComeBackAsTheyWere) {
    const test::TemporaryFolder folder;
    Playlists playlists = Playlists::load(folder.path());
    EXPECT_TRUE(playlists.all().empty());
    handoff::NewEntry played = entry("/m/b.flac", "B");
    played.facts.track.bytes[3] = 9;
    ASSERT_TRUE(playlists.put("evening", {entry("/m/a\xff.flac", "A"), played}));
    write(folder, playlists);
    const Playlists again = Playlists::load(folder.path());
    ASSERT_NE(again.find("evening"), nullptr);
    EXPECT_EQ(*again.find("evening"), *playlists.find("evening"));
    EXPECT_EQ(again.find("morning"), nullptr);
}

TEST(Playlists, OneOfTheSameNameIsReplacedAndThereIsABound) {
    Playlists playlists;
    for (std::size_t i = 0; i < playlists_max; ++i) ASSERT_TRUE(playlists.put(std::to_string(i), {}));
    EXPECT_FALSE(playlists.put("one more", {}));
    EXPECT_TRUE(playlists.put("7", {entry("/m/a", "A")}));
    EXPECT_EQ(playlists.find("7")->size(), 1U);
    EXPECT_TRUE(playlists.remove("7"));
    EXPECT_FALSE(playlists.remove("7"));
    EXPECT_TRUE(playlists.put("one more", {}));
}

TEST(Playlists, WhatCannotBePlayedIsNotKept) {
    const test::TemporaryFolder folder;
    Playlists playlists;
    playlists.put("x", {entry("", "nowhere"), entry("/m/a", "A")});
    write(folder, playlists);
    EXPECT_EQ(Playlists::load(folder.path()).find("x")->size(), 1U);
}

TEST(Playlists, ADamagedFileIsSetAsideAndNotFatal) {
    const test::TemporaryFolder folder;
    folder.write(std::string(playlists_file), "\xff\xff\xff\xff nonsense");
    EXPECT_TRUE(Playlists::load(folder.path()).all().empty());
}

TEST(Playlists, ANameIsALine) {
    EXPECT_EQ(playlist_name("  Sunday\n"), "Sunday");
    EXPECT_EQ(playlist_name(" \t "), "");
    EXPECT_LE(playlist_name(std::string(5'000, 'x')).size(), playlist_name_bytes_max);
}

}  // namespace
}  // namespace segue::node
