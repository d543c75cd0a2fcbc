// Every limit of replication, with its unit and its reason.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sync/base/time.h"

namespace segue::replica {

// Records.
inline constexpr std::size_t key_bytes_max = 64;
// Peaks of eleven hours of sound are 320 kB; a tagged file is 0.5.
inline constexpr std::size_t value_bytes_max = 512 * 1024;
inline constexpr std::uint64_t removed_min = 10'000;  // fewer removed records are never worth a new epoch

// Pieces. One that is on its way holds back no heartbeat (it is bulk), but takes a turn of the node's loop to read.
inline constexpr std::size_t piece_bytes_target = 192 * 1024;  // ends with the record that exceeds this…
inline constexpr std::size_t piece_bytes_max = piece_bytes_target + value_bytes_max + 4096;  // …so it is at most this
inline constexpr std::size_t piece_records_max = 2048;
inline constexpr std::size_t message_bytes_max = piece_bytes_max + 64 * 1024;  // with what encoding adds

// Who is known.
inline constexpr std::size_t origins_max = 256;         // as many as an ensemble has nodes
inline constexpr std::size_t heads_per_message = 256;   // 60 bytes each
inline constexpr std::size_t asks_waiting_max = 512;    // of one peer; one for each origin, and some that crossed

// Asking.
inline constexpr std::size_t unstored_max = 4;    // pieces of one origin that wait for the disk; then no more is asked
inline constexpr std::size_t fetches_at_once = 4; // origins; more only share the same links
inline constexpr milliseconds answer_patience{5'000};  // then another peer is asked; doubles where it was too short
inline constexpr milliseconds answer_usual{1'000};    // later than that, something is wrong with the link
inline constexpr milliseconds shun_time{10'000};      // who did not answer is asked last for so long
inline constexpr milliseconds store_retry{3'000};    // after the disk has refused
inline constexpr milliseconds heads_gap{100};         // between two tellings of what is new here
// Copies that stand alike and differ are compared in whole, no more often than this: it is for what should not happen
// but does (an origin that died in mid-telling, a disk that lost what it had promised).
inline constexpr milliseconds mend_gap{5'000};
inline constexpr milliseconds renew_gap{5'000};  // between two new epochs that others' copies call for

static_assert(message_bytes_max <= 1u << 20, "the mesh carries no more at once (mesh::message_bytes_max)");

}  // namespace segue::replica
