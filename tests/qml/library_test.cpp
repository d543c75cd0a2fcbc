// The library as the window shows it: asked only while someone looks, and what is opened has a way back.
#include "qml/model/library.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "tests/qml/fixture.h"

namespace segue::ui {
namespace {

LibraryFacts facts() {
    LibraryFacts f;
    f.tracks = 3;
    f.folders = {{"/m", false}};
    f.devices = {{"aa", "laptop", true, false, 2}, {"bb", "phone", false, true, 1}};
    return f;
}

class LibraryTest : public testing::Test {
  protected:
    void answer(const LibraryFacts& f) {
        Answer a;
        a.library = f;
        port.answer(a);
    }
    RecordingPort port;
    std::vector<Deed> asked;
    Library library{port, [this](const Deed& d) { asked.push_back(d); }, [] { return QString(); }};
};

TEST_F(LibraryTest, NobodyLooksNobodyAsks) {
    EXPECT_TRUE(port.asked.empty());
    library.setWatched(true);
    EXPECT_NE(port.last<LibraryLook>(), nullptr);
    library.setWatched(true);
    EXPECT_EQ(port.asked.size(), 1U);
}

TEST_F(LibraryTest, TheSameAgainTellsNobody) {
    library.setWatched(true);
    answer(facts());
    EXPECT_TRUE(library.looked());
    QSignalSpy facts_changed(&library, &Library::factsChanged), folders(&library, &Library::foldersChanged),
        scan(&library, &Library::scanChanged);
    library.addFolderPath("/n");  // looks again at once
    EXPECT_EQ(std::get<LibraryFolderAdd>(asked.back()).path, "/n");
    answer(facts());
    EXPECT_EQ(facts_changed.count() + folders.count() + scan.count(), 0);
    library.scan();
    LibraryFacts f = facts();
    f.scan = {"/n", 1, 4, 100, 0.1};
    answer(f);
    EXPECT_EQ(scan.count(), 1);
    EXPECT_EQ(facts_changed.count() + folders.count(), 0);
    EXPECT_TRUE(library.scanning());
    EXPECT_DOUBLE_EQ(library.scanShare(), 0.25);
}

TEST_F(LibraryTest, OnlyOtherDevicesThatHaveMusicAreListed) {
    library.setWatched(true);
    answer(facts());
    ASSERT_EQ(library.devices().size(), 1);
    EXPECT_EQ(library.devices()[0].toMap()["name"], "phone");
    EXPECT_EQ(library.devices()[0].toMap()["away"], true);
}

TEST_F(LibraryTest, WhatWasOpenedHasAWayBack) {
    library.openArtist("Someone");
    library.openAlbum("Someone", "Songs", "drawn:x", 1999);
    EXPECT_EQ(library.openedKind(), "album");
    EXPECT_EQ(library.openedYear(), 1999);
    library.openAlbum("Someone", "Songs", "drawn:x", 1999);
    library.back();
    EXPECT_EQ(library.openedKind(), "artist") << "the same album is not opened twice";
    library.back();
    EXPECT_EQ(library.openedKind(), "");
    library.back();
}

TEST_F(LibraryTest, FoldersAreOpenedByTheirBytes) {
    library.setWatched(true);
    answer(facts());
    library.openFolder("", "/m");
    const auto* find = port.last<LibraryFind>();
    ASSERT_NE(find, nullptr);
    EXPECT_EQ(find->pick->node, "aa");
    Answer a;
    a.found.folder = "/m";
    a.found.folders = {QByteArray("caf\xe9")};
    port.answer(a);
    library.openSubfolder(0);
    EXPECT_EQ(port.last<LibraryFind>()->pick->folder, QByteArray("/m/caf\xe9"));
    library.openFolder("nobody", "");
    EXPECT_EQ(library.openedKind(), "folder");
}

TEST_F(LibraryTest, WordsAreSearchedAndAnEmptyFieldIsNot) {
    library.setQuery("mi");
    EXPECT_EQ(port.last<LibraryFind>()->query, "mi");
    port.answer({});
    EXPECT_TRUE(library.found()->answered());
    library.setQuery("  ");
    EXPECT_EQ(port.asked.size(), 1U);
    EXPECT_FALSE(library.found()->answered());
}

}  // namespace
}  // namespace segue::ui
