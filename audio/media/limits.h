// Every limit of the media rooms: its unit is in its name, its reason beside it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sync/base/frames.h"

namespace segue::audio {

// --- packets and segments
// RFC 6716 3.4: a packet holds at most 120 ms.
inline constexpr std::uint32_t packet_frames_max = 5760;
// 48 frames of 1275 bytes and their lengths is the most an Opus packet can be; the length field is 16 bits.
inline constexpr std::size_t packet_bytes_max = 61'440;
// A segment is cut at the first packet that brings it here: 1 s.
inline constexpr std::uint32_t segment_frames_target = 48'000;
// One packet more than the target may already be in it.
inline constexpr std::uint32_t segment_frames_max = segment_frames_target + packet_frames_max;
// 1.12 s of the shortest (2.5 ms) packets are 448.
inline constexpr std::size_t segment_packets_max = 512;
// Twice what 1 s at Opus' usual ceiling (510 kb/s) needs; a typical one is 20 kB.
inline constexpr std::size_t segment_bytes_max = 131'072;
// A picture is one message on the wire; what is larger is not kept.
inline constexpr std::size_t cover_bytes_max = 524'288;
// The largest thing a store holds under a name.
inline constexpr std::size_t blob_bytes_max = cover_bytes_max;

// --- manifests
inline constexpr std::size_t stems_max = 32;
inline constexpr std::size_t stem_name_bytes_max = 64;
inline constexpr std::size_t tag_bytes_max = 512;  // UTF-8, cut at a character
// Of all stems together: 11 hours of a mix, 3 of a mix and three stems. Keeps a manifest one message.
inline constexpr std::size_t manifest_segments_max = 40'000;
// 22 bytes a segment, and tags; with room below the mesh's message limit of 1 MiB.
inline constexpr std::size_t manifest_bytes_max = 1'000'000;
// 11 hours: audio books and live sets pass, a file that claims a year does not.
inline constexpr Frames track_frames_max{std::int64_t{39'600} * sample_rate_hz};
// RFC 7845 allows 65535; 80 ms is usual.
inline constexpr std::uint32_t pre_skip_max = 65'535;

// --- messages
// Names in one request: four minutes of four stems.
inline constexpr std::size_t request_names_max = 1024;

// An Opus decoder that starts in mid-stream is right after 80 ms (RFC 7845 4.6).
inline constexpr Frames pre_roll{3840};
// What only other outputs play is fetched as if it were due so much later: ahead of it goes what sounds here.
inline constexpr seconds others_patience{5};

static_assert(manifest_segments_max * 22 + 64 * 1024 <= manifest_bytes_max, "names of stems and tags fit too");
static_assert(segment_packets_max >= segment_frames_max / 120, "2.5 ms packets fit");
static_assert(packet_bytes_max <= 0xffff, "its length is sent in 16 bits");
static_assert(packet_bytes_max + 4 <= segment_bytes_max, "any packet fits in a segment");

}  // namespace segue::audio
