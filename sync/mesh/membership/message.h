// What members tell each other: datagrams of Kind::membership; wire form: membership.proto.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sync/base/bytes.h"
#include "sync/base/ids.h"
#include "sync/base/result.h"

namespace segue::membership {

enum class Life : std::uint8_t { alive, suspect, dead, left };

// One piece of news. Of two about the same node the higher incarnation wins, then the worse state; only the node
// itself raises its incarnation, to refute what is said of it.
struct Update {
    NodeId node;
    std::uint64_t incarnation = 0;
    Life life = Life::alive;
    std::string name;                    // with alive only
    std::vector<std::string> addresses;  // with alive only: where it listens, "10.0.0.7:24470"
    NodeId accuser;                      // with suspect only: who got no answer from it itself
    bool operator==(const Update&) const = default;
};

struct Packet {
    enum class Type : std::uint8_t {
        ping,  // answer with an ack of the same number
        ack,
        nack,       // helper: the target has not answered me (yet)
        ask,        // please ping `target` for me
        heartbeat,  // a sign of life; wants an ack (number 0) if `urgent`, or if you do not send me heartbeats yourself
        news,       // updates only
    };
    Type type = Type::news;
    std::uint32_t number = 0;
    NodeId target;                // with ask only
    bool urgent = false;          // with heartbeat only
    std::vector<Update> updates;  // at most updates_per_packet_max
    bool operator==(const Packet&) const = default;
};

enum class PacketError { too_long, malformed };

// [any-thread] At most packet_bytes_max if the updates' sizes (encoded_size) fit.
Bytes encode(const Packet& packet);
Result<Packet, PacketError> decode(BytesView bytes);
// Bytes an update adds to a packet.
std::size_t encoded_size(const Update& update);
inline constexpr std::size_t packet_header_bytes = 48;  // an upper bound of a packet without updates

}  // namespace segue::membership
