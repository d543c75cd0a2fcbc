#include "app/node/analysis_hands.h"

#include <sys/stat.h>

#include <memory>
#include <variant>

#include "audio/analysis/codec.h"
#include "audio/analysis/process.h"

namespace segue::node {
namespace fs = std::filesystem;
using audio::Analyser;

namespace {

jobs::Versions versions_of_all() {
    jobs::Versions out{};
    for (const Analyser a : audio::all_analysers)
        out[static_cast<std::size_t>(a)] = static_cast<std::uint16_t>(audio::version_of(a));
    return out;
}

audio::AnalyserSet set_of(jobs::Kinds kinds) {
    audio::AnalyserSet out;
    for (const Analyser a : audio::all_analysers)
        if ((kinds >> static_cast<unsigned>(a) & 1) != 0) out.add(a);
    return out;
}

// A file that is not what it was is another recording, and the next scan says so.
std::optional<fs::path> path_of(BytesView rest) {
    const auto entry = library::decode_entry(rest);
    struct stat st {};
    if (!entry || ::stat(entry->path.c_str(), &st) != 0) return std::nullopt;
    const std::int64_t modified = std::int64_t{st.st_mtim.tv_sec} * 1'000'000'000 + st.st_mtim.tv_nsec;
    if (static_cast<std::uint64_t>(st.st_size) != entry->size_bytes || modified != entry->modified_ns)
        return std::nullopt;
    return fs::path(entry->path);
}

void fill(const audio::AnalysisResult& result, library::AnalysisFacts& facts) {
    if (const auto* loudness = std::get_if<audio::Loudness>(&result); loudness && !loudness->is_silent()) {
        facts.loudness_lufs = double{loudness->integrated_lufs};
        facts.true_peak_dbtp = double{loudness->true_peak_dbtp};
    } else if (const auto* tempo = std::get_if<audio::Tempo>(&result); tempo && tempo->bpm > 0) {
        facts.bpm = tempo->bpm;
        facts.bpm_confidence = double{tempo->confidence};
    } else if (const auto* key = std::get_if<audio::MusicalKey>(&result); key && key->found()) {
        facts.key = key->name();
    }
}

}  // namespace

CrewHands analysis_hands(AnalysisRunner& runner) {
    CrewHands hands;
    hands.versions = versions_of_all();
    hands.path_of = path_of;
    if (!audio::find_analyser()) return hands;
    hands.run = [&runner](const fs::path& file, jobs::Kinds kinds, auto found) {
        const auto so_far = std::make_shared<jobs::Workshop::Found>();
        return runner.start(file, set_of(kinds), [so_far, found](const audio::AnalysisEvent& event) {
            if (const auto* analysed = std::get_if<audio::Analysed>(&event)) {
                so_far->results.emplace_back(static_cast<std::uint8_t>(audio::analyser_of(analysed->result)),
                                             audio::encode(analysed->result));
            } else if (std::holds_alternative<audio::AnalysisEnd>(event)) {
                found(*so_far);
            } else if (const auto* failed = std::get_if<audio::AnalysisFailed>(&event)) {
                const bool blameless = failed->code == audio::AnalysisError::unavailable;
                so_far->outcome = blameless ? jobs::Outcome::unable : jobs::Outcome::failed;
                so_far->reason = failed->reason;
                found(*so_far);
            }
        });
    };
    hands.cancel = [&runner](CrewHands::Ticket ticket) { runner.cancel(ticket); };
    return hands;
}

std::optional<library::Analysis> analysis_of(const jobs::Key& key, BytesView value) {
    const auto result = audio::decode_analysis(value);
    const auto analyser = audio::analyser_from(std::uint32_t{key.kind});
    if (key.type != jobs::KeyType::result || !analyser || !result || audio::analyser_of(*result) != *analyser)
        return std::nullopt;
    library::Analysis out;
    out.content.bytes = key.work.bytes;
    out.analyser = audio::to_text(*analyser);
    out.version = key.version;
    out.value.assign(value.begin(), value.end());
    fill(*result, out.facts);
    return out;
}

}  // namespace segue::node
