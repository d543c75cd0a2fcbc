// Values to bytes and back (session.proto). What comes in is guilty until parsed: sizes, ranges, orders and texts are
// checked against limits.h here, so that nothing behind this has to. [any-thread]
#pragma once

#include "handoff/message.h"
#include "sync/base/bytes.h"

namespace segue::handoff {

enum class CodecError : std::uint8_t { malformed, too_large, out_of_range };

Bytes encode(const Message& message);
Result<Message, CodecError> decode_message(BytesView bytes);

// Canonical: equal states give equal bytes.
Bytes encode(const SessionState& state);
Result<SessionState, CodecError> decode_state(BytesView bytes);

// Which session a message is for, so that a node can hold several. None: not a message of ours.
std::optional<SessionId> session_of(BytesView message);

}  // namespace segue::handoff
