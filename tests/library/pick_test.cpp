// Albums, artists and folders are opened by what they are, page by page.
#include "audio/library/pick.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/library/catalogue.h"
#include "audio/library/search.h"
#include "tests/library/samples.h"
#include "tests/node/temporary_folder.h"

namespace segue::library {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const NodeId here = node(1), laptop = node(2);

class PickTest : public ::testing::Test {
  protected:
    void SetUp() override {
        catalogue = std::move(Catalogue::open(folder.path() / "library.db", here)).value();
        put(here, entry(1, "/m/jazz/b/1.flac", "One", "Queen", "Night", 1975));
        put(here, entry(2, "/m/jazz/b/2.flac", "Two", "Queen", "Night", 1975));
        put(here, entry(3, "/m/jazz/b-side.flac", "Three", "Queen", "Day", 1970));
        put(here, entry(4, "/m/jazz/A/4.flac", "Four", "Queen Latifah", "Night", 1999));
        put(here, entry(5, "/m/jazz/b0.flac", "Five", "queen", "Noon", 1980));
        put(laptop, entry(6, "/home/x/Music/6.flac", "Six", "Queen", "Night", 1975));
        searcher = std::move(Searcher::open(folder.path() / "library.db", here)).value();
    }
    void put(const NodeId& n, const Entry& e) {
        const Change change{e.place(), e};
        ASSERT_TRUE(catalogue->apply(n, {&change, 1}).ok());
    }
    Found find(Pick pick, std::size_t limit = 50, std::size_t offset = 0) {
        SearchWish wish;
        wish.pick = std::move(pick);
        wish.limit = limit;
        wish.offset = offset;
        auto found = searcher->search(wish);
        EXPECT_TRUE(found.ok()) << (found.ok() ? "" : found.message());
        return found.ok() ? std::move(*found) : Found{};
    }
    static std::vector<std::string> titles(const Found& found) {
        std::vector<std::string> out;
        for (const Hit& h : found.tracks) out.push_back(h.title);
        return out;
    }

    test::TemporaryFolder folder;
    std::unique_ptr<Catalogue> catalogue;
    std::unique_ptr<Searcher> searcher;
};

TEST_F(PickTest, AnAlbumIsItsArtistsAlone) {
    EXPECT_THAT(titles(find({.album = Pick::Album{"Queen", "Night"}})), ElementsAre("One", "Two", "Six"));
    EXPECT_THAT(titles(find({.album = Pick::Album{"Queen Latifah", "Night"}})), ElementsAre("Four"));
    EXPECT_THAT(titles(find({.album = Pick::Album{"Nobody", "Night"}})), IsEmpty());
}

TEST_F(PickTest, AnArtistIsAllAlbumsByYearHoweverTheNameIsWritten) {
    const Found found = find({.album = Pick::Album{"Queen", {}}});
    EXPECT_THAT(titles(found), ElementsAre("Three", "One", "Two", "Six", "Five"));
    ASSERT_EQ(found.albums.size(), 3u);
    EXPECT_EQ(found.albums[0].title, "Day");
    EXPECT_EQ(found.albums[2].title, "Noon");
}

TEST_F(PickTest, AFolderHasItsOwnTracksAndFoldersByName) {
    const Found found = find({.folder = Pick::Folder{here, "/m/jazz"}});
    EXPECT_THAT(found.folder.folders, ElementsAre("A", "b"));
    EXPECT_THAT(titles(found), ElementsAre("Three", "Five")) << "neighbours by their bytes are not within it";
    EXPECT_THAT(titles(find({.folder = Pick::Folder{here, "/m/jazz/b"}})), ElementsAre("One", "Two"));
    EXPECT_EQ(find({.folder = Pick::Folder{here, "/m", true}}).total, 5u);
    EXPECT_EQ(find({.folder = Pick::Folder{here, "/m/j"}}).total, 0u);
}

TEST_F(PickTest, ANodesMusicBeginsWhereItsFoldersPart) {
    const Found found = find({.folder = Pick::Folder{here, ""}});
    EXPECT_EQ(found.folder.path, "/m/jazz");
    const Found other = find({.folder = Pick::Folder{laptop, ""}});
    EXPECT_EQ(other.folder.path, "/home/x/Music");
    EXPECT_THAT(titles(other), ElementsAre("Six"));
    EXPECT_EQ(find({.folder = Pick::Folder{node(9), ""}}).total, 0u);
}

TEST_F(PickTest, RecordingsKeepTheirOrder) {
    EXPECT_THAT(titles(find({.recordings = {content(4), content(99), content(1)}})), ElementsAre("Four", "One"));
}

TEST_F(PickTest, PagesFollowOneAnother) {
    const Pick queen{.album = Pick::Album{"Queen", {}}};
    EXPECT_THAT(titles(find(queen, 2, 0)), ElementsAre("Three", "One"));
    EXPECT_THAT(titles(find(queen, 2, 4)), ElementsAre("Five"));
    EXPECT_EQ(find(queen, 2, 4).total, 5u);
    EXPECT_EQ(find(queen, 2, 9).total, 5u);
    for (const std::string words : {"", "e", "sort:title"}) {
        const auto whole = titles(*searcher->search({.query = words}));
        std::vector<std::string> pages;
        for (std::size_t offset = 0; offset < 8; offset += 2)
            for (const std::string& title : titles(*searcher->search({.query = words, .limit = 2, .offset = offset})))
                pages.push_back(title);
        EXPECT_EQ(pages, whole) << words;
    }
    const auto albums = searcher->search({.query = "", .group_limit = 2, .group_offset = 2});
    ASSERT_EQ(albums->albums.size(), 2u);
    EXPECT_EQ(albums->albums[0].title, "Noon");
}

}  // namespace
}  // namespace segue::library
