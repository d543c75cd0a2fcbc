#include "audio/media/messages.h"

#include "audio/media/limits.h"
#include "audio/media/media.pb.h"
#include "audio/media/wire.h"

namespace segue::audio {

namespace {

struct Encoder {
    wire::MediaMessage& out;
    void operator()(const Want& m) { out.mutable_want()->set_names(names_to(m.names)); }
    void operator()(const DontHave& m) { out.mutable_dont_have()->set_names(names_to(m.names)); }
    void operator()(const WantManifest& m) {
        out.mutable_want_manifest()->set_track(m.track.to_string());
        out.mutable_want_manifest()->set_have_revision(m.have_revision);
    }
    void operator()(const NoManifest& m) { out.mutable_no_manifest()->set_track(m.track.to_string()); }
    void operator()(const Have& m) {
        auto& have = *out.mutable_have();
        have.set_track(m.track.to_string());
        have.set_revision(m.revision);
        have.set_complete(m.complete);
        have.set_whole(m.whole);
    }
    void operator()(const Manifest& m) { manifest_to(m, *out.mutable_manifest()); }
    void operator()(const ManifestGrowth& m) { growth_to(m, *out.mutable_growth()); }
};

Failure<MediaError> malformed(const char* what) { return fail(MediaError::malformed, what); }

template <class T>
MediaResult<MediaMessage> lift(MediaResult<T> parsed) {
    if (!parsed) return parsed.failure();
    return MediaMessage(std::move(parsed).value());
}

}  // namespace

Bytes encode_message(const MediaMessage& message) {
    wire::MediaMessage out;
    std::visit(Encoder{out}, message);
    return to_bytes(out);
}

MediaResult<MediaMessage> decode_message(BytesView bytes) {
    wire::MediaMessage in;
    if (!parse_bytes(in, bytes)) return malformed("not a media message");
    switch (in.body_case()) {
        case wire::MediaMessage::kWant: {
            Want want;
            if (in.want().names().size() > request_names_max * SegmentName::size ||
                !names_from(in.want().names(), want.names))
                return malformed("a request for segments is malformed");
            return MediaMessage(std::move(want));
        }
        case wire::MediaMessage::kDontHave: {
            DontHave none;
            if (in.dont_have().names().size() > request_names_max * SegmentName::size ||
                !names_from(in.dont_have().names(), none.names))
                return malformed("a denial of segments is malformed");
            return MediaMessage(std::move(none));
        }
        case wire::MediaMessage::kWantManifest: {
            const auto track = TrackId::from_bytes(in.want_manifest().track());
            if (!track) return malformed("a request for a manifest names no track");
            return MediaMessage(WantManifest{*track, in.want_manifest().have_revision()});
        }
        case wire::MediaMessage::kNoManifest: {
            const auto track = TrackId::from_bytes(in.no_manifest().track());
            if (!track) return malformed("a denial of a manifest names no track");
            return MediaMessage(NoManifest{*track});
        }
        case wire::MediaMessage::kHave: {
            const auto track = TrackId::from_bytes(in.have().track());
            if (!track) return malformed("an announcement names no track");
            return MediaMessage(Have{*track, in.have().revision(), in.have().complete(), in.have().whole()});
        }
        case wire::MediaMessage::kManifest:
            return lift(manifest_from(in.manifest()));
        case wire::MediaMessage::kGrowth:
            return lift(growth_from(in.growth()));
        case wire::MediaMessage::BODY_NOT_SET:
            break;
    }
    return malformed("an unknown kind of media message");  // from a newer version: skipped by the caller
}

Bytes encode_data(const SegmentName& name, BytesView bytes) {
    Bytes out;
    out.reserve(name.bytes.size() + bytes.size());
    out.insert(out.end(), name.bytes.begin(), name.bytes.end());
    out.insert(out.end(), bytes.begin(), bytes.end());
    return out;
}

MediaResult<DataView> decode_data(BytesView message) {
    ByteReader in(message);
    const auto name = SegmentName::from_bytes(in.take(SegmentName::size));
    const BytesView bytes = in.rest();
    if (!name || name->is_none() || bytes.empty()) return malformed("segment data is malformed");
    if (bytes.size() > blob_bytes_max) return fail(MediaError::too_large, "segment data is too large");
    return DataView{*name, bytes};
}

}  // namespace segue::audio
