#include "handoff/codec.h"

#include <algorithm>
#include <cstdlib>

#include "handoff/codec_parts.h"
#include "handoff/text.h"
#include "sync/base/assert.h"

namespace segue::handoff {
namespace {

template <class... F>
struct Overload : F... {
    using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

using wire::Check;

void put_body(const Body& body, proto::Message& m) {
    using wire::put;
    std::visit(Overload{
                   [&](const Hello& b) {
                       put(b.about, *m.mutable_hello()->mutable_about());
                       m.mutable_hello()->set_settled(b.settled);
                       m.mutable_hello()->set_digest(b.digest);
                   },
                   [&](const Update& b) {
                       put(b.delta, *m.mutable_update()->mutable_delta());
                       m.mutable_update()->set_whole(b.whole);
                       m.mutable_update()->set_digest(b.digest);
                   },
                   [&](const Heartbeat& b) {
                       put(b.latest, *m.mutable_heartbeat()->mutable_latest());
                       m.mutable_heartbeat()->set_digest(b.digest);
                       m.mutable_heartbeat()->set_lease_ms(static_cast<std::uint32_t>(b.lease.count()));
                       m.mutable_heartbeat()->set_stamp(b.stamp);
                   },
                   [&](const Probe&) { m.mutable_probe(); },
                   [&](const StillHeard& b) {
                       m.mutable_still_heard()->set_digest(b.digest);
                       m.mutable_still_heard()->set_lease_ms(static_cast<std::uint32_t>(b.lease.count()));
                       m.mutable_still_heard()->set_stamp(b.stamp);
                   },
                   [&](const Nack&) { m.mutable_nack(); },
                   [&](const Forward& b) {
                       put(b.id, *m.mutable_forward()->mutable_id());
                       put(b.edit, *m.mutable_forward()->mutable_edit());
                       m.mutable_forward()->set_hops(b.hops);
                   },
                   [&](const Answer& b) {
                       put(b.id, *m.mutable_answer()->mutable_id());
                       m.mutable_answer()->set_ok(b.ok);
                       m.mutable_answer()->set_error(static_cast<std::uint32_t>(b.error));
                       m.mutable_answer()->set_message(clean_text(b.message));
                   },
                   [&](const OutputReport& b) {
                       put(b.epoch, *m.mutable_output_report()->mutable_epoch());
                       m.mutable_output_report()->set_ready(b.ready);
                       m.mutable_output_report()->set_error(clean_text(b.error));
                       m.mutable_output_report()->set_render_ahead(b.render_ahead.count());
                       if (!(b.part == audio::Part{})) put(b.part, *m.mutable_output_report()->mutable_part());
                   },
                   [&](const Offer& b) {
                       put(b.next, *m.mutable_offer()->mutable_next());
                       m.mutable_offer()->set_source(put(b.source));
                       m.mutable_offer()->set_digest(b.digest);
                   },
                   [&](const Ready& b) {
                       put(b.next, *m.mutable_ready()->mutable_next());
                       put(b.epoch, *m.mutable_ready()->mutable_epoch());
                   },
                   [&](const Decline& b) {
                       put(b.next, *m.mutable_decline()->mutable_next());
                       m.mutable_decline()->set_reason(clean_text(b.reason));
                   },
                   [&](const Commit& b) {
                       put(b.next, *m.mutable_commit()->mutable_next());
                       m.mutable_commit()->set_source(put(b.source));
                       m.mutable_commit()->set_keep(b.keep);
                       m.mutable_commit()->set_switch_at(to_ns(b.switch_at));
                       if (!b.id.is_none()) put(b.id, *m.mutable_commit()->mutable_id());
                   },
                   [&](const Abort& b) { put(b.next, *m.mutable_abort()->mutable_next()); },
                   [&](const Leaving&) { m.mutable_leaving(); },
                   [&](const MayLeave&) { m.mutable_may_leave(); },
               },
               body);
}

// Nobody can grant more than there is.
milliseconds get_lease(std::uint32_t ms) { return std::min(milliseconds(ms), lease); }

std::optional<Body> get_body(const proto::Message& m, Check& check) {
    using wire::get;
    switch (m.body_case()) {
        case proto::Message::kHello:
            return Hello{get(m.hello().about(), check), m.hello().settled(), m.hello().digest()};
        case proto::Message::kUpdate: {
            Update u{get(m.update().delta(), check), m.update().whole(), m.update().digest()};
            check.require(wire::put(u.delta.id) == m.session(), CodecError::malformed);
            return u;
        }
        case proto::Message::kHeartbeat:
            return Heartbeat{get(m.heartbeat().latest(), check), m.heartbeat().digest(),
                             get_lease(m.heartbeat().lease_ms()), m.heartbeat().stamp()};
        case proto::Message::kProbe:
            return Probe{};
        case proto::Message::kStillHeard:
            return StillHeard{m.still_heard().digest(), get_lease(m.still_heard().lease_ms()), m.still_heard().stamp()};
        case proto::Message::kNack:
            return Nack{};
        case proto::Message::kForward: {
            const auto edit = get(m.forward().edit(), check);
            const auto id = wire::get_counted<EditId>(m.forward().id(), check);
            if (!edit || !check.require(!id.is_none() && m.forward().hops() < 8)) return {};
            return Forward{id, *edit, static_cast<std::uint8_t>(m.forward().hops())};
        }
        case proto::Message::kAnswer:
            check.require(m.answer().error() <= static_cast<std::uint32_t>(Error::too_late));
            return Answer{wire::get_counted<EditId>(m.answer().id(), check), m.answer().ok(),
                          static_cast<Error>(m.answer().error()), wire::get_text(m.answer().message(), check)};
        case proto::Message::kOutputReport: {
            const auto& r = m.output_report();
            check.require(r.render_ahead() >= 0 && r.render_ahead() < Nanoseconds(seconds(60)).count());
            return OutputReport{get(r.epoch()), r.ready(), wire::get_text(r.error(), check),
                                Nanoseconds(r.render_ahead()), wire::get(r.part(), check)};
        }
        case proto::Message::kOffer:
            return Offer{get(m.offer().next(), check), wire::get_id<NodeId>(m.offer().source(), check),
                         m.offer().digest()};
        case proto::Message::kReady:
            return Ready{get(m.ready().next(), check), get(m.ready().epoch())};
        case proto::Message::kDecline:
            return Decline{get(m.decline().next(), check), wire::get_text(m.decline().reason(), check)};
        case proto::Message::kCommit: {
            const EnsembleTime at = from_ns<EnsembleTime>(m.commit().switch_at());
            check.require(std::abs(m.commit().switch_at() / 2) < to_ns(not_yet) / 4);
            return Commit{get(m.commit().next(), check), wire::get_id<NodeId>(m.commit().source(), check),
                          m.commit().keep(), at, wire::get_counted<EditId>(m.commit().id(), check)};
        }
        case proto::Message::kAbort:
            return Abort{get(m.abort().next(), check)};
        case proto::Message::kLeaving:
            return Leaving{};
        case proto::Message::kMayLeave:
            return MayLeave{};
        case proto::Message::BODY_NOT_SET:
            break;
    }
    check.require(false, CodecError::malformed);
    return {};
}

}  // namespace

Bytes encode(const Message& message) {
    proto::Message m;
    m.set_session(wire::put(message.session));
    if (!message.ballot.is_none()) wire::put(message.ballot, *m.mutable_ballot());
    put_body(message.body, m);
    Bytes out = wire::bytes_of(m);
    SEGUE_ASSERT(out.size() <= message_bytes_max);
    return out;
}

Result<Message, CodecError> decode_message(BytesView bytes) {
    if (bytes.size() > message_bytes_max)
        return fail(CodecError::too_large, "a session message larger than this version allows");
    proto::Message m;
    if (!m.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fail(CodecError::malformed, "not a session message");
    Check check;
    Message out;
    out.session = wire::get_id<SessionId>(m.session(), check);
    check.require(!out.session.is_none(), CodecError::malformed);
    out.ballot = wire::get(m.ballot(), check);
    auto body = get_body(m, check);
    if (!check.ok()) return fail(*check.wrong, "a session message with impossible contents");
    out.body = std::move(*body);
    return out;
}

std::optional<SessionId> session_of(BytesView message) {
    // The session is field 1, written first: tag 0x0a, length 16.
    ByteReader in(message);
    if (in.u8() != 0x0a || in.u8() != SessionId::size) return std::nullopt;
    return SessionId::from_bytes(in.take(SessionId::size));
}

const char* name_of(const Body& body) {
    static constexpr const char* names[] = {"hello",   "update", "heartbeat", "probe",    "still-heard", "nack",
                                            "forward", "answer", "report",    "offer",    "ready",       "decline",
                                            "commit",  "abort",  "leaving",   "may-leave"};
    static_assert(std::size(names) == std::variant_size_v<Body>);
    return names[body.index()];
}

}  // namespace segue::handoff
