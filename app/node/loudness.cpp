#include "app/node/loudness.h"

#include <variant>

namespace segue::node {

std::optional<audio::TrackLoudness> MeasuredLoudness::find(const TrackId& track, const std::filesystem::path& file) {
    if (const auto it = known_.find(track); it != known_.end()) return it->second;
    if (known_.size() >= remembered_max) known_.clear();  // they can be measured again
    known_.emplace(track, std::nullopt);
    wishes_.push_back({track, file});
    listen();
    return std::nullopt;
}

void MeasuredLoudness::listen() {
    if (listening_ || wishes_.empty()) return;
    listening_ = true;
    same_track_ = false;
    runner_.start(wishes_.front().file, {audio::Analyser::loudness},
                  [this, track = wishes_.front().track](const audio::AnalysisEvent& event) { hear(track, event); });
}

void MeasuredLoudness::hear(const TrackId& wanted, const audio::AnalysisEvent& event) {
    if (const auto* started = std::get_if<audio::AnalysisStarted>(&event)) {
        same_track_ = started->track == wanted;  // the file may have become another meanwhile
    } else if (const auto* found = std::get_if<audio::Analysed>(&event)) {
        const auto* loudness = std::get_if<audio::Loudness>(&found->result);
        if (loudness && same_track_ && !loudness->is_silent())
            known_[wanted] = audio::TrackLoudness{{loudness->integrated_lufs, loudness->true_peak_dbtp}, {}};
    } else if (std::holds_alternative<audio::AnalysisEnd>(event) ||
               std::holds_alternative<audio::AnalysisFailed>(event)) {
        listening_ = false;
        wishes_.pop_front();
        if (known_[wanted]) found_();
        listen();
    }
}

}  // namespace segue::node
