// The network interfaces of this machine that are up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace segue::mesh {

struct Interface {
    std::string name;
    unsigned index = 0;
    bool loopback = false;
    bool multicast = false;       // says so, or is the loopback, which can without saying so
    std::vector<std::string> v4;  // literal addresses
    std::vector<std::string> v6;  // link-local ones with %name
};

// [any-thread] Empty when the system will not say.
std::vector<Interface> interfaces_up();
// "", "0.0.0.0", "::": not one address but all.
bool is_any_address(std::string_view listen);
// Those that `listen` stands for: the one that has the address, or all.
std::vector<Interface> interfaces_of(std::string_view listen);
// Literal addresses where others may reach who listens there, likeliest first. The loopback's only if there is
// nothing else, link-local ones never.
std::vector<std::string> reachable_addresses(std::string_view listen);

}  // namespace segue::mesh
