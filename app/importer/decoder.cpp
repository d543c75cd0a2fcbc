#include "app/importer/decoder.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "app/importer/ffmpeg.h"
#include "app/importer/gain_tags.h"
#include "audio/media/limits.h"
#include "audio/media/wire.h"

namespace segue::importer {

using audio::ImportError;

namespace {

constexpr int io_buffer_bytes = 32'768;
constexpr int again = -EAGAIN;

// A reader of an InputFile, as FFmpeg wants it.
struct FileReader {
    std::shared_ptr<InputFile> file;
    std::int64_t at = 0;

    static int read(void* self, std::uint8_t* out, int size) {
        auto& r = *static_cast<FileReader*>(self);
        const std::int64_t n = r.file->read_at(r.at, out, static_cast<std::size_t>(size));
        if (n < 0) return -EIO;
        if (n == 0) return ffmpeg_end;
        r.at += n;
        return static_cast<int>(n);
    }
    static std::int64_t seek(void* self, std::int64_t offset, int whence) {
        auto& r = *static_cast<FileReader*>(self);
        if (whence == AVSEEK_SIZE) return r.file->size();
        const std::int64_t base = whence == SEEK_CUR ? r.at : whence == SEEK_END ? r.file->size() : 0;
        if (base + offset < 0) return -EINVAL;
        return r.at = base + offset;
    }
};

// Far enough for what a decoder and a resampler need to be in step again.
constexpr std::int64_t seek_margin_frames = sample_rate_hz;

// Lossless formats count samples; others estimate from bytes.
bool knows_its_place(AVCodecID codec) {
    switch (codec) {
        case AV_CODEC_ID_FLAC:
        case AV_CODEC_ID_ALAC:
        case AV_CODEC_ID_WAVPACK:
        case AV_CODEC_ID_TTA:
        case AV_CODEC_ID_PCM_S16LE:
        case AV_CODEC_ID_PCM_S16BE:
        case AV_CODEC_ID_PCM_S24LE:
        case AV_CODEC_ID_PCM_S24BE:
        case AV_CODEC_ID_PCM_S32LE:
        case AV_CODEC_ID_PCM_F32LE:
            return true;
        default:
            return false;
    }
}

int open_nothing(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) { return -EACCES; }

std::string tag(const AVFormatContext* format, const AVStream* stream, const char* key) {
    // Ogg keeps tags with the stream, everyone else with the file.
    for (const AVDictionary* d : {format->metadata, stream->metadata})
        if (const AVDictionaryEntry* e = av_dict_get(d, key, nullptr, 0)) return e->value;
    return {};
}

std::string clock_text(double seconds_total) {
    const int s = static_cast<int>(seconds_total);
    return std::to_string(s / 60) + (s % 60 < 10 ? ":0" : ":") + std::to_string(s % 60);
}

}  // namespace

class Decoder::Impl {
  public:
    explicit Impl(std::shared_ptr<InputFile> file) : reader_{std::move(file)} {}

    audio::ImportResult<void> open(std::size_t stream_index) {
        const std::string shown = audio::clean_text(reader_.file->path().string(), 200);
        const auto not_audio = [&] { return fail(ImportError::not_audio, shown + " is not audio Segue can read"); };
        auto* buffer = static_cast<unsigned char*>(av_malloc(io_buffer_bytes));
        if (!buffer) return not_audio();
        io_.reset(
            avio_alloc_context(buffer, io_buffer_bytes, 0, &reader_, FileReader::read, nullptr, FileReader::seek));
        AVFormatContext* format = avformat_alloc_context();
        if (!io_ || !format) return not_audio();
        format->pb = io_.get();
        format->io_open = open_nothing;
        format->flags |= AVFMT_FLAG_CUSTOM_IO;
        format->max_streams = 64;
        // The name helps to guess formats without a signature (raw AAC, ADTS, …); nothing is opened by it.
        const std::string hint = reader_.file->path().filename().string();
        if (avformat_open_input(&format, hint.c_str(), nullptr, nullptr) != 0) return not_audio();
        format_.reset(format);
        if (avformat_find_stream_info(format, nullptr) < 0) return not_audio();

        const int best = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
        if (best < 0) {
            const bool pictures_only = format->nb_streams > 0;
            if (pictures_only) return fail(ImportError::no_audio, "there is no sound in " + shown);
            return not_audio();
        }
        audio_streams_.push_back(best);
        for (unsigned i = 0; i < format->nb_streams; ++i)
            if (static_cast<int>(i) != best && format->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO)
                audio_streams_.push_back(static_cast<int>(i));
        if (stream_index >= audio_streams_.size())
            return fail(ImportError::no_audio, "there is no such stream in " + shown);
        stream_ = format->streams[audio_streams_[stream_index]];
        for (unsigned i = 0; i < format->nb_streams; ++i)
            if (format->streams[i] != stream_) format->streams[i]->discard = AVDISCARD_ALL;
        return open_codec(not_audio());
    }

    int channels() const { return channels_; }

    Frames duration_estimate() const {
        std::int64_t frames = 0;
        if (stream_->duration > 0) {
            frames = av_rescale_q(stream_->duration, stream_->time_base, {1, sample_rate_hz});
        } else if (format_->duration > 0) {
            frames = av_rescale(format_->duration, sample_rate_hz, AV_TIME_BASE);
        }
        return Frames{std::clamp<std::int64_t>(frames, 0, audio::track_frames_max.count)};
    }

    std::vector<std::string> streams() const {
        std::vector<std::string> out;
        for (const int i : audio_streams_) {
            const AVDictionary* d = format_->streams[i]->metadata;
            const AVDictionaryEntry* e = av_dict_get(d, "title", nullptr, 0);
            if (!e) e = av_dict_get(d, "handler_name", nullptr, 0);
            out.emplace_back(e ? e->value : "");
        }
        return out;
    }

    FileInfo info() const {
        FileInfo out;
        const auto text = [&](const char* key) { return tag(format_.get(), stream_, key); };
        out.tags.title = text("title");
        out.tags.artist = text("artist");
        out.tags.album = text("album");
        out.tags.album_artist = text("album_artist");
        out.tags.genre = text("genre");
        out.tags.date = text("date");
        out.tags.track_number = std::atoi(text("track").c_str());  // "3/12" too
        out.tags.disc_number = std::atoi(text("disc").c_str());
        out.loudness = loudness_from_tags(text);
        for (unsigned i = 0; i < format_->nb_streams && out.cover.empty(); ++i) {
            const AVStream* s = format_->streams[i];
            if (!(s->disposition & AV_DISPOSITION_ATTACHED_PIC) || s->attached_pic.size <= 0) continue;
            const AVCodecID id = s->codecpar->codec_id;
            const char* type = id == AV_CODEC_ID_MJPEG ? "image/jpeg" : id == AV_CODEC_ID_PNG ? "image/png" : nullptr;
            if (!type || static_cast<std::size_t>(s->attached_pic.size) > audio::cover_bytes_max) continue;
            out.cover_type = type;
            out.cover.assign(s->attached_pic.data, s->attached_pic.data + s->attached_pic.size);
        }
        return out;
    }

    // A frame that is decoded after it says by its time where it is; read() goes on with that frame.
    Frames seek(Frames before) {
        const std::int64_t wanted = before.count - seek_margin_frames;
        if (wanted <= 0 || !knows_its_place(codec_->codec_id)) return Frames{0};
        const std::int64_t start = stream_->start_time == AV_NOPTS_VALUE ? 0 : stream_->start_time;
        const std::int64_t time = start + av_rescale_q(wanted, {1, sample_rate_hz}, stream_->time_base);
        if (av_seek_frame(format_.get(), stream_->index, time, AVSEEK_FLAG_BACKWARD) < 0) return rewind(start);
        int got = again;
        for (; got == again; got = avcodec_receive_frame(codec_.get(), frame_.get())) send_packet();
        if (got != 0 || frame_->pts == AV_NOPTS_VALUE) return rewind(start);
        const std::int64_t at = av_rescale_q(frame_->pts - start, stream_->time_base, {1, sample_rate_hz});
        if (at < 0 || at > before.count) return rewind(start);
        has_frame_ = true;
        length_before_ = at;
        return Frames{at};
    }

    bool read(const std::function<void(const float*, std::size_t)>& sink) {
        while (!ended_) {
            const int got = std::exchange(has_frame_, false) ? 0 : avcodec_receive_frame(codec_.get(), frame_.get());
            if (got == 0) {
                convert(sink);
                av_frame_unref(frame_.get());
                if (length() > audio::track_frames_max) ended_ = too_long_ = true;
                return !ended_;
            }
            if (got == again) {
                send_packet();
            } else {  // drained, or a decoder that has given up
                drain(sink);
                ended_ = true;
            }
        }
        return false;
    }

    Frames length() const {
        return Frames{length_before_ +
                      av_rescale_rnd(in_samples_, sample_rate_hz, std::max(in_rate_, 1), AV_ROUND_NEAR_INF)};
    }

    std::string note() const {
        const double got = to_seconds(length()), expected = to_seconds(duration_estimate());
        const bool knows = format_->duration_estimation_method != AVFMT_DURATION_FROM_BITRATE;
        if (too_long_) return "cut after 11 hours";
        if (knows && expected - got > std::max(1.0, expected * 0.02))
            return "the file is cut short: " + clock_text(got) + " of " + clock_text(expected) + " could be read";
        if (damaged_ > 0) return "the file is damaged: " + std::to_string(damaged_) + " places were skipped";
        return {};
    }

  private:
    Frames rewind(std::int64_t start) {
        av_seek_frame(format_.get(), stream_->index, start, AVSEEK_FLAG_BACKWARD);
        avcodec_flush_buffers(codec_.get());
        av_frame_unref(frame_.get());
        return Frames{0};
    }

    audio::ImportResult<void> open_codec(Failure<ImportError> not_audio) {
        const AVCodec* codec = avcodec_find_decoder(stream_->codecpar->codec_id);
        if (!codec) return not_audio;
        codec_.reset(avcodec_alloc_context3(codec));
        packet_.reset(av_packet_alloc());
        frame_.reset(av_frame_alloc());
        if (!codec_ || !packet_ || !frame_) return not_audio;
        if (avcodec_parameters_to_context(codec_.get(), stream_->codecpar) < 0) return not_audio;
        codec_->pkt_timebase = stream_->time_base;  // without it the ends of MP3 and Vorbis are not trimmed
        codec_->thread_count = 1;
        if (avcodec_open2(codec_.get(), codec, nullptr) != 0) return not_audio;
        if (codec_->sample_rate <= 0 || codec_->ch_layout.nb_channels <= 0) return not_audio;
        channels_ = codec_->ch_layout.nb_channels == 1 ? 1 : 2;
        return {};
    }

    void send_packet() {
        while (true) {
            const int got = av_read_frame(format_.get(), packet_.get());
            if (got < 0) {  // the end; an error too ends it, and note() compares the lengths
                avcodec_send_packet(codec_.get(), nullptr);
                return;
            }
            const bool ours = packet_->stream_index == stream_->index;
            const int sent = ours ? avcodec_send_packet(codec_.get(), packet_.get()) : 0;
            av_packet_unref(packet_.get());
            if (!ours) continue;
            if (sent < 0 && sent != again) ++damaged_;
            if (sent >= 0) return;
        }
    }

    // Prepares the resampler for frames like this one; a file may change its mind in the middle.
    bool prepare(const std::function<void(const float*, std::size_t)>& sink) {
        const AVFrame& f = *frame_;
        if (resampler_ && f.sample_rate == in_rate_ && f.format == in_format_ &&
            f.ch_layout.nb_channels == in_channels_)
            return true;
        if (resampler_) drain(sink);
        length_before_ = length().count;
        in_samples_ = 0;
        in_rate_ = f.sample_rate;
        in_format_ = f.format;
        in_channels_ = f.ch_layout.nb_channels;

        AVChannelLayout in{}, out{};
        av_channel_layout_default(&out, channels_);
        if (f.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC) {
            av_channel_layout_default(&in, in_channels_);
        } else {
            av_channel_layout_copy(&in, &f.ch_layout);
        }
        SwrContext* swr = nullptr;
        const int made = swr_alloc_set_opts2(&swr, &out, AV_SAMPLE_FMT_FLT, sample_rate_hz, &in,
                                             static_cast<AVSampleFormat>(f.format), f.sample_rate, 0, nullptr);
        av_channel_layout_uninit(&in);
        resampler_.reset(swr);
        if (made != 0 || swr_init(swr) < 0) {
            resampler_.reset();
            return false;
        }
        return true;
    }

    void convert(const std::function<void(const float*, std::size_t)>& sink) {
        if (frame_->nb_samples <= 0 || frame_->sample_rate <= 0) return;
        if (!prepare(sink)) {
            ++damaged_;
            return;
        }
        in_samples_ += frame_->nb_samples;
        resample(const_cast<const std::uint8_t**>(frame_->extended_data), frame_->nb_samples, sink);
    }

    void drain(const std::function<void(const float*, std::size_t)>& sink) {
        if (!resampler_) return;
        while (resample(nullptr, 0, sink) > 0) {
        }
        resampler_.reset();
    }

    int resample(const std::uint8_t** in, int count, const std::function<void(const float*, std::size_t)>& sink) {
        const int room = std::max(swr_get_out_samples(resampler_.get(), count), 0) + 16;
        buffer_.resize(static_cast<std::size_t>(room) * static_cast<std::size_t>(channels_));
        auto* out = reinterpret_cast<std::uint8_t*>(buffer_.data());
        const int n = swr_convert(resampler_.get(), &out, room, in, count);
        if (n > 0) sink(buffer_.data(), static_cast<std::size_t>(n));
        return n;
    }

    FileReader reader_;
    Owned<AVIOContext> io_;
    Owned<AVFormatContext> format_;
    Owned<AVCodecContext> codec_;
    Owned<AVPacket> packet_;
    Owned<AVFrame> frame_;
    Owned<SwrContext> resampler_;
    AVStream* stream_ = nullptr;
    std::vector<int> audio_streams_;
    std::vector<float> buffer_;
    int channels_ = 2;
    int in_rate_ = 0, in_format_ = -1, in_channels_ = 0;
    std::int64_t in_samples_ = 0;     // of the source, since the format last changed
    std::int64_t length_before_ = 0;  // frames at 48 kHz before that
    std::size_t damaged_ = 0;
    bool ended_ = false, too_long_ = false;
    bool has_frame_ = false;  // decoded and not read yet
};

Decoder::Decoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Decoder::~Decoder() = default;

audio::ImportResult<std::unique_ptr<Decoder>> Decoder::open(std::shared_ptr<InputFile> file, std::size_t stream) {
    av_log_set_level(AV_LOG_QUIET);
    auto impl = std::make_unique<Impl>(std::move(file));
    const auto opened = impl->open(stream);
    if (!opened) return opened.failure();
    return std::unique_ptr<Decoder>(new Decoder(std::move(impl)));
}

int Decoder::channels() const { return impl_->channels(); }
Frames Decoder::seek(Frames before) { return impl_->seek(before); }
Frames Decoder::duration_estimate() const { return impl_->duration_estimate(); }
std::vector<std::string> Decoder::streams() const { return impl_->streams(); }
FileInfo Decoder::info() const { return impl_->info(); }
bool Decoder::read(const std::function<void(const float*, std::size_t)>& sink) { return impl_->read(sink); }
Frames Decoder::length() const { return impl_->length(); }
std::string Decoder::note() const { return impl_->note(); }

}  // namespace segue::importer
