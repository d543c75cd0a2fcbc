// Being let in.
//
// A link carries all that a newcomer needs: where to ask, the fingerprint of the authority it must find there, and
// a token that is good for a while and a number of uses.
//
//   segue://join/<base64url(Invitation)>                                 (mesh.proto)
//
// The newcomer dials an address of the link by TLS 1.3 without a certificate of its own (ALPN "segue-join/1"), checks
// that the node there is certified by the authority named, sends the token and a certificate request, and gets its
// certificate, and, as a full member, the authority's key. That one exchange, small and short, is all a stranger can
// have. A wrong token is answered by closing. Only a token that was once right learns that it is expired or used.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/mesh/error.h"
#include "sync/mesh/identity.h"
#include "sync/mesh/limits.h"

namespace segue::mesh {

using WallTime = std::chrono::sys_seconds;
using Token = std::array<std::uint8_t, token_bytes>;
using Fingerprint = std::array<std::uint8_t, 32>;  // SHA-256 of the authority's public key

struct Invitation {
    std::vector<std::string> addresses;  // HOST:PORT, likeliest first
    Fingerprint authority{};
    Token token{};
    WallTime expires{};
    bool operator==(const Invitation&) const = default;
};

std::string to_link(const Invitation& invitation);
Outcome<Invitation> parse_link(std::string_view link);

// The inviter's side: which tokens are open. Pure; kept in memory, so a restart of the inviter voids its links.
class InvitationBook {
  public:
    struct Entry {
        Token token;
        WallTime expires;
        std::uint32_t uses_left;
        Role role;
    };
    enum class Verdict : std::uint8_t { unknown, expired, used, good };
    struct Answer {
        Verdict verdict = Verdict::unknown;
        Role role = Role::guest;
    };

    // Remembers a token; when full, the one that expires first is forgotten.
    void open(const Token& token, WallTime expires, std::uint32_t uses, Role role);
    // Judges a token in time that does not depend on its bytes. Uses nothing up.
    Answer judge(const Token& token, WallTime now) const;
    // One use of a good token is over.
    void use(const Token& token);
    // All void, as after leaving.
    void clear() { entries_.clear(); }
    std::size_t size() const { return entries_.size(); }

  private:
    std::deque<Entry> entries_;  // expired and used ones too, for a while, so that they can be named as such
};

}  // namespace segue::mesh
