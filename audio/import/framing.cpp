#include "audio/import/framing.h"

namespace segue::audio {

namespace {
constexpr std::size_t head_bytes = 5;
}

Bytes frame_record(std::uint8_t type, BytesView payload) {
    ByteWriter out;
    out.u8(type);
    out.u32(static_cast<std::uint32_t>(payload.size()));
    out.bytes(payload);
    return out.take();
}

RecordFrames::Cut RecordFrames::next(BytesView bytes) const {
    if (bytes.size() < head_bytes) return {};
    ByteReader in(bytes);
    Cut cut;
    cut.type = in.u8();
    const std::size_t length = in.u32();
    cut.too_large = length > payload_bytes_max_;
    if (cut.too_large || in.remaining() < length) return cut;
    cut.payload = in.take(length);
    cut.size = head_bytes + length;
    return cut;
}

}  // namespace segue::audio
