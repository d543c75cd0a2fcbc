// An entry's bytes give back the entry, and whatever a file claims of itself, an entry stays within its bounds.
#include "audio/library/entry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "audio/library/limits.h"
#include "tests/library/samples.h"

namespace segue::library {
namespace {

Entry whole_entry() {
    Entry e = entry(7, "/m/\xff\x01.flac", "So What", "Miles Davis", "Kind of Blue", 1959);
    e.added_s = 1'700'000'000;
    e.cue = CueRange{"/m/album.cue", 3, milliseconds(1000), milliseconds(2000)};
    e.track = id_of<TrackId>(9);
    e.format = {"flac", 44100, 2, 900};
    e.tags.album_artist = "Various";
    e.tags.genre = "Jazz";
    e.tags.composer = "Davis";
    e.tags.lyrics = "one\n\ntwo";
    e.tags.disc_number = 2;
    e.tags.replay_gain = {-6.5f, 0.98f, -7.0f, 1.1f};
    e.tags.musicbrainz_track = "9ca11d4d-ae24-4da4-a3bd-3f0d6ebb8bd2";
    e.has_stems = true;
    e.cover = id_of<CoverId>(4);
    return e;
}

TEST(Entry, IsGivenBackByItsBytes) {
    const Entry e = whole_entry();
    const auto back = decode_entry(encode(e));
    ASSERT_TRUE(back.ok()) << back.message();
    EXPECT_EQ(*back, e);
}

TEST(Entry, IsNamedByItsFileOrItsPlaceInASheet) {
    Entry e = whole_entry();
    EXPECT_EQ(e.place(), "/m/album.cue/03");
    e.cue.reset();
    EXPECT_EQ(e.place(), e.path);
}

TEST(Entry, AbsurdTagsAreCutAndCleaned) {
    Entry e = whole_entry();
    e.tags.title = std::string(3'000'000, 'x');
    e.tags.artist = "\x1b[2J\xff\xfeMiles\n";
    e.tags.lyrics = std::string(3'000'000, 'l');
    e.tags.year = -5;
    e.tags.replay_gain.track_gain_db = 1e30f;
    const Entry tidy = tidied(e);
    EXPECT_EQ(tidy.tags.title.size(), text_bytes_max);
    EXPECT_EQ(tidy.tags.artist, "[2J??Miles");
    EXPECT_LE(tidy.tags.lyrics.size(), lyrics_bytes_max);
    EXPECT_EQ(tidy.tags.year, 0);
    EXPECT_EQ(tidy.tags.replay_gain.track_gain_db, std::nullopt);
    EXPECT_LE(encode(e).size(), entry_bytes_max);
}

TEST(Entry, WhatDoesNotSayWhatItIsIsNone) {
    Entry e = whole_entry();
    e.content = {};
    EXPECT_FALSE(decode_entry(encode(e)).ok());
    e = whole_entry();
    e.path.clear();
    EXPECT_FALSE(decode_entry(encode(e)).ok());
    EXPECT_FALSE(decode_entry(Bytes(entry_bytes_max + 1)).ok());
}

RC_GTEST_PROP(Entry, AnyBytesAreAnEntryOrRefused, (const std::vector<std::uint8_t>& bytes)) {
    const auto read = decode_entry(bytes);
    if (read.ok()) RC_ASSERT(*decode_entry(encode(*read)) == *read);
}

RC_GTEST_PROP(Entry, TidyingTwiceIsTidyingOnce, (const std::string& text, const std::string& lines)) {
    Entry e = whole_entry();
    e.tags.title = text;
    e.tags.lyrics = lines;
    const Entry once = tidied(e);
    RC_ASSERT(tidied(once) == once);
}

RC_GTEST_PROP(Entry, DamagedBytesAreNotBelieved, (std::uint8_t value)) {
    Bytes bytes = encode(whole_entry());
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = value;
    const auto read = decode_entry(bytes);
    if (read.ok()) RC_ASSERT(tidied(*read) == *read);
}

}  // namespace
}  // namespace segue::library
