#include "qml/model/offsets.h"

#include <algorithm>

namespace segue::ui {

void Offsets::show(const HouseFacts& house) {
    const double at = std::chrono::duration<double>(house.taken.time_since_epoch()).count();
    if (at - now_s_ < step_s) return;
    now_s_ = at;
    double least = 0, most = 0;
    bool any = false;
    for (const DeviceFacts& d : house.devices) {
        if (d.sound != Sound::sounding || d.presence == Presence::gone) continue;
        lines_[d.id].push_back({at, d.error_us});
        least = any ? std::min(least, d.error_us) : d.error_us;
        most = any ? std::max(most, d.error_us) : d.error_us;
        any = true;
    }
    for (auto line = lines_.begin(); line != lines_.end();) {
        while (!line->second.empty() && line->second.front().at_s < at - window_s) line->second.pop_front();
        line = line->second.empty() ? lines_.erase(line) : std::next(line);
    }
    spread_us_ = most - least;
    emit changed();
}

}  // namespace segue::ui
