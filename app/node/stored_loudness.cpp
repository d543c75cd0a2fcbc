#include "app/node/stored_loudness.h"

#include <sys/stat.h>

namespace segue::node {
namespace {

// Of the file as the library knows it; another one may be there by now.
std::optional<audio::TrackLoudness> stored(library::Catalogue* catalogue, const NodeId& self,
                                           const std::filesystem::path& file) {
    if (!catalogue) return std::nullopt;
    const auto entry = catalogue->entry(self, file.string());
    struct stat st {};
    if (!entry || !*entry || ::stat(file.c_str(), &st) != 0 ||
        static_cast<std::uint64_t>(st.st_size) != (*entry)->size_bytes)
        return std::nullopt;
    const auto facts = catalogue->facts((*entry)->content);
    if (!facts || !facts->loudness_lufs || !facts->true_peak_dbtp) return std::nullopt;
    const audio::TrackLoudness out{
        {static_cast<float>(*facts->loudness_lufs), static_cast<float>(*facts->true_peak_dbtp)}, {}};
    return audio::is_plausible(out) ? std::optional(out) : std::nullopt;
}

}  // namespace

StoredLoudness::StoredLoudness(Library& library, const NodeId& self, AnalysisRunner& runner,
                               std::function<void()> found)
    : library_(library), self_(self), measured_(runner, found), found_(std::move(found)) {}

std::optional<audio::TrackLoudness> StoredLoudness::find(const TrackId& track, const std::filesystem::path& file) {
    if (const auto at = known_.find(track); at != known_.end()) {
        if (at->second.loudness) return at->second.loudness;
        return at->second.looked_up ? measured_.find(track, file) : std::nullopt;
    }
    if (known_.size() >= MeasuredLoudness::remembered_max) known_.clear();
    known_[track];
    look_up(track, file);
    return std::nullopt;
}

void StoredLoudness::look_up(const TrackId& track, const std::filesystem::path& file) {
    library_.with_catalogue([self = self_, file](library::Catalogue* c) { return stored(c, self, file); },
                            [this, track](std::optional<audio::TrackLoudness> loudness) {
                                known_[track] = {true, loudness};
                                found_();  // also when it is not: it is to be listened to
                            });
}

}  // namespace segue::node
