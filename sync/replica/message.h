// What nodes say to each other about their copies (replica.proto), and its bytes.
#pragma once

#include <utility>
#include <variant>
#include <vector>

#include "sync/base/result.h"
#include "sync/replica/record.h"

namespace segue::replica {

// How the sender stands with these origins' maps, its own among them. Of others it has told before, or nothing.
struct Heads {
    std::vector<std::pair<NodeId, Standing>> of;
    bool operator==(const Heads&) const = default;
};
// Asks for a piece: what comes after that version.
struct Ask {
    NodeId origin;
    std::uint32_t number = 0;
    Version after;
    bool operator==(const Ask&) const = default;
};
// The asked one has nothing after that.
struct Nothing {
    NodeId origin;
    std::uint32_t number = 0;
    bool operator==(const Nothing&) const = default;
};

using Message = std::variant<Heads, Ask, Nothing, Piece>;

enum class MessageError : std::uint8_t { too_long, malformed };

// [any-thread]
Bytes encode(const Message& message);
Result<Message, MessageError> decode(BytesView bytes);

}  // namespace segue::replica
