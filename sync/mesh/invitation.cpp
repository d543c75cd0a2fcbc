#include "sync/mesh/invitation.h"

#include <algorithm>

#include "sync/mesh/address.h"
#include "sync/mesh/base64url.h"
#include "sync/mesh/credentials.h"
#include "sync/mesh/mesh.pb.h"

namespace segue::mesh {
namespace {

constexpr std::string_view link_prefix = "segue://join/";

Failure<Error> bad_link(std::string_view why) {
    return fail(Error::link_invalid, "not an invitation (" + std::string(why) +
                                         "); paste the whole segue://join/… link, or ask for a new one");
}

template <std::size_t N>
bool take(const std::string& from, std::array<std::uint8_t, N>& to) {
    if (from.size() != N) return false;
    std::copy_n(as_bytes(from).begin(), N, to.begin());
    return true;
}

}  // namespace

std::string to_link(const Invitation& invitation) {
    wire::Invitation message;
    for (const std::string& address : invitation.addresses) message.add_address(address);
    message.set_authority(invitation.authority.data(), invitation.authority.size());
    message.set_token(invitation.token.data(), invitation.token.size());
    message.set_expires(invitation.expires.time_since_epoch().count());
    return std::string(link_prefix) + base64url_encode(as_bytes(message.SerializeAsString()));
}

Outcome<Invitation> parse_link(std::string_view link) {
    while (!link.empty() && std::string_view(" \t\r\n").find(link.back()) != link.npos) link.remove_suffix(1);
    while (!link.empty() && std::string_view(" \t\r\n").find(link.front()) != link.npos) link.remove_prefix(1);
    if (!link.starts_with(link_prefix)) return bad_link("it does not begin with segue://join/");
    if (link.size() > link_bytes_max) return bad_link("too long");
    const auto raw = base64url_decode(link.substr(link_prefix.size()));
    wire::Invitation message;
    if (!raw || !message.ParseFromArray(raw->data(), static_cast<int>(raw->size()))) return bad_link("damaged");
    Invitation out;
    if (!take(message.authority(), out.authority) || !take(message.token(), out.token)) return bad_link("damaged");
    if (message.address_size() == 0 || static_cast<std::size_t>(message.address_size()) > link_addresses_max)
        return bad_link("no usable address");
    for (const std::string& address : message.address()) {
        if (!parse_host_port(address)) return bad_link("no usable address");
        out.addresses.push_back(address);
    }
    out.expires = WallTime(std::chrono::seconds(message.expires()));
    return out;
}

void InvitationBook::open(const Token& token, WallTime expires, std::uint32_t uses, Role role) {
    if (entries_.size() >= invitations_max) {
        const auto gone = std::min_element(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
            return std::pair(a.uses_left > 0, a.expires) < std::pair(b.uses_left > 0, b.expires);
        });
        entries_.erase(gone);
    }
    entries_.push_back({token, expires, uses, role});
}

InvitationBook::Answer InvitationBook::judge(const Token& token, WallTime now) const {
    Answer answer;
    for (const Entry& e : entries_) {  // all of them, always
        if (!equal_in_constant_time(e.token, token)) continue;
        answer.role = e.role;
        answer.verdict = e.uses_left == 0 ? Verdict::used : now >= e.expires ? Verdict::expired : Verdict::good;
    }
    return answer;
}

void InvitationBook::use(const Token& token) {
    for (Entry& e : entries_)
        if (equal_in_constant_time(e.token, token) && e.uses_left > 0) --e.uses_left;
}

}  // namespace segue::mesh
