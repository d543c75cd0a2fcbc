#include "tests/house/sim_sound.h"

#include <algorithm>
#include <cmath>

namespace segue::test {
namespace {

// How often the engine's supervisor looks while a device is wanted, and how soon it tries a broken one again.
constexpr Nanoseconds look_interval = milliseconds(20);
constexpr Nanoseconds reopen_interval = seconds(1);
constexpr Nanoseconds ready_ahead = milliseconds(500);

}  // namespace

void SimSound::set_plan(const audio::OutputPlan& plan) {
    plan_ = plan;
    stale_ = true;
}

void SimSound::sound_until(LocalTime until) { until_ = until; }

void SimSound::want_device(bool wanted) {
    if (wanted == wanted_) return;
    wanted_ = wanted;
    opens_ = wanted ? std::optional(now_ + faults_.opening) : std::nullopt;
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

const SimSound::Held& SimSound::held(const TrackId& track) const {
    if (std::exchange(stale_, false)) held_.clear();
    const auto [it, fresh] = held_.try_emplace(track);
    if (!fresh) return it->second;
    if (const auto manifest = store_.manifest(track); manifest && !manifest->stems.empty()) {
        std::int64_t end = -std::int64_t{manifest->stems.front().pre_skip};
        for (const audio::SegmentRef& s : manifest->stems.front().segments) {
            it->second.ends.push_back(end += s.frames);
            it->second.here.push_back(store_.segment(s.name) != nullptr);
        }
    }
    return it->second;
}

bool SimSound::is_here(const TrackId& id, MediaPos from, MediaPos to) const {
    const Held& track = held(id);
    auto at = static_cast<std::size_t>(std::upper_bound(track.ends.begin(), track.ends.end(), from.frame) -
                                       track.ends.begin());
    for (; at < track.ends.size(); ++at) {
        if (!track.here[at]) return false;
        if (track.ends[at] >= to.frame) return true;
    }
    return !track.ends.empty() && track.ends.back() > from.frame;
}

bool SimSound::has_sound_at(const audio::Program& program, EnsembleTime from, Nanoseconds length) const {
    const double first = program.timeline.frame_at(from), last = program.timeline.frame_at(from + length);
    bool any = false;
    for (const audio::ProgramItem& item : program.items) {
        const double begin = std::max(first, static_cast<double>(item.start.frame));
        const double end = std::min(last, static_cast<double>(item.start.frame + item.length.count));
        if (begin >= end) continue;
        any = true;
        for (ProgramPos p{static_cast<std::int64_t>(begin)}; static_cast<double>(p.frame) < end;) {
            const audio::Sound sound = audio::sound_at({item}, p);
            const auto left = static_cast<std::int64_t>(std::ceil(end)) - p.frame;
            const Frames part = std::min(sound.lasts, Frames{left});
            if (!is_here(sound.track, sound.at, sound.at + part)) return false;
            p += part;
        }
    }
    return any;
}

bool SimSound::advance(LocalTime now) {
    now_ = now;
    if (faults_.broken && wanted_ && opens_ && now >= *opens_) {
        opens_ = now + reopen_interval;  // it vanished, or did not open: again, after a while
        report_.device_error = "the device is gone";
        ++report_.device_restarts;
    }
    audio::Report r;
    r.device = "simulated";
    r.device_restarts = report_.device_restarts;
    const bool is_open = open(now);
    if (!is_open && wanted_) r.device_error = report_.device_error;
    r.state = !wanted_  ? audio::Report::State::closed
              : is_open ? audio::Report::State::silent
                        : audio::Report::State::opening;
    if (clock_ && !plan_.programs.empty()) {
        const audio::Program& newest = plan_.programs.back();
        r.epoch = newest.epoch;
        // What has no beginning yet is to be prepared from its first frame.
        const EnsembleTime t = clock_->to_ensemble(now);
        const EnsembleTime start = newest.timeline.size() ? newest.timeline.time_of(0) : newest.begins;
        r.ready = is_open && has_sound_at(newest, newest.begins > t ? start : std::max(start, t), ready_ahead);
        r.part = plan_.part;
    }
    if (const auto h = heard(now)) r.state = h->gain > 0 ? audio::Report::State::playing : audio::Report::State::muted;
    const bool changed = r != report_;
    report_ = r;
    return changed;
}

LocalTime SimSound::next_wake() const {
    if (!wanted_) return LocalTime::max();
    if (opens_ && *opens_ > now_) return *opens_;
    // A settled output has no news of its own; one that waits for something may, and one that broke does.
    const bool settled = report_.ready && report_.state == audio::Report::State::playing;
    return now_ + (settled ? 10 * look_interval : look_interval);
}

std::optional<SimSound::Heard> SimSound::heard(LocalTime now) const {
    if (!clock_ || !open(now) || now >= until_) return std::nullopt;
    const EnsembleTime t = clock_->to_ensemble(now);
    for (const audio::Program& p : plan_.programs)
        if (p.begins <= t && t < p.ends && has_sound_at(p, t, milliseconds(1)))
            return Heard{p.epoch, p.timeline.frame_at(t), gain_at(t)};
    return std::nullopt;
}

}  // namespace segue::test
