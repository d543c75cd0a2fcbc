#include "app/importer/encoder.h"

#include <algorithm>
#include <array>

#include "sync/base/assert.h"

namespace segue::importer {

namespace {

constexpr int packet_frames = 960;  // 20 ms: Opus' own default, its best trade for music
// Transparent to nearly everyone (160 kb/s stereo in the public listening tests of the codec); 20 kB a second.
constexpr opus_int32 bitrate_stereo = 160'000, bitrate_mono = 96'000;
constexpr opus_int32 complexity = 10;

}  // namespace

Encoder::Encoder(int channels) : channels_(channels) {
    int error = OPUS_OK;
    encoder_.reset(opus_encoder_create(sample_rate_hz, channels, OPUS_APPLICATION_AUDIO, &error));
    SEGUE_ASSERT(encoder_ && error == OPUS_OK);
    opus_encoder_ctl(encoder_.get(), OPUS_SET_BITRATE(channels == 2 ? bitrate_stereo : bitrate_mono));
    opus_encoder_ctl(encoder_.get(), OPUS_SET_VBR(1));
    opus_encoder_ctl(encoder_.get(), OPUS_SET_SIGNAL(OPUS_SIGNAL_MUSIC));
    opus_encoder_ctl(encoder_.get(), OPUS_SET_COMPLEXITY(complexity));
    opus_int32 lookahead = 0;
    opus_encoder_ctl(encoder_.get(), OPUS_GET_LOOKAHEAD(&lookahead));
    pre_skip_ = static_cast<std::uint32_t>(lookahead);
}

void Encoder::add(const float* samples, std::size_t frames) {
    waiting_.insert(waiting_.end(), samples, samples + frames * static_cast<std::size_t>(channels_));
    encode_whole_packets();
}

void Encoder::finish(Frames duration) {
    const auto size_for = [&](std::int64_t end) {
        return static_cast<std::size_t>(std::max<std::int64_t>(end - coded_, 0)) * static_cast<std::size_t>(channels_);
    };
    if (waiting_.size() > size_for(duration.count)) waiting_.resize(size_for(duration.count));
    // Silence up to the end of the packet in which the last heard frame comes out of a decoder.
    const std::int64_t last_frame = pre_skip_ + duration.count;
    const std::int64_t end = (last_frame + packet_frames - 1) / packet_frames * packet_frames;
    waiting_.resize(std::max(waiting_.size(), size_for(end)));
    encode_whole_packets();
}

void Encoder::encode_whole_packets() {
    const std::size_t size = static_cast<std::size_t>(packet_frames) * static_cast<std::size_t>(channels_);
    std::size_t used = 0;
    for (; waiting_.size() - used >= size; used += size) {
        std::array<std::uint8_t, 1500> out;  // one frame of at most 1275 bytes
        const opus_int32 n = opus_encode_float(encoder_.get(), waiting_.data() + used, packet_frames, out.data(),
                                               static_cast<opus_int32>(out.size()));
        SEGUE_ASSERT(n > 0);
        packets_.emplace_back(out.begin(), out.begin() + n);
        coded_ += packet_frames;
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(used));
}

std::optional<Bytes> Encoder::packet() {
    if (packets_.empty()) return std::nullopt;
    Bytes out = std::move(packets_.front());
    packets_.pop_front();
    return out;
}

}  // namespace segue::importer
