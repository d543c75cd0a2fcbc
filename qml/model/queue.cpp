#include "qml/model/queue.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace segue::ui {

Queue::Queue(Ask ask, QObject* parent) : QAbstractListModel(parent), ask_(std::move(ask)) {}

int Queue::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : count(); }

QHash<int, QByteArray> Queue::roleNames() const {
    return {{EntryRole, "entryId"}, {TrackRole, "trackId"},    {TitleRole, "title"},     {ArtistRole, "artist"},
            {AlbumRole, "album"},   {SecondsRole, "seconds"},  {CurrentRole, "current"}, {PlayedRole, "played"},
            {NoteRole, "note"},     {ImportedRole, "imported"}};
}

QVariant Queue::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= count()) return {};
    const QueueFacts& e = entries_[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
        case TitleRole:
            return e.track.title;
        case EntryRole:
            return e.id;
        case TrackRole:
            return e.track.id;
        case ArtistRole:
            return e.track.artist;
        case AlbumRole:
            return e.track.album;
        case SecondsRole:
            return e.track.seconds;
        case CurrentRole:
            return index.row() == current_;
        case PlayedRole:
            return index.row() < current_;
        case NoteRole:
            return e.note;
        case ImportedRole:
            return e.track.imported_percent;
        default:
            return {};
    }
}

int Queue::row_of(const QString& entry) const {
    const auto found =
        std::find_if(entries_.begin(), entries_.end(), [&](const QueueFacts& e) { return e.id == entry; });
    return found == entries_.end() ? -1 : static_cast<int>(found - entries_.begin());
}

// Moves one row, views told, so that it stands at `to` afterwards.
void Queue::move_row(int from, int to) {
    if (!beginMoveRows({}, from, from, {}, to > from ? to + 1 : to)) return;
    const auto row = entries_.begin();
    if (from < to)
        std::rotate(row + from, row + from + 1, row + to + 1);
    else
        std::rotate(row + to, row + from, row + from + 1);
    endMoveRows();
}

// Few things change between two snapshots, so walking along both lists finds them cheaply: runs that went, runs that
// came, single rows that moved. A list that shares nothing with the last one is replaced at once.
void Queue::place(const std::vector<QueueFacts>& told) {
    if (std::equal(told.begin(), told.end(), entries_.begin(), entries_.end(),
                   [](const auto& a, const auto& b) { return a.id == b.id; }))
        return;
    std::unordered_set<QString> stays, known;
    for (const QueueFacts& e : told) stays.insert(e.id);
    for (const QueueFacts& e : entries_) known.insert(e.id);
    if (std::none_of(told.begin(), told.end(), [&](const QueueFacts& e) { return known.contains(e.id); })) {
        beginResetModel();
        entries_ = told;
        endResetModel();
        return;
    }
    for (int row = count() - 1; row >= 0; --row) {
        if (stays.contains(entries_[static_cast<std::size_t>(row)].id)) continue;
        int first = row;
        while (first > 0 && !stays.contains(entries_[static_cast<std::size_t>(first) - 1].id)) --first;
        beginRemoveRows({}, first, row);
        entries_.erase(entries_.begin() + first, entries_.begin() + row + 1);
        endRemoveRows();
        row = first;
    }
    const int size = static_cast<int>(told.size());
    for (int row = 0; row < size; ++row) {
        const QString& id = told[static_cast<std::size_t>(row)].id;
        if (row < count() && entries_[static_cast<std::size_t>(row)].id == id) continue;
        if (known.contains(id)) {
            // Mostly one row was taken from above to below: then the one after it is the one wanted here.
            if (row + 1 < count() && entries_[static_cast<std::size_t>(row) + 1].id == id) {
                const QString& taken = entries_[static_cast<std::size_t>(row)].id;
                const auto to =
                    std::find_if(told.begin(), told.end(), [&](const QueueFacts& e) { return e.id == taken; });
                const int target = std::min(static_cast<int>(to - told.begin()), count() - 1);
                if (target > row) move_row(row, target);
                if (entries_[static_cast<std::size_t>(row)].id == id) continue;
            }
            move_row(row_of(id), row);
            continue;
        }
        int last = row;
        while (last + 1 < size && !known.contains(told[static_cast<std::size_t>(last) + 1].id)) ++last;
        beginInsertRows({}, row, last);
        entries_.insert(entries_.begin() + row, told.begin() + row, told.begin() + last + 1);
        endInsertRows();
        row = last;
    }
}

void Queue::show(const SessionFacts& session) {
    const int count_was = count(), current_was = current_;
    const double remaining_was = remaining();
    const QVariantList upcoming_was = upcoming();
    place(session.queue);
    for (int row = 0; row < count(); ++row) {
        QueueFacts& e = entries_[static_cast<std::size_t>(row)];
        const QueueFacts& told = session.queue[static_cast<std::size_t>(row)];
        if (e == told) continue;
        e = told;
        emit dataChanged(index(row), index(row),
                         {TrackRole, TitleRole, ArtistRole, AlbumRole, SecondsRole, NoteRole, ImportedRole});
    }
    current_ = session.queue_index;
    if (current_ != current_was && count() > 0) {
        const int first = std::clamp(std::min(current_, current_was), 0, count() - 1);
        const int last = std::clamp(std::max(current_, current_was), 0, count() - 1);
        emit dataChanged(index(first), index(last), {CurrentRole, PlayedRole});
    }
    if (count() != count_was) emit countChanged();
    if (current_ != current_was) emit currentChanged();
    if (remaining() != remaining_was) emit remainingChanged();
    if (upcoming() != upcoming_was) emit upcomingChanged();
    if (!(session.bookmarks == bookmarks_)) {
        bookmarks_ = session.bookmarks;
        emit bookmarksChanged();
    }
}

double Queue::remaining() const {
    double sum = 0;
    for (int row = current_ + 1; row < count(); ++row) sum += entries_[static_cast<std::size_t>(row)].track.seconds;
    return sum;
}

QString Queue::next_entry() const {
    const std::size_t next = static_cast<std::size_t>(current_ + 1);
    return current_ >= 0 && next < entries_.size() ? entries_[next].id : QString();
}

QVariantList Queue::upcoming() const {
    QVariantList out;
    for (int row = current_ + 1; row < count() && out.size() < upcoming_max; ++row) {
        const TrackFacts& t = entries_[static_cast<std::size_t>(row)].track;
        out << QVariantMap{
            {"row", row}, {"trackId", t.id}, {"title", t.title}, {"artist", t.artist}, {"seconds", t.seconds}};
    }
    return out;
}

QVariantList Queue::bookmarks() const {
    QVariantList out;
    for (const BookmarkFacts& b : bookmarks_)
        out << QVariantMap{{"id", b.id},
                           {"title", b.track.title},
                           {"artist", b.track.artist},
                           {"trackId", b.track.id},
                           {"position", b.position},
                           {"conductor", b.conductor},
                           {"note", b.note}};
    return out;
}

void Queue::play(int row) {
    if (row >= 0 && row < count()) ask_(PlayEntry{entries_[static_cast<std::size_t>(row)].id});
}

void Queue::move(int from, int to) {
    if (from < 0 || to < 0 || from >= count() || to >= count() || from == to) return;
    const QString entry = entries_[static_cast<std::size_t>(from)].id;
    move_row(from, to);
    emit upcomingChanged();
    ask_(QueueMove{entry, to});
}

void Queue::remove(int row) {
    if (row < 0 || row >= count()) return;
    const std::size_t at = static_cast<std::size_t>(row);
    removed_ = Removed{entries_[at], at + 1 < entries_.size() ? entries_[at + 1].id : QString()};
    const double remaining_was = remaining();
    beginRemoveRows({}, row, row);
    entries_.erase(entries_.begin() + row);
    if (row < current_) --current_;
    endRemoveRows();
    emit countChanged();
    emit upcomingChanged();
    emit removedChanged();
    if (remaining() != remaining_was) emit remainingChanged();
    ask_(QueueRemove{removed_->entry.id});
}

void Queue::undoRemove() {
    if (!removed_) return;
    const TrackFacts& track = removed_->entry.track;
    QueueAdd back;
    if (track.id.isEmpty())
        back.paths << track.path;
    else
        back.tracks << track.id;
    back.before = row_of(removed_->before) < 0 ? QString() : removed_->before;
    removed_.reset();
    emit removedChanged();
    ask_(back);
}

void Queue::clear() { ask_(QueueClear{}); }
void Queue::resumeBookmark(const QString& id) { ask_(BookmarkResume{id}); }
void Queue::forgetBookmark(const QString& id) { ask_(BookmarkForget{id}); }

}  // namespace segue::ui
