// Every limit of the clock, with its unit and reason.
#pragma once

#include <cstddef>

#include "sync/base/time.h"

namespace segue::clock {

// One path's window. So many samples, at the eager rate, cover the age below.
inline constexpr std::size_t window_samples_max = 2048;
// Long enough to know the slope on a bad path; older samples tell more of a crystal's past than of its present.
inline constexpr Nanoseconds window_age_max = seconds(120);
// A first estimate needs this many samples: at one every 10 ms, within 150 ms of asking on a LAN.
inline constexpr std::size_t samples_min = 8;
// Two crystals are seldom further apart than this (standard deviation); a first estimate has nothing else to go by.
inline constexpr double drift_prior_sigma = 100e-6;
// After a restart of the window against a reference that runs on: the same crystals, perhaps a little warmer.
inline constexpr double drift_kept_sigma = 5e-6;
// No pair of working clocks differs by more: the search for a slope ends here.
inline constexpr double drift_max = 500e-6;
// How fast the difference of two crystals' rates wanders, per second: a processor that gets to work, a window that is
// opened. A line through the last T seconds is bent by so much at its end as T² / 8 of this.
inline constexpr double drift_wander = 0.05e-6;
// After a rate has changed by who knows what: what it was, give or take this.
inline constexpr double drift_changed_sigma = 200e-6;
// A clock that jumps again within this after a jump did not jump: its rate has changed.
inline constexpr Nanoseconds rate_proven = seconds(10);
// A ping that took longer carries no news and is not sampled.
inline constexpr Nanoseconds round_trip_max = seconds(2);
// This many samples in a row that cannot be true on the present line mean a clock has jumped (a suspend).
inline constexpr int impossible_samples_max = 3;
// … impossible by more than this, beyond what the estimate itself allows for.
inline constexpr Nanoseconds impossible_slack = microseconds(50);
// A long window is preferred to a short one that promises no less than this share of its error.
inline constexpr double long_window_favour = 1.5;
// When a long window has disagreed with a shorter one, to the same side, this many times, its old part is dropped.
inline constexpr int disagreements_max = 8;
// What time stamps may be off by, whatever the fit says.
inline constexpr Nanoseconds stamp_error = microseconds(2);

// Ping pacing. A burst makes a newcomer usable at once; then as often as the uncertainty calls for.
inline constexpr Nanoseconds ping_burst_interval = milliseconds(10);
inline constexpr Nanoseconds ping_keen_interval = milliseconds(20);
inline constexpr Nanoseconds ping_eager_interval = milliseconds(64);
inline constexpr Nanoseconds ping_steady_interval = milliseconds(250);
inline constexpr Nanoseconds ping_frugal_interval = seconds(1);
// On a bad path a burst goes on for a little more than a second.
inline constexpr int burst_pings_max = 128;
// … and, less densely, until so many.
inline constexpr int keen_pings_max = 1000;
// With this many samples in, one more changes little: fit again at most so often (a fit of a full window costs about
// 0.1 ms).
inline constexpr std::size_t settled_samples = 64;
inline constexpr Nanoseconds settled_fit_interval = milliseconds(200);
// Uncertainties (99 %) at which pinging slows down: what the ear, and agreement within a tenth of a millisecond, ask
// for.
inline constexpr Nanoseconds burst_until = microseconds(400);
inline constexpr Nanoseconds keen_until = microseconds(150);
inline constexpr Nanoseconds eager_until = microseconds(60);
inline constexpr Nanoseconds steady_until = microseconds(30);
// Pings without an answer, in a row, after which a burst is over.
inline constexpr int unanswered_max = 48;
// A newcomer takes the ensemble's time as soon as it is certain to burst_until, or, on a bad path, after this.
inline constexpr Nanoseconds acquire_patience = milliseconds(400);
// A follower whose reference has changed goes on by what it knew until the new path is as good as that; at most so
// long.
inline constexpr Nanoseconds succession_patience = seconds(20);
inline constexpr Nanoseconds succession_slack = microseconds(50);
// Peers that are not followed are asked this often who they are, until they answer; then rarely.
inline constexpr Nanoseconds acquaint_interval = milliseconds(100);
inline constexpr Nanoseconds acquaint_backoff_max = seconds(2);
inline constexpr Nanoseconds refresh_interval = seconds(10);
// … while they are of another domain, oftener: that is to end soon, and a lost message must not draw it out.
inline constexpr Nanoseconds stranger_interval = milliseconds(500);
// Without a sample for this long a follower says so: holdover.
inline constexpr Nanoseconds sample_silence_max = seconds(5);

// A follower's map is brought up to date at least this often, also without samples.
inline constexpr Nanoseconds correct_interval = milliseconds(250);

// … and when so long has passed, this machine was asleep.
inline constexpr Nanoseconds overdue = 4 * correct_interval;

// A locked clock bends; only when it is wrong by more than this, and surely so, does it jump.
inline constexpr Nanoseconds step_threshold = milliseconds(2);
// A correction is spread over this time, but never faster than slew_max: 0.5 per mille is under a cent of pitch.
inline constexpr Nanoseconds slew_time = seconds(1);
// While a path is new its slope is a guess, and the offset has to be kept right by hand.
inline constexpr Nanoseconds slew_time_young = milliseconds(250);
inline constexpr Nanoseconds young = seconds(3);
inline constexpr double slew_max = 500e-6;
// … nor, once the path is known this long, faster than this while the correction is no larger than the estimate's own
// doubt: half of it is noise.
inline constexpr double slew_gentle = 50e-6;
inline constexpr Nanoseconds gentle_after = seconds(10);
// Holdover: how fast the known rate of a crystal wanders off, beyond what the estimate itself says.
inline constexpr double holdover_wander = 1e-6;
// Two domains whose ages cannot be told apart (started within a round trip): after this the lower id leads.
inline constexpr Nanoseconds contest_max = milliseconds(1500);

inline constexpr std::size_t peers_max = 256;
// An encoded message is at most this long: parsers refuse more.
inline constexpr std::size_t message_bytes_max = 256;

static_assert(samples_min < static_cast<std::size_t>(unanswered_max) && unanswered_max < burst_pings_max);
static_assert(burst_pings_max <= static_cast<int>(window_samples_max));
static_assert(ping_burst_interval < ping_keen_interval && ping_keen_interval < ping_eager_interval &&
              ping_eager_interval < ping_steady_interval);
static_assert(correct_interval <= slew_time_young && slew_time_young < slew_time, "a slew must not overshoot");
static_assert(steady_until < eager_until && eager_until < keen_until && keen_until < burst_until &&
              burst_until < step_threshold);

}  // namespace segue::clock
