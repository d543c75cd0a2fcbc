// A node's whole state as it tells it, as a tree whose branches open and close. Told once a second; what is open stays
// so.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <set>
#include <vector>

#include "qml/model/facts.h"

namespace segue::ui {

class StateTree : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of an Inspector")

  public:
    enum Role { NameRole = Qt::UserRole + 1, ValueRole, DepthRole, BranchRole, OpenRole };
    Q_ENUM(Role)
    using QAbstractListModel::QAbstractListModel;

    void show(const std::vector<StateLine>& lines);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    // A branch that is closed opens, one that is open closes.
    Q_INVOKABLE void toggle(int row);

  private:
    struct Row {
        StateLine line;
        QString path;  // the names above it and its own
        bool is_branch = false;
        bool operator==(const Row&) const = default;
    };
    std::vector<Row> visible_rows() const;
    void place(std::vector<Row>&& rows);

    std::vector<StateLine> lines_;
    std::vector<Row> rows_;
    std::set<QString> open_;
};

}  // namespace segue::ui
