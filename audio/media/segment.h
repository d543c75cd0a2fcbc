// A segment: about one second of Opus packets of one stem, named by the hash of its bytes.
//
//   u16 count | count × ( u16 length | length bytes )          little-endian
//
// Content names make a segment the same thing wherever it is: any member may serve it, none can forge it, and a
// file imported twice costs its space once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>

#include "audio/media/error.h"
#include "sync/base/bytes.h"
#include "sync/base/ids.h"

namespace segue::audio {

// [any-thread] The first 16 bytes of SHA-256. About 0.5 GB/s or better; throws nothing, allocates briefly.
SegmentName segment_name(BytesView bytes);

// [any-thread & realtime] Frames at 48 kHz that an Opus packet decodes to (RFC 6716 3.1, 3.2), or nothing when it is
// empty, claims no frames or more than 120 ms.
std::optional<std::uint32_t> opus_packet_frames(BytesView packet);

struct OpusPacket {
    BytesView bytes;
    std::uint32_t frames = 0;  // at 48 kHz, 120..5760
};

// A parsed segment; a view into bytes that must outlive it. Copying is cheap, nothing allocates after parse().
//
//   for (const OpusPacket packet : *SegmentView::parse(bytes)) decode(packet);
class SegmentView {
  public:
    class Iterator {
      public:
        using iterator_category = std::input_iterator_tag;
        using value_type = OpusPacket;
        using difference_type = std::ptrdiff_t;
        using pointer = const OpusPacket*;
        using reference = OpusPacket;

        Iterator() = default;
        OpusPacket operator*() const;
        Iterator& operator++();
        Iterator operator++(int) {
            Iterator old = *this;
            ++*this;
            return old;
        }
        bool operator==(const Iterator& other) const { return left_.data() == other.left_.data(); }

      private:
        friend class SegmentView;
        explicit Iterator(BytesView left) : left_(left) {}
        BytesView left_;
    };

    // [any-thread] Checks all of it: counts, lengths, each packet's duration, no byte left over, at least one packet.
    static MediaResult<SegmentView> parse(BytesView bytes);

    Iterator begin() const { return Iterator(packets_); }
    Iterator end() const { return Iterator(packets_.last(0)); }
    std::size_t size() const { return count_; }       // packets, 1..segment_packets_max
    std::uint32_t frames() const { return frames_; }  // of all packets, 120..segment_frames_max

  private:
    BytesView packets_;  // behind the count
    std::size_t count_ = 0;
    std::uint32_t frames_ = 0;
};

// Collects packets into a segment's bytes.
class SegmentBuilder {
  public:
    // False, and nothing added, when the packet is not Opus or would break a limit of a segment.
    bool add(BytesView packet);

    std::uint32_t frames() const { return frames_; }
    std::size_t packets() const { return count_; }
    std::size_t bytes() const { return bytes_.size(); }
    bool is_empty() const { return count_ == 0; }
    // The bytes; the builder is empty again. At least one packet must have been added.
    Bytes take();

  private:
    Bytes bytes_;
    std::size_t count_ = 0;
    std::uint32_t frames_ = 0;
};

}  // namespace segue::audio
