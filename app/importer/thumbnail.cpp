#include "app/importer/thumbnail.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "app/importer/ffmpeg.h"
#include "audio/library/limits.h"
#include "audio/media/wire.h"

namespace segue::importer {

using audio::ImportError;

namespace {

// FFmpeg's scale from 2 to 31: small pictures side by side, of which none is looked at for long.
constexpr int jpeg_quality = 4;

AVCodecID format_of(BytesView bytes) {
    static constexpr std::pair<std::string_view, AVCodecID> beginnings[] = {
        {"\xff\xd8\xff", AV_CODEC_ID_MJPEG}, {"\x89PNG", AV_CODEC_ID_PNG},
        {"GIF8", AV_CODEC_ID_GIF},           {"BM", AV_CODEC_ID_BMP},
        {{"II*\0", 4}, AV_CODEC_ID_TIFF},           {{"MM\0*", 4}, AV_CODEC_ID_TIFF}};
    const std::string_view text = as_text(bytes.first(std::min<std::size_t>(bytes.size(), 12)));
    if (text.starts_with("RIFF") && text.substr(std::min<std::size_t>(8, text.size())) == "WEBP")
        return AV_CODEC_ID_WEBP;
    for (const auto& [beginning, codec] : beginnings)
        if (text.starts_with(beginning)) return codec;
    return AV_CODEC_ID_NONE;
}

Owned<AVCodecContext> opened(const AVCodec* codec, void (*prepare)(AVCodecContext&, const AVFrame*),
                             const AVFrame* picture) {
    Owned<AVCodecContext> context(codec ? avcodec_alloc_context3(codec) : nullptr);
    if (!context) return nullptr;
    context->thread_count = 1;
    prepare(*context, picture);
    if (avcodec_open2(context.get(), codec, nullptr) != 0) return nullptr;
    return context;
}

Owned<AVFrame> decoded(BytesView bytes) {
    const auto decoder = opened(
        avcodec_find_decoder(format_of(bytes)),
        [](AVCodecContext& c, const AVFrame*) { c.max_pixels = library::picture_pixels_max; }, nullptr);
    const Owned<AVPacket> packet(av_packet_alloc());
    Owned<AVFrame> frame(av_frame_alloc());
    if (!decoder || !packet || !frame || av_new_packet(packet.get(), static_cast<int>(bytes.size())) != 0)
        return nullptr;
    std::copy(bytes.begin(), bytes.end(), packet->data);
    if (avcodec_send_packet(decoder.get(), packet.get()) != 0) return nullptr;
    avcodec_send_packet(decoder.get(), nullptr);  // some keep a picture until they know that no more comes
    return avcodec_receive_frame(decoder.get(), frame.get()) == 0 && frame->width > 0 && frame->height > 0
               ? std::move(frame)
               : nullptr;
}

Owned<AVFrame> made_small(const AVFrame& large) {
    const int longer = std::max(large.width, large.height), most = library::thumbnail_pixels_max;
    const auto side = [&](int n) {
        return longer <= most ? n : std::max(1, static_cast<int>(av_rescale(n, most, longer)));
    };
    Owned<AVFrame> small(av_frame_alloc());
    if (!small) return nullptr;
    small->width = side(large.width);
    small->height = side(large.height);
    small->format = AV_PIX_FMT_YUVJ420P;
    small->color_range = AVCOL_RANGE_JPEG;
    if (av_frame_get_buffer(small.get(), 0) != 0) return nullptr;
    const Owned<SwsContext> scaler(sws_getContext(large.width, large.height, static_cast<AVPixelFormat>(large.format),
                                                  small->width, small->height, AV_PIX_FMT_YUVJ420P, SWS_AREA, nullptr,
                                                  nullptr, nullptr));
    if (!scaler || sws_scale(scaler.get(), large.data, large.linesize, 0, large.height, small->data, small->linesize) !=
                       small->height)
        return nullptr;
    return small;
}

Bytes as_jpeg(AVFrame& picture) {
    picture.quality = FF_QP2LAMBDA * jpeg_quality;
    const auto encoder = opened(
        avcodec_find_encoder(AV_CODEC_ID_MJPEG),
        [](AVCodecContext& c, const AVFrame* frame) {
            c.width = frame->width;
            c.height = frame->height;
            c.pix_fmt = static_cast<AVPixelFormat>(frame->format);
            c.color_range = frame->color_range;
            c.time_base = {1, 1};  // it asks for one, of a single picture too
            c.flags |= AV_CODEC_FLAG_QSCALE;
            c.global_quality = frame->quality;
        },
        &picture);
    const Owned<AVPacket> packet(av_packet_alloc());
    if (!encoder || !packet || avcodec_send_frame(encoder.get(), &picture) != 0) return {};
    avcodec_send_frame(encoder.get(), nullptr);
    if (avcodec_receive_packet(encoder.get(), packet.get()) != 0) return {};
    return {packet->data, packet->data + packet->size};
}

}  // namespace

bool looks_like_picture(BytesView bytes) { return format_of(bytes) != AV_CODEC_ID_NONE; }

audio::ImportResult<Bytes> thumbnail(BytesView picture) {
    if (picture.size() > library::picture_bytes_max) return fail(ImportError::too_long, "that picture is too large");
    av_log_set_level(AV_LOG_QUIET);
    const Owned<AVFrame> large = decoded(picture);
    const Owned<AVFrame> small = large ? made_small(*large) : nullptr;
    Bytes out = small ? as_jpeg(*small) : Bytes{};
    if (out.empty() || out.size() > library::thumbnail_bytes_max)
        return fail(ImportError::damaged, "that picture cannot be decoded");
    return out;
}

}  // namespace segue::importer
