#include "handoff/normalising.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace segue::handoff {
namespace {

constexpr ProgramPos before_all{INT64_MIN / 2};

// Where in the program something takes effect that was to happen at t. What happened before it began has always been.
ProgramPos place_of(const Passage& passage, EnsembleTime t) {
    if (t <= passage.begins || passage.timeline.size() == 0) return before_all;
    return {static_cast<std::int64_t>(std::clamp(std::floor(passage.timeline.frame_at(t)), -0x1p61, 0x1p61))};
}

// What holds for one entry, and from where on.
class Gain {
  public:
    Gain(const SessionState& state, const Passage& passage, const EntryId& id) : settings_(state.settings.value) {
        wish_changes_ = place_of(passage, settings_.normalise_from);
        if (const Entry* entry = state.queue.find(id)) {
            loudness_ = entry->facts.value.loudness;
            becomes_known_ = place_of(passage, entry->facts.value.loudness_from);
        }
    }
    float at(ProgramPos p) const {
        const audio::Normalise mode = p < wish_changes_ ? settings_.normalise_before : settings_.normalise;
        return audio::gain_for(mode, p < becomes_known_ ? std::nullopt : loudness_);
    }
    std::array<ProgramPos, 2> changes() const {
        return {std::min(wish_changes_, becomes_known_), std::max(wish_changes_, becomes_known_)};
    }

  private:
    const Settings& settings_;
    std::optional<audio::TrackLoudness> loudness_;
    ProgramPos wish_changes_ = before_all, becomes_known_ = before_all;
};

}  // namespace

audio::GainCurve gains_of(const SessionState& state, const Passage& passage, const std::vector<Played>& played) {
    audio::GainCurve curve;
    // Points only go forward: a ramp that a border or a second change cuts off ends there.
    const auto add = [&](ProgramPos at, float gain) {
        while (!curve.empty() && curve.back().at >= at) curve.pop_back();
        curve.push_back({at, gain});
    };
    const auto bend = [&](ProgramPos from, Frames over, float gain) {
        add(from, gain_at(curve, from));
        add(from + over, gain);
    };
    for (const Played& p : played) {
        const Gain gain(state, passage, p.entry);
        const ProgramPos end = p.start + p.length;
        const float first = gain.at(p.start);
        if (curve.empty()) {
            add(p.start, first);
        } else if (gain_at(curve, p.start) != first) {
            bend(p.start - gain_border, gain_border, first);
        }
        for (const ProgramPos at : gain.changes())
            if (at > p.start && at < end && gain.at(at) != gain_at(curve, at))
                bend(at, std::min(gain_ramp, end - at), gain.at(at));
    }
    const auto changes_nothing = [](const audio::GainPoint& g) { return g.gain == 1; };
    if (std::all_of(curve.begin(), curve.end(), changes_nothing)) curve.clear();
    return curve;
}

}  // namespace segue::handoff
