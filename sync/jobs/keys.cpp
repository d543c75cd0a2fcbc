#include "sync/jobs/keys.h"

namespace segue::jobs {

Kinds all_kinds(const Versions& versions) {
    Kinds out = 0;
    for (std::size_t kind = 1; kind <= kinds_max; ++kind)
        if (versions[kind] != 0) out |= Kinds{1} << kind;
    return out;
}

std::uint32_t fingerprint(const Versions& versions) {
    std::uint32_t h = 0x811c9dc5u;  // FNV-1a
    for (const std::uint16_t v : versions) {
        h = (h ^ (v & 0xff)) * 0x01000193u;
        h = (h ^ (v >> 8)) * 0x01000193u;
    }
    return h;
}

Bytes encode(const Key& key) {
    ByteWriter out;
    out.u8(static_cast<std::uint8_t>(key.type));
    out.bytes(key.work.bytes);
    switch (key.type) {
        case KeyType::entry:
        case KeyType::part:
            out.u64(key.place);
            break;
        case KeyType::result:
            out.u8(key.kind);
            out.u16(key.version);
            break;
        case KeyType::failure:
            out.u32(key.versions);
            break;
        case KeyType::pardon:
            break;
    }
    return out.take();
}

std::optional<Key> decode_key(BytesView bytes) {
    ByteReader in(bytes);
    Key key;
    const std::uint8_t type = in.u8();
    const auto work = WorkId::from_bytes(in.take(WorkId::size));
    if (!work) return std::nullopt;
    key.work = *work;
    key.type = static_cast<KeyType>(type);
    switch (type) {
        case 'e':
        case 'c':
            key.place = in.u64();
            break;
        case 'r':
            key.kind = in.u8();
            key.version = in.u16();
            if (key.kind == 0 || key.kind > kinds_max) return std::nullopt;
            break;
        case 'f':
            key.versions = in.u32();
            break;
        case 'p':
            break;
        default:
            return std::nullopt;
    }
    if (!in.finished()) return std::nullopt;
    return key;
}

Bytes encode(const EntryValue& value) {
    ByteWriter out;
    out.u32(value.size.seconds);
    out.u64(value.size.bytes);
    out.bytes(value.rest);
    return out.take();
}

std::optional<EntryValue> decode_entry(BytesView bytes) {
    ByteReader in(bytes);
    EntryValue value;
    value.size = {in.u32(), in.u64()};
    const BytesView rest = in.rest();
    if (in.failed()) return std::nullopt;
    value.rest.assign(rest.begin(), rest.end());
    return value;
}

Bytes encode(const Failure& failure) {
    ByteWriter out;
    out.u32(failure.attempts);
    out.u32(failure.generation);
    out.bytes(as_bytes(std::string_view(failure.reason).substr(0, reason_bytes_max)));
    return out.take();
}

std::optional<Failure> decode_failure(BytesView bytes) {
    ByteReader in(bytes);
    Failure failure{in.u32(), in.u32(), {}};
    const BytesView reason = in.rest();
    if (in.failed() || reason.size() > reason_bytes_max) return std::nullopt;
    failure.reason = as_text(reason);
    return failure;
}

Bytes encode_pardon(std::uint32_t generation) {
    ByteWriter out;
    out.u32(generation);
    return out.take();
}

std::optional<std::uint32_t> decode_pardon(BytesView bytes) {
    ByteReader in(bytes);
    const std::uint32_t generation = in.u32();
    if (!in.finished()) return std::nullopt;
    return generation;
}

}  // namespace segue::jobs
