#include "audio/media/wire.h"

#include <algorithm>
#include <set>

#include "audio/media/limits.h"
#include "audio/media/media.pb.h"

namespace segue::audio {

namespace {

// Length of the well-formed UTF-8 sequence that text begins with; 0: none (RFC 3629).
std::size_t utf8_length(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char a = at(0);
    const std::size_t n = a < 0x80 ? 1 : a < 0xc2 ? 0 : a < 0xe0 ? 2 : a < 0xf0 ? 3 : a < 0xf5 ? 4 : 0;
    if (n == 0 || n > text.size()) return 0;
    for (std::size_t i = 1; i < n; ++i)
        if ((at(i) & 0xc0) != 0x80) return 0;
    if ((a == 0xe0 && at(1) < 0xa0) || (a == 0xed && at(1) >= 0xa0) || (a == 0xf0 && at(1) < 0x90) ||
        (a == 0xf4 && at(1) >= 0x90))
        return 0;  // overlong, surrogate, beyond Unicode
    return n;
}

int track_count(std::uint32_t n) { return n > 9999 ? 0 : static_cast<int>(n); }
std::uint32_t track_count(int n) { return n < 0 || n > 9999 ? 0 : static_cast<std::uint32_t>(n); }

}  // namespace

std::string clean_text(std::string_view text, std::size_t bytes_max) {
    std::string out;
    while (!text.empty()) {
        const std::size_t n = utf8_length(text);
        const std::size_t step = std::max<std::size_t>(n, 1);
        if (out.size() + step > bytes_max) break;
        const auto first = static_cast<unsigned char>(text[0]);
        // C1 controls (U+0080..9F) are two bytes, c2 80..9f; terminals obey them too.
        const bool control =
            first < 0x20 || first == 0x7f || (n == 2 && first == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0);
        if (n == 0) {
            out += '?';
        } else if (control) {
            out += ' ';
        } else {
            out.append(text.substr(0, n));
        }
        text.remove_prefix(step);
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

Tags tags_from(const wire::Tags& in) {
    Tags out;
    out.title = clean_text(in.title(), tag_bytes_max);
    out.artist = clean_text(in.artist(), tag_bytes_max);
    out.album = clean_text(in.album(), tag_bytes_max);
    out.album_artist = clean_text(in.album_artist(), tag_bytes_max);
    out.genre = clean_text(in.genre(), tag_bytes_max);
    out.date = clean_text(in.date(), tag_bytes_max);
    out.track_number = track_count(in.track_number());
    out.disc_number = track_count(in.disc_number());
    return out;
}

void tags_to(const Tags& in, wire::Tags& out) {
    // Cleaned on the way out too: proto3 strings must be UTF-8.
    out.set_title(clean_text(in.title, tag_bytes_max));
    out.set_artist(clean_text(in.artist, tag_bytes_max));
    out.set_album(clean_text(in.album, tag_bytes_max));
    out.set_album_artist(clean_text(in.album_artist, tag_bytes_max));
    out.set_genre(clean_text(in.genre, tag_bytes_max));
    out.set_date(clean_text(in.date, tag_bytes_max));
    out.set_track_number(track_count(in.track_number));
    out.set_disc_number(track_count(in.disc_number));
}

std::optional<TrackLoudness> loudness_from(const wire::TagLoudness& in) {
    const auto level = [](const wire::TagLoudness::Level& l) { return SoundLevel{l.lufs(), l.peak_dbtp()}; };
    TrackLoudness out{level(in.track()), {}};
    if (in.has_album()) out.album = level(in.album());
    return is_plausible(out) ? std::optional(out) : std::nullopt;
}

void loudness_to(const TrackLoudness& in, wire::TagLoudness& out) {
    const auto level = [](const SoundLevel& l, wire::TagLoudness::Level& o) {
        o.set_lufs(l.lufs);
        o.set_peak_dbtp(l.peak_dbtp);
    };
    level(in.track, *out.mutable_track());
    if (in.album) level(*in.album, *out.mutable_album());
}

bool segments_from(const wire::SegmentList& in, std::vector<SegmentRef>& out) {
    const std::size_t n = in.names().size() / SegmentName::size;
    if (in.names().size() != n * SegmentName::size || n > manifest_segments_max ||
        n != static_cast<std::size_t>(in.frames_size()) || n != static_cast<std::size_t>(in.bytes_size()))
        return false;
    out.reserve(out.size() + n);
    for (std::size_t i = 0; i < n; ++i) {
        const auto name = SegmentName::from_bytes(std::string_view(in.names()).substr(i * 16, 16));
        const std::uint32_t frames = in.frames(static_cast<int>(i)), bytes = in.bytes(static_cast<int>(i));
        if (name->is_none() || frames == 0 || frames > segment_frames_max || bytes == 0 || bytes > segment_bytes_max)
            return false;
        out.push_back({*name, frames, bytes});
    }
    return true;
}

void segments_to(const SegmentRef* first, const SegmentRef* last, wire::SegmentList& out) {
    const auto n = static_cast<std::size_t>(last - first);
    out.mutable_names()->reserve(n * SegmentName::size);
    out.mutable_frames()->Reserve(static_cast<int>(n));
    out.mutable_bytes()->Reserve(static_cast<int>(n));
    for (const SegmentRef* s = first; s != last; ++s) {
        out.mutable_names()->append(s->name.to_string());
        out.add_frames(s->frames);
        out.add_bytes(s->bytes);
    }
}

bool is_valid_stem_head(const Stem& stem) {
    return !stem.name.empty() && stem.name.size() <= stem_name_bytes_max &&
           stem.name == clean_text(stem.name, stem_name_bytes_max) && (stem.channels == 1 || stem.channels == 2) &&
           stem.pre_skip <= pre_skip_max;
}

MediaResult<Manifest> manifest_from(const wire::Manifest& in) {
    const auto bad = [](const char* what) { return fail(MediaError::malformed, std::string("manifest: ") + what); };
    Manifest out;
    const auto id = TrackId::from_bytes(in.id());
    if (!id || id->is_none()) return bad("no track id");
    out.id = *id;
    out.revision = in.revision();
    out.complete = in.complete();
    if (out.revision == 0) return bad("revision 0");
    if (in.duration_frames() < 0 || in.duration_frames() > track_frames_max.count) return bad("duration out of range");
    out.duration = Frames{in.duration_frames()};
    out.tags = tags_from(in.tags());
    if (in.has_loudness()) out.loudness = loudness_from(in.loudness());
    out.cover_type = clean_text(in.cover_type(), 64);
    if (!in.cover().empty()) {
        const auto cover = SegmentName::from_bytes(in.cover());
        if (!cover) return bad("cover is not named by a hash");
        out.cover = *cover;
    }
    if (in.stems_size() < 1 || static_cast<std::size_t>(in.stems_size()) > stems_max) return bad("number of stems");
    std::set<std::string> names;
    std::size_t segments = 0;
    for (const wire::Stem& s : in.stems()) {
        Stem stem;
        stem.name = s.name();
        stem.channels = s.channels() > 2 ? std::uint8_t{0} : static_cast<std::uint8_t>(s.channels());
        stem.pre_skip = s.pre_skip();
        if (s.gain_q8_db() < INT16_MIN || s.gain_q8_db() > INT16_MAX) return bad("gain out of range");
        stem.gain_q8_db = static_cast<std::int16_t>(s.gain_q8_db());
        if (!is_valid_stem_head(stem)) return bad("stem");
        if (!names.insert(stem.name).second) return bad("two stems of one name");
        if (!segments_from(s.segments(), stem.segments)) return bad("segments");
        segments += stem.segments.size();
        out.stems.push_back(std::move(stem));
    }
    if (out.stems[0].name != "mix") return bad("the first stem is not the mix");
    if (segments > manifest_segments_max) return fail(MediaError::too_large, "manifest: too many segments");
    return out;
}

void manifest_to(const Manifest& in, wire::Manifest& out) {
    out.set_id(in.id.to_string());
    out.set_revision(in.revision);
    out.set_complete(in.complete);
    out.set_duration_frames(in.duration.count);
    tags_to(in.tags, *out.mutable_tags());
    if (in.loudness) loudness_to(*in.loudness, *out.mutable_loudness());
    out.set_cover_type(in.cover_type);
    if (!in.cover.is_none()) out.set_cover(in.cover.to_string());
    for (const Stem& stem : in.stems) {
        wire::Stem& s = *out.add_stems();
        s.set_name(stem.name);
        s.set_channels(stem.channels);
        s.set_pre_skip(stem.pre_skip);
        s.set_gain_q8_db(stem.gain_q8_db);
        segments_to(stem.segments.data(), stem.segments.data() + stem.segments.size(), *s.mutable_segments());
    }
}

MediaResult<ManifestGrowth> growth_from(const wire::ManifestGrowth& in) {
    const auto bad = [](const char* what) { return fail(MediaError::malformed, std::string("growth: ") + what); };
    ManifestGrowth out;
    const auto id = TrackId::from_bytes(in.id());
    if (!id || id->is_none()) return bad("no track id");
    out.id = *id;
    out.revision = in.revision();
    out.complete = in.complete();
    if (in.duration_frames() < 0 || in.duration_frames() > track_frames_max.count) return bad("duration out of range");
    out.duration = Frames{in.duration_frames()};
    if (static_cast<std::size_t>(in.parts_size()) > stems_max) return bad("number of parts");
    for (const auto& p : in.parts()) {
        ManifestGrowth::Part part{p.stem(), p.first(), {}};
        if (part.stem >= stems_max || part.first > manifest_segments_max) return bad("part");
        if (!segments_from(p.segments(), part.segments)) return bad("segments");
        out.parts.push_back(std::move(part));
    }
    return out;
}

void growth_to(const ManifestGrowth& in, wire::ManifestGrowth& out) {
    out.set_id(in.id.to_string());
    out.set_revision(in.revision);
    out.set_complete(in.complete);
    out.set_duration_frames(in.duration.count);
    for (const auto& part : in.parts) {
        auto& p = *out.add_parts();
        p.set_stem(part.stem);
        p.set_first(part.first);
        segments_to(part.segments.data(), part.segments.data() + part.segments.size(), *p.mutable_segments());
    }
}

}  // namespace segue::audio
