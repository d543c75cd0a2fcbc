#include "audio/library/tag_messages.h"

#include <algorithm>

#include "audio/import/limits.h"
#include "audio/library/limits.h"
#include "audio/media/wire.h"

namespace segue::library {

using audio::ImportError;

Bytes encode_question(TagQuestion what, const std::string& path) {
    ByteWriter out;
    out.u8(static_cast<std::uint8_t>(what));
    out.bytes(as_bytes(path).first(std::min(path.size(), path_bytes_max)));
    return out.take();
}

std::optional<AskedFile> decode_question(BytesView packet) {
    ByteReader in(packet);
    const auto what = static_cast<TagQuestion>(in.u8());
    const std::string path(as_text(in.rest()));
    if (in.failed() || path.empty() || (what != TagQuestion::tags && what != TagQuestion::thumbnail))
        return std::nullopt;
    return AskedFile{what, path};
}

Bytes encode_answer(const TagAnswer& answer) {
    ByteWriter out;
    if (answer.ok()) {
        out.u8(0);
        out.bytes(*answer);
    } else {
        out.u8(static_cast<std::uint8_t>(answer.error()));
        out.bytes(as_bytes(audio::clean_text(answer.message(), audio::reason_bytes_max)));
    }
    return out.take();
}

TagAnswer decode_answer(BytesView packet) {
    ByteReader in(packet);
    const std::uint8_t outcome = in.u8();
    const BytesView rest = in.rest();
    if (in.failed() || outcome > static_cast<std::uint8_t>(ImportError::malformed))
        return fail(ImportError::malformed, "the tag reader said nonsense");
    if (outcome == 0) return Bytes(rest.begin(), rest.end());
    return fail(static_cast<ImportError>(outcome), audio::clean_text(as_text(rest), audio::reason_bytes_max));
}

Bytes encode_thumbnail(const Thumbnail& thumbnail) {
    ByteWriter out;
    out.bytes(thumbnail.of.bytes);
    out.bytes(thumbnail.jpeg);
    return out.take();
}

std::optional<Thumbnail> decode_thumbnail(BytesView answer) {
    if (answer.size() <= CoverId::size || answer.size() > CoverId::size + thumbnail_bytes_max) return std::nullopt;
    const auto of = CoverId::from_bytes(answer.first(CoverId::size));
    const BytesView jpeg = answer.subspan(CoverId::size);
    // It is shown by whoever asks, who takes it for what it claims to be.
    if (!of || jpeg.size() < 4 || jpeg[0] != 0xff || jpeg[1] != 0xd8) return std::nullopt;
    return Thumbnail{*of, {jpeg.begin(), jpeg.end()}};
}

}  // namespace segue::library
