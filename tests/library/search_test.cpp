// What is searched is found: by beginnings of words, without accents, by field and number, once for each recording.
#include "audio/library/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "audio/library/catalogue.h"
#include "tests/library/samples.h"
#include "tests/node/temporary_folder.h"

namespace segue::library {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const NodeId here = node(1), laptop = node(2);

class SearchTest : public ::testing::Test {
  protected:
    void SetUp() override {
        catalogue = std::move(Catalogue::open(folder.path() / "library.db", here)).value();
        ASSERT_TRUE(catalogue->set_node(here, "kitchen", true).ok());
        ASSERT_TRUE(catalogue->set_node(laptop, "Laptop", true).ok());
        put(here, entry(1, "/m/1.flac", "So What", "Miles Davis", "Kind of Blue", 1959));
        put(here, entry(2, "/m/2.flac", "Freddie Freeloader", "Miles Davis", "Kind of Blue", 1959));
        put(here, entry(3, "/m/3.flac", "Blue in Green", "Miles Davis", "Kind of Blue", 1959));
        Entry rock = entry(4, "/m/4.mp3", "Starálfur", "Sigur Rós", "Ágætis byrjun", 1999);
        rock.tags.genre = "Rock";
        rock.duration = seconds(404);
        put(laptop, rock);
        Entry stems = entry(5, "/x/AC_DC.mp3", "Don't Stop", "AC/DC", "", 0);
        stems.has_stems = true;
        put(laptop, stems);
        put(laptop, entry(1, "/x/so-what.flac", "so what (copy)", "Davis", "KoB"));
        searcher = std::move(Searcher::open(folder.path() / "library.db", here)).value();
    }
    void put(const NodeId& n, const Entry& e) {
        const Change change{e.place(), e};
        ASSERT_TRUE(catalogue->apply(n, {&change, 1}).ok());
    }
    Found search(const std::string& query) {
        auto found = searcher->search({query});
        EXPECT_TRUE(found.ok()) << query << ": " << (found.ok() ? "" : found.message());
        return found.ok() ? std::move(*found) : Found{};
    }
    std::vector<std::string> titles(const std::string& query) {
        std::vector<std::string> out;
        for (const Hit& h : search(query).tracks) out.push_back(h.title);
        return out;
    }

    test::TemporaryFolder folder;
    std::unique_ptr<Catalogue> catalogue;
    std::unique_ptr<Searcher> searcher;
};

TEST_F(SearchTest, CoversAreFoundWhereTheyCanBeRead) {
    const auto red = id_of<CoverId>(1), blue = id_of<CoverId>(2);
    Entry first = entry(1, "/m/1.flac", "So What", "Miles Davis", "Kind of Blue", 1959);
    first.cover = red;
    put(laptop, first);
    put(here, first);
    // That of laptop which lies elsewhere has none, though it is the same recording.
    const auto places = searcher->places_of(red);
    ASSERT_TRUE(places.ok()) << places.message();
    ASSERT_EQ(places->size(), 2u);
    EXPECT_EQ(places->at(0).node, here);
    EXPECT_EQ(places->at(0).file, "/m/1.flac");
    EXPECT_EQ(places->at(1).node, laptop);
    EXPECT_EQ(search("kind of blue").albums.at(0).cover, red);
    first.cover = blue;
    put(here, first);
    EXPECT_EQ(search("kind of blue").albums.at(0).cover, blue) << "an album shows what its tracks have now";
    EXPECT_THAT(*searcher->places_of(red), IsEmpty());
}

TEST_F(SearchTest, AsItIsTyped) {
    EXPECT_THAT(titles("m"), UnorderedElementsAre("So What", "Freddie Freeloader", "Blue in Green"));
    EXPECT_THAT(titles("mil da fr"), ElementsAre("Freddie Freeloader"));
    EXPECT_THAT(titles("blue").front(), "Blue in Green") << "a title that begins with it comes first";
    EXPECT_THAT(titles("zzz"), IsEmpty());
}

TEST_F(SearchTest, AccentsCaseAndPunctuationDoNotMatter) {
    EXPECT_THAT(titles("SIGUR ros staralfur"), ElementsAre("Starálfur"));
    EXPECT_THAT(titles("agaetis"), ElementsAre("Starálfur"));
    EXPECT_THAT(titles("ac/dc"), ElementsAre("Don't Stop"));
    EXPECT_THAT(titles("dont"), ElementsAre("Don't Stop"));
}

TEST_F(SearchTest, FieldsPhrasesAndNot) {
    EXPECT_THAT(titles("album:blue artist:miles").size(), 3u);
    EXPECT_THAT(titles("title:blue"), ElementsAre("Blue in Green"));
    EXPECT_THAT(titles("\"kind of\" -freddie -title:blue"), ElementsAre("So What"));
    EXPECT_THAT(titles("-artist:miles"), UnorderedElementsAre("Starálfur", "Don't Stop"));
    EXPECT_THAT(titles("genre:ro"), ElementsAre("Starálfur"));
}

TEST_F(SearchTest, NumbersPlacesAndFeatures) {
    EXPECT_THAT(titles("year:1950..1960").size(), 3u);
    EXPECT_THAT(titles("year:1999"), ElementsAre("Starálfur"));
    EXPECT_THAT(titles("length:>6m"), ElementsAre("Starálfur"));
    EXPECT_THAT(titles("on:lap"), UnorderedElementsAre("So What", "Starálfur", "Don't Stop"));
    EXPECT_THAT(titles("on:kitchen -on:laptop").size(), 2u);
    EXPECT_THAT(titles("has:stems"), ElementsAre("Don't Stop"));
    EXPECT_EQ(searcher->search({"on:nowhere"}).error(), LibraryError::bad_query);
}

TEST_F(SearchTest, WhatWasAnalysedIsFoundByIt) {
    const Analysis a{content(1), "all", 1, {}, {.bpm = 136.2, .key = "D#m", .loudness_lufs = -14.0}};
    ASSERT_TRUE(catalogue->set_analysis({&a, 1}).ok());
    EXPECT_THAT(titles("bpm:130..140"), ElementsAre("So What"));
    EXPECT_THAT(titles("key:Ebm"), ElementsAre("So What"));
    EXPECT_THAT(titles("has:bpm"), ElementsAre("So What"));
    EXPECT_EQ(search("key:Ebm").tracks.front().facts.loudness_lufs, -14.0);
}

TEST_F(SearchTest, OneRecordingHasItsPlaces) {
    const Hit hit = search("so what").tracks.at(0);
    EXPECT_EQ(hit.title, "So What") << "as this node's file says it";
    ASSERT_EQ(hit.places.size(), 2u);
    EXPECT_TRUE(hit.places[0].here);
    EXPECT_EQ(hit.places[1].node_name, "Laptop");
    EXPECT_FALSE(hit.places[1].away);
    ASSERT_TRUE(catalogue->set_node(laptop, "Laptop", false).ok());
    ASSERT_TRUE(catalogue->set_away_folders(here, {"/m"}).ok());
    const Hit now = search("so what").tracks.at(0);
    EXPECT_TRUE(now.places[0].away);
    EXPECT_TRUE(now.places[1].away);
    EXPECT_EQ(now.places[0].node, here);
}

TEST_F(SearchTest, AlbumsAndArtistsAreGrouped) {
    const Found found = search("mi");
    ASSERT_EQ(found.albums.size(), 1u);
    EXPECT_EQ(found.albums[0].title, "Kind of Blue");
    EXPECT_EQ(found.albums[0].tracks, 3u);
    ASSERT_EQ(found.artists.size(), 1u);
    EXPECT_EQ(found.artists[0].name, "Miles Davis");
    EXPECT_EQ(search("").albums.size(), 2u);
    EXPECT_EQ(search("has:stems").albums.size(), 0u);
    EXPECT_EQ(search("album:blue").artists.size(), 0u);
    EXPECT_EQ(search("year:1959").albums.size(), 1u);
}

TEST_F(SearchTest, Sorted) {
    EXPECT_THAT(titles("artist:miles sort:-title"), ElementsAre("So What", "Freddie Freeloader", "Blue in Green"));
    EXPECT_THAT(titles("sort:-year").front(), "Starálfur");
    const auto by_album = searcher->search({.query = "artist:miles", .unsorted = SortBy::artist});
    EXPECT_EQ(by_album->tracks.front().title, "So What");
}

TEST_F(SearchTest, ManyAreCountedUpToABound) {
    std::vector<Change> many;
    for (int i = 0; i < 1500; ++i) {
        Entry e = entry(9, "/many/" + std::to_string(i), "Same " + std::to_string(i), "Choir", "Songs");
        e.content.bytes[3] = static_cast<std::uint8_t>(i);
        e.content.bytes[4] = static_cast<std::uint8_t>(i >> 8);
        many.push_back({e.place(), e});
    }
    ASSERT_TRUE(catalogue->apply(here, many).ok());
    const Found found = search("same");
    EXPECT_EQ(found.tracks.size(), 50u);
    EXPECT_EQ(found.total, 1000u);
    EXPECT_TRUE(found.there_are_more);
    EXPECT_EQ(searcher->search({.query = "same", .limit = 5000})->tracks.size(), 1500u);
}

TEST_F(SearchTest, WhateverIsTypedIsAnswered) {
    for (const char* text :
         {"\"",    "\"\"",     "*", "a*b", "(", ") OR (", "NOT",      "AND OR NEAR(x)",          "{artist}:x", "^a",
          "a AND", "title:\"", "+", "a-b", "–", "‘’",     "\xff\xfe", "'; DROP TABLE place; --", "album:(",    "坂本"})
        EXPECT_TRUE(searcher->search({text}).ok()) << text;
}

}  // namespace
}  // namespace segue::library
