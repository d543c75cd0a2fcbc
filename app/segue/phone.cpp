#include "app/segue/phone.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace segue::app {
namespace {

// Between two ticks of the player a position moves a tenth of a second; more, or back, is a jump.
constexpr double jump_back_s = 0.05, jump_s = 1;
// A volume comes back from the session as it was set, to within this many percent.
constexpr double same_volume = 0.5;

}  // namespace

Phone::Phone(ui::House& house, PhoneSystem& system, std::chrono::milliseconds hold_paused)
    : house_(house), system_(system) {
    paused_.setSingleShot(true);
    paused_.setInterval(hold_paused);
    connect(&paused_, &QTimer::timeout, this, &Phone::let_go);
    connect(house.player(), &ui::Player::stateChanged, this, &Phone::look);
    connect(house.player(), &ui::Player::trackChanged, this, &Phone::look);
    connect(house.devices(), &ui::Devices::outputsChanged, this, &Phone::look);
    connect(house.player(), &ui::Player::positionChanged, this, [this] {
        const double now = house_.player()->position(), was = std::exchange(last_position_, now);
        if (holds_ && (now < was - jump_back_s || now > was + jump_s)) look();
    });
    system.attach(this);
}

Phone::~Phone() {
    system_.attach(nullptr);
    if (holds_) system_.let_go();
}

const ui::DeviceFacts* Phone::self() const {
    const auto& all = house_.devices()->all();
    const auto found = std::find_if(all.begin(), all.end(), [](const ui::DeviceFacts& d) { return d.is_self; });
    return found == all.end() ? nullptr : &*found;
}

bool Phone::sounds_here() const { return self() && self()->is_output && house_.player()->playing(); }

void Phone::look() {
    const ui::Player& p = *house_.player();
    const bool may_sound_again =
        away_ != Away::no || (self() && self()->is_output && p.state() == QLatin1String("paused"));
    if (sounds_here()) {
        paused_.stop();
        holds_ = true;
    } else if (holds_ && !may_sound_again) {
        return let_go();
    } else if (holds_ && !paused_.isActive()) {
        paused_.start();
    }
    if (holds_) system_.hold({p.title(), p.artist(), p.album(), p.playing(), p.position(), p.duration()});
}

void Phone::let_go() {
    paused_.stop();
    holds_ = false;
    system_.let_go();
}

void Phone::focus(Focus said) {
    switch (said) {
        case Focus::lost:
            return step_back(false);
        case Focus::lost_for_now:
            return step_back(true);
        case Focus::lower:
            if (sounds_here() && !full_volume_) {
                full_volume_ = self()->volume;
                house_.devices()->setVolume(self()->id, *full_volume_ * lowered);
            }
            return;
        case Focus::back:
            return come_back();
    }
}

void Phone::step_back(bool for_now) {
    if (!for_now) {  // a call that ended in another player, too: nothing is to come back
        away_ = Away::no;
        raise_volume();
    }
    if (!sounds_here()) return;
    const bool is_alone = house_.devices()->outputs() == 1;
    is_alone ? house_.player()->pause() : house_.devices()->setOutput(self()->id, false);
    if (for_now) away_ = is_alone ? Away::paused : Away::left;
}

void Phone::come_back() {
    const Away was = std::exchange(away_, Away::no);
    if (was == Away::paused && house_.player()->state() == QLatin1String("paused")) house_.player()->play();
    if (was == Away::left && self()) house_.devices()->setOutput(self()->id, true);
    raise_volume();
}

void Phone::raise_volume() {
    if (const auto full = std::exchange(full_volume_, std::nullopt); full && self())
        if (std::abs(self()->volume - *full * lowered) < same_volume) house_.devices()->setVolume(self()->id, *full);
}

void Phone::pressed(Key key) {
    ui::Player& p = *house_.player();
    away_ = Away::no;
    switch (key) {
        case Key::play:
            return p.play();
        case Key::pause:
            return p.pause();
        case Key::toggle:
            return p.toggle();
        case Key::next:
            return p.next();
        case Key::previous:
            return p.previous();
        case Key::stop:
            return p.stop();
    }
}

void Phone::open(const QStringList& uris) {
    QList<QUrl> urls;
    for (const QString& uri : uris) urls << QUrl(uri);
    house_.open(urls);
}

void Phone::may_read(const QString& folder) { house_.library()->addFolderPath(folder); }

}  // namespace segue::app
