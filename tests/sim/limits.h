// What the promises allow, each with its reason.
#pragma once

#include "handoff/limits.h"
#include "sync/base/time.h"

namespace segue::test {

inline constexpr Nanoseconds sample_interval = milliseconds(20);
// An edit is given up after 5 s, a handover after 5 more; a node that was frozen meanwhile answers when it is thawed.
inline constexpr Nanoseconds answer_patience = seconds(14);
// After all faults have ended: streams that died in silence are given up after 9 s, beacons come every 2.4 s, and a
// lost one is followed by another.
inline constexpr Nanoseconds meeting_patience = seconds(20);
// Once they are connected.
inline constexpr Nanoseconds one_conductor_within = seconds(2);
inline constexpr Nanoseconds equal_within = seconds(5);
inline constexpr Nanoseconds sounding_within = seconds(6);
// Nothing was wrong for so long: what was broken has been found out and mended.
inline constexpr Nanoseconds calm_after = seconds(16);
// What people have asked of the transport has been done, and faded in.
inline constexpr Nanoseconds quiet_after = seconds(4);
// A planned handover has come to its end, well or not.
inline constexpr Nanoseconds handover_over_after = seconds(12);
// In calm: the least that all outputs together sound, of what one does; two fades that sum to one are read at moments
// that clocks differ by.
inline constexpr double calm_level_min = 0.85;
// In calm, from one sample to the next: slewing, and a succession of references.
inline constexpr double calm_position_slack_s = 0.0005;
// Two outputs that hear each other: on top of both clocks' own certain bounds.
inline constexpr double apart_slack_s = 0.001;
// Two that hear each other do not play different things for longer: heartbeats, a mended replica, a prepared program.
inline constexpr Nanoseconds different_max = seconds(6);
// A member that heard its conductor so lately has no reason to take over: half of what it waits before it asks.
inline constexpr Nanoseconds claims_not_before = milliseconds(125);
// …unless a verdict of before the trouble's end, between these two, is still on its way.
inline constexpr Nanoseconds claims_settle = seconds(2);
// Longer than a node trusts what it had before, also by a clock that is slow.
inline constexpr Nanoseconds surely_asleep = handoff::trust_gap + milliseconds(5);
// Who slept long is silent while it looks around; a little less, for the step that ends it.
inline constexpr Nanoseconds looks_for = handoff::listen_time - milliseconds(20);
// Of a follower's map within one domain, without a sleep: 2 ms and more are steps, smaller ones must be slewed.
inline constexpr Nanoseconds clock_step_max = microseconds(1);
// A follower corrects its map four times a second; one that has not for so long was asleep.
inline constexpr Nanoseconds woken_late = milliseconds(700);
// Messages and datagrams a second: a burst of pings is 100 a second and peer, heartbeats and watches 60.
inline constexpr std::uint64_t rate_base = 600, rate_per_peer = 330;
inline constexpr std::size_t journal_bytes_max = 3 << 20;
inline constexpr std::size_t events_waiting_max = 200'000;

}  // namespace segue::test
