// What clocks say to each other: a ping, and its answer. Datagrams of Kind::clock; wire form: clock.proto.
#pragma once

#include <cstdint>
#include <variant>

#include "sync/base/bytes.h"
#include "sync/base/ids.h"
#include "sync/base/result.h"
#include "sync/base/time.h"

namespace segue::clock {

// A run of ensemble time without a break: who began it, and when (in its own time). While it lasts its time never
// steps, whoever leads it.
struct Domain {
    NodeId founder;
    EnsembleTime founded;
    auto operator<=>(const Domain&) const = default;
};

// Who a node is in its domain; in every message.
struct Standing {
    Domain domain;
    EnsembleTime since;        // when the node took this domain's time for its own
    NodeId reference;          // whom it follows now; itself when it leads
    std::uint32_t breaks = 0;  // counts its own steps: samples from before one do not mix with those after
    auto operator<=>(const Standing&) const = default;
};

struct Ping {
    std::uint32_t number = 0;
    LocalTime sent;  // the asker's own clock; comes back unread
    Standing who;
    EnsembleTime ensemble;  // the asker's ensemble time at `sent`
    bool operator==(const Ping&) const = default;
};

struct Pong {
    std::uint32_t number = 0;
    LocalTime ping_sent;
    Standing who;
    EnsembleTime ping_received;  // the answerer's ensemble time when the ping came in
    EnsembleTime sent;           // … and when this answer went out
    bool operator==(const Pong&) const = default;
};

using Message = std::variant<Ping, Pong>;

enum class MessageError { too_long, malformed };

// [any-thread] At most message_bytes_max.
Bytes encode(const Message& message);
Result<Message, MessageError> decode(BytesView bytes);

}  // namespace segue::clock
