// Every limit of membership, with its unit and reason.
#pragma once

#include <cstddef>

#include "sync/base/time.h"

namespace segue::membership {

// A house, a hall, a cluster: beyond this the full mesh of channels would be the wrong design anyway.
inline constexpr std::size_t members_max = 256;
// One sealed datagram that fits any path (1280-byte IPv6 minimum, less headers and seal).
inline constexpr std::size_t packet_bytes_max = 1180;
inline constexpr std::size_t updates_per_packet_max = 24;
inline constexpr std::size_t name_bytes_max = 64;
inline constexpr std::size_t address_bytes_max = 64;  // "[2001:db8:…]:24470" with a zone
inline constexpr std::size_t addresses_max = 4;       // wired, wireless, IPv4, IPv6
// Known members told along in a packet that has room: spreads what a lost packet held. Keeps packets small.
inline constexpr std::size_t trickle_per_packet = 3;

// SWIM: one member is probed every interval, in shuffled rounds.
inline constexpr Nanoseconds probe_interval = milliseconds(500);
// A direct answer takes at most this; then others are asked to try.
inline constexpr Nanoseconds probe_timeout = milliseconds(200);
inline constexpr std::size_t indirect_probes = 3;
// A helper says so when it got no answer either, so that its asker knows at least that the helper lives.
inline constexpr Nanoseconds helper_timeout = milliseconds(160);
inline constexpr std::size_t helper_tasks_max = 64;
// Suspicion lasts at least min · max(1, log10 n) probe intervals; max_factor times that while nobody confirms it.
inline constexpr int suspicion_min_intervals = 4;
inline constexpr int suspicion_max_factor = 3;
inline constexpr int confirmations_wanted = 3;
// Lifeguard: what a node that suspects itself of being slow multiplies its patience by, at most (1 + this).
inline constexpr int health_worst = 8;
// A rumour is passed on this many times · ceil(log10(n + 1)).
inline constexpr int gossip_factor = 4;
// Rumours that a member is dead are not believed against one's own ears when it was heard so recently.
inline constexpr Nanoseconds own_ears = milliseconds(1500);

// Watching: heartbeats to nodes whose death must be known at once (conductor and members).
inline constexpr Nanoseconds heartbeat_interval = milliseconds(100);
// Silent for this long: asked twice as often, and an answer is wanted in any case.
inline constexpr Nanoseconds heartbeat_worried = milliseconds(220);
inline constexpr Nanoseconds heartbeat_worried_interval = milliseconds(40);
inline constexpr Nanoseconds watch_silence_max = milliseconds(500);
// A stream that closed is a death unless the node is heard again within this.
inline constexpr Nanoseconds closed_grace = milliseconds(150);

// A step this much later than promised means this process was frozen, not the others: deadlines move along.
inline constexpr Nanoseconds freeze_threshold = milliseconds(100);
// Dialling members there is no channel to.
inline constexpr Nanoseconds dial_interval_min = seconds(1);
inline constexpr Nanoseconds dial_interval_max = seconds(15);
// The dead are remembered (and dialled) this long, so that a healed partition finds together again.
inline constexpr Nanoseconds dead_kept = seconds(6 * 3600);

static_assert(probe_timeout < probe_interval && helper_timeout < probe_timeout);
static_assert(closed_grace < watch_silence_max && heartbeat_worried < watch_silence_max);
static_assert(watch_silence_max + heartbeat_interval <= milliseconds(600));

}  // namespace segue::membership
