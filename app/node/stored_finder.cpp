#include "app/node/stored_finder.h"

#include <sys/stat.h>

#include "audio/analysis/codec.h"

namespace segue::node {
namespace {

// Of the file as the library knows it; another one may be there by now.
std::optional<audio::AnalysisResult> stored(library::Catalogue* catalogue, const NodeId& self,
                                            const std::filesystem::path& file, audio::Analyser analyser) {
    if (!catalogue) return std::nullopt;
    const auto entry = catalogue->entry(self, file.string());
    struct stat st {};
    if (!entry || !*entry || ::stat(file.c_str(), &st) != 0 ||
        static_cast<std::uint64_t>(st.st_size) != (*entry)->size_bytes)
        return std::nullopt;
    const auto kept = catalogue->analysis((*entry)->content, audio::to_text(analyser));
    if (!kept || !*kept) return std::nullopt;
    auto result = audio::decode_analysis((*kept)->value);
    return result ? std::optional(std::move(result).value()) : std::nullopt;
}

}  // namespace

template <class Value>
Stored<Value>::Stored(Library& library, const NodeId& self, AnalysisRunner& runner, audio::Analyser analyser,
                      typename Listening<Value>::Read read, std::function<void()> found)
    : library_(library),
      self_(self),
      analyser_(analyser),
      read_(read),
      listening_(runner, analyser, read, found),
      found_(std::move(found)) {}

template <class Value>
std::optional<Value> Stored<Value>::find(const TrackId& track, const std::filesystem::path& file, bool needed) {
    if (const auto at = known_.find(track); at != known_.end()) {
        if (at->second.value) return at->second.value;
        return at->second.looked_up ? listening_.find(track, file, needed) : std::nullopt;
    }
    if (known_.size() >= Listening<Value>::remembered_max) known_.clear();
    known_[track];
    look_up(track, file);
    return std::nullopt;
}

template <class Value>
void Stored<Value>::look_up(const TrackId& track, const std::filesystem::path& file) {
    library_.with_catalogue(
        [self = self_, file, analyser = analyser_](library::Catalogue* c) { return stored(c, self, file, analyser); },
        [this, track](const std::optional<audio::AnalysisResult>& result) {
            known_[track] = {true, result ? read_(*result) : std::nullopt};
            found_();  // also when it is not: it may have to be listened to
        });
}

template class Stored<audio::TrackLoudness>;
template class Stored<tempo::BeatGrid>;

}  // namespace segue::node
