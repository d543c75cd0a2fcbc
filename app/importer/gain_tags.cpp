#include "app/importer/gain_tags.h"

#include <charconv>
#include <cmath>

namespace segue::importer {

namespace {

constexpr float replaygain_reference_lufs = -18, opus_reference_lufs = -23;
constexpr float unknown_peak_dbtp = 0;  // of most music, or near it

// The number that a text begins with, as in "-7.89 dB".
std::optional<float> number(std::string text) {
    const std::size_t first = text.find_first_not_of(" +");
    if (first == std::string::npos) return std::nullopt;
    float value = 0;
    const auto [end, error] = std::from_chars(text.data() + first, text.data() + text.size(), value);
    return error == std::errc() && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<audio::SoundLevel> level(const std::function<std::string(const char*)>& tag, const char* gain_tag,
                                       const char* peak_tag, const char* opus_tag) {
    if (const auto gain = number(tag(gain_tag))) {
        const auto peak = number(tag(peak_tag));
        const float peak_db = peak && *peak > 0 ? 20 * std::log10(*peak) : unknown_peak_dbtp;
        return audio::SoundLevel{replaygain_reference_lufs - *gain, peak_db};
    }
    if (const auto q8 = number(tag(opus_tag)))
        return audio::SoundLevel{opus_reference_lufs - *q8 / 256, unknown_peak_dbtp};
    return std::nullopt;
}

}  // namespace

std::optional<audio::TrackLoudness> loudness_from_tags(const std::function<std::string(const char*)>& tag) {
    const auto track = level(tag, "replaygain_track_gain", "replaygain_track_peak", "r128_track_gain");
    if (!track) return std::nullopt;
    const audio::TrackLoudness out{*track,
                                   level(tag, "replaygain_album_gain", "replaygain_album_peak", "r128_album_gain")};
    return audio::is_plausible(out) ? std::optional(out) : std::nullopt;
}

}  // namespace segue::importer
