// Every limit of the handoff room, with its unit and its reason.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sync/base/frames.h"
#include "sync/base/time.h"

namespace segue::handoff {

// The session's size. It is held by every member and travels whole to a newcomer.
inline constexpr std::size_t queue_entries_max = 10'000;  // a large album collection; about 3 MB of state
inline constexpr std::size_t outputs_max = 256;           // mesh::peers_max
inline constexpr std::size_t members_max = 512;           // registered ever and not forgotten
inline constexpr std::size_t bookmarks_max = 16;          // newest kept
inline constexpr std::size_t reigns_max = 8;              // newest kept: a cut that lasts longer still loses no edit,
                                                          // only the position of its oldest side
inline constexpr std::size_t counter_ranges_max = 256;    // gaps remembered per node before the oldest is closed
inline constexpr std::size_t ranges_parsed_max = 2 * queue_entries_max;  // in one message, over all nodes
inline constexpr std::size_t path_bytes_max = 4096;                      // PATH_MAX
inline constexpr std::size_t text_bytes_max = 512;                       // title, artist, note, name: for people
inline constexpr std::size_t stems_max = 16;                             // of a part
inline constexpr std::size_t stem_bytes_max = 64;

// Messages.
inline constexpr std::size_t message_bytes_max = 512 * 1024;  // below mesh::message_bytes_max, with its framing
inline constexpr std::size_t chunk_bytes = 128 * 1024;        // a state is sent in pieces of about this
inline constexpr std::size_t entries_per_edit_max = 256;      // larger requests are split; also × the usual 300 bytes
inline constexpr std::size_t edit_bytes_max = chunk_bytes;    // …or sooner, when the paths are long
inline constexpr std::size_t pending_edits_max = 512;         // asked here and not answered yet
inline constexpr std::size_t saved_bytes_max = 32 << 20;      // the journal: two full states and what followed
inline constexpr std::size_t journal_slack_bytes = 512 * 1024;  // appended before it is written anew

// The plan.
inline constexpr std::size_t plan_items_max = 8;             // two are decoded ahead; the rest is for fetching
inline constexpr Frames open_length{std::int64_t{1} << 48};  // an item of unknown length: 185 years
inline constexpr seconds history_kept{1};                    // ended programs and switches stay in the plan so long

// Times of the protocol. All of them are LocalTime intervals, measured by one node alone.
inline constexpr milliseconds heartbeat_interval{100};
inline constexpr milliseconds probe_after{250};      // conductor silent so long: ask over the stream
inline constexpr milliseconds silent_after{500};     // …so long: it is gone
inline constexpr milliseconds ask_time{50};          // its connection broke: does anyone else hear it? A round trip
inline constexpr milliseconds rank_step{150};        // a worse-placed member waits so much longer before it claims
inline constexpr milliseconds sync_interval{300};    // between two tries to mend a difference of replicas
inline constexpr milliseconds nack_interval{50};     // at most one a peer in this time
inline constexpr milliseconds freeze_gap{400};       // no step for so long: we may have been asleep; look first
inline constexpr milliseconds listen_time{300};      // how long to look: two heartbeats and a round trip
inline constexpr milliseconds lease{1000};           // exclusive: how long a majority's word holds, see lease.cpp: ten
                                                     // heartbeats may be lost in a row, or a disk have a bad moment
inline constexpr milliseconds retry_interval{400};   // an edit not answered is sent again
inline constexpr seconds edit_patience{5};           // …and then given up, and its asker told
inline constexpr seconds handover_patience{5};       // the target must be ready within this
inline constexpr milliseconds handover_ahead{200};   // one that waits for a beat: committed to so long before its lead
inline constexpr milliseconds drain_patience{1500};  // …when we are leaving: gone in two seconds
inline constexpr milliseconds hush_time{20};    // an output that leaves others playing fades: an engine's crossfade
inline constexpr seconds loading_patience{10};  // no output got ready: pause and say so
inline constexpr milliseconds trouble_patience{1500};  // a device that failed is tried again within a second
inline constexpr milliseconds straggler_wait{250};     // once one output is ready the others get so much longer
inline constexpr seconds entry_patience{20};           // an entry that nobody can identify is skipped
inline constexpr seconds checkpoint_interval{5};       // where we were, if we die alone
inline constexpr seconds reanchor_after{2};            // into a track before the anchor moves to it
inline constexpr seconds reanchor_after_locked{5};     // … while key lock is on: audio::key_lock_memory, and some

// Leads, in ensemble time: between deciding and sounding.
inline constexpr milliseconds lead_base{40};      // our own scheduling, and an engine's block
inline constexpr milliseconds lead_max{500};      // a slower output joins late rather than delay all
inline constexpr seconds switch_ahead_max{2};     // a switch further ahead was written by another clock
inline constexpr milliseconds fade_handover{10};  // click-free, too short to be heard as a dip
inline constexpr milliseconds fade_switch{30};    // an output added or removed

inline constexpr seconds previous_restarts_after{3};  // `previous` later than this restarts the track
inline constexpr seconds trust_gap{3};                // asleep longer: silent until we have looked

// Policy exclusive: never do two sides of a cut sound at once for longer. The lease, counted from the heartbeat that
// was answered; the way of the messages that pass it on (100 ms each, on a bad network); and how long a node may be
// held up without noticing it, while the last of them waits for it.
inline constexpr milliseconds overlap_max = lease + milliseconds(200) + (probe_after + freeze_gap);

static_assert(probe_after + rank_step < silent_after);
static_assert(silent_after + rank_step + 2 * heartbeat_interval < lease);  // a successor has it before the old one ends
static_assert(freeze_gap > 2 * heartbeat_interval && freeze_gap < silent_after);
static_assert(2 * chunk_bytes < message_bytes_max);

}  // namespace segue::handoff
