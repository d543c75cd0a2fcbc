#include "sync/mesh/interfaces.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <memory>

namespace segue::mesh {
namespace {

struct Freer {
    void operator()(ifaddrs* list) const { freeifaddrs(list); }
};

Interface& slot(std::vector<Interface>& all, const ifaddrs& a) {
    const auto it = std::find_if(all.begin(), all.end(), [&](const Interface& i) { return i.name == a.ifa_name; });
    if (it != all.end()) return *it;
    Interface fresh;
    fresh.name = a.ifa_name;
    fresh.index = if_nametoindex(a.ifa_name);
    fresh.loopback = (a.ifa_flags & IFF_LOOPBACK) != 0;
    fresh.multicast = fresh.loopback || (a.ifa_flags & IFF_MULTICAST) != 0;
    return all.emplace_back(std::move(fresh));
}

bool has(const Interface& i, std::string_view address) {
    return std::find(i.v4.begin(), i.v4.end(), address) != i.v4.end() ||
           std::find(i.v6.begin(), i.v6.end(), address) != i.v6.end();
}

}  // namespace

std::vector<Interface> interfaces_up() {
    ifaddrs* raw = nullptr;
    std::vector<Interface> out;
    if (getifaddrs(&raw) != 0) return out;
    const std::unique_ptr<ifaddrs, Freer> list(raw);
    for (const ifaddrs* a = raw; a != nullptr; a = a->ifa_next) {
        if ((a->ifa_flags & IFF_UP) == 0 || a->ifa_addr == nullptr) continue;
        char text[INET6_ADDRSTRLEN] = {};
        if (a->ifa_addr->sa_family == AF_INET) {
            const auto* v4 = reinterpret_cast<const sockaddr_in*>(a->ifa_addr);
            if (inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text)) slot(out, *a).v4.emplace_back(text);
        } else if (a->ifa_addr->sa_family == AF_INET6) {
            const auto* v6 = reinterpret_cast<const sockaddr_in6*>(a->ifa_addr);
            if (!inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text)) continue;
            std::string address = text;
            if (IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr)) address += std::string("%") + a->ifa_name;
            slot(out, *a).v6.push_back(std::move(address));
        }
    }
    std::erase_if(out, [](const Interface& i) { return i.index == 0; });  // gone while we looked
    return out;
}

bool is_any_address(std::string_view listen) { return listen.empty() || listen == "0.0.0.0" || listen == "::"; }

std::vector<Interface> interfaces_of(std::string_view listen) {
    std::vector<Interface> all = interfaces_up();
    if (is_any_address(listen)) return all;
    // All of 127.0.0.0/8 is the loopback's, though it names one address.
    const bool loopback = listen.starts_with("127.");
    std::erase_if(all, [&](const Interface& i) { return !(has(i, listen) || (loopback && i.loopback)); });
    return all;
}

std::vector<std::string> reachable_addresses(std::string_view listen) {
    if (!is_any_address(listen)) return {std::string(listen)};
    std::vector<std::string> v4, v6, loopback;
    for (const Interface& i : interfaces_up()) {
        for (const std::string& a : i.v4) (i.loopback ? loopback : v4).push_back(a);
        for (const std::string& a : i.v6)
            if (!i.loopback && a.find('%') == a.npos) v6.push_back(a);
    }
    v4.insert(v4.end(), v6.begin(), v6.end());
    return v4.empty() ? loopback : v4;
}

}  // namespace segue::mesh
