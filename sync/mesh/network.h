// The ensemble's network, for real: finds peers, proves who they are, carries messages and datagrams.
//
//   beacon, --peer, gossip, memory of old peers ──hints──► dial plan ──► channel (TCP, TLS 1.3, both sides verified)
//                                                                          │  keys exported per direction
//   UDP socket, same port number ◄──────────────── sealed datagrams ◄──────┘
//
// One channel per pair: of the two nodes, the one with the lower id decides which stream is the pair's (it says so on
// it, once), so that two that dial each other at once neither flicker nor lose a message. Everything here:
// [node-thread], the one that runs the io_context. Handlers are never called from within a call of Network's, except
// peer_down within forget(), leave() and cut().
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sync/mesh/error.h"
#include "sync/mesh/identity.h"
#include "sync/mesh/invitation.h"
#include "sync/mesh/limits.h"
#include "sync/mesh/mesh.h"

namespace asio {
class io_context;
}

namespace segue::mesh {

struct ProtocolVersion {
    std::uint32_t major = protocol_major, minor = protocol_minor;
};

struct NetworkConfig {
    std::string listen;  // literal address; "", "0.0.0.0" and "::": all there are, IPv6 and IPv4
    std::uint16_t port = port_default;
    bool explicit_port = false;              // that port or an error; else the next free one. 0: whichever is free
    std::filesystem::path state_dir;         // known peers are remembered in <state_dir>/peers
    std::vector<std::string> peers;          // HOST:PORT, kept dialled
    bool discovery = true;                   // the multicast beacon, on the interfaces of `listen`
    std::string name;                        // what people call this node; empty: the identity's
    ProtocolVersion version{};               // what to say we speak
    std::function<WallTime()> wall_clock{};  // for invitations' expiry; empty: the system's
};

struct InvitationTerms {
    std::chrono::seconds ttl{600};
    std::uint32_t uses = 1;
    Role role = Role::member;
};

struct NetworkStats {
    struct PerKind {
        std::uint64_t messages_sent = 0, message_bytes_sent = 0, messages_received = 0, message_bytes_received = 0;
        std::uint64_t datagrams_sent = 0, datagram_bytes_sent = 0, datagrams_received = 0, datagram_bytes_received = 0;
    };
    std::array<PerKind, kinds_end> kind{};     // by static_cast<std::size_t>(Kind)
    std::uint64_t datagrams_unknown = 0;       // no such channel, or not even a header
    std::uint64_t datagrams_forged = 0;        // did not open
    std::uint64_t datagrams_replayed = 0;      // seen before, or too old to say
    std::uint64_t datagrams_unsent = 0;        // the socket's buffer was full, or no route
    std::uint64_t strangers_refused = 0;       // inbound connections that did not become a peer
    std::uint64_t dials = 0;                   // outbound attempts
    std::uint64_t messages_undeliverable = 0;  // sent to a node that was not up
};

class Network final : public Transport {
  public:
    Network(asio::io_context& io, Identity identity, NetworkConfig config, TransportHandler& handler,
            NoticeSink notice);
    // Closes everything at once, without goodbye, as a crash would. No handler is called any more.
    ~Network() override;
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    // Listens, and begins to look for peers. The port it listens on, TCP and UDP alike.
    Outcome<std::uint16_t> start();
    // Says goodbye to all (they see Gone::left), closes when that is flushed or after goodbye_patience, then calls
    // done. No handler is called for it. start() may follow done.
    void stop(std::function<void()> done = {});

    // Transport. Messages over message_bytes_max (datagrams over datagram_bytes_max) are a bug.
    void send(const NodeId& to, Kind kind, BytesView message) override;
    void send_datagram(const NodeId& to, Kind kind, BytesView message) override;

    std::vector<PeerInfo> peers() const;
    const NetworkStats& stats() const;
    const Identity& identity() const;
    std::uint16_t port() const;
    // Where others may reach us, likeliest first: "HOST:PORT".
    std::vector<std::string> addresses() const;
    // Our name as peers will see it at the next connection.
    void rename(std::string_view name);

    // Somebody says that a member listens there: gossip. Dialled within the budget; harmless when wrong.
    void connect_hint(std::string_view address, std::uint16_t port, const NodeId& node = {});

    // Cuts this node off: every connection breaks without goodbye, none is made or taken, until it is healed. As a pulled
    // cable would; for showing and testing what happens then.
    void cut(bool cut);

    // A link that lets others in (not_full_member for a guest).
    Outcome<std::string> create_invitation(InvitationTerms terms = {});
    // Joins the ensemble of a link: leaves the present one (peer_down for all), keeps the node id. `done` is called
    // exactly once, later, unless the Network goes first. On failure we stay where we are.
    void join(std::string_view link, std::function<void(Outcome<EnsembleId>)> done);
    // Says goodbye and founds an ensemble of our own; the node id stays.
    Outcome<void> leave();
    // Revokes a node's certificate, for all of the ensemble; peers hear of it now or when they connect.
    Outcome<void> forget(const NodeId& node);

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace segue::mesh
