#include "sync/mesh/address.h"

#include <charconv>

namespace segue::mesh {

std::optional<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port) {
    std::string_view host = text, port;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == text.npos) return std::nullopt;
        host = text.substr(1, close - 1);
        port = text.substr(close + 1);
        if (!port.empty() && !port.starts_with(':')) return std::nullopt;
    } else if (const std::size_t colon = text.rfind(':'); colon != text.npos && text.find(':') == colon) {
        host = text.substr(0, colon);
        port = text.substr(colon);
    }  // two colons or more and no brackets: an IPv6 address alone
    if (host.empty() || host.size() > 253 || host.find_first_of(" \t\r\n[]/") != host.npos) return std::nullopt;
    HostPort out{std::string(host), default_port};
    if (!port.empty()) {
        port.remove_prefix(1);
        const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), out.port);
        if (problem != std::errc{} || end != port.data() + port.size()) return std::nullopt;
    }
    if (out.port == 0) return std::nullopt;
    return out;
}

std::string format_host_port(std::string_view host, std::uint16_t port) {
    const bool brackets = host.find(':') != host.npos;
    return (brackets ? "[" + std::string(host) + "]" : std::string(host)) + ":" + std::to_string(port);
}

}  // namespace segue::mesh
