#include "audio/engine/stem_reader.h"

#include <opus.h>

#include <algorithm>

#include "audio/engine/limits.h"
#include "audio/media/limits.h"
#include "sync/base/assert.h"

namespace segue::audio {

void StemReader::Free::operator()(OpusDecoder* d) const { opus_decoder_destroy(d); }

StemReader::StemReader(const MediaSource& source, TrackId track, std::size_t stem)
    : source_(&source), track_(track), stem_(stem), pcm_(2 * packet_frames_max) {
    renew_manifest();
}

// True if one with this stem is known.
bool StemReader::renew_manifest() {
    auto newest = source_->manifest(track_);
    if (!newest || newest->stems.size() <= stem_) return manifest_ != nullptr;
    const bool first = !manifest_;
    manifest_ = std::move(newest);
    if (!first) return true;
    int error = OPUS_OK;
    decoder_.reset(opus_decoder_create(sample_rate_hz, 2, &error));  // mono comes out on both channels
    if (decoder_) opus_decoder_ctl(decoder_.get(), OPUS_SET_GAIN(stem().gain_q8_db));
    pre_skip_ = stem().pre_skip;
    return true;
}

void StemReader::seek(MediaPos position) {
    if (!manifest_ && !renew_manifest()) {
        next_ = position.frame;  // prepare() seeks when the manifest has come
        return;
    }
    const std::int64_t target = position.frame + pre_skip_;
    if (target == next_ && (bytes_ || pcm_frames_ > 0)) return;  // there, or on the way
    next_ = target;
    if (target >= decoded_to_ - pcm_frames_ && target <= decoded_to_ && pcm_frames_ > 0) return;
    const auto go_to = [&](std::int64_t from) {
        segment_ = 0;
        segment_start_ = 0;
        while (segment_ < stem().segments.size() && segment_start_ + stem().segments[segment_].frames <= from)
            segment_start_ += stem().segments[segment_++].frames;
    };
    roll_ = pre_roll_good.count;
    go_to(std::max(std::int64_t{0}, target - roll_));
    if (segment_ >= stem().segments.size() || !source_->segment(stem().segments[segment_].name)) {
        roll_ = pre_roll.count;  // rather a little less exact than waiting for what will not be heard
        go_to(std::max(std::int64_t{0}, target - roll_));
    }
    bytes_ = nullptr;
    decoded_to_ = segment_start_;
    pcm_frames_ = 0;
    if (decoder_) opus_decoder_ctl(decoder_.get(), OPUS_RESET_STATE);
}

// The segment to read is at hand, its packets up to the pre-roll passed over.
bool StemReader::open_segment() {
    if (segment_ >= stem().segments.size() && !manifest_->complete) renew_manifest();
    if (segment_ >= stem().segments.size()) {
        if (!manifest_->complete) waiting_ = WaitingFor{track_, {}};
        return false;
    }
    const SegmentRef& ref = stem().segments[segment_];
    bytes_ = source_->segment(ref.name);
    if (!bytes_) {
        waiting_ = WaitingFor{track_, ref.name};
        return false;
    }
    const auto view = SegmentView::parse(*bytes_);
    silent_segment_ = !view.ok() || view->frames() != ref.frames;
    packet_ = packets_end_ = {};
    if (silent_segment_) return true;
    packet_ = view->begin();
    packets_end_ = view->end();
    while (packet_ != packets_end_ && decoded_to_ + (*packet_).frames <= next_ - roll_) {
        decoded_to_ += (*packet_).frames;
        ++packet_;
    }
    return true;
}

void StemReader::decode_next() {
    const std::int64_t segment_end = segment_start_ + stem().segments[segment_].frames;
    int frames;
    if (silent_segment_) {
        frames = static_cast<int>(std::min<std::int64_t>(packet_frames_max, segment_end - decoded_to_));
        std::fill_n(pcm_.data(), 2 * frames, 0.0F);
    } else {
        const OpusPacket p = *packet_;
        ++packet_;
        frames = static_cast<int>(p.frames);
        const int got = decoder_
                            ? opus_decode_float(decoder_.get(), p.bytes.data(), static_cast<opus_int32>(p.bytes.size()),
                                                pcm_.data(), static_cast<int>(packet_frames_max), 0)
                            : 0;
        if (got != frames) std::fill_n(pcm_.data(), 2 * frames, 0.0F);
    }
    pcm_frames_ = frames;
    decoded_to_ += frames;
    if (decoded_to_ >= segment_end) {
        segment_start_ = segment_end;
        ++segment_;
        bytes_ = nullptr;
    }
}

int StemReader::prepare() {
    waiting_.reset();
    if (!manifest_) {
        const MediaPos wanted{next_};
        if (!renew_manifest()) {
            waiting_ = WaitingFor{track_, {}};
            return 0;
        }
        seek(wanted);
    }
    while (decoded_to_ <= next_) {
        if (!bytes_ && !open_segment()) {
            if (waiting_) return 0;
            // Behind the end of a complete stream: silence, so that a length promised too long costs nothing.
            pcm_frames_ = static_cast<int>(packet_frames_max);
            std::fill(pcm_.begin(), pcm_.end(), 0.0F);
            decoded_to_ = next_ + pcm_frames_;
            break;
        }
        decode_next();
    }
    return static_cast<int>(decoded_to_ - next_);
}

void StemReader::add_to(float* left, float* right, int count) {
    SEGUE_ASSERT(count <= decoded_to_ - next_ && decoded_to_ - pcm_frames_ <= next_);
    const float* from = pcm_.data() + 2 * (next_ - (decoded_to_ - pcm_frames_));
    for (int i = 0; i < count; ++i) {
        left[i] += from[2 * i];
        right[i] += from[2 * i + 1];
    }
    next_ += count;
}

}  // namespace segue::audio
