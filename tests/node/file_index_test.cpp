#include "app/node/file_index.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/node/temporary_folder.h"

namespace segue::node {
namespace {

TrackId track(std::uint8_t n) {
    TrackId t;
    t.bytes.fill(n);
    return t;
}

TEST(FileIndex, KnowsAFileUntilItChanges) {
    const test::TemporaryFolder folder;
    const auto file = folder.write("a.ogg", "one");
    FileIndex index;
    index.remember(file, *stamp_of(file), track(1));
    EXPECT_EQ(index.find(file, *stamp_of(file)), track(1));
    folder.write("a.ogg", "longer than before");
    EXPECT_FALSE(index.find(file, *stamp_of(file)));
}

TEST(FileIndex, ItsStemsAreAPartOfAFile) {
    const test::TemporaryFolder folder;
    const auto file = folder.write("a.ogg");
    const FileStamp before = *stamp_of(file);
    folder.write("a.stems/drums.ogg");
    EXPECT_NE(*stamp_of(file), before);
}

TEST(FileIndex, SurvivesARestartAndForgetsNonsense) {
    FileIndex index, again, broken;
    index.remember("/a", {1, 2, ""}, track(1));
    index.remember("/b", {3, 4, "s"}, track(2));
    index.remember("/a", {5, 6, ""}, track(3));
    again.restore(index.saved());
    EXPECT_EQ(again.find("/a", {5, 6, ""}), track(3));
    EXPECT_EQ(again.find("/b", {3, 4, "s"}), track(2));
    EXPECT_FALSE(again.find("/a", {1, 2, ""}));
    broken.restore(as_bytes("not a protocol buffer"));
    EXPECT_FALSE(broken.find("/a", {5, 6, ""}));
}

TEST(FileIndex, NoFileNoStamp) { EXPECT_FALSE(stamp_of("/nowhere/at/all")); }

}  // namespace
}  // namespace segue::node
