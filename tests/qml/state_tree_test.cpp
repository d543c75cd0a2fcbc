// A node's state as a tree: branches open and close, and what is told anew touches only what differs.
#include "qml/model/state_tree.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

namespace segue::ui {
namespace {

std::vector<StateLine> lines(const QString& ballot) {
    return {{0, "node", "laptop"}, {1, "id", "93b1"}, {0, "session", ""},    {1, "ballot", ballot},
            {1, "queue", "1"},     {2, "1", "Song"},  {0, "text", "playing"}};
}

QStringList names(const StateTree& tree) {
    QStringList out;
    for (int row = 0; row < tree.rowCount(); ++row) out << tree.data(tree.index(row), StateTree::NameRole).toString();
    return out;
}

TEST(StateTree, BranchesOpenAndClose) {
    StateTree tree;
    tree.show(lines("1"));
    EXPECT_EQ(names(tree), (QStringList{"node", "session", "text"}));
    tree.toggle(1);
    EXPECT_EQ(names(tree), (QStringList{"node", "session", "ballot", "queue", "text"}));
    tree.toggle(3);
    EXPECT_EQ(names(tree), (QStringList{"node", "session", "ballot", "queue", "1", "text"}));
    tree.toggle(1);
    EXPECT_EQ(names(tree), (QStringList{"node", "session", "text"}));
    tree.toggle(1);
    EXPECT_EQ(tree.rowCount(), 6) << "what is open within stays so";
    tree.toggle(2);
    EXPECT_EQ(tree.rowCount(), 6) << "a leaf has nothing to open";
}

TEST(StateTree, OnlyWhatDiffersIsTold) {
    StateTree tree;
    tree.show(lines("1"));
    tree.toggle(1);
    QSignalSpy changed(&tree, &StateTree::dataChanged), inserted(&tree, &StateTree::rowsInserted),
        removed(&tree, &StateTree::rowsRemoved);
    tree.show(lines("1"));
    EXPECT_EQ(changed.count(), 0);
    tree.show(lines("2"));
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(changed[0][0].toModelIndex().row(), 2);
    EXPECT_EQ(inserted.count() + removed.count(), 0);
    auto grown = lines("2");
    grown.insert(grown.begin() + 4, {1, "handoff", ""});
    tree.show(grown);
    EXPECT_EQ(inserted.count(), 1);
    EXPECT_EQ(names(tree), (QStringList{"node", "session", "ballot", "handoff", "queue", "text"}));
    tree.show({});
    EXPECT_EQ(tree.rowCount(), 0);
}

}  // namespace
}  // namespace segue::ui
