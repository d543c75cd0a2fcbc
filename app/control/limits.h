// What the control protocol bounds, and why.
#pragma once

#include <chrono>
#include <cstddef>

#include "sync/base/time.h"

namespace segue::control {

// A request may name a thousand files by long paths; anything above is a mistake or an attack.
inline constexpr std::size_t request_bytes_max = 1u << 20;
// A snapshot of a queue of ten thousand tracks, at about 300 bytes each.
inline constexpr std::size_t response_bytes_max = 4u << 20;
// When the system has no descriptor left for another client: until then someone may have gone.
inline constexpr Nanoseconds accept_pause = milliseconds(200);
// One read from a socket: a whole command, or a good part of a snapshot.
inline constexpr std::size_t read_bytes = 16u << 10;

// Clients of one node at once: a window, a few watches, scripts. More are turned away with a word.
inline constexpr std::size_t clients_max = 64;
// Commands of one client that it has no answer to yet, be it that the node works on them or that the client does
// not read. Its socket is not read beyond that; over the mesh, further ones are refused.
inline constexpr std::size_t commands_open_max = 64;
// Watches of one client; a window has one for each node it shows. Of each only the latest snapshot waits.
inline constexpr std::size_t watches_max = 64;

// Snapshots of one watch are at least this far apart: twenty a second is as fast as a table can be read.
inline constexpr Nanoseconds watch_gap_min = milliseconds(50);
inline constexpr Nanoseconds watch_interval_max = seconds(3600);

// A node that does not answer another's relayed command by then counts as unreachable. Longer than a handoff
// or an import's first second ever takes, shorter than a person's patience.
inline constexpr Nanoseconds relay_answer_max = seconds(12);

// The client's patience. A local socket answers connect at once or never.
inline constexpr milliseconds connect_max{2000};
inline constexpr milliseconds answer_max{15000};
static_assert(Nanoseconds(answer_max) > relay_answer_max, "the node gives up first, and says why");

}  // namespace segue::control
