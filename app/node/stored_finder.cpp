#include "app/node/stored_finder.h"

#include <sys/stat.h>

#include "audio/analysis/codec.h"

namespace segue::node {
namespace {

// "Various" and other albums that are none: their level would mean nothing.
constexpr std::size_t album_tracks_max = 200;

std::optional<audio::AnalysisResult> result_of(library::Catalogue& catalogue, const library::ContentId& content,
                                               audio::Analyser analyser) {
    const auto kept = catalogue.analysis(content, audio::to_text(analyser));
    if (!kept || !*kept) return std::nullopt;
    auto result = audio::decode_analysis((*kept)->value);
    return result ? std::optional(std::move(result).value()) : std::nullopt;
}

// An album's level is known when each of its tracks, wherever it lies, has been measured.
void complete(library::Catalogue& catalogue, const library::ContentId& content, audio::TrackLoudness& loudness) {
    const auto contents = catalogue.album_of(content, album_tracks_max);
    if (!contents || contents->empty()) return;
    std::vector<audio::Loudness> tracks;
    for (const library::ContentId& track : *contents) {
        auto result = result_of(catalogue, track, audio::Analyser::loudness);
        auto* measured = result ? std::get_if<audio::Loudness>(&*result) : nullptr;
        if (!measured) return;
        tracks.push_back(std::move(*measured));
    }
    std::vector<const audio::Loudness*> all;
    for (const audio::Loudness& track : tracks) all.push_back(&track);
    const audio::Loudness album = audio::album_loudness(all);
    if (!album.is_silent()) loudness.album = audio::SoundLevel{album.integrated_lufs, album.true_peak_dbtp};
}
void complete(library::Catalogue&, const library::ContentId&, tempo::BeatGrid&) {}

// Of the file as the library knows it; another one may be there by now.
template <class Value>
std::optional<Value> stored(library::Catalogue* catalogue, const NodeId& self, const std::filesystem::path& file,
                            audio::Analyser analyser, typename Listening<Value>::Read read) {
    if (!catalogue) return std::nullopt;
    const auto entry = catalogue->entry(self, file.string());
    struct stat st {};
    if (!entry || !*entry || ::stat(file.c_str(), &st) != 0 ||
        static_cast<std::uint64_t>(st.st_size) != (*entry)->size_bytes)
        return std::nullopt;
    const auto result = result_of(*catalogue, (*entry)->content, analyser);
    std::optional<Value> value = result ? read(*result) : std::nullopt;
    if (value) complete(*catalogue, (*entry)->content, *value);
    return value;
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
    library_.with_catalogue([self = self_, file, analyser = analyser_, read = read_](
                                library::Catalogue* c) { return stored<Value>(c, self, file, analyser, read); },
                            [this, track](const std::optional<Value>& value) {
                                known_[track] = {true, value};
                                found_();  // also when it is not: it may have to be listened to
                            });
}

template class Stored<audio::TrackLoudness>;
template class Stored<tempo::BeatGrid>;

}  // namespace segue::node
