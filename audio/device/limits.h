// Every limit of the devices: its unit is in its name or type, its reason beside it.
#pragma once

#include "sync/base/time.h"

namespace segue::audio {

// What ALSA is asked for: four periods of 20 ms. They ride out a busy machine and wake the processor half as often as
// 10 ms would; that what is planned is heard later costs nothing, since it is planned in time. JACK gives what it has.
inline constexpr Nanoseconds alsa_latency = milliseconds(80);
// A delay that a device cannot mean: its driver has gone wrong, its stated latency is used instead.
inline constexpr Nanoseconds device_latency_max = seconds(3);
// The server predicts when a cycle begins, so a callback may seem a little early; later than this it is not that cycle.
inline constexpr Nanoseconds jack_cycle_early_max = milliseconds(2);
inline constexpr Nanoseconds jack_cycle_late_max = milliseconds(50);
// Devices without hardware: a block each 10 ms is what JACK and ALSA do too.
inline constexpr int paced_block_frames = 480;
inline constexpr Nanoseconds paced_latency = milliseconds(20);
// The clock that counts suspensions has left the one that does not so far behind: one has been. Less is how long a
// thread may be held up between two readings.
inline constexpr Nanoseconds suspension_noticed = milliseconds(100);
// A WAV file is made valid this often, in case nobody gets to close it.
inline constexpr int wav_flush_blocks = 50;
// RIFF counts bytes in 32 bits; recording ends a little before.
inline constexpr long long wav_bytes_max = 0xffff0000LL;

}  // namespace segue::audio
