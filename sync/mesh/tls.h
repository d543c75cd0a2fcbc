// TLS 1.3 as a machine of bytes: ciphertext in and out, plaintext in and out. No sockets: channel.h pumps it.
//
// Both sides of a peer stream show a certificate of our authority. A join stream (invitation.h) shows only the
// server's, checked against the fingerprint in the link. Whatever goes wrong, nothing is told to the other side, not
// even an alert: failing leaves no outgoing bytes.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sync/mesh/credentials.h"

struct ssl_st;
struct ssl_ctx_st;

namespace segue::mesh {

enum class Purpose : std::uint8_t { peer, join };
enum class Side : std::uint8_t { client, server };

// Whom to be and whom to believe; shared by many sessions, never changed.
class TlsContext {
  public:
    // revoked: asked during each handshake.
    using Revoked = std::function<bool(const Subject&)>;
    // Null when OpenSSL refuses. Speaks ALPN "segue/<version_major>".
    static std::shared_ptr<const TlsContext> for_peers(std::shared_ptr<const Credentials> credentials, Revoked revoked,
                                                       std::uint32_t version_major);
    static std::shared_ptr<const TlsContext> for_joining(const Fingerprint& authority);

    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

  private:
    friend class TlsSession;
    TlsContext() = default;
    // Is this chain (leaf first) good? Empty: yes; else why not, for people.
    std::string objection(const std::vector<Certificate>& chain) const;

    ssl_ctx_st* context_ = nullptr;
    std::shared_ptr<const Credentials> credentials_;  // null when joining
    Revoked revoked_;
    Fingerprint authority_{};  // when joining
    std::string alpn_;         // in wire form: length, text
};

class TlsSession {
  public:
    // purpose: what a client asks for; a server learns it.
    TlsSession(std::shared_ptr<const TlsContext> context, Side side, Purpose purpose = Purpose::peer);
    ~TlsSession();
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    enum class State : std::uint8_t { handshaking, established, closed, failed };
    State state() const { return state_; }
    // Why it failed, for a local log. The other side's claims are not repeated here.
    const std::string& reason() const { return reason_; }
    // Somebody was there and spoke TLS, but is not (or no longer) of our ensemble.
    bool disbelieved() const { return disbelieved_; }

    // Ciphertext from the wire; the handshake goes on as far as it can.
    State receive(BytesView ciphertext);
    // Begins the handshake: a client has something to send then.
    State start();
    // Plaintext, as much as there is and fits; 0: no more for now, or state() has changed.
    std::size_t read(std::span<std::uint8_t> out);
    // Plaintext to be sent; only when established.
    bool write(BytesView plaintext);
    // Appends ciphertext to be sent.
    void take_outgoing(Bytes& out);

    // When established:
    Purpose purpose() const { return purpose_; }
    const std::optional<Subject>& peer() const { return peer_; }    // nothing for a joiner
    std::uint32_t offered_major() const { return offered_major_; }  // of the other side's ALPN; 0 if not said
    bool export_key(std::string_view label, std::string_view context, std::span<std::uint8_t> out) const;

  private:
    friend class TlsContext;
    struct Callbacks;
    State fail(std::string reason);
    State handshake();

    std::shared_ptr<const TlsContext> context_;
    ssl_st* ssl_ = nullptr;
    State state_ = State::handshaking;
    Side side_;
    Purpose purpose_;
    bool disbelieved_ = false;
    std::uint32_t offered_major_ = 0;
    std::optional<Subject> peer_;
    std::string reason_;
};

}  // namespace segue::mesh
