// Messages on a stream.
//
//   u32 length of payload, little-endian | u8 kind, top bit "more follows" | payload, at most chunk_bytes_max
//
// A message over chunk_bytes_max travels in several frames of its kind. There are two lanes, each with its own order:
// messages, and bulk (is_bulk), whose frames go only when no message waits. So frames of the lanes interleave,
// within a lane they do not.
#pragma once

#include <array>
#include <cstdint>
#include <deque>

#include "sync/base/bytes.h"
#include "sync/mesh/limits.h"
#include "sync/mesh/mesh.h"

namespace segue::mesh {

// Kinds below 64 are for the rooms (mesh.h); these are the mesh's own.
enum class Own : std::uint8_t {
    hello = 64,  // first, from both sides
    use = 65,    // from the lower id: this stream is the pair's
    ping = 66,
    pong = 67,
    goodbye = 68,
    revocations = 69,
    join_request = 70,
    join_answer = 71,
};
inline constexpr std::uint8_t kinds_for_rooms = 64;
constexpr std::uint8_t number(Kind k) { return static_cast<std::uint8_t>(k); }
constexpr std::uint8_t number(Own k) { return static_cast<std::uint8_t>(k); }
constexpr bool is_bulk(std::uint8_t kind) {
    return kind == number(Kind::segment) || kind == number(Kind::replica_piece) || kind == number(Kind::file_piece);
}

inline constexpr std::size_t frame_header_bytes = 5;
inline constexpr std::uint8_t frame_more = 0x80;

// Bytes to messages. Once broken, always broken.
class FrameReader {
  public:
    // limit: of a message's bytes; small until the other side is known.
    explicit FrameReader(std::size_t limit) : limit_(limit) {}
    void set_limit(std::size_t limit) { limit_ = limit; }

    void feed(BytesView bytes);
    enum class Next : std::uint8_t { message, need_more, broken };
    // The next whole message; the view holds until the next call of feed or next.
    Next next(std::uint8_t& kind, BytesView& message);

  private:
    struct Lane {
        std::uint8_t kind = 0;
        Bytes so_far;  // of a message in several frames
        bool open = false;
    };
    Next broken() {
        broken_ = true;
        return Next::broken;
    }
    std::size_t limit_;
    Bytes buffer_;
    std::size_t begin_ = 0;  // of what is not parsed yet
    Bytes whole_;            // the assembled message just handed out
    std::array<Lane, 2> lane_;
    bool broken_ = false;
};

// Messages that wait to be sent, bounded; and which bytes go next.
class Outbox {
  public:
    // False when the lane is full: the peer does not read, and nothing was taken.
    bool push(std::uint8_t kind, BytesView message);
    // Appends the frames to send next: messages up to about one chunk together, or else one chunk of bulk.
    // False when nothing waits.
    bool take(Bytes& out);
    bool empty() const { return messages_.queue.empty() && bulk_.queue.empty(); }
    void clear();

  private:
    struct Waiting {
        std::uint8_t kind;
        Bytes bytes;
    };
    struct Lane {
        std::deque<Waiting> queue;
        std::size_t bytes = 0;   // waiting, headers included
        std::size_t offset = 0;  // into the first message
    };
    static void take_chunk(Lane& lane, Bytes& out);
    Lane messages_, bulk_;
};

}  // namespace segue::mesh
