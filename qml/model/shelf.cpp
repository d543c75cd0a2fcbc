#include "qml/model/shelf.h"

#include <QUrl>
#include <algorithm>
#include <utility>

namespace segue::ui {

QString art_of(const LibraryItem& item) {
    if (!item.cover.isEmpty()) return QStringLiteral("library:") + item.cover;
    const QString name = item.artist + QLatin1Char('\n') + (item.album.isEmpty() ? item.title : item.album);
    return QStringLiteral("drawn:") + QString::fromLatin1(name.toUtf8().toHex());
}

Shelf::Shelf(Kind kind, Port& port, Ask ask, std::function<QString()> next_entry, QObject* parent)
    : QAbstractListModel(parent), kind_(kind), port_(port), ask_(std::move(ask)), next_entry_(std::move(next_entry)) {}

int Shelf::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : count(); }

QHash<int, QByteArray> Shelf::roleNames() const {
    return {{RecordingRole, "recording"}, {TitleRole, "title"},   {ArtistRole, "artist"},
            {AlbumRole, "album"},         {ArtRole, "art"},       {SecondsRole, "seconds"},
            {YearRole, "year"},           {NumberRole, "number"}, {AlbumsRole, "albums"},
            {TracksRole, "tracks"},       {AwayRole, "away"},     {PlacesRole, "places"},
            {StemsRole, "stems"},         {UrlRole, "url"}};
}

QVariant Shelf::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= count()) return {};
    const LibraryItem& item = items_[static_cast<std::size_t>(index.row())];
    switch (role) {
        case RecordingRole:
            return item.id;
        case Qt::DisplayRole:
        case TitleRole:
            return item.title;
        case ArtistRole:
            return item.artist;
        case AlbumRole:
            return item.album;
        case ArtRole:
            return art_of(item);
        case SecondsRole:
            return item.seconds;
        case YearRole:
            return item.year;
        case NumberRole:
            return item.number;
        case AlbumsRole:
            return item.albums;
        case TracksRole:
            return item.tracks;
        case AwayRole:
            return item.is_away;
        case PlacesRole:
            return item.is_here ? QString() : item.places.join(QStringLiteral(", "));
        case StemsRole:
            return item.has_stems;
        case UrlRole:
            return item.path.isEmpty() ? QString() : QUrl::fromLocalFile(item.path).toString(QUrl::FullyEncoded);
        default:
            return {};
    }
}

QVariantList Shelf::described(const std::vector<LibraryItem>& items) {
    QVariantList out;
    for (const LibraryItem& i : items)
        out << QVariantMap{{"title", i.title},   {"artist", i.artist}, {"year", i.year},
                           {"albums", i.albums}, {"tracks", i.tracks}, {"art", art_of(i)}};
    return out;
}

QStringList Shelf::folders() const {
    QStringList out;
    for (const QByteArray& name : found_.folders) out << QString::fromUtf8(name);
    return out;
}

double Shelf::seconds() const {
    double sum = 0;
    for (const LibraryItem& item : items_) sum += item.seconds;
    return sum;
}

QString Shelf::artistAt(int row) const { return data(index(row), ArtistRole).toString(); }

QVariantMap Shelf::get(int row) const {
    QVariantMap out;
    if (row < 0 || row >= count()) return out;
    const auto names = roleNames();
    for (auto role = names.begin(); role != names.end(); ++role)
        out.insert(QString::fromLatin1(role.value()), data(index(row), role.key()));
    return out;
}

bool Shelf::canFetchMore(const QModelIndex& parent) const { return !parent.isValid() && !complete_ && !asking_; }

void Shelf::fetchMore(const QModelIndex& parent) {
    if (canFetchMore(parent)) ask(count(), page());
}

void Shelf::show(const Wish& wish) {
    if (wish == wish_ && (answered_ || asking_)) return;
    const bool other_place = wish.pick != wish_.pick;
    wish_ = wish;
    // What is typed on replaces what was found when its answer is there; another album must not be seen under this
    // one's name.
    if (other_place) clear();
    ask(0, page());
}

void Shelf::reload() {
    if (answered_) ask(0, std::clamp(count(), page(), kind_ == Kind::tracks ? played_max : groups_page));
}

void Shelf::clear() {
    answered_ = false;
    complete_ = true;
    found_ = {};
    replace_rows({});
    emit foundChanged();
}

void Shelf::ask(int offset, int limit) {
    if (asking_) {
        again_ = again_ || offset == 0;
        return;
    }
    asking_ = true;
    asked_ = wish_;
    LibraryFind find{wish_.query, wish_.pick};
    find.tracks = kind_ == Kind::tracks ? limit : 1;
    find.groups = kind_ == Kind::tracks ? (offset == 0 ? groups_page : 1) : limit;
    (kind_ == Kind::tracks ? find.offset : find.group_offset) = offset;
    port_.ask(find, [this, offset, limit](const Answer& a) {
        asking_ = false;
        if (std::exchange(again_, false) || asked_ != wish_) return ask(0, page());
        const QString problem = a.ok ? QString() : a.text;
        const bool other_problem = std::exchange(problem_, problem) != problem;
        LibraryFound found = a.found;
        complete_ = !a.ok || static_cast<int>(rows_of(found).size()) < limit;
        if (a.ok)
            take(std::move(found), offset);
        else if (!answered_ || other_problem)
            answered_ = true, emit foundChanged();
    });
}

std::vector<LibraryItem>& Shelf::rows_of(LibraryFound& found) const {
    return kind_ == Kind::tracks ? found.tracks : kind_ == Kind::albums ? found.albums : found.artists;
}

void Shelf::take(LibraryFound&& found, int offset) {
    std::vector<LibraryItem> rows = std::move(rows_of(found));
    if (offset > 0) {
        if (rows.empty()) return;
        beginInsertRows({}, count(), count() + static_cast<int>(rows.size()) - 1);
        items_.insert(items_.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
        endInsertRows();
        emit countChanged();
        return;
    }
    replace_rows(std::move(rows));
    if (kind_ == Kind::tracks) found.tracks.clear();
    found_ = std::move(found);
    answered_ = true;
    emit foundChanged();
}

// What both begin and end with stays.
void Shelf::replace_rows(std::vector<LibraryItem>&& told) {
    const auto [was, is] = std::mismatch(items_.begin(), items_.end(), told.begin(), told.end());
    const auto first = was - items_.begin();
    auto was_end = items_.end();
    auto is_end = told.end();
    while (was_end - items_.begin() > first && is_end - told.begin() > first && *(was_end - 1) == *(is_end - 1))
        --was_end, --is_end;
    const int row = static_cast<int>(first), count_was = count();
    if (was_end - items_.begin() > first) {
        beginRemoveRows({}, row, static_cast<int>(was_end - items_.begin()) - 1);
        items_.erase(items_.begin() + first, was_end);
        endRemoveRows();
    }
    if (is_end - told.begin() > first) {
        beginInsertRows({}, row, static_cast<int>(is_end - told.begin()) - 1);
        items_.insert(items_.begin() + first, is, is_end);
        endInsertRows();
    }
    if (count() != count_was) emit countChanged();
}

std::optional<Pick> Shelf::pick_of(int row) const {
    if (row < 0 || row >= count()) return std::nullopt;
    const LibraryItem& item = items_[static_cast<std::size_t>(row)];
    Pick pick;
    if (kind_ == Kind::tracks) pick.recordings << item.id;
    if (kind_ == Kind::albums) pick.artist = item.artist, pick.album = item.title;
    if (kind_ == Kind::artists) pick.artist = item.title;
    return pick;
}

void Shelf::play(int row) {
    auto pick = pick_of(row);
    if (!pick) return;
    for (int next = row + 1; kind_ == Kind::tracks && next < count() && pick->recordings.size() < played_max; ++next)
        if (!items_[static_cast<std::size_t>(next)].is_away)
            pick->recordings << items_[static_cast<std::size_t>(next)].id;
    PlayThese play;
    play.picks = {*pick};
    ask_(play);
}

void Shelf::playNext(int row) {
    if (const auto pick = pick_of(row)) {
        QueueAdd add;
        add.picks = {*pick};
        add.before = next_entry_();
        ask_(add);
        emit queued();
    }
}

void Shelf::enqueue(int row) {
    if (const auto pick = pick_of(row)) {
        QueueAdd add;
        add.picks = {*pick};
        ask_(add);
        emit queued();
    }
}

// All of an album, an artist or a folder; of what words find, the rows that are here.
std::optional<Pick> Shelf::all() const {
    if (wish_.pick) {
        Pick pick = *wish_.pick;
        if (!pick.node.isEmpty()) pick.folder = found_.folder;
        return pick;
    }
    Pick pick;
    for (const LibraryItem& item : items_)
        if (!item.id.isEmpty() && pick.recordings.size() < played_max) pick.recordings << item.id;
    return pick.recordings.isEmpty() ? std::nullopt : std::optional(pick);
}

void Shelf::playAll() {
    if (const auto pick = all()) {
        PlayThese play;
        play.picks = {*pick};
        ask_(play);
    }
}

void Shelf::enqueueAll() {
    if (const auto pick = all()) {
        QueueAdd add;
        add.picks = {*pick};
        ask_(add);
        emit queued();
    }
}

}  // namespace segue::ui
