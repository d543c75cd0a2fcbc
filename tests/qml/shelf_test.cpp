// A listing of the library: pages, one question at a time, rows that stay are not touched.
#include "qml/model/shelf.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "tests/qml/fixture.h"

namespace segue::ui {
namespace {

LibraryItem item(const QString& id) {
    LibraryItem i;
    i.id = id;
    i.title = QStringLiteral("Title ") + id;
    i.artist = QStringLiteral("Someone");
    i.album = QStringLiteral("Songs");
    i.is_here = true;
    return i;
}

Answer tracks(int from, int count, int total = 1000) {
    Answer a;
    for (int n = from; n < from + count; ++n) a.found.tracks.push_back(item(QString::number(n)));
    a.found.total = total;
    return a;
}

class ShelfTest : public testing::Test {
  protected:
    QStringList rows() const {
        QStringList out;
        for (int row = 0; row < shelf.rowCount(); ++row)
            out << shelf.data(shelf.index(row), Shelf::RecordingRole).toString();
        return out;
    }
    RecordingPort port;
    std::vector<Deed> asked;
    QString next = QStringLiteral("q3");
    Shelf shelf{Shelf::Kind::tracks, port, [this](const Deed& d) { asked.push_back(d); }, [this] { return next; }};
};

TEST_F(ShelfTest, WhatIsTypedMeanwhileIsAskedOnceAndOnlyTheLast) {
    shelf.show({"m", {}});
    shelf.show({"mi", {}});
    shelf.show({"mil", {}});
    ASSERT_EQ(port.asked.size(), 1U);
    port.answer(tracks(0, 3));
    EXPECT_EQ(shelf.count(), 0) << "an answer to words that are no longer there";
    ASSERT_EQ(port.asked.size(), 2U);
    EXPECT_EQ(port.last<LibraryFind>()->query, "mil");
    port.answer(tracks(5, 2));
    EXPECT_EQ(rows(), (QStringList{"5", "6"}));
    EXPECT_TRUE(shelf.answered());
}

TEST_F(ShelfTest, PagesComeAsTheyAreScrolledTo) {
    shelf.show({});
    port.answer(tracks(0, Shelf::tracks_page));
    QSignalSpy inserted(&shelf, &Shelf::rowsInserted), reset(&shelf, &Shelf::modelReset),
        found(&shelf, &Shelf::foundChanged);
    ASSERT_TRUE(shelf.canFetchMore({}));
    shelf.fetchMore({});
    EXPECT_FALSE(shelf.canFetchMore({})) << "one page at a time";
    EXPECT_EQ(port.last<LibraryFind>()->offset, Shelf::tracks_page);
    port.answer(tracks(Shelf::tracks_page, 50));
    EXPECT_EQ(shelf.count(), Shelf::tracks_page + 50);
    EXPECT_FALSE(shelf.canFetchMore({})) << "that was the end";
    EXPECT_EQ(inserted.count(), 1);
    EXPECT_EQ(reset.count() + found.count(), 0);
}

TEST_F(ShelfTest, WhenTheLibraryGrowsRowsThatStayAreNotTouched) {
    shelf.show({});
    port.answer(tracks(0, 5));
    QSignalSpy inserted(&shelf, &Shelf::rowsInserted), removed(&shelf, &Shelf::rowsRemoved),
        reset(&shelf, &Shelf::modelReset);
    shelf.reload();
    Answer more = tracks(0, 5);
    more.found.tracks.insert(more.found.tracks.begin() + 2, item("new"));
    port.answer(more);
    EXPECT_EQ(rows(), (QStringList{"0", "1", "new", "2", "3", "4"}));
    EXPECT_EQ(inserted.count(), 1);
    EXPECT_EQ(inserted[0][1].toInt(), 2);
    EXPECT_EQ(removed.count() + reset.count(), 0);
    shelf.reload();
    port.answer(more);
    EXPECT_EQ(inserted.count(), 1) << "the same again";
}

TEST_F(ShelfTest, OneAlbumIsNotSeenUnderTheNameOfAnother) {
    Pick one, other;
    one.artist = other.artist = QStringLiteral("Someone");
    one.album = QStringLiteral("One");
    other.album = QStringLiteral("Other");
    shelf.show({{}, one});
    port.answer(tracks(0, 3));
    shelf.show({{}, other});
    EXPECT_EQ(shelf.count(), 0);
    EXPECT_FALSE(shelf.answered());
    shelf.clear();
    port.answer(tracks(3, 3));
    EXPECT_EQ(port.pending.size(), 0U);
}

TEST_F(ShelfTest, ARefusalIsSaid) {
    shelf.show({"on:nowhere", {}});
    Answer refused;
    refused.ok = false;
    refused.text = QStringLiteral("no node is called so");
    QSignalSpy found(&shelf, &Shelf::foundChanged);
    port.answer(refused);
    EXPECT_EQ(shelf.problem(), "no node is called so");
    EXPECT_EQ(found.count(), 1);
}

TEST_F(ShelfTest, ATrackPlaysWithWhatFollowsItAndIsHere) {
    shelf.show({});
    Answer a = tracks(0, 4);
    a.found.tracks[2].is_away = true;
    port.answer(a);
    shelf.play(1);
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(std::get<PlayThese>(asked[0]).picks.at(0).recordings, (QStringList{"1", "3"}));
    shelf.play(7);
    EXPECT_EQ(asked.size(), 1U);
}

TEST_F(ShelfTest, NextIsBeforeWhatComesAndLastIsAtTheEnd) {
    shelf.show({});
    port.answer(tracks(0, 4));
    QSignalSpy queued(&shelf, &Shelf::queued);
    shelf.playNext(2);
    shelf.enqueue(3);
    EXPECT_EQ(std::get<QueueAdd>(asked[0]).before, "q3");
    EXPECT_EQ(std::get<QueueAdd>(asked[0]).picks.at(0).recordings, QStringList{"2"});
    EXPECT_EQ(std::get<QueueAdd>(asked[1]).before, "");
    EXPECT_EQ(queued.count(), 2);
}

TEST_F(ShelfTest, AFolderIsPlayedAsItWasFound) {
    Pick folder;
    folder.node = QStringLiteral("aa");
    shelf.show({{}, folder});
    Answer a = tracks(0, 1);
    a.found.folder = "/home/x/Music";
    a.found.folders = {"Jazz"};
    port.answer(a);
    EXPECT_EQ(shelf.folders(), QStringList{"Jazz"});
    shelf.playAll();
    EXPECT_EQ(std::get<PlayThese>(asked[0]).picks.at(0).folder, "/home/x/Music");
}

TEST(ShelfKinds, AnAlbumIsPlayedWhole) {
    RecordingPort port;
    std::vector<Deed> asked;
    Shelf albums(
        Shelf::Kind::albums, port, [&](const Deed& d) { asked.push_back(d); }, [] { return QString(); });
    albums.show({});
    EXPECT_EQ(port.last<LibraryFind>()->groups, Shelf::groups_page);
    Answer a;
    LibraryItem album = item({});
    album.title = album.album = QStringLiteral("Night");
    a.found.albums = {album};
    a.found.artists = {item("not asked for")};
    port.answer(a);
    ASSERT_EQ(albums.count(), 1);
    albums.play(0);
    EXPECT_EQ(std::get<PlayThese>(asked[0]).picks.at(0).album, "Night");
}

}  // namespace
}  // namespace segue::ui
