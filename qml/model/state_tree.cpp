#include "qml/model/state_tree.h"

#include <algorithm>
#include <utility>

namespace segue::ui {

int StateTree::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QHash<int, QByteArray> StateTree::roleNames() const {
    return {{NameRole, "name"}, {ValueRole, "value"}, {DepthRole, "depth"}, {BranchRole, "branch"}, {OpenRole, "open"}};
}

QVariant StateTree::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const Row& row = rows_[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
        case NameRole:
            return row.line.name;
        case ValueRole:
            return row.line.value;
        case DepthRole:
            return row.line.depth;
        case BranchRole:
            return row.is_branch;
        case OpenRole:
            return open_.contains(row.path);
        default:
            return {};
    }
}

std::vector<StateTree::Row> StateTree::visible_rows() const {
    std::vector<Row> rows;
    std::vector<QString> above;  // paths of the branches that this line is in
    int closed_at = -1;          // depth of the closed branch that this line is in; -1: none
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        const StateLine& line = lines_[i];
        if (closed_at >= 0 && line.depth > closed_at) continue;
        closed_at = -1;
        above.resize(static_cast<std::size_t>(std::max(0, line.depth)));
        const QString path = (above.empty() ? QString() : above.back() + QLatin1Char('/')) + line.name;
        const bool is_branch = i + 1 < lines_.size() && lines_[i + 1].depth > line.depth;
        rows.push_back({line, path, is_branch});
        above.push_back(path);
        if (is_branch && !open_.contains(path)) closed_at = line.depth;
    }
    return rows;
}

// Rows at both ends that stay in place are told of only where they differ.
void StateTree::place(std::vector<Row>&& rows) {
    const auto same = [](const Row& a, const Row& b) { return a.path == b.path && a.is_branch == b.is_branch; };
    const auto [was, is] = std::mismatch(rows_.begin(), rows_.end(), rows.begin(), rows.end(), same);
    const auto first = was - rows_.begin();
    auto was_end = rows_.end();
    auto is_end = rows.end();
    while (was_end - rows_.begin() > first && is_end - rows.begin() > first && same(*(was_end - 1), *(is_end - 1)))
        --was_end, --is_end;
    if (was_end - rows_.begin() > first) {
        beginRemoveRows({}, static_cast<int>(first), static_cast<int>(was_end - rows_.begin()) - 1);
        rows_.erase(rows_.begin() + first, was_end);
        endRemoveRows();
    }
    if (is_end - rows.begin() > first) {
        beginInsertRows({}, static_cast<int>(first), static_cast<int>(is_end - rows.begin()) - 1);
        rows_.insert(rows_.begin() + first, is, is_end);
        endInsertRows();
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows_[i] == rows[i]) continue;
        rows_[i] = std::move(rows[i]);
        emit dataChanged(index(static_cast<int>(i)), index(static_cast<int>(i)), {ValueRole});
    }
}

void StateTree::show(const std::vector<StateLine>& lines) {
    if (lines == lines_) return;
    lines_ = lines;
    place(visible_rows());
}

void StateTree::toggle(int row) {
    if (row < 0 || row >= rowCount() || !rows_[static_cast<std::size_t>(row)].is_branch) return;
    const QString path = rows_[static_cast<std::size_t>(row)].path;
    if (open_.erase(path) == 0) open_.insert(path);
    emit dataChanged(index(row), index(row), {OpenRole});
    place(visible_rows());
}

}  // namespace segue::ui
