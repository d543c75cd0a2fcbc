// "HOST:PORT" as people and messages write it: 10.0.0.7:24470, [fe80::1%eth0]:24470, laptop.local:24470, laptop.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace segue::mesh {

struct HostPort {
    std::string host;
    std::uint16_t port = 0;
    auto operator<=>(const HostPort&) const = default;
};

// Without a port, `default_port` is meant; 0 means that one must be given. An IPv6 address with a port is in
// brackets. Nothing when it is not of this form, or the port is 0.
std::optional<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port = 0);
// The inverse.
std::string format_host_port(std::string_view host, std::uint16_t port);

}  // namespace segue::mesh
