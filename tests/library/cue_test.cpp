#include "audio/library/cue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/library/samples.h"

namespace segue::library {
namespace {

constexpr const char* sheet_text =
    "REM GENRE \"Jazz\"\r\nREM DATE 1959\r\nPERFORMER \"Miles Davis\"\r\nTITLE \"Kind of Blue\"\r\n"
    "FILE \"disc.wav\" WAVE\r\n"
    "  TRACK 01 AUDIO\r\n    TITLE \"So What\"\r\n    INDEX 00 00:00:00\r\n    INDEX 01 00:00:33\r\n"
    "  TRACK 02 AUDIO\r\n    TITLE \"Freddie\"\r\n    PERFORMER \"M. D.\"\r\n    INDEX 01 09:22:00\r\n"
    "  TRACK 03 MODE1/2352\r\n    INDEX 01 10:00:00\r\n"
    "  TRACK 04 AUDIO\r\n    INDEX 01 09:00:00\r\n";

TEST(Cue, ASheetsTracks) {
    const CueSheet sheet = parse_cue(sheet_text);
    EXPECT_EQ(sheet.title, "Kind of Blue");
    EXPECT_EQ(sheet.year, 1959);
    ASSERT_EQ(sheet.tracks.size(), 2u) << "one is data, one begins before its predecessor";
    EXPECT_EQ(sheet.tracks[0].start, milliseconds(440));
    EXPECT_EQ(sheet.tracks[1].start, milliseconds(562'000));
    EXPECT_EQ(sheet.tracks[1].performer, "M. D.");
}

TEST(Cue, AFileIsCutIntoEntries) {
    Entry whole = entry(1, "/m/disc.flac", "", "", "");
    whole.duration = seconds(1000);
    const auto entries = cue_entries(whole, parse_cue(sheet_text), "/m/disc.cue");
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].place(), "/m/disc.cue/01");
    EXPECT_EQ(entries[0].duration, milliseconds(562'000 - 440));
    EXPECT_EQ(entries[1].duration, milliseconds(438'000));
    EXPECT_EQ(entries[1].cue->length, milliseconds(0)) << "to the end";
    EXPECT_EQ(entries[1].tags.artist, "M. D.");
    EXPECT_EQ(entries[1].tags.album_artist, "Miles Davis");
    EXPECT_NE(entries[0].content, entries[1].content);
    EXPECT_NE(entries[0].content, whole.content);
}

TEST(Cue, OtherFilesTracksAreLeftOut) {
    const CueSheet sheet = parse_cue(
        "FILE \"a.flac\" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n"
        "FILE \"b.flac\" WAVE\nTRACK 02 AUDIO\nINDEX 01 00:00:00\n");
    ASSERT_EQ(sheet.tracks.size(), 2u);
    EXPECT_EQ(cue_entries(entry(1, "/m/b.flac", "", "", ""), sheet, "/m/x.cue").size(), 1u);
    EXPECT_EQ(cue_entries(entry(1, "/m/c.flac", "", "", ""), sheet, "/m/x.cue").size(), 0u);
}

TEST(Cue, LatinOneAndUtf16) {
    EXPECT_EQ(parse_cue("TITLE \"Caf\xe9\"").title, "Café");
    EXPECT_EQ(parse_cue(std::string("\xff\xfeT\0I\0T\0L\0E\0 \0\xe9\0", 16)).title, "é");
}

RC_GTEST_PROP(Cue, AnythingIsASheet, (const std::string& text)) {
    RC_ASSERT(parse_cue(text).tracks.size() <= sheet_tracks_max);
}

RC_GTEST_PROP(Cue, ScrapsOfSheetsHaveTracksInOrder, ()) {
    const auto line = rc::gen::element<std::string>(
        "TRACK 01 AUDIO", "TRACK 02 AUDIO", "TRACK 99999999999 AUDIO", "INDEX 01 00:10:00", "INDEX 01 99:99:99",
        "INDEX 01 -1:00:00", "FILE \"a", "FILE b WAVE", "TITLE", "\"", "INDEX 01 00:20:00", "TRACK", "INDEX");
    std::string text;
    for (const auto& l : *rc::gen::container<std::vector<std::string>>(line)) text += l + "\n";
    const CueSheet sheet = parse_cue(text);
    for (std::size_t i = 1; i < sheet.tracks.size(); ++i)
        RC_ASSERT(sheet.tracks[i].number > sheet.tracks[i - 1].number);
    Entry whole = entry(1, "/m/a", "", "", "");
    for (const Entry& e : cue_entries(whole, sheet, "/m/a.cue")) RC_ASSERT(e.duration.count() >= 0);
}

}  // namespace
}  // namespace segue::library
