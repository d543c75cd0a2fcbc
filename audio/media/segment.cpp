#include "audio/media/segment.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "audio/media/limits.h"

namespace segue::audio {

SegmentName segment_name(BytesView bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    SEGUE_ASSERT(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
    SegmentName name;
    std::copy_n(digest.begin(), SegmentName::size, name.bytes.begin());
    return name;
}

std::optional<std::uint32_t> opus_packet_frames(BytesView packet) {
    if (packet.empty()) return std::nullopt;
    const unsigned toc = packet[0], config = toc >> 3, code = toc & 3;
    std::uint32_t frame;  // at 48 kHz; RFC 6716 table 2
    if (config < 12) {    // SILK: 10, 20, 40, 60 ms
        static constexpr std::array<std::uint32_t, 4> silk{480, 960, 1920, 2880};
        frame = silk[config & 3];
    } else if (config < 16) {  // hybrid: 10, 20 ms
        frame = config & 1 ? 960 : 480;
    } else {  // CELT: 2.5, 5, 10, 20 ms
        frame = 120u << (config & 3);
    }
    std::uint32_t count = code == 0 ? 1 : 2;
    if (code == 3) {
        if (packet.size() < 2) return std::nullopt;
        count = packet[1] & 63u;
    }
    const std::uint32_t frames = frame * count;
    if (frames == 0 || frames > packet_frames_max) return std::nullopt;
    return frames;
}

OpusPacket SegmentView::Iterator::operator*() const {
    ByteReader in(left_);
    const BytesView bytes = in.take(in.u16());
    return {bytes, opus_packet_frames(bytes).value_or(0)};  // parse() has seen that it is one
}

SegmentView::Iterator& SegmentView::Iterator::operator++() {
    ByteReader in(left_);
    in.take(in.u16());
    left_ = in.rest();
    return *this;
}

MediaResult<SegmentView> SegmentView::parse(BytesView bytes) {
    if (bytes.size() > segment_bytes_max) return fail(MediaError::too_large, "segment is too large");
    ByteReader in(bytes);
    SegmentView view;
    view.count_ = in.u16();
    if (view.count_ == 0 || view.count_ > segment_packets_max)
        return fail(MediaError::malformed, "segment has no packets, or too many");
    view.packets_ = bytes.subspan(2);
    for (std::size_t i = 0; i < view.count_; ++i) {
        const BytesView packet = in.take(in.u16());
        const auto frames = opus_packet_frames(packet);
        if (in.failed() || !frames)
            return fail(MediaError::malformed, "segment holds something that is not an Opus packet");
        view.frames_ += *frames;
    }
    if (!in.finished()) return fail(MediaError::malformed, "segment has bytes left over");
    if (view.frames_ > segment_frames_max) return fail(MediaError::too_large, "segment lasts too long");
    return view;
}

bool SegmentBuilder::add(BytesView packet) {
    const auto frames = opus_packet_frames(packet);
    if (!frames || packet.size() > packet_bytes_max || count_ == segment_packets_max) return false;
    const std::size_t before = is_empty() ? 2 : bytes_.size();
    if (frames_ + *frames > segment_frames_max || before + 2 + packet.size() > segment_bytes_max) return false;
    if (is_empty()) bytes_.assign(2, 0);
    bytes_.push_back(static_cast<std::uint8_t>(packet.size()));
    bytes_.push_back(static_cast<std::uint8_t>(packet.size() >> 8));
    bytes_.insert(bytes_.end(), packet.begin(), packet.end());
    ++count_;
    frames_ += *frames;
    return true;
}

Bytes SegmentBuilder::take() {
    SEGUE_ASSERT(!is_empty());
    bytes_[0] = static_cast<std::uint8_t>(count_);
    bytes_[1] = static_cast<std::uint8_t>(count_ >> 8);
    Bytes out = std::move(bytes_);
    *this = SegmentBuilder();
    return out;
}

}  // namespace segue::audio
