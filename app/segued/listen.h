// ADDR or ADDR:PORT, as --listen takes it.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace segue::segued {

struct Listen {
    std::string address;
    std::optional<std::uint16_t> port;
};

// 127.0.0.1, 127.0.0.1:24470, ::1, [::1]:24470, :24470. Whether the address exists, the network says.
inline std::optional<Listen> parse_listen(std::string_view text) {
    Listen out;
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == text.npos) return std::nullopt;
        out.address = text.substr(1, close - 1);
        text.remove_prefix(close + 1);
        if (text.empty()) return out;
        if (!text.starts_with(':')) return std::nullopt;
        port = text.substr(1);
    } else if (const std::size_t colon = text.find(':'); colon != text.npos && text.find(':', colon + 1) == text.npos) {
        out.address = text.substr(0, colon);
        port = text.substr(colon + 1);
    } else {
        out.address = text;
        if (text.empty()) return std::nullopt;
        return out;
    }
    std::uint16_t number = 0;
    const auto [end, failed] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (failed != std::errc{} || end != port.data() + port.size()) return std::nullopt;
    out.port = number;
    return out;
}

}  // namespace segue::segued
