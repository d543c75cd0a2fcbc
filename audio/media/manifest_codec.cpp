#include "audio/media/manifest_codec.h"

#include <algorithm>

#include "audio/media/limits.h"
#include "audio/media/media.pb.h"
#include "audio/media/wire.h"

namespace segue::audio {

Bytes encode_manifest(const Manifest& manifest) {
    wire::Manifest out;
    manifest_to(manifest, out);
    return to_bytes(out);
}

MediaResult<Manifest> decode_manifest(BytesView bytes) {
    if (bytes.size() > manifest_bytes_max) return fail(MediaError::too_large, "manifest is too large");
    wire::Manifest in;
    if (!parse_bytes(in, bytes)) return fail(MediaError::malformed, "not a manifest");
    return manifest_from(in);
}

ManifestGrowth growth_since(const Manifest& newer, const std::vector<std::size_t>& segments_known) {
    ManifestGrowth out{newer.id, newer.revision, newer.complete, newer.duration, {}};
    for (std::size_t i = 0; i < newer.stems.size(); ++i) {
        const auto& segments = newer.stems[i].segments;
        const std::size_t known = i < segments_known.size() ? std::min(segments_known[i], segments.size()) : 0;
        if (known == segments.size()) continue;
        out.parts.push_back({static_cast<std::uint32_t>(i),
                             static_cast<std::uint32_t>(known),
                             {segments.begin() + static_cast<std::ptrdiff_t>(known), segments.end()}});
    }
    return out;
}

std::optional<Manifest> grown(const Manifest& base, const ManifestGrowth& growth) {
    if (base.id != growth.id || growth.revision <= base.revision || base.complete) return std::nullopt;
    Manifest out = base;
    out.revision = growth.revision;
    out.complete = growth.complete;
    out.duration = growth.duration;
    std::size_t total = 0;
    for (const auto& part : growth.parts) {
        if (part.stem >= out.stems.size()) return std::nullopt;
        auto& segments = out.stems[part.stem].segments;
        if (part.first > segments.size()) return std::nullopt;
        const std::size_t overlap = std::min(segments.size() - part.first, part.segments.size());
        const auto fresh = part.segments.begin() + static_cast<std::ptrdiff_t>(overlap);
        if (!std::equal(part.segments.begin(), fresh, segments.begin() + part.first)) return std::nullopt;
        segments.insert(segments.end(), fresh, part.segments.end());
    }
    for (const Stem& s : out.stems) total += s.segments.size();
    if (total > manifest_segments_max) return std::nullopt;
    return out;
}

bool supersedes(const Manifest& next, const Manifest& known) {
    if (next.id != known.id || known.complete) return false;
    if (next.complete) return true;
    if (next.revision <= known.revision || next.stems.size() != known.stems.size()) return false;
    for (std::size_t i = 0; i < known.stems.size(); ++i) {
        const auto &a = known.stems[i].segments, &b = next.stems[i].segments;
        if (b.size() < a.size() || !std::equal(a.begin(), a.end(), b.begin())) return false;
    }
    return true;
}

}  // namespace segue::audio
