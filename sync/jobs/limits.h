// Every limit of jobs, with its unit and its reason.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sync/base/time.h"

namespace segue::jobs {

inline constexpr std::size_t kinds_max = 30;    // bits of Kinds
inline constexpr std::size_t works_max = 2'000'000;  // of all nodes together; a hundred bytes each
inline constexpr std::size_t reason_bytes_max = 256;  // one line
inline constexpr std::uint32_t slots_max = 256;

inline constexpr std::size_t writes_at_once = 1'024;  // records in one transaction of the store

// Supervision.
inline constexpr milliseconds status_interval{500};  // each node says what it is at
// Not heard for so long, a node's claims are void and its share is others'. Three statuses may be late.
inline constexpr milliseconds detection{1'600};
// A node that has not stepped for so long has slept: others' claims have not lapsed, it has not heard them. It listens
// for a while before it begins anything.
inline constexpr milliseconds slept_min{1'100}, wake_patience{1'000};
// A task that went wrong so often, on any nodes, is set aside.
inline constexpr std::uint32_t attempts_max = 3;
// What could not be begun (its holder went away) is not tried again by this node for so long.
inline constexpr milliseconds retry_gap{3'000};
// A claim is kept until the others have the result, at most this long: a newcomer may take minutes to catch up.
inline constexpr milliseconds linger_max{10'000};
inline constexpr std::size_t claims_told_max = 1'024;  // 16 bytes each

// Placement.
inline constexpr float rate_default = 60, rate_min = 0.1F, rate_max = 100'000;  // seconds of sound a second
// What moving a byte costs is not measured before it is moved: a good Wi-Fi.
inline constexpr double bandwidth_bytes_s = 10e6;
inline constexpr double attempt_penalty = 0.01;  // of the weight of a node at whose hands it went wrong, each time
inline constexpr milliseconds rebuild_gap{250};  // between two placements of everything: 100,000 take some 50 ms…
inline constexpr std::size_t placed_at_once = 4'096;  // …and hold up nobody: so many in a step
inline constexpr double rate_step = 1.25;        // rates that differ by less place alike, so that shares do not flicker
// Beside what runs, so many are being fetched: moving and computing overlap.
inline constexpr std::uint32_t ahead_of_slots = 1;
// A node with no work of its own takes another's only if that one has more waiting than it can begin by itself.
inline constexpr std::uint32_t steal_beyond_slots = 0;
// While this node's copies lack more writes than that, it cannot know what is open.
inline constexpr std::uint64_t behind_writes = 64;

static_assert(slept_min > 2 * status_interval && slept_min < detection);

inline constexpr std::size_t message_bytes_max = 64 * 1024;
static_assert(claims_told_max * 18 + 1024 < message_bytes_max);

}  // namespace segue::jobs
