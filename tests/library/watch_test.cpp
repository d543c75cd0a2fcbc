// What happens in watched folders is told, by the folder it happens in.
#include "audio/library/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/node/temporary_folder.h"

namespace segue::library {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::IsEmpty;

TEST(Watch, TellsFilesAndFolders) {
    const test::TemporaryFolder folder;
    const std::string top = folder.path().string();
    FolderWatch watch;
    ASSERT_GE(watch.descriptor(), 0);
    ASSERT_TRUE(watch.add(top));
    ASSERT_TRUE(watch.add(top)) << "once more does no harm";
    EXPECT_THAT(watch.read().changed, IsEmpty());
    folder.write("a.flac");
    EXPECT_THAT(watch.read().changed, Contains(ChangedFolder{top, false}));
    fs::create_directory(folder.path() / "album");
    EXPECT_THAT(watch.read().changed, Contains(ChangedFolder{top + "/album", true}));
    fs::rename(folder.path() / "a.flac", folder.path() / "b.flac");
    EXPECT_THAT(watch.read().changed, Contains(ChangedFolder{top, false}));
    fs::remove(folder.path() / "b.flac");
    EXPECT_THAT(watch.read().changed, Contains(ChangedFolder{top, false}));
    folder.write(".hidden");
    EXPECT_THAT(watch.read().changed, IsEmpty());
    watch.remove(top);
    EXPECT_EQ(watch.size(), 0u);
    folder.write("c.flac");
    EXPECT_THAT(watch.read().changed, IsEmpty());
}

TEST(Watch, AFolderThatGoesIsNoLongerWatched) {
    const test::TemporaryFolder folder;
    const fs::path album = folder.path() / "album";
    fs::create_directory(album);
    FolderWatch watch;
    ASSERT_TRUE(watch.add(album.string()));
    fs::remove(album);
    EXPECT_THAT(watch.read().changed, Contains(ChangedFolder{album.string(), true}));
    EXPECT_EQ(watch.size(), 0u);
    EXPECT_TRUE(watch.add((folder.path() / "never").string())) << "what is not there needs no watching";
}

}  // namespace
}  // namespace segue::library
