#include "sync/mesh/salvage.h"

#include <cstdint>
#include <optional>

namespace segue::mesh {
namespace {

// Cut off the front of `in`.
std::optional<std::uint64_t> take_varint(std::string_view& in) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
        const auto byte = static_cast<std::uint8_t>(in.front());
        in.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7fu} << shift;
        if (byte < 0x80) return value;
    }
    return std::nullopt;
}

// How many bytes follow a tag of this wire type, once what tells it is cut off.
std::optional<std::uint64_t> payload_bytes(std::uint64_t wire_type, std::string_view& in) {
    switch (wire_type) {
        case 0:
            return take_varint(in) ? std::optional<std::uint64_t>(0) : std::nullopt;
        case 1:
            return 8;
        case 2:
            return take_varint(in);
        case 5:
            return 4;
        default:
            return std::nullopt;
    }
}

}  // namespace

std::vector<std::string_view> whole_fields(std::string_view message) {
    std::vector<std::string_view> fields;
    while (!message.empty()) {
        std::string_view rest = message;
        const auto tag = take_varint(rest);
        const auto size = tag ? payload_bytes(*tag & 7, rest) : std::nullopt;
        if (!size || *size > rest.size()) break;
        rest.remove_prefix(static_cast<std::size_t>(*size));
        fields.push_back(message.substr(0, message.size() - rest.size()));
        message = rest;
    }
    return fields;
}

}  // namespace segue::mesh
