// FFmpeg's headers and its objects with owners. For decoder.cpp and thumbnail.cpp only.
#pragma once

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wuseless-cast"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/mathematics.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}
#pragma GCC diagnostic pop

#include <memory>

namespace segue::importer {

struct FfmpegDelete {
    void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
    void operator()(AVPacket* p) const { av_packet_free(&p); }
    void operator()(AVFrame* p) const { av_frame_free(&p); }
    void operator()(SwrContext* p) const { swr_free(&p); }
    void operator()(SwsContext* p) const { sws_freeContext(p); }
    void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
    void operator()(AVIOContext* p) const {
        av_freep(&p->buffer);
        avio_context_free(&p);
    }
};
template <class T>
using Owned = std::unique_ptr<T, FfmpegDelete>;

// AVERROR_EOF is a macro with casts of its own.
inline constexpr int ffmpeg_end =
    -static_cast<int>('E' | ('O' << 8) | ('F' << 16) | (static_cast<unsigned>(' ') << 24));

}  // namespace segue::importer
