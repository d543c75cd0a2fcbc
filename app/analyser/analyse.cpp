#include "app/analyser/analyse.h"

#include <memory>

#include "app/importer/decoder.h"
#include "app/importer/input_file.h"
#include "audio/analysis/dsp/listener.h"
#include "audio/media/wire.h"

namespace segue::analyser {

namespace fs = std::filesystem;
using audio::AnalysisError;
using audio::ImportError;

namespace {

// Progress is told every so much of the track.
constexpr std::int64_t progress_frames = std::int64_t{30} * sample_rate_hz;

AnalysisError error_of(ImportError e) {
    switch (e) {
        case ImportError::missing:
        case ImportError::unreadable:
        case ImportError::directory:
            return AnalysisError::unreadable;
        case ImportError::not_audio:
        case ImportError::no_audio:
            return AnalysisError::not_audio;
        case ImportError::too_long:
            return AnalysisError::too_long;
        case ImportError::damaged:
            return AnalysisError::damaged;
        case ImportError::crashed:
        case ImportError::silent:
        case ImportError::unavailable:
        case ImportError::malformed:
            break;  // of the importer's process, which is not run here
    }
    return AnalysisError::crashed;
}
Failure<AnalysisError> failure_of(const Failure<ImportError>& f) { return {error_of(f.code), f.message}; }

audio::AnalysisOr<Frames> analyse(const fs::path& path, audio::AnalyserSet asked, const Say& say,
                                  const std::function<void()>& files_are_open) {
    auto file = importer::InputFile::open(path);
    if (!file) return failure_of(file.failure());
    const auto id = importer::track_id(**file, importer::open_stem_files(path));
    if (!id) return failure_of(id.failure());
    files_are_open();

    auto decoder = importer::Decoder::open(*file);
    if (!decoder) return failure_of(decoder.failure());
    importer::Decoder& source = **decoder;
    say(audio::AnalysisStarted{*id, source.duration_estimate()});
    audio::Listener listener(asked, source.channels());
    std::int64_t heard = 0, told = 0;
    const auto hear = [&](const float* samples, std::size_t frames) {
        listener.add(samples, frames);
        heard += static_cast<std::int64_t>(frames);
    };
    while (source.read(hear)) {
        if (heard - told < progress_frames) continue;
        say(audio::AnalysisProgress{Frames{told = heard}});
    }
    if (heard == 0)
        return fail(AnalysisError::damaged, "no sound could be read from " + audio::clean_text(path.string(), 200));
    for (audio::AnalysisResult& result : listener.finish()) say(audio::Analysed{std::move(result)});
    return source.length();
}

}  // namespace

void analyse_file(const fs::path& path, audio::AnalyserSet asked, const Say& say,
                  const std::function<void()>& files_are_open) {
    const auto done = analyse(path, asked, say, files_are_open);
    if (done) {
        say(audio::AnalysisEnd{*done});
    } else {
        say(audio::AnalysisFailed{done.error(), done.message()});
    }
}

}  // namespace segue::analyser
