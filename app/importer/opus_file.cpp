#include "app/importer/opus_file.h"

#include <ogg/ogg.h>
#include <opusfile.h>

#include <strings.h>
#include <cstdlib>
#include <cstring>

#include "app/importer/gain_tags.h"
#include "audio/media/limits.h"
#include "audio/media/segment.h"

namespace segue::importer {

namespace {

// Pages in, packets out; a hole or a second stream is an error, not something to glue over.
class OggPackets {
  public:
    explicit OggPackets(std::shared_ptr<InputFile> file) : file_(std::move(file)) { ogg_sync_init(&sync_); }
    ~OggPackets() {
        if (has_stream_) ogg_stream_clear(&stream_);
        ogg_sync_clear(&sync_);
    }
    OggPackets(const OggPackets&) = delete;
    OggPackets& operator=(const OggPackets&) = delete;

    // False: the end, or something odd(). The packet's bytes live until the next call.
    bool next(ogg_packet& packet) {
        while (!odd_) {
            if (has_stream_) {
                const int got = ogg_stream_packetout(&stream_, &packet);
                if (got > 0) return true;
                if (got < 0) odd_ = true;
            }
            if (odd_ || !feed_page()) return false;
        }
        return false;
    }
    bool odd() const { return odd_; }

  private:
    bool feed_page() {
        ogg_page page;
        while (true) {
            const int got = ogg_sync_pageout(&sync_, &page);
            if (got > 0) break;
            if (got < 0) {  // bytes that are no page
                odd_ = true;
                return false;
            }
            constexpr long chunk = 65'536;
            char* buffer = ogg_sync_buffer(&sync_, chunk);
            const std::int64_t n = buffer ? file_->read_at(at_, reinterpret_cast<std::uint8_t*>(buffer), chunk) : -1;
            if (n < 0) odd_ = true;
            if (n <= 0) return false;
            at_ += n;
            ogg_sync_wrote(&sync_, static_cast<long>(n));
        }
        if (!has_stream_) {
            if (!ogg_page_bos(&page) || ogg_stream_init(&stream_, ogg_page_serialno(&page)) != 0) {
                odd_ = true;
                return false;
            }
            has_stream_ = true;
        } else if (ogg_page_bos(&page)) {  // chained or multiplexed
            odd_ = true;
            return false;
        }
        if (ogg_stream_pagein(&stream_, &page) != 0) odd_ = true;  // of another stream
        return !odd_;
    }

    std::shared_ptr<InputFile> file_;
    std::int64_t at_ = 0;
    ogg_sync_state sync_{};
    ogg_stream_state stream_{};
    bool has_stream_ = false, odd_ = false;
};

int number_before_slash(const char* text) { return text ? std::atoi(text) : 0; }

void read_tags(const OpusTags& tags, FileInfo& info) {
    const auto text = [&](const char* key) {
        const char* value = opus_tags_query(&tags, key, 0);
        return std::string(value ? value : "");
    };
    info.tags.title = text("TITLE");
    info.tags.artist = text("ARTIST");
    info.tags.album = text("ALBUM");
    info.tags.album_artist = text("ALBUMARTIST");
    info.tags.genre = text("GENRE");
    info.tags.date = text("DATE");
    info.tags.track_number = number_before_slash(opus_tags_query(&tags, "TRACKNUMBER", 0));
    info.tags.disc_number = number_before_slash(opus_tags_query(&tags, "DISCNUMBER", 0));
    info.loudness = loudness_from_tags(text);

    const int pictures = opus_tags_query_count(&tags, "METADATA_BLOCK_PICTURE");
    int best_type = -1;
    for (int i = 0; i < pictures; ++i) {
        OpusPictureTag picture;
        if (opus_picture_tag_parse(&picture, opus_tags_query(&tags, "METADATA_BLOCK_PICTURE", i)) != 0) continue;
        const char* type = picture.format == OP_PIC_FORMAT_JPEG  ? "image/jpeg"
                           : picture.format == OP_PIC_FORMAT_PNG ? "image/png"
                                                                 : nullptr;
        constexpr int front_cover = 3;
        const bool better = best_type < 0 || (picture.type == front_cover && best_type != front_cover);
        if (type && better && picture.data_length > 0 && picture.data_length <= audio::cover_bytes_max) {
            info.cover_type = type;
            info.cover.assign(picture.data, picture.data + picture.data_length);
            best_type = picture.type;
        }
        opus_picture_tag_clear(&picture);
    }
}

struct Scan {
    audio::Stem head;
    Frames duration;
    bool cut_short = false;
};

// Looks through all of it; nothing: not plain.
std::optional<Scan> scan(const std::shared_ptr<InputFile>& file, FileInfo& info) {
    OggPackets packets(file);
    ogg_packet packet;
    OpusHead head;
    if (!packets.next(packet) || packet.bytes < 8 || std::memcmp(packet.packet, "OpusHead", 8) != 0)
        return std::nullopt;
    if (opus_head_parse(&head, packet.packet, static_cast<std::size_t>(packet.bytes)) != 0) return std::nullopt;
    if (head.mapping_family != 0 || head.channel_count > 2) return std::nullopt;
    OpusTags tags;
    if (!packets.next(packet) || opus_tags_parse(&tags, packet.packet, static_cast<std::size_t>(packet.bytes)) != 0)
        return std::nullopt;
    read_tags(tags, info);
    opus_tags_clear(&tags);

    // A granule position is the number of decoded frames at the end of the last packet that its page completes. It
    // may start anywhere (a recording of a broadcast), must then grow by what the packets hold, and may be less at
    // the very end: what is beyond it is not to be heard.
    std::int64_t decoded = 0, origin = 0, final = -1;
    bool origin_known = false, ended = false;
    std::size_t count = 0;
    while (packets.next(packet)) {
        const BytesView bytes(packet.packet, static_cast<std::size_t>(packet.bytes));
        const auto frames = audio::opus_packet_frames(bytes);
        if (ended || !frames || bytes.size() > audio::packet_bytes_max) return std::nullopt;
        decoded += *frames;
        ++count;
        if (packet.granulepos >= 0) {
            if (packet.granulepos > (std::int64_t{1} << 60)) return std::nullopt;
            if (!origin_known) {
                if (packet.e_o_s == 0) origin = packet.granulepos - decoded;
                if (origin < 0) return std::nullopt;
                origin_known = true;
            }
            final = packet.granulepos - origin;
            if (packet.e_o_s == 0 ? final != decoded : (final > decoded || final < 0)) return std::nullopt;
        }
        ended = packet.e_o_s != 0;
    }
    if (packets.odd() || count == 0) return std::nullopt;
    Scan out;
    out.head.channels = static_cast<std::uint8_t>(head.channel_count);
    out.head.pre_skip = head.pre_skip;
    out.head.gain_q8_db = static_cast<std::int16_t>(head.output_gain);
    out.cut_short = !ended;
    out.duration = Frames{(ended && final >= 0 ? final : decoded) - static_cast<std::int64_t>(head.pre_skip)};
    if (out.duration.count <= 0) return std::nullopt;
    return out;
}

class PlainOpus final : public StemSource {
  public:
    PlainOpus(std::shared_ptr<InputFile> file, Scan scan) : packets_(std::move(file)), scan_(std::move(scan)) {
        ogg_packet packet;  // head and tags
        packets_.next(packet);
        packets_.next(packet);
    }
    audio::Stem head() const override { return scan_.head; }
    Frames duration() const override { return scan_.duration; }
    std::string note() const override { return scan_.cut_short ? "the file ends before its music does" : ""; }
    std::optional<Bytes> packet() override {
        ogg_packet packet;
        if (!packets_.next(packet)) return std::nullopt;
        return Bytes(packet.packet, packet.packet + packet.bytes);
    }

  private:
    OggPackets packets_;
    Scan scan_;
};

}  // namespace

std::unique_ptr<StemSource> open_plain_opus(std::shared_ptr<InputFile> file, FileInfo& info) {
    FileInfo found;
    auto seen = scan(file, found);
    if (!seen) return nullptr;
    info = std::move(found);
    return std::make_unique<PlainOpus>(std::move(file), std::move(*seen));
}

}  // namespace segue::importer
