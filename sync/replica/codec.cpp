#include "sync/replica/limits.h"
#include "sync/replica/message.h"
#include "sync/replica/replica.pb.h"

namespace segue::replica {
namespace {

void write(const Version& v, wire::Version& out) {
    out.set_epoch(v.epoch);
    out.set_sequence(v.sequence);
}
Version read(const wire::Version& v) { return {v.epoch(), v.sequence()}; }

void write(const Piece& p, wire::Piece& out) {
    out.set_origin(p.origin.to_string());
    out.set_number(p.number);
    write(p.after, *out.mutable_after());
    write(p.through, *out.mutable_through());
    out.set_base(p.base);
    out.set_more(p.more);
    for (const Record& r : p.records) {
        wire::Record& w = *out.add_records();
        w.set_key(r.key.data(), r.key.size());
        w.set_sequence(r.version.sequence);
        if (r.version.epoch != p.through.epoch) w.set_epoch(r.version.epoch);
        if (r.value)
            w.set_value(r.value->data(), r.value->size());
        else
            w.set_removed(true);
    }
}

bool read_origin(const std::string& bytes, NodeId& out) {
    const auto id = NodeId::from_bytes(bytes);
    if (!id || id->is_none()) return false;
    out = *id;
    return true;
}

bool read(const wire::Piece& in, Piece& p) {
    if (!read_origin(in.origin(), p.origin)) return false;
    if (in.records_size() > static_cast<int>(piece_records_max)) return false;
    p.number = in.number();
    p.after = read(in.after());
    p.through = read(in.through());
    p.base = in.base();
    p.more = in.more();
    if (p.through <= p.after) return false;
    Version last = p.after;
    p.records.reserve(static_cast<std::size_t>(in.records_size()));
    for (const wire::Record& w : in.records()) {
        Record r;
        r.version = {w.epoch() != 0 ? w.epoch() : p.through.epoch, w.sequence()};
        if (w.key().empty() || w.key().size() > key_bytes_max || w.value().size() > value_bytes_max) return false;
        if (r.version <= last || r.version > p.through) return false;
        last = r.version;
        const BytesView key = as_bytes(w.key()), value = as_bytes(w.value());
        r.key.assign(key.begin(), key.end());
        if (!w.removed()) r.value.emplace(value.begin(), value.end());
        p.records.push_back(std::move(r));
    }
    return true;
}

bool read(const wire::Heads& in, Heads& heads) {
    if (in.of_size() > static_cast<int>(heads_per_message)) return false;
    for (const wire::Head& h : in.of()) {
        NodeId origin;
        if (!read_origin(h.origin(), origin)) return false;
        heads.of.emplace_back(origin, Standing{read(h.through()), h.base(), h.digest()});
    }
    return true;
}

}  // namespace

Bytes encode(const Message& message) {
    wire::Message out;
    if (const auto* heads = std::get_if<Heads>(&message)) {
        out.mutable_heads();
        for (const auto& [origin, standing] : heads->of) {
            wire::Head& h = *out.mutable_heads()->add_of();
            h.set_origin(origin.to_string());
            write(standing.through, *h.mutable_through());
            h.set_base(standing.base);
            h.set_digest(standing.digest);
        }
    } else if (const auto* ask = std::get_if<Ask>(&message)) {
        out.mutable_ask()->set_origin(ask->origin.to_string());
        out.mutable_ask()->set_number(ask->number);
        write(ask->after, *out.mutable_ask()->mutable_after());
    } else if (const auto* nothing = std::get_if<Nothing>(&message)) {
        out.mutable_nothing()->set_origin(nothing->origin.to_string());
        out.mutable_nothing()->set_number(nothing->number);
    } else {
        write(std::get<Piece>(message), *out.mutable_piece());
    }
    Bytes bytes(out.ByteSizeLong());
    out.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

Result<Message, MessageError> decode(BytesView bytes) {
    if (bytes.size() > message_bytes_max) return fail(MessageError::too_long, "a message about records is too long");
    const auto malformed = [] { return fail(MessageError::malformed, "a message about records cannot be read"); };
    wire::Message in;
    if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return malformed();
    switch (in.body_case()) {
        case wire::Message::kHeads: {
            Heads heads;
            if (!read(in.heads(), heads)) return malformed();
            return Message(std::move(heads));
        }
        case wire::Message::kAsk: {
            Ask ask{{}, in.ask().number(), read(in.ask().after())};
            if (!read_origin(in.ask().origin(), ask.origin)) return malformed();
            return Message(ask);
        }
        case wire::Message::kNothing: {
            Nothing nothing{{}, in.nothing().number()};
            if (!read_origin(in.nothing().origin(), nothing.origin)) return malformed();
            return Message(nothing);
        }
        case wire::Message::kPiece: {
            Piece piece;
            if (!read(in.piece(), piece)) return malformed();
            return Message(std::move(piece));
        }
        case wire::Message::BODY_NOT_SET:
            break;
    }
    return malformed();
}

}  // namespace segue::replica
