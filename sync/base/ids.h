// Names of things. Each kind of id is its own type, so that a node's cannot be passed for a session's.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace segue {

// 16 random or hashed bytes. All zero means "none".
template <class Tag>
struct Id {
    static constexpr std::size_t size = 16;
    std::array<std::uint8_t, size> bytes{};

    constexpr auto operator<=>(const Id&) const = default;
    constexpr bool is_none() const { return *this == Id{}; }

    // Lower-case hexadecimal, 32 digits.
    std::string hex() const {
        static constexpr char digit[] = "0123456789abcdef";
        std::string s;
        s.reserve(2 * size);
        for (std::uint8_t b : bytes) { s += digit[b >> 4]; s += digit[b & 15]; }
        return s;
    }
    // The first eight digits: enough for people.
    std::string brief() const { return hex().substr(0, 8); }

    static std::optional<Id> from_hex(std::string_view text) {
        if (text.size() != 2 * size) return std::nullopt;
        Id id;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
            if (v < 0) return std::nullopt;
            id.bytes[i / 2] = static_cast<std::uint8_t>(id.bytes[i / 2] << 4 | v);
        }
        return id;
    }
    // Exactly 16 bytes, or nothing.
    static std::optional<Id> from_bytes(std::span<const std::uint8_t> raw) {
        if (raw.size() != size) return std::nullopt;
        Id id;
        std::copy(raw.begin(), raw.end(), id.bytes.begin());
        return id;
    }
    static std::optional<Id> from_bytes(std::string_view raw) {
        return from_bytes({reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()});
    }
    std::string to_string() const { return {reinterpret_cast<const char*>(bytes.data()), size}; }
};

using NodeId = Id<struct NodeTag>;          // hash of the node's public key
using EnsembleId = Id<struct EnsembleIdTag>;  // hash of the ensemble authority's public key
using SessionId = Id<struct SessionTag>;    // random
using TrackId = Id<struct TrackTag>;        // hash of the source file's bytes (of the mix and its stems)
using SegmentName = Id<struct SegmentTag>;  // hash of the segment's bytes

// Something made by a node, counted by it: unique without asking anyone.
template <class Tag>
struct Counted {
    NodeId node;
    std::uint64_t counter = 0;
    constexpr auto operator<=>(const Counted&) const = default;
    constexpr bool is_none() const { return *this == Counted{}; }
};

}  // namespace segue

template <class Tag>
struct std::hash<segue::Id<Tag>> {
    std::size_t operator()(const segue::Id<Tag>& id) const noexcept {
        std::uint64_t a, b;  // ids are hashes or random already
        std::memcpy(&a, id.bytes.data(), 8);
        std::memcpy(&b, id.bytes.data() + 8, 8);
        return std::size_t{a ^ (b * 0x9e3779b97f4a7c15u)};
    }
};
template <class Tag>
struct std::hash<segue::Counted<Tag>> {
    std::size_t operator()(const segue::Counted<Tag>& c) const noexcept {
        return std::hash<segue::NodeId>{}(c.node) ^ std::size_t{c.counter * 0x9e3779b97f4a7c15u};
    }
};
