#include "qml/model/player.h"

#include <algorithm>
#include <cmath>

namespace segue::ui {
namespace {

constexpr int position_step_ms = 100;   // a waveform of a few minutes moves less than a pixel in it
constexpr int outline_again_ms = 1500;  // a track that is still being imported gets its outline in pieces
constexpr double shown_apart_s = 0.06;  // a told position this close to the one shown is the same

}  // namespace

Player::Player(Port& port, Ask ask, Now now, QObject* parent)
    : QObject(parent), port_(port), ask_(std::move(ask)), now_(std::move(now)) {
    moves_.setInterval(position_step_ms);
    connect(&moves_, &QTimer::timeout, this, &Player::positionChanged);
    outline_again_.setInterval(outline_again_ms);
    outline_again_.setSingleShot(true);
    connect(&outline_again_, &QTimer::timeout, this, &Player::fetch_outline);
}

void Player::show(const HouseFacts& house) {
    const SessionFacts& s = house.session;
    const double shown = position();
    const bool track = !(s.track == session_.track), id = s.track.id != session_.track.id;
    const bool state =
        s.state != session_.state || (s.rate > 0) != moving() || s.conductor_name != session_.conductor_name;
    const bool policy = s.keep_playing != session_.keep_playing || s.exclusive != session_.exclusive ||
                        s.normalise != session_.normalise;
    session_ = s;
    session_.queue.clear();  // the queue's model has it
    taken_ = house.taken;
    const std::size_t following = static_cast<std::size_t>(s.queue_index + 1);
    const TrackFacts next = s.queue_index >= 0 && following < s.queue.size() ? s.queue[following].track : TrackFacts{};
    const bool other_next = next.id != next_.id || next.title != next_.title;
    next_ = next;
    moving() && !resting_ ? moves_.start() : moves_.stop();
    if (track) emit trackChanged();
    if (state) emit stateChanged();
    if (policy) emit policyChanged();
    if (other_next) emit nextChanged();
    if (track || std::abs(position() - shown) > shown_apart_s) emit positionChanged();
    if (id) {
        if (!outline_.isEmpty()) {
            outline_.clear();
            emit outlineChanged();
        }
        fetch_outline();
    }
}

void Player::rest(bool resting) {
    resting_ = resting;
    moving() && !resting_ ? moves_.start() : moves_.stop();
    if (!resting_) emit positionChanged();
}

void Player::fetch_outline() {
    const QString track = session_.track.id;
    if (track.isEmpty()) return;
    port_.ask(Outline{track}, [this, track](const Answer& a) {
        if (track != session_.track.id) return;
        if (a.ok && !a.outline.empty()) {
            outline_ = QVector<float>(a.outline.begin(), a.outline.end());
            emit outlineChanged();
        }
        // What could not be read yet says so with a negative peak.
        const bool whole = a.ok && std::none_of(a.outline.begin(), a.outline.end(), [](float v) { return v < 0; });
        if (!whole || a.outline.empty()) outline_again_.start();
    });
}

QString Player::state() const {
    switch (session_.state) {
        case Play::none:
            return QStringLiteral("none");
        case Play::stopped:
            return QStringLiteral("stopped");
        case Play::loading:
            return QStringLiteral("loading");
        case Play::playing:
            return QStringLiteral("playing");
        case Play::paused:
            return QStringLiteral("paused");
        case Play::waiting:
            return QStringLiteral("waiting");
    }
    return {};
}

bool Player::playing() const {
    return session_.state == Play::playing || session_.state == Play::loading || session_.state == Play::waiting;
}

double Player::position() const {
    const double since = std::chrono::duration<double>(now_() - taken_).count();
    double at = session_.position + session_.rate * std::max(0.0, since);
    const LoopFacts& loop = session_.loop;
    if (loop.on && loop.to > loop.from && session_.position < loop.to && at >= loop.to)
        at = loop.from + std::fmod(at - loop.from, loop.to - loop.from);
    return duration() > 0 ? std::min(at, duration()) : at;
}

double Player::levelNow() const {
    if (!moving() || outline_.isEmpty() || duration() <= 0) return 0;
    const auto at = static_cast<qsizetype>(position() / duration() * static_cast<double>(outline_.size()));
    return std::max(0.0F, outline_[std::clamp<qsizetype>(at, 0, outline_.size() - 1)]);
}

void Player::setKeepPlaying(bool on) { ask_(KeepPlaying{on}); }
void Player::setExclusive(bool on) { ask_(SetExclusive{on}); }
void Player::setNormalise(int mode) { ask_(ui::SetNormalise{mode}); }
void Player::toggle() { playing() ? pause() : play(); }
void Player::play() { ask_(Resume{}); }
void Player::pause() { ask_(Pause{}); }
void Player::stop() { ask_(Stop{}); }
void Player::next() { ask_(Next{}); }
void Player::previous() { ask_(Previous{}); }

void Player::seek(double seconds) {
    const double to = std::max(0.0, duration() > 0 ? std::min(seconds, duration()) : seconds);
    session_.position = to;  // shown at once; the next snapshot has the last word
    taken_ = now_();
    emit positionChanged();
    ask_(SeekTo{to});
}

void Player::seekBy(double seconds) { seek(position() + seconds); }

}  // namespace segue::ui
