#include "tests/house/sim_sound.h"

#include <algorithm>
#include <cmath>

#include "audio/media/wants.h"

namespace segue::test {

void SimSound::want_device(bool wanted) {
    if (wanted == wanted_) return;
    wanted_ = wanted;
    opens_ = wanted ? std::optional(now_ + opening_) : std::nullopt;
}

float SimSound::gain_at(EnsembleTime t) const {
    float gain = 0;
    for (const audio::Switch& s : plan_.switches) {
        if (s.at > t) break;
        const double done = s.fade.count() > 0 ? std::clamp(to_seconds(t - s.at) / to_seconds(s.fade), 0.0, 1.0) : 1.0;
        const float target = s.on ? 1 : 0;
        gain += (target - gain) * static_cast<float>(done);
    }
    return gain * plan_.volume;
}

bool SimSound::has_sound_at(const audio::Program& program, EnsembleTime from, Nanoseconds length) const {
    const double first = program.timeline.frame_at(from), last = program.timeline.frame_at(from + length);
    for (const audio::ProgramItem& item : program.items) {
        const double begin = std::max(first, static_cast<double>(item.start.frame));
        const double end = std::min(last, static_cast<double>(item.start.frame + item.length.count));
        if (begin >= end) continue;
        const auto manifest = store_.manifest(item.track);
        if (!manifest) return false;
        const std::int64_t shift = item.from.frame - item.start.frame;
        const auto range = audio::segments_for(manifest->stems.front(), MediaPos{static_cast<std::int64_t>(begin) + shift},
                                               MediaPos{static_cast<std::int64_t>(end) + shift});
        if (range.first == range.last) return false;
        for (std::size_t i = range.first; i < range.last; ++i)
            if (!store_.segment(manifest->stems.front().segments[i].name)) return false;
    }
    return !program.items.empty();
}

bool SimSound::advance(LocalTime now) {
    now_ = now;
    audio::Report r;
    r.device = "simulated";
    const bool open = opens_ && now >= *opens_;
    r.state = !wanted_ ? audio::Report::State::closed : open ? audio::Report::State::silent : audio::Report::State::opening;
    if (clock_ && !plan_.programs.empty()) {
        const audio::Program& newest = plan_.programs.back();
        r.epoch = newest.epoch;
        // What has no beginning yet is to be prepared from its first frame.
        const EnsembleTime start = newest.timeline.size() ? newest.timeline.time_of(0) : newest.begins;
        const EnsembleTime from = std::max(start, clock_->to_ensemble(now));
        r.ready = open && has_sound_at(newest, newest.begins > clock_->to_ensemble(now) ? start : from, milliseconds(500));
    }
    if (const auto h = heard(now)) r.state = h->gain > 0 ? audio::Report::State::playing : audio::Report::State::muted;
    const bool changed = r != report_;
    report_ = r;
    return changed;
}

std::optional<SimSound::Heard> SimSound::heard(LocalTime now) const {
    if (!clock_ || !opens_ || now < *opens_) return std::nullopt;
    const EnsembleTime t = clock_->to_ensemble(now);
    for (const audio::Program& p : plan_.programs)
        if (p.begins <= t && t < p.ends && has_sound_at(p, t, milliseconds(1))) return Heard{p.epoch, p.timeline.frame_at(t), gain_at(t)};
    return std::nullopt;
}

}  // namespace segue::test
