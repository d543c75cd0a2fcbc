#include "app/node/named_music.h"

#include <gmock/gmock.h>

#include "tests/node/temporary_folder.h"

namespace segue::node {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class NamedMusicTest : public testing::Test {
  protected:
    std::vector<std::string> paths(const std::filesystem::path& named) {
        const auto found = named_music(named);
        EXPECT_TRUE(found.ok()) << found.message();
        std::vector<std::string> out;
        if (!found) return out;
        for (const auto& item : found->items)
            out.push_back(std::filesystem::path(item.path).lexically_relative(folder.path()).string());
        left_out = found->left_out;
        return out;
    }
    test::TemporaryFolder folder;
    std::string left_out;
};

TEST_F(NamedMusicTest, APlaylistIsWhatItNames) {
    folder.write("a.ogg");
    folder.write("deep/b.ogg");
    EXPECT_THAT(paths(folder.write("x.m3u8", "#EXTM3U\n#EXTINF:3,One\na.ogg\ndeep/b.ogg\na.ogg\n")),
                ElementsAre("a.ogg", "deep/b.ogg", "a.ogg"));
    EXPECT_EQ(left_out, "");
    EXPECT_EQ(named_music(folder.path() / "x.m3u8")->items[0].title, "One");
    EXPECT_THAT(paths(folder.write("deep/x.pls", "[playlist]\nFile1=b.ogg\nFile2=../a.ogg\n")),
                ElementsAre("deep/b.ogg", "a.ogg"));
    EXPECT_THAT(paths(folder.write("x.xspf", "<playlist><track><location>deep/b.ogg</location></track></playlist>")),
                ElementsAre("deep/b.ogg"));
}

TEST_F(NamedMusicTest, WhatIsNotThereIsSaidOnce) {
    folder.write("a.ogg");
    EXPECT_THAT(paths(folder.write("x.m3u", "gone.ogg\na.ogg\n")), ElementsAre("a.ogg"));
    EXPECT_THAT(left_out, HasSubstr("gone.ogg"));
    EXPECT_THAT(paths(folder.write("x.m3u", "gone.ogg\nlost.ogg\na.ogg\n")), ElementsAre("a.ogg"));
    EXPECT_THAT(left_out, HasSubstr("2 of the 3"));
    EXPECT_EQ(named_music(folder.write("x.m3u", "gone.ogg\n")).error(), FilesError::no_music);
    EXPECT_EQ(named_music(folder.write("x.m3u", "")).error(), FilesError::no_music);
    EXPECT_EQ(named_music(folder.write("x.m3u", "http://example.org/stream\n")).error(), FilesError::no_music);
}

TEST_F(NamedMusicTest, ACueSheetIsItsTracks) {
    const auto sheet = folder.write("d.cue",
                                    "FILE \"d.flac\" WAVE\nTRACK 01 AUDIO\nTITLE \"One\"\nINDEX 01 00:00:00\n"
                                    "TRACK 02 AUDIO\nTITLE \"Two\"\nINDEX 01 00:10:00\n");
    EXPECT_EQ(named_music(sheet).error(), FilesError::no_music);
    folder.write("d.flac");
    EXPECT_THAT(paths(sheet), ElementsAre("d.cue/01", "d.cue/02"));
    EXPECT_THAT(paths(sheet / "02"), ElementsAre("d.cue/02"));
    EXPECT_THAT(paths(folder.write("x.m3u", "d.cue/02\nd.flac\n")), ElementsAre("d.cue/02", "d.flac"));
}

TEST_F(NamedMusicTest, AllElseIsAsBefore) {
    folder.write("a.ogg");
    EXPECT_THAT(paths(folder.path()), ElementsAre("a.ogg"));
    EXPECT_EQ(named_music(folder.path() / "none").error(), FilesError::missing);
}

}  // namespace
}  // namespace segue::node
