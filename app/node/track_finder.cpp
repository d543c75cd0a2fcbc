#include "app/node/track_finder.h"

#include <variant>

namespace segue::node {

std::optional<audio::TrackLoudness> loudness_in(const audio::AnalysisResult& result) {
    const auto* loudness = std::get_if<audio::Loudness>(&result);
    if (!loudness || loudness->is_silent()) return std::nullopt;
    return audio::TrackLoudness{{loudness->integrated_lufs, loudness->true_peak_dbtp}, {}};
}

std::optional<tempo::BeatGrid> beats_in(const audio::AnalysisResult& result) {
    const auto* found = std::get_if<audio::Tempo>(&result);
    if (!found || found->grid.empty()) return std::nullopt;
    const tempo::BeatGrid grid{found->grid, found->first_downbeat, found->beats_per_bar};
    return tempo::is_valid(grid) ? std::optional(tempo::simplified(grid)) : std::nullopt;
}

template <class Value>
std::optional<Value> Listening<Value>::find(const TrackId& track, const std::filesystem::path& file, bool needed) {
    if (const auto it = known_.find(track); it != known_.end()) return it->second;
    if (!needed) return std::nullopt;
    if (known_.size() >= remembered_max) known_.clear();  // they can be found out again
    known_.emplace(track, std::nullopt);
    wishes_.push_back({track, file});
    listen();
    return std::nullopt;
}

template <class Value>
void Listening<Value>::listen() {
    if (listening_ || wishes_.empty()) return;
    listening_ = true;
    same_track_ = false;
    runner_.start(wishes_.front().file, {analyser_},
                  [this, track = wishes_.front().track](const audio::AnalysisEvent& event) { hear(track, event); });
}

template <class Value>
void Listening<Value>::hear(const TrackId& wanted, const audio::AnalysisEvent& event) {
    if (const auto* started = std::get_if<audio::AnalysisStarted>(&event)) {
        same_track_ = started->track == wanted;  // the file may have become another meanwhile
    } else if (const auto* found = std::get_if<audio::Analysed>(&event)) {
        if (same_track_) known_[wanted] = read_(found->result);
    } else if (std::holds_alternative<audio::AnalysisEnd>(event) ||
               std::holds_alternative<audio::AnalysisFailed>(event)) {
        listening_ = false;
        wishes_.pop_front();
        if (known_[wanted]) found_();
        listen();
    }
}

template class Listening<audio::TrackLoudness>;
template class Listening<tempo::BeatGrid>;

}  // namespace segue::node
