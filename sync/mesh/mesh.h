// The ensemble's network as everything above sees it: peers that are up, messages to and from them.
// The real one is mesh::Network (network.h: Asio, TLS, sealed datagrams); tests have a twin in memory.
//
// Messages are opaque here: a kind says which room they are for. All calls and callbacks: [node-thread].
#pragma once

#include <cstdint>
#include <string>

#include "sync/base/bytes.h"
#include "sync/base/ids.h"
#include "sync/base/time.h"

namespace segue::mesh {

// Which room a message is for. Numbers are on the wire; never reuse one.
enum class Kind : std::uint8_t {
    membership = 1,   // sync/mesh/membership
    clock = 2,        // sync/clock
    session = 3,      // handoff
    media = 4,        // manifests, segment requests
    segment = 5,      // segment bytes (bulk, as all that is marked so: sent after everything else that waits)
    control = 6,      // commands and snapshots for a node from another
    report = 7,       // how a node is doing, for people
    replica = 8,        // sync/replica: who has what of whose records
    replica_piece = 9,  // …and the records (bulk)
    jobs = 10,          // sync/jobs
    file = 11,          // a file of another node's, asked for by its content
    file_piece = 12,    // …and its bytes (bulk)
};
inline constexpr std::size_t kinds_end = 13;  // what has this number or a higher one is of a later version, and dropped

struct PeerInfo {
    NodeId id;
    std::string name;        // what people call it
    std::string address;     // "10.0.0.7:24470", where its stream goes to or comes from
    bool full_member = true; // false: a guest, which cannot invite
};

// Why a peer went.
enum class Gone : std::uint8_t {
    closed,     // its end of the stream closed, or broke: it may have died this instant
    left,       // it said goodbye
    silent,     // nothing heard for too long
    revoked,    // the ensemble has forgotten it
};

class Transport {
  public:
    virtual ~Transport() = default;
    // Reliable, in order per kind class (bulk may be overtaken). Dropped silently when the peer is not up; the
    // caller learns that by peer_down. Size at most message_bytes_max (limits.h).
    virtual void send(const NodeId& to, Kind kind, BytesView message) = 0;
    // Sealed datagram: may be lost, doubled by nobody (replays are dropped), late. At most datagram_bytes_max.
    virtual void send_datagram(const NodeId& to, Kind kind, BytesView message) = 0;
};

class TransportHandler {
  public:
    virtual ~TransportHandler() = default;
    virtual void peer_up(const PeerInfo& peer) = 0;
    virtual void peer_down(const NodeId& peer, Gone why) = 0;
    virtual void message(const NodeId& from, Kind kind, BytesView message) = 0;
    // received: as close to the wire as the system tells (kernel stamp where there is one).
    virtual void datagram(const NodeId& from, Kind kind, BytesView message, LocalTime received) = 0;
};

}  // namespace segue::mesh
