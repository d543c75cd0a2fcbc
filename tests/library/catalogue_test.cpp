// The catalogue keeps entries by node and place, makes one recording of equal contents, and tells what changed.
#include "audio/library/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/library/samples.h"
#include "tests/node/temporary_folder.h"

namespace segue::library {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const NodeId here = node(1), there = node(2);

class CatalogueTest : public ::testing::Test {
  protected:
    void SetUp() override {
        auto opened = Catalogue::open({}, here);
        ASSERT_TRUE(opened.ok()) << opened.message();
        catalogue = std::move(*opened);
        catalogue->on_changed = [this](const NodeId& n, std::span<const Change> changes) {
            for (const Change& c : changes) told.emplace_back(n, c.place + (c.entry ? "" : " gone"));
        };
    }
    void put(const NodeId& n, const Entry& e) {
        const Change change{e.place(), e};
        ASSERT_TRUE(catalogue->apply(n, {&change, 1}).ok());
    }
    void remove(const NodeId& n, const std::string& place) {
        const Change change{place, {}};
        ASSERT_TRUE(catalogue->apply(n, {&change, 1}).ok());
    }
    Catalogue::Counts counts() { return *catalogue->counts(); }

    std::unique_ptr<Catalogue> catalogue;
    std::vector<std::pair<NodeId, std::string>> told;
};

TEST_F(CatalogueTest, KeepsEntriesAndTellsWhatChanged) {
    const Entry a = entry(1, "/m/a.flac", "So What", "Miles Davis", "Kind of Blue", 1959);
    put(here, a);
    put(here, a);  // changes nothing
    EXPECT_THAT(told, ElementsAre(std::pair(here, std::string("/m/a.flac"))));
    EXPECT_THAT(*catalogue->entries(here, "", 10), ElementsAre(a));
    EXPECT_EQ(*catalogue->entry(here, "/m/a.flac"), std::optional(a));
    EXPECT_THAT(*catalogue->places_here(a.content), ElementsAre(a));
    remove(here, "/m/a.flac");
    remove(here, "/m/a.flac");
    EXPECT_EQ(told.size(), 2u);
    EXPECT_EQ(counts().recordings, 0u);
    EXPECT_EQ(counts().albums, 0u);
}

TEST_F(CatalogueTest, EqualContentsAreOneRecording) {
    put(here, entry(1, "/m/a.flac", "So What", "Miles Davis", "Kind of Blue"));
    put(there, entry(1, "/x/1.flac", "so what", "M. Davis", "KoB"));
    put(there, entry(2, "/x/2.flac", "Freddie", "M. Davis", "KoB"));
    EXPECT_EQ(counts().recordings, 2u);
    EXPECT_EQ(counts().albums, 2u);
    remove(here, "/m/a.flac");
    EXPECT_EQ(counts().recordings, 2u);
    EXPECT_EQ(counts().albums, 1u);  // it now says what the other node's file says
    remove(there, "/x/1.flac");
    EXPECT_EQ(counts().recordings, 1u);
}

TEST_F(CatalogueTest, AChangedFileIsAnotherRecording) {
    put(here, entry(1, "/m/a.flac", "Old", "A", "B"));
    put(here, entry(2, "/m/a.flac", "New", "A", "B"));
    EXPECT_EQ(counts().recordings, 1u);
    EXPECT_EQ(catalogue->entry(here, "/m/a.flac")->value().tags.title, "New");
}

TEST_F(CatalogueTest, ANodeIsRemovedWithItsEntries) {
    put(here, entry(1, "/m/a.flac", "So What", "Miles Davis", "Kind of Blue"));
    put(there, entry(2, "/x/2.flac", "Freddie", "M. Davis", "KoB"));
    ASSERT_TRUE(catalogue->remove_node(there).ok());
    EXPECT_EQ(counts().recordings, 1u);
    EXPECT_EQ(counts().nodes.size(), 1u);
}

TEST_F(CatalogueTest, AnalysesAreKeptByVersion) {
    const Analysis tempo{content(1), "tempo", 2, {1, 2, 3}, {.bpm = 120.0, .bpm_confidence = 0.9}};
    const Analysis old{content(1), "tempo", 1, {9}, {.bpm = 60.0}};
    const Analysis key{content(1), "key", 1, {4}, {.key = "Am"}};
    const std::vector all{tempo, old, key};
    ASSERT_TRUE(catalogue->set_analysis(all).ok());
    EXPECT_EQ(catalogue->analysis(content(1), "tempo")->value().value, tempo.value);
    const AnalysisFacts facts = *catalogue->facts(content(1));
    EXPECT_EQ(facts.bpm, 120.0);
    EXPECT_EQ(facts.key, "Am");
    EXPECT_EQ(facts.loudness_lufs, std::nullopt);
}

TEST_F(CatalogueTest, KnowsItsFiles) {
    Entry cue = entry(3, "/m/disc.flac", "One", "A", "B");
    cue.cue = CueRange{"/m/disc.cue", 1, {}, seconds(10)};
    put(here, cue);
    put(here, entry(1, "/m/a.flac", "So What", "Miles Davis", "Kind of Blue"));
    put(here, entry(2, "/m2/a.flac", "Other", "Miles Davis", "Kind of Blue"));
    const Refused bad{"/m/bad.mp3", 12, 13, "not audio"};
    ASSERT_TRUE(catalogue->set_refused({&bad, 1}, {}).ok());
    const auto known = *catalogue->known_files("/m");
    EXPECT_EQ(known.size(), 3u);
    EXPECT_TRUE(known.at("/m/bad.mp3").refused);
    EXPECT_EQ(known.at("/m/disc.flac").modified_ns, 5);
    EXPECT_THAT(*catalogue->entries_of_file("/m/disc.flac"), ElementsAre(cue));
    EXPECT_THAT(*catalogue->refused(10), ElementsAre(bad));
}

TEST(CatalogueFile, OutlivesTheProgramAndIsSetAsideWhenDamaged) {
    const test::TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "library.db";
    std::uint64_t incarnation = 0;
    {
        auto catalogue = Catalogue::open(file, here);
        ASSERT_TRUE(catalogue.ok()) << catalogue.message();
        const Entry e = entry(1, "/m/a.flac", "So What", "Miles Davis", "Kind of Blue");
        const Change change{e.place(), e};
        ASSERT_TRUE((*catalogue)->apply(here, {&change, 1}).ok());
        incarnation = (*catalogue)->incarnation();
    }
    {
        auto again = Catalogue::open(file, here);
        ASSERT_TRUE(again.ok());
        EXPECT_EQ((*again)->incarnation(), incarnation);
        EXPECT_EQ((*again)->counts()->recordings, 1u);
    }
    std::ofstream(file, std::ios::trunc) << std::string(10'000, 'x');
    const auto refused = Catalogue::open(file, here);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error(), LibraryError::damaged);
    EXPECT_EQ(*Catalogue::set_aside(file), file.string() + ".damaged-1");
    const auto fresh = Catalogue::open(file, here);
    ASSERT_TRUE(fresh.ok());
    EXPECT_NE((*fresh)->incarnation(), incarnation);
}

}  // namespace
}  // namespace segue::library
