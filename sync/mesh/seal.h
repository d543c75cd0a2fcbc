// Datagrams, sealed: what a pair's TLS session agreed on, used over UDP.
//
//   8 bytes channel id, chosen by the receiver | u64 counter | ciphertext of (u8 kind, message) | 16 bytes tag
//
// ChaCha20-Poly1305; the nonce is a secret 12 bytes xor the counter, as in TLS; the header is authenticated with the
// rest. A counter is used once per direction: it is 64 bits, and the keys live only as long as the stream.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "sync/base/bytes.h"
#include "sync/mesh/limits.h"

struct evp_cipher_ctx_st;

namespace segue::mesh {

// Key and nonce of one direction.
inline constexpr std::size_t seal_key_bytes = 32, seal_nonce_bytes = 12, seal_tag_bytes = 16;
inline constexpr std::size_t seal_header_bytes = 16;
using SealSecret = std::array<std::uint8_t, seal_key_bytes + seal_nonce_bytes>;
static_assert(seal_header_bytes + 1 + seal_tag_bytes == datagram_sealing_bytes);
inline constexpr std::size_t sealed_bytes_max = datagram_bytes_max + datagram_sealing_bytes;

// Which counters were seen: each may pass once, and those too far behind the newest never. As in RFC 4303, 3.4.3.
class ReplayWindow {
  public:
    // Would it pass? Asked before the datagram is known to be genuine.
    bool fresh(std::uint64_t counter) const;
    // It was genuine. True when it is the newest so far.
    bool mark(std::uint64_t counter);

  private:
    std::uint64_t newest_ = 0;  // counters begin at 1
    std::bitset<replay_window> seen_;
};

using CipherContext = std::unique_ptr<evp_cipher_ctx_st, void (*)(evp_cipher_ctx_st*)>;

class Sealer {
  public:
    Sealer(const SealSecret& secret, std::uint64_t channel_id);
    // The datagram, in a buffer of this sealer; holds until the next call. Allocates nothing.
    BytesView seal(std::uint8_t kind, BytesView message);

  private:
    CipherContext cipher_;
    std::array<std::uint8_t, seal_nonce_bytes> nonce_{};
    std::uint64_t channel_id_;
    std::uint64_t counter_ = 0;
    std::array<std::uint8_t, sealed_bytes_max> buffer_{};
};

class Opener {
  public:
    explicit Opener(const SealSecret& secret);
    enum class Verdict : std::uint8_t { good, forged, replayed };
    struct Opened {
        Verdict verdict;
        std::uint8_t kind = 0;
        BytesView message{};  // in a buffer of this opener, until the next call
        bool newest = false;  // of all so far: its sender's address is worth following
    };
    Opened open(BytesView datagram);

  private:
    CipherContext cipher_;
    std::array<std::uint8_t, seal_nonce_bytes> nonce_{};
    ReplayWindow window_;
    std::array<std::uint8_t, sealed_bytes_max> buffer_{};
};

// The channel id of a datagram; nothing when it is too short or too long to be one.
std::optional<std::uint64_t> datagram_channel(BytesView datagram);

}  // namespace segue::mesh
