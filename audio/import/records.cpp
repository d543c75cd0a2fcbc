#include "audio/import/records.h"

#include <set>

#include "audio/import/limits.h"
#include "audio/media/media.pb.h"
#include "audio/media/segment.h"
#include "audio/media/wire.h"

namespace segue::audio {

namespace {

Bytes text_bytes(const std::string& text) { return {text.begin(), text.end()}; }

Bytes header_bytes(const ImportHeader& header) {
    wire::ImportHeader out;
    out.set_track(header.track.to_string());
    tags_to(header.tags, *out.mutable_tags());
    if (header.loudness) loudness_to(*header.loudness, *out.mutable_loudness());
    out.set_duration_estimate_frames(header.duration_estimate.count);
    out.set_cover_type(header.cover_type);
    out.set_passed_through(header.passed_through);
    for (const Stem& stem : header.stems) {
        auto& s = *out.add_stems();
        s.set_name(stem.name);
        s.set_channels(stem.channels);
        s.set_pre_skip(stem.pre_skip);
        s.set_gain_q8_db(stem.gain_q8_db);
    }
    return to_bytes(out);
}

struct Payload {
    RecordType type{};
    Bytes bytes;
};

struct Encoder {
    Payload operator()(const ImportHeader& e) { return {RecordType::header, header_bytes(e)}; }
    Payload operator()(const ImportSegment& e) {
        ByteWriter out;
        out.u8(e.stem);
        out.bytes(e.bytes);
        return {RecordType::segment, out.take()};
    }
    Payload operator()(const ImportCover& e) { return {RecordType::cover, e.bytes}; }
    Payload operator()(const ImportProgress& e) {
        ByteWriter out;
        out.i64(e.done.count);
        return {RecordType::progress, out.take()};
    }
    Payload operator()(const ImportNote& e) {
        return {RecordType::note, text_bytes(clean_text(e.text, reason_bytes_max))};
    }
    Payload operator()(const ImportEnd& e) {
        wire::ImportEnd out;
        out.set_duration_frames(e.duration.count);
        return {RecordType::end, to_bytes(out)};
    }
    Payload operator()(const ImportFailed& e) {
        wire::ImportFailure out;
        out.set_code(static_cast<std::uint32_t>(e.code));
        out.set_reason(clean_text(e.reason, reason_bytes_max));
        return {RecordType::failure, to_bytes(out)};
    }
};

Failure<ImportError> nonsense(const char* what) {
    return fail(ImportError::malformed, std::string("the importer said nonsense: ") + what);
}

bool is_duration(std::int64_t frames) { return frames >= 0 && frames <= track_frames_max.count; }

ImportResult<ImportHeader> parse_header(BytesView payload) {
    wire::ImportHeader in;
    if (!parse_bytes(in, payload)) return nonsense("header");
    ImportHeader out;
    const auto track = TrackId::from_bytes(in.track());
    if (!track || track->is_none()) return nonsense("a header without a track");
    out.track = *track;
    out.tags = tags_from(in.tags());
    if (in.has_loudness()) out.loudness = loudness_from(in.loudness());
    if (!is_duration(in.duration_estimate_frames())) return nonsense("an estimate out of range");
    out.duration_estimate = Frames{in.duration_estimate_frames()};
    out.cover_type = clean_text(in.cover_type(), 64);
    out.passed_through = in.passed_through();
    if (in.stems_size() < 1 || static_cast<std::size_t>(in.stems_size()) > stems_max)
        return nonsense("number of stems");
    std::set<std::string> names;
    for (const auto& s : in.stems()) {
        if (s.channels() > 2 || s.gain_q8_db() < INT16_MIN || s.gain_q8_db() > INT16_MAX) return nonsense("a stem");
        Stem stem{s.name(),
                  static_cast<std::uint8_t>(s.channels()),
                  s.pre_skip(),
                  static_cast<std::int16_t>(s.gain_q8_db()),
                  {}};
        if (!is_valid_stem_head(stem) || !names.insert(stem.name).second) return nonsense("a stem");
        out.stems.push_back(std::move(stem));
    }
    if (out.stems[0].name != "mix") return nonsense("a track without a mix");
    return out;
}

}  // namespace

Bytes encode_record(const ImportEvent& event) {
    const Payload payload = std::visit(Encoder{}, event);
    return frame_record(static_cast<std::uint8_t>(payload.type), payload.bytes);
}

ImportResult<std::vector<ImportEvent>> ImportReader::feed(BytesView bytes) {
    return frames_.feed<ImportEvent, ImportError>(
        bytes, [this](std::uint8_t type, BytesView payload) { return parse(static_cast<RecordType>(type), payload); },
        [this] { return finished_; }, nonsense);
}

ImportResult<ImportEvent> ImportReader::parse(RecordType type, BytesView payload) {
    if (!has_header() && type != RecordType::header && type != RecordType::failure && type != RecordType::note)
        return nonsense("audio before the header");
    switch (type) {
        case RecordType::header: {
            if (has_header()) return nonsense("a second header");
            auto header = parse_header(payload);
            if (!header) return header.failure();
            stems_ = header->stems.size();
            cover_due_ = !header->cover_type.empty();
            return ImportEvent(std::move(header).value());
        }
        case RecordType::segment: {
            ByteReader in(payload);
            const std::uint8_t stem = in.u8();
            const BytesView bytes = in.rest();
            const auto view = SegmentView::parse(bytes);
            if (in.failed() || stem >= stems_ || !view) return nonsense("a segment");
            if (++segments_ > manifest_segments_max) return nonsense("too many segments");
            return ImportEvent(ImportSegment{stem, view->frames(), {bytes.begin(), bytes.end()}});
        }
        case RecordType::cover:
            if (!cover_due_ || payload.empty() || payload.size() > cover_bytes_max) return nonsense("a cover");
            cover_due_ = false;
            return ImportEvent(ImportCover{{payload.begin(), payload.end()}});
        case RecordType::progress: {
            ByteReader in(payload);
            const std::int64_t done = in.i64();
            if (!in.finished() || !is_duration(done)) return nonsense("progress");
            return ImportEvent(ImportProgress{Frames{done}});
        }
        case RecordType::note:
            if (++notes_ > import_notes_max) return nonsense("too many notes");
            return ImportEvent(ImportNote{clean_text(as_text(payload), reason_bytes_max)});
        case RecordType::end: {
            wire::ImportEnd in;
            if (!parse_bytes(in, payload) || !is_duration(in.duration_frames())) return nonsense("the end");
            finished_ = true;
            return ImportEvent(ImportEnd{Frames{in.duration_frames()}});
        }
        case RecordType::failure: {
            wire::ImportFailure in;
            if (!parse_bytes(in, payload)) return nonsense("a failure");
            finished_ = true;
            const bool known = in.code() >= 1 && in.code() <= static_cast<std::uint32_t>(ImportError::malformed);
            return ImportEvent(ImportFailed{known ? static_cast<ImportError>(in.code()) : ImportError::malformed,
                                            clean_text(in.reason(), reason_bytes_max)});
        }
    }
    return nonsense("a record of an unknown kind");
}

}  // namespace segue::audio
