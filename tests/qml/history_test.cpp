// The history in the window: asked for while someone looks and when the track changes; rows that stay are not touched.
#include "qml/model/history.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "tests/qml/fixture.h"

namespace segue::ui {
namespace {

Answer told(std::initializer_list<int> numbers) {
    Answer a;
    for (const int n : numbers)
        a.history.push_back({n, track(QString("t%1").arg(n), QString("Song %1").arg(n), 200), 10.0});
    return a;
}

class HistoryTest : public testing::Test {
  protected:
    RecordingPort port;
    SessionFacts session = house_of_three().session;
    History history{port, [this](const Deed& d) { port.ask(d, [](const Answer&) {}); }};
};

TEST_F(HistoryTest, IsAskedForOnlyWhileSomeoneLooks) {
    history.show(session);
    EXPECT_TRUE(port.asked.empty());
    history.setWatched(true);
    EXPECT_EQ(port.asked.size(), 1U);
    port.answer(told({2, 1}));
    history.show(session);
    EXPECT_EQ(port.asked.size(), 1U) << "the same still plays";
    session.queue_index = 2;
    session.track = session.queue[2].track;
    history.show(session);
    EXPECT_EQ(port.asked.size(), 2U);
}

TEST_F(HistoryTest, GrowsAtItsHead) {
    history.setWatched(true);
    port.answer(told({2, 1}));
    QSignalSpy inserted(&history, &History::rowsInserted), reset(&history, &History::modelReset);
    session.queue_index = 2;
    history.show(session);
    port.answer(told({4, 3, 2, 1}));
    ASSERT_EQ(inserted.count(), 1);
    EXPECT_EQ(inserted[0][2].toInt(), 1);
    EXPECT_EQ(reset.count(), 0);
    EXPECT_EQ(history.data(history.index(0), History::TitleRole), "Song 4");
    EXPECT_EQ(history.count(), 4);
}

TEST_F(HistoryTest, PlaysAgainByItsNumber) {
    history.setWatched(true);
    port.answer(told({9, 4}));
    history.play(1);
    EXPECT_EQ(port.last<PlayThese>()->played, std::vector<int>{4});
    history.enqueue(0);
    EXPECT_EQ(port.last<QueueAdd>()->played, std::vector<int>{9});
    history.play(2);
    EXPECT_EQ(port.last<PlayThese>(), nullptr) << "there is no such row";
}

TEST_F(HistoryTest, WhatIsClearedIsGone) {
    history.setWatched(true);
    port.answer(told({9, 4}));
    QSignalSpy count(&history, &History::countChanged);
    history.clear();
    port.pending.erase(port.pending.begin());
    port.answer(told({}));
    EXPECT_EQ(history.count(), 0);
    EXPECT_EQ(count.count(), 1);
}

}  // namespace
}  // namespace segue::ui
