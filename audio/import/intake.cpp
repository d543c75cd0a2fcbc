#include "audio/import/intake.h"

#include <algorithm>

#include "audio/media/segment.h"

namespace segue::audio {

namespace {

// How often a growing manifest is told: the others' fetching stays a quarter of a second behind at most, which is 15
// seconds of music.
constexpr milliseconds telling_interval{250};

}  // namespace

TrackIntake::Effects TrackIntake::accept(ImportEvent event, LocalTime now) {
    Effects out;
    bool tell = false;
    if (auto* header = std::get_if<ImportHeader>(&event)) {
        manifest_.id = header->track;
        manifest_.tags = std::move(header->tags);
        manifest_.loudness = header->loudness;
        manifest_.duration = header->duration_estimate;
        manifest_.cover_type = std::move(header->cover_type);
        manifest_.stems = std::move(header->stems);
        cover_due_ = !manifest_.cover_type.empty();
    } else if (auto* segment = std::get_if<ImportSegment>(&event)) {
        auto& segments = manifest_.stems[segment->stem].segments;
        const SegmentName name = segment_name(segment->bytes);
        segments.push_back({name, segment->frames, static_cast<std::uint32_t>(segment->bytes.size())});
        out.blobs.emplace_back(name, std::move(segment->bytes));
        const bool all_begun = std::none_of(manifest_.stems.begin(), manifest_.stems.end(),
                                            [](const Stem& s) { return s.segments.empty(); });
        // The very first sound, and the first with every stem in it, are told at once.
        tell = all_begun && (manifest_.revision == 0 || now - told_ >= telling_interval);
    } else if (auto* cover = std::get_if<ImportCover>(&event)) {
        manifest_.cover = segment_name(cover->bytes);
        cover_due_ = false;
        out.blobs.emplace_back(manifest_.cover, std::move(cover->bytes));
    } else if (auto* note = std::get_if<ImportNote>(&event)) {
        notes_.push_back(std::move(note->text));
    } else if (auto* end = std::get_if<ImportEnd>(&event)) {
        manifest_.duration = end->duration;
        manifest_.complete = true;
        if (cover_due_) manifest_.cover_type.clear();  // it was promised and never came
        tell = true;
    } else if (auto* failed = std::get_if<ImportFailed>(&event)) {
        failure_ = std::move(*failed);
        tell = has_track() && !manifest_.stems[0].segments.empty();
    }
    if (tell) {
        ++manifest_.revision;
        told_ = now;
        out.manifest = manifest_;
    }
    return out;
}

std::optional<Manifest> TrackIntake::cut_short() const {
    if (!has_track()) return std::nullopt;
    std::int64_t heard = INT64_MAX;  // as far as every stem reaches
    for (const Stem& stem : manifest_.stems) {
        std::int64_t decoded = -static_cast<std::int64_t>(stem.pre_skip);
        for (const SegmentRef& s : stem.segments) decoded += s.frames;
        heard = std::min(heard, decoded);
    }
    if (heard <= 0) return std::nullopt;
    Manifest out = manifest_;
    out.complete = true;
    ++out.revision;
    out.duration = Frames{heard};
    return out;
}

}  // namespace segue::audio
