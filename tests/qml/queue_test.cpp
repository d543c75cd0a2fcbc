#include "qml/model/queue.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <QSignalSpy>
#include <algorithm>

#include "tests/qml/fixture.h"

namespace segue::ui {
namespace {

QStringList rows(const Queue& queue) {
    QStringList out;
    for (int row = 0; row < queue.rowCount(); ++row) out << queue.data(queue.index(row), Queue::EntryRole).toString();
    return out;
}

// What a view makes of a model that it only hears of by signals.
class Follower {
  public:
    explicit Follower(Queue& queue) {
        const auto copy = [this, &queue] { seen_ = rows(queue); };
        QObject::connect(&queue, &Queue::modelReset, copy);
        QObject::connect(&queue, &Queue::rowsInserted, [this, &queue](const QModelIndex&, int first, int last) {
            for (int row = first; row <= last; ++row)
                seen_.insert(row, queue.data(queue.index(row), Queue::EntryRole).toString());
        });
        QObject::connect(&queue, &Queue::rowsRemoved, [this](const QModelIndex&, int first, int last) {
            seen_.erase(seen_.begin() + first, seen_.begin() + last + 1);
        });
        QObject::connect(&queue, &Queue::rowsMoved,
                         [this](const QModelIndex&, int first, int, const QModelIndex&, int before) {
                             seen_.move(first, before > first ? before - 1 : before);
                         });
        copy();
    }
    const QStringList& seen() const { return seen_; }

  private:
    QStringList seen_;
};

class QueueTest : public testing::Test {
  protected:
    std::vector<Deed> asked;
    SessionFacts session = house_of_three().session;
    Queue queue{[this](const Deed& d) { asked.push_back(d); }};
};

TEST_F(QueueTest, TheSameAgainTellsNobody) {
    queue.show(session);
    QSignalSpy changed(&queue, &Queue::dataChanged), reset(&queue, &Queue::modelReset),
        current(&queue, &Queue::currentChanged);
    queue.show(session);
    EXPECT_EQ(changed.count() + reset.count() + current.count(), 0);
}

TEST_F(QueueTest, TheNextTrackTouchesTwoRows) {
    queue.show(session);
    QSignalSpy changed(&queue, &Queue::dataChanged);
    session.queue_index = 2;
    queue.show(session);
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(changed[0][0].toModelIndex().row(), 1);
    EXPECT_EQ(changed[0][1].toModelIndex().row(), 2);
    EXPECT_DOUBLE_EQ(queue.remaining(), 200);
}

TEST_F(QueueTest, OneEntryMovedIsOneMove) {
    queue.show(session);
    QSignalSpy moved(&queue, &Queue::rowsMoved), reset(&queue, &Queue::modelReset);
    std::rotate(session.queue.begin(), session.queue.begin() + 1, session.queue.end());
    queue.show(session);
    EXPECT_EQ(rows(queue), (QStringList{"q2", "q3", "q4", "q1"}));
    EXPECT_EQ(moved.count(), 1);
    EXPECT_EQ(reset.count(), 0);
}

TEST_F(QueueTest, DraggedItMovesAtOnceAndTheAnswerChangesNothing) {
    queue.show(session);
    queue.move(3, 0);
    EXPECT_EQ(rows(queue), (QStringList{"q4", "q1", "q2", "q3"}));
    EXPECT_EQ(std::get<QueueMove>(asked.back()).entry, "q4");
    EXPECT_EQ(std::get<QueueMove>(asked.back()).to, 0);
    QSignalSpy moved(&queue, &Queue::rowsMoved);
    std::rotate(session.queue.begin(), session.queue.begin() + 3, session.queue.end());
    queue.show(session);
    EXPECT_EQ(moved.count(), 0);
}

TEST_F(QueueTest, WhatWasRemovedGoesBackWhereItWas) {
    queue.show(session);
    queue.remove(2);
    EXPECT_EQ(std::get<QueueRemove>(asked.back()).entry, "q3");
    EXPECT_EQ(rows(queue), (QStringList{"q1", "q2", "q4"}));
    EXPECT_EQ(queue.removedTitle(), "Afterwards");
    queue.undoRemove();
    const QueueAdd& back = std::get<QueueAdd>(asked.back());
    EXPECT_EQ(back.tracks, QStringList{"t3"});
    EXPECT_EQ(back.before, "q4");
    queue.undoRemove();
    EXPECT_EQ(asked.size(), 2U);
}

TEST_F(QueueTest, WhatComesNextIsAFewAndIsToldWhenItChanges) {
    queue.show(session);
    EXPECT_EQ(queue.upcoming().size(), 2);
    EXPECT_EQ(queue.upcoming()[0].toMap()["title"], "Afterwards");
    QSignalSpy upcoming(&queue, &Queue::upcomingChanged);
    queue.show(session);
    EXPECT_EQ(upcoming.count(), 0);
    for (int i = 0; i < 100; ++i) session.queue.push_back({QString("x%1").arg(i), track("x", "x", 1), {}});
    queue.show(session);
    EXPECT_EQ(upcoming.count(), 1);
    EXPECT_EQ(queue.upcoming().size(), Queue::upcoming_max);
}

TEST_F(QueueTest, OutOfRangeAsksNothing) {
    queue.show(session);
    queue.play(4);
    queue.remove(-1);
    queue.move(0, 9);
    EXPECT_TRUE(asked.empty());
}

// Whatever becomes of the queue, a view that hears only the signals shows the same rows.
RC_GTEST_PROP(QueueProperty, AViewFollows, (const std::vector<std::vector<std::uint8_t>>& told)) {
    Queue queue([](const Deed&) {});
    const Follower follower(queue);
    for (const auto& ids : told) {
        SessionFacts session;
        QStringList wanted;
        for (const std::uint8_t id : ids) {
            const QString name = QString::number(id % 12);
            if (wanted.contains(name)) continue;
            wanted << name;
            session.queue.push_back({name, track(name, name, 60), {}});
        }
        queue.show(session);
        RC_ASSERT(rows(queue) == wanted);
        RC_ASSERT(follower.seen() == wanted);
    }
}

}  // namespace
}  // namespace segue::ui
