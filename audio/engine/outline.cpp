#include "audio/engine/outline.h"

#include <algorithm>
#include <cmath>

#include "audio/engine/stem_reader.h"

namespace segue::audio {

std::vector<float> outline(const MediaSource& source, const TrackId& track, const std::stop_token& stop) {
    const auto manifest = source.manifest(track);
    if (!manifest || manifest->stems.empty() || manifest->duration.count <= 0) return {};
    std::vector<float> peaks(outline_points, -1.0F), left, right;
    StemReader reader(source, track, 0);
    const std::int64_t whole = manifest->duration.count;
    for (std::size_t i = 0; i < outline_points && !stop.stop_requested(); ++i) {
        const auto at = [&](std::size_t point) {
            return whole * static_cast<std::int64_t>(point) / static_cast<std::int64_t>(outline_points);
        };
        const std::int64_t begin = at(i), end = std::min(at(i + 1), begin + outline_look.count);
        reader.seek({begin});
        float peak = -1.0F;
        while (reader.position().frame < end) {
            const int count = reader.prepare();
            if (count == 0) break;
            left.assign(static_cast<std::size_t>(count), 0.0F);
            right.assign(static_cast<std::size_t>(count), 0.0F);
            reader.add_to(left.data(), right.data(), count);
            for (std::size_t k = 0; k < left.size(); ++k)
                peak = std::max({peak, std::abs(left[k]), std::abs(right[k])});
        }
        peaks[i] = std::min(peak, 1.0F);
    }
    return peaks;
}

}  // namespace segue::audio
