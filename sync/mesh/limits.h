// Every limit of the mesh, with its unit and its reason.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sync/base/time.h"

namespace segue::mesh {

// The protocol. Another major is refused (both versions named); another minor is understood.
inline constexpr std::uint32_t protocol_major = 1, protocol_minor = 0;
inline constexpr std::uint16_t port_default = 24470;  // TCP and UDP; beyond it the next free one is taken
inline constexpr int port_tries = 64;                 // …among this many
inline constexpr std::uint16_t beacon_port = 24469;   // UDP, multicast only

// Messages.
inline constexpr std::size_t message_bytes_max = 1 << 20;  // a manifest of hours, a full snapshot; a segment is 20 kB
inline constexpr std::size_t chunk_bytes_max =
    16 * 1024;  // one TLS record: a small message waits for one chunk at most
// A sealed datagram must fit the smallest IPv6 packet (1280) unfragmented: 48 of IP and UDP, 33 of sealing.
inline constexpr std::size_t datagram_sealing_bytes = 8 + 8 + 1 + 16;  // channel id, counter, kind, tag
inline constexpr std::size_t datagram_bytes_max = 1280 - 48 - datagram_sealing_bytes;
inline constexpr std::uint64_t replay_window = 1024;  // datagrams; at 500 a second, two seconds of reordering

// Queues: a peer that does not read is closed rather than remembered.
inline constexpr std::size_t outbox_bytes_max = 4 << 20;        // messages
inline constexpr std::size_t outbox_bulk_bytes_max = 48 << 20;  // segments: half an hour of four stems
inline constexpr int kernel_unsent_bytes = 32 * 1024;           // bulk waits in our queue, where it can be overtaken

// Channels.
inline constexpr seconds handshake_patience{5};       // TCP accept to verified Hello; a phone asleep needs two
inline constexpr seconds keepalive_idle{3};           // nothing heard so long: ask
inline constexpr seconds keepalive_silent{9};         // nothing heard so long: gone (membership notices far sooner)
inline constexpr milliseconds probe_patience{1500};   // an old stream must answer within this when a new one comes
inline constexpr milliseconds goodbye_patience{400};  // to flush the goodbye when stopping
inline constexpr std::size_t peers_max = 256;         // an ensemble is a house, or an orchestra, not a city
inline constexpr std::size_t strangers_max = 32;      // inbound connections that are not verified yet
inline constexpr std::size_t name_bytes_max = 64;     // of a node, UTF-8

// Dialling: hints come from anyone, so what they can make us do is small.
inline constexpr std::size_t dial_table_max = 256;  // addresses remembered at once
inline constexpr std::size_t dials_at_once_max = 8;
inline constexpr seconds dial_patience{4};            // TCP connect
inline constexpr milliseconds dial_backoff_min{250};  // after a failure; doubles
inline constexpr seconds dial_backoff_max{15};
inline constexpr seconds dial_backoff_refused{60};  // at most, when somebody is there but not of us
inline constexpr milliseconds dial_hint_gap{1000};  // a fresh hint shortens a backoff to this
inline constexpr std::size_t known_peers_max = 64;  // remembered over a restart

// Discovery.
inline constexpr milliseconds beacon_burst_gap{120};  // three beacons at the start…
inline constexpr int beacon_burst = 3;
inline constexpr milliseconds beacon_interval{2000};  // …then one about every two seconds
inline constexpr milliseconds beacon_jitter{400};     // so that a house switched on at once does not chant
inline constexpr seconds interface_scan_interval{4};  // Wi-Fi comes and goes
inline constexpr std::size_t beacon_bytes_max = 256;
inline constexpr int beacons_per_second_max = 200;  // received; more are noise
inline constexpr seconds resolve_interval_max{30};  // a --peer name is asked for again, at the latest

// Invitations.
inline constexpr std::size_t invitations_max = 64;  // open at once
inline constexpr std::size_t invitation_uses_max = 1000;
inline constexpr std::size_t token_bytes = 16;
inline constexpr std::size_t join_request_bytes_max = 2048;  // token, certificate request, name
inline constexpr std::size_t join_answer_bytes_max = 16 * 1024;
inline constexpr int joins_per_second_max = 2;  // 2^128 tokens: guessing is hopeless, this keeps it quiet
inline constexpr int joins_burst = 8;
inline constexpr std::size_t link_bytes_max = 2048;  // a QR code holds 2953
inline constexpr std::size_t link_addresses_max = 8;
inline constexpr std::size_t revocations_max = 4096;

// Files.
inline constexpr std::size_t state_file_bytes_max = 1 << 20;
inline constexpr int damaged_kept_max = 100;      // copies of one damaged file; a disk that bad needs a person
inline constexpr int notices_per_second_max = 5;  // a flood of strangers must not become a flood of log
inline constexpr int notices_burst = 20;

static_assert(outbox_bytes_max >= 2 * message_bytes_max);
static_assert(strangers_max < peers_max);

}  // namespace segue::mesh
