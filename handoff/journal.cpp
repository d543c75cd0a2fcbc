#include "handoff/journal.h"

#include <algorithm>
#include <array>
#include <utility>

#include "handoff/codec_parts.h"
#include "handoff/merge.h"

namespace segue::handoff {
namespace {

// A record: magic, version, length, CRC-32 of what follows, Saved.
constexpr std::uint32_t magic = 0x4a736753;  // "SgsJ"
constexpr std::uint8_t version = 1;
constexpr std::size_t header_bytes = 4 + 1 + 4 + 4;

// CRC-32 (ISO 3309, reflected 0x04c11db7), a nibble at a time.
std::uint32_t crc32(BytesView bytes) {
    static constexpr auto table = [] {
        std::array<std::uint32_t, 16> t{};
        for (std::uint32_t i = 0; i < 16; ++i) {
            std::uint32_t c = i;
            for (int k = 0; k < 4; ++k) c = (c & 1) != 0 ? 0xedb88320u ^ (c >> 1) : c >> 1;
            t[i] = c;
        }
        return t;
    }();
    std::uint32_t c = 0xffffffffu;
    for (const std::uint8_t b : bytes) {
        c = table[(c ^ b) & 15] ^ (c >> 4);
        c = table[(c ^ (b >> 4)) & 15] ^ (c >> 4);
    }
    return ~c;
}

std::optional<Saved> parse(BytesView bytes) {
    proto::Saved m;
    if (!m.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
    wire::Check check;
    Saved s;
    s.state = wire::get(m.state(), check);
    s.highest = wire::get(m.highest(), check);
    s.counter_end = m.counter_end();
    check.require(s.counter_end < std::uint64_t{1} << 62);
    if (m.has_rest()) s.rest = wire::get(m.rest(), check);
    if (!check.ok()) return std::nullopt;
    return s;
}

// The record at the beginning of `bytes`, and its length; nothing: there is none, or a damaged one.
std::optional<std::pair<Saved, std::size_t>> record_at(BytesView bytes) {
    ByteReader in(bytes);
    if (in.u32() != magic || in.u8() != version) return std::nullopt;
    const std::uint32_t size = in.u32(), sum = in.u32();
    const BytesView body = in.take(size);
    if (in.failed() || body.size() > saved_bytes_max || crc32(body) != sum) return std::nullopt;
    std::optional<Saved> saved = parse(body);
    if (!saved) return std::nullopt;
    return std::pair(std::move(*saved), header_bytes + size);
}

}  // namespace

Bytes encode_record(const Saved& saved) {
    proto::Saved m;
    wire::put(saved.state, *m.mutable_state());
    if (!saved.highest.is_none()) wire::put(saved.highest, *m.mutable_highest());
    m.set_counter_end(saved.counter_end);
    if (saved.rest) wire::put(*saved.rest, *m.mutable_rest());
    const Bytes body = wire::bytes_of(m);
    ByteWriter out;
    out.u32(magic);
    out.u8(version);
    out.u32(static_cast<std::uint32_t>(body.size()));
    out.u32(crc32(body));
    out.bytes(body);
    return out.take();
}

Restored replay(BytesView file) {
    Restored r;
    for (std::size_t at = 0; at < file.size();) {
        const auto record = record_at(file.subspan(at));
        if (!record || (r.records > 0 && record->first.state.id != r.saved.state.id)) {
            ++at;  // damage is passed over: what lies behind it merges as well as if it were whole
            continue;
        }
        const Saved& next = record->first;
        if (r.records == 0) {
            r.saved = next;
        } else {
            merge(r.saved.state, next.state);
            r.saved.highest = std::max(r.saved.highest, next.highest);
            r.saved.counter_end = std::max(r.saved.counter_end, next.counter_end);
            if (next.rest) r.saved.rest = next.rest;
        }
        at += record->second;
        r.good_bytes += record->second;
        ++r.records;
    }
    return r;
}

}  // namespace segue::handoff
