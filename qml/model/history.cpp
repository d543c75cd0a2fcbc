#include "qml/model/history.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <utility>

namespace segue::ui {
namespace {

constexpr double just_now_s = 60, hour_s = 3600;

// "3 minutes ago", "14:05", "Tuesday 14:05", "3 May": as much of it as tells one from another.
QString when(double ago_s) {
    if (ago_s < just_now_s) return History::tr("just now");
    if (ago_s < hour_s) return History::tr("%n minute(s) ago", nullptr, static_cast<int>(ago_s / 60));
    const QDateTime now = QDateTime::currentDateTime(), then = now.addSecs(-static_cast<qint64>(ago_s));
    const QLocale locale;
    const QString time = locale.toString(then.time(), QLocale::ShortFormat);
    const qint64 days = then.date().daysTo(now.date());
    if (days == 0) return time;
    if (days == 1) return History::tr("yesterday, %1").arg(time);
    if (days < 7) return locale.dayName(then.date().dayOfWeek()) + QStringLiteral(", ") + time;
    return locale.toString(then.date(), QLocale::ShortFormat);
}

}  // namespace

History::History(Port& port, Ask ask, QObject* parent)
    : QAbstractListModel(parent), port_(port), ask_(std::move(ask)) {}

int History::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : count(); }

QHash<int, QByteArray> History::roleNames() const {
    return {{NumberRole, "number"}, {TrackRole, "trackId"},   {TitleRole, "title"},
            {ArtistRole, "artist"}, {SecondsRole, "seconds"}, {WhenRole, "when"}};
}

QVariant History::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= count()) return {};
    const PlayedFacts& p = played_[static_cast<std::size_t>(index.row())];
    switch (role) {
        case NumberRole:
            return p.number;
        case TrackRole:
            return p.track.id;
        case Qt::DisplayRole:
        case TitleRole:
            return p.track.title;
        case ArtistRole:
            return p.track.artist;
        case SecondsRole:
            return p.track.seconds;
        case WhenRole:
            return when(p.ago_s);
        default:
            return {};
    }
}

void History::setWatched(bool watched) {
    if (watched == watched_) return;
    watched_ = watched;
    emit watchedChanged();
    if (watched_) look();
}

void History::show(const SessionFacts& session) {
    const QString entry = session.queue_index >= 0 && session.queue_index < static_cast<int>(session.queue.size())
                              ? session.queue[static_cast<std::size_t>(session.queue_index)].id
                              : QString();
    const QString sounding = session.rate > 0 ? entry + session.track.id : QString();
    if (std::exchange(sounding_, sounding) != sounding && watched_) look();
}

void History::look() {
    if (looking_) {
        again_ = true;
        return;
    }
    looking_ = true;
    port_.ask(ListHistory{}, [this](const Answer& a) {
        looking_ = false;
        if (a.ok) take(a.history);
        if (std::exchange(again_, false)) look();
    });
}

// It grows at its head and is forgotten at its end.
void History::take(const std::vector<PlayedFacts>& told) {
    const int was = count();
    const auto known = [this](int number) {
        return std::find_if(played_.begin(), played_.end(), [number](const auto& p) { return p.number == number; });
    };
    int fresh = 0;
    while (fresh < static_cast<int>(told.size()) &&
           known(told[static_cast<std::size_t>(fresh)].number) == played_.end())
        ++fresh;
    const bool grows = fresh < static_cast<int>(told.size()) &&
                       known(told[static_cast<std::size_t>(fresh)].number) == played_.begin() &&
                       static_cast<int>(told.size()) == was + fresh;
    if (!grows && !(was == static_cast<int>(told.size()) && fresh == 0)) {
        beginResetModel();
        played_ = told;
        endResetModel();
    } else {
        if (fresh > 0) {
            beginInsertRows({}, 0, fresh - 1);
            played_.insert(played_.begin(), told.begin(), told.begin() + fresh);
            endInsertRows();
        }
        played_ = told;
        if (count() > 0) emit dataChanged(index(0), index(count() - 1));
    }
    if (count() != was) emit countChanged();
}

void History::play(int row) {
    if (row < 0 || row >= count()) return;
    PlayThese play;
    play.played = {played_[static_cast<std::size_t>(row)].number};
    ask_(play);
}

void History::enqueue(int row) {
    if (row < 0 || row >= count()) return;
    QueueAdd add;
    add.played = {played_[static_cast<std::size_t>(row)].number};
    port_.ask(add, [this](const Answer& a) {
        if (a.ok) return emit said(tr("Added to the queue"), {}, false);
        emit said(a.text, a.hint, true);
    });
}

void History::clear() {
    ask_(ClearHistory{});
    look();
}

}  // namespace segue::ui
