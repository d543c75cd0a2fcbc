// Playlists of all formats give back what was written, and anything is some playlist.
#include "audio/library/playlist.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace segue::library {
namespace {

std::vector<std::string> paths(const std::vector<PlaylistItem>& items) {
    std::vector<std::string> out;
    for (const PlaylistItem& i : items) out.push_back(i.path);
    return out;
}

TEST(Playlist, M3u) {
    const auto items = parse_playlist(
        "\xef\xbb\xbf#EXTM3U\r\n#EXTINF:123,Miles - So What\r\nBlue\\so.flac\r\n\r\n"
        "http://radio/x\n../b.mp3\n/abs/caf\xe9.ogg\nfile:///with%20blank.mp3\n",
        PlaylistFormat::m3u8, "/m/lists");
    EXPECT_THAT(paths(items),
                testing::ElementsAre("/m/lists/Blue/so.flac", "/m/b.mp3", "/abs/caf\xe9.ogg", "/with blank.mp3"));
    EXPECT_EQ(items[0].title, "Miles - So What");
    EXPECT_EQ(items[0].duration, seconds(123));
    EXPECT_EQ(items[1].title, "");
}

TEST(Playlist, Pls) {
    const auto items =
        parse_playlist("[playlist]\nFile2=b.mp3\nFile1=a.mp3\nTitle1=A\nLength1=7\nLength2=-1\nNumberOfEntries=2\n",
                       PlaylistFormat::pls, "/m");
    EXPECT_THAT(paths(items), testing::ElementsAre("/m/a.mp3", "/m/b.mp3"));
    EXPECT_EQ(items[0].duration, seconds(7));
}

TEST(Playlist, Xspf) {
    const auto items = parse_playlist(
        "<playlist><trackList><track><location>a%20b.mp3</location><title>R&amp;B</title></track>"
        "<track><title>nowhere</title></track></trackList></playlist>",
        PlaylistFormat::xspf, "/m");
    EXPECT_THAT(paths(items), testing::ElementsAre("/m/a b.mp3"));
    EXPECT_EQ(items[0].title, "R&B");
}

TEST(Playlist, FormatsByName) {
    EXPECT_EQ(playlist_format("x.M3U"), PlaylistFormat::m3u8);
    EXPECT_EQ(playlist_format("x.xspf"), PlaylistFormat::xspf);
    EXPECT_EQ(playlist_format("x.mp3"), std::nullopt);
}

RC_GTEST_PROP(Playlist, GivesBackWhatWasWritten, ()) {
    const auto letter = rc::gen::element<char>('a', 'Z', '0', ' ', '%', '&', '<', '#', '=', '.', '\xe9');
    const auto format = *rc::gen::element(PlaylistFormat::m3u8, PlaylistFormat::xspf, PlaylistFormat::pls);
    std::vector<PlaylistItem> items;
    for (const auto& name : *rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(letter)))
        items.push_back({"/m/x" + name + "x", "Title", "", seconds(5)});
    RC_ASSERT(paths(parse_playlist(write_playlist(items, format), format, "/elsewhere")) == paths(items));
}

RC_GTEST_PROP(Playlist, AnythingIsAPlaylist, (const std::string& text)) {
    for (const auto format : {PlaylistFormat::m3u8, PlaylistFormat::xspf, PlaylistFormat::pls})
        RC_ASSERT(parse_playlist(text, format, "/m").size() <= text.size());
}

}  // namespace
}  // namespace segue::library
