#include <limits>

#include "sync/clock/clock.pb.h"
#include "sync/clock/limits.h"
#include "sync/clock/message.h"

namespace segue::clock {
namespace {

void write(const Standing& s, wire::Standing& out) {
    out.set_founder(s.domain.founder.to_string());
    out.set_founded(to_ns(s.domain.founded));
    out.set_since(to_ns(s.since));
    out.set_reference(s.reference.to_string());
    out.set_breaks(s.breaks);
}

// Times come from outside and are subtracted from each other: beyond a quarter of the range they might overflow.
bool sane(std::int64_t ns) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 4;
    return ns >= -most && ns <= most;
}

bool read(const wire::Standing& in, Standing& s) {
    const auto founder = NodeId::from_bytes(in.founder()), reference = NodeId::from_bytes(in.reference());
    if (!founder || founder->is_none() || !reference || reference->is_none() || !sane(in.founded()) ||
        !sane(in.since()))
        return false;
    s.domain = {*founder, from_ns<EnsembleTime>(in.founded())};
    s.since = from_ns<EnsembleTime>(in.since());
    s.reference = *reference;
    s.breaks = in.breaks();
    return true;
}

}  // namespace

Bytes encode(const Message& message) {
    wire::Message out;
    if (const Ping* ping = std::get_if<Ping>(&message)) {
        wire::Ping& p = *out.mutable_ping();
        p.set_number(ping->number);
        p.set_sent(to_ns(ping->sent));
        write(ping->who, *p.mutable_who());
        p.set_ensemble(to_ns(ping->ensemble));
    } else {
        const Pong& pong = std::get<Pong>(message);
        wire::Pong& p = *out.mutable_pong();
        p.set_number(pong.number);
        p.set_ping_sent(to_ns(pong.ping_sent));
        write(pong.who, *p.mutable_who());
        p.set_ping_received(to_ns(pong.ping_received));
        p.set_sent(to_ns(pong.sent));
    }
    Bytes bytes(out.ByteSizeLong());
    out.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

Result<Message, MessageError> decode(BytesView bytes) {
    if (bytes.size() > message_bytes_max) return fail(MessageError::too_long, "a clock message is too long");
    const auto malformed = [] { return fail(MessageError::malformed, "a clock message cannot be read"); };
    wire::Message in;
    if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return malformed();
    if (in.has_ping()) {
        const wire::Ping& p = in.ping();
        Ping ping{p.number(), from_ns<LocalTime>(p.sent()), {}, from_ns<EnsembleTime>(p.ensemble())};
        if (!read(p.who(), ping.who) || !sane(p.sent()) || !sane(p.ensemble())) return malformed();
        return Message(ping);
    }
    if (in.has_pong()) {
        const wire::Pong& p = in.pong();
        Pong pong{p.number(),
                  from_ns<LocalTime>(p.ping_sent()),
                  {},
                  from_ns<EnsembleTime>(p.ping_received()),
                  from_ns<EnsembleTime>(p.sent())};
        if (!read(p.who(), pong.who) || !sane(p.ping_sent()) || !sane(p.ping_received()) || !sane(p.sent()))
            return malformed();
        return Message(pong);
    }
    return malformed();
}

}  // namespace segue::clock
