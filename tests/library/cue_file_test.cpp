// Tracks of CUE sheets are found by what queues call them.
#include "audio/library/cue_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/node/temporary_folder.h"

namespace segue::library {
namespace {

using ::testing::HasSubstr;

constexpr const char* sheet =
    "PERFORMER \"Miles Davis\"\nTITLE \"Kind of Blue\"\nFILE \"disc.wav\" WAVE\n"
    "TRACK 01 AUDIO\nTITLE \"So What\"\nINDEX 01 00:00:00\n"
    "TRACK 02 AUDIO\nTITLE \"Freddie\"\nINDEX 01 09:22:00\n";

TEST(CueFile, ATrackIsARangeOfTheSoundBesideIt) {
    const test::TemporaryFolder folder;
    const std::string cue = folder.write("disc.cue", sheet).string();
    folder.write("disc.flac");
    const auto first = cue_track(cue + "/01"), last = cue_track(cue + "/02");
    ASSERT_TRUE(first.ok()) << first.message();
    EXPECT_EQ(first->path, (folder.path() / "disc.flac").string());
    EXPECT_EQ(first->place(), cue + "/01");
    EXPECT_EQ(first->cue->length, milliseconds(562'000));
    EXPECT_EQ(first->tags.artist, "Miles Davis");
    EXPECT_EQ(first->tags.album, "Kind of Blue");
    EXPECT_EQ(last->cue->start, milliseconds(562'000));
    EXPECT_EQ(last->cue->length, milliseconds(0)) << "to the end";
    EXPECT_EQ(cue_tracks(cue)->size(), 2u);
}

TEST(CueFile, ASheetOfFilesNamesTheFiles) {
    const test::TemporaryFolder folder;
    const std::string cue = folder
                                .write("album.cue",
                                       "FILE \"2 b.wav\" WAVE\nTRACK 01 AUDIO\nTITLE \"B\"\nINDEX 01 00:00:00\n"
                                       "FILE \"1 a.wav\" WAVE\nTRACK 02 AUDIO\nTITLE \"A\"\nINDEX 01 00:00:00\n")
                                .string();
    folder.write("1 a.flac");
    folder.write("2 b.wav");
    const auto tracks = cue_tracks(cue);
    ASSERT_TRUE(tracks.ok()) << tracks.message();
    ASSERT_EQ(tracks->size(), 2u);
    EXPECT_EQ(tracks->at(0).place(), (folder.path() / "2 b.wav").string());
    EXPECT_EQ(tracks->at(1).tags.title, "A");
}

TEST(CueFile, WhatIsMissingIsNamed) {
    const test::TemporaryFolder folder;
    const std::string cue = folder.write("disc.cue", sheet).string();
    EXPECT_EQ(cue_track(cue + "/01").error(), LibraryError::missing);
    folder.write("disc.flac");
    EXPECT_THAT(cue_track(cue + "/03").message(), HasSubstr("no track 3"));
    EXPECT_EQ(cue_track((folder.path() / "other.cue/01").string()).error(), LibraryError::missing);
    for (const char* other :
         {"/m/disc.flac/01", "/m/disc.cue", "/m/disc.cue/", "/m/disc.cue/x", "/m/disc.cue/00", "01", ""})
        EXPECT_FALSE(names_cue_track(other)) << other;
}

}  // namespace
}  // namespace segue::library
