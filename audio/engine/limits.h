// Every limit of the engine: its unit is in its name or type, its reason beside it.
#pragma once

#include <cstddef>

#include "sync/base/frames.h"
#include "sync/base/time.h"

namespace segue::audio {

// --- the DAC's clock
// Crystals are within 100 ppm, cheap or hot ones 300; what claims more is not a rate but noise.
inline constexpr double dac_rate_off_max = 500e-6;
// Until the window is long enough to tell rate from noise, no more than what most cards have is believed.
inline constexpr double dac_rate_off_early = 100e-6;
inline constexpr Nanoseconds dac_rate_early_until = seconds(1);
// Long enough for 1 ppm and few-microsecond wobble, short enough to follow a card that warms up.
inline constexpr Nanoseconds dac_window = seconds(8);
inline constexpr Nanoseconds dac_bin = milliseconds(20);
inline constexpr std::size_t dac_bins_max = 400;
// First usable estimate: enough reports that one of them is likely to have been prompt.
inline constexpr Nanoseconds dac_settle_span = milliseconds(50);
inline constexpr int dac_settle_reports = 3;
// Off by this, this many times in a row: the device lost time (xrun), it was not jitter.
inline constexpr Nanoseconds dac_lost_threshold = milliseconds(1);
inline constexpr int dac_lost_reports = 4;
// Off by this even once: about what devices have in hand, so it ran dry, and began anew a buffer later. What would be
// played on until four reports agree is as late as that: an echo, or, if the whole program stood still, old news.
inline constexpr Nanoseconds dac_gap = milliseconds(40);
// The same when these disagree among each other, as late wake-ups do and lost time does not.
inline constexpr int dac_lost_reports_scattered = 8;
// A report this much too early contradicts "late, never early": kept out unless it persists.
inline constexpr Nanoseconds dac_early_threshold = microseconds(100);
// What is shown of a device's latency is a mean of about so many blocks: a period's worth of jitter is not news.
inline constexpr int latency_smoothing_blocks = 32;
// Reports that agree better than the first are averaged; worse than the second, only the earliest count.
inline constexpr Nanoseconds dac_tight_spread = microseconds(20);
inline constexpr Nanoseconds dac_loose_spread = microseconds(50);

static_assert(dac_bin * dac_bins_max >= dac_window, "the window fits its bins");

// --- keeping in time
// Bending: ±500 ppm is under one cent, inaudible on any material.
inline constexpr double bend_max = 500e-6;
// Errors shrink by 1/e in this; long against the clocks' wobble, short against a listener's patience.
inline constexpr double bend_time_constant_s = 0.5;
// More than this would take 6 s to bend away: jump instead.
inline constexpr Nanoseconds jump_threshold = milliseconds(3);
// A reading position that is not where the last block left it by more than this is crossfaded: 1/50 frame is
// -50 dB of click at worst.
inline constexpr double seam_frames = 0.02;
// All crossfades and fades that have no length of their own: no click, no audible hole.
inline constexpr Nanoseconds crossfade = milliseconds(5);
inline constexpr int crossfade_frames = 240;
// Volume moves over this much, so that a dragged slider does not crackle.
inline constexpr Nanoseconds volume_ramp = milliseconds(20);

// --- decoded sound
// One chunk is what most Opus packets hold.
inline constexpr int chunk_frames = 960;
// 1.5 s ahead rides out a stalled disk or network moment at 0.6 MB a voice.
inline constexpr int voice_chunks = 80;
// Kept behind the reading position: a small jump back must not need decoding again.
inline constexpr int keep_behind_frames = 4800;
// What sounds, what comes next, and one that takes over or dies away.
inline constexpr std::size_t voices_max = 3;
// A block is rendered in pieces no longer than this; within one, the position moves on a straight line.
inline constexpr int piece_frames_max = 128;
// Program seconds per DAC second, at most: tempo up to 4x, a 44.1 kHz device, a bend.
inline constexpr double step_max = 4.5;
// Muted, an output may step to the right place rather than bend; below this, bending is as quick.
inline constexpr Nanoseconds muted_step_threshold = microseconds(20);

// --- deciding
// Decoded this far ahead of where it is wanted, an output can keep its promise to sound.
inline constexpr Nanoseconds ready_ahead = milliseconds(150);
// Decoded and dropped before the first frame of a start in mid-stream, where it is at hand. RFC 7845 asks for 80 ms;
// but CELT predicts each 20 ms frame's energies from half of the last one's (RFC 6716, 4.3.2.1), so after 80 ms a loud
// tone is still up to 5 dB off, after 240 ms less than 0.02 dB.
inline constexpr Frames pre_roll_good{11520};
// A voice is made to start this far ahead of what the device asks for now: decoding overtakes it at once.
inline constexpr Nanoseconds voice_lead = milliseconds(10);
// And this much before where it is to sound: the interpolator's taps, and the piece of a block in which that lies.
inline constexpr int voice_margin_frames = 32 + 2 * piece_frames_max;
// Decoded, and yet not found by the callback for this many reports: begin the voice anew.
inline constexpr int unfound_reports = 10;
// Stretched sound is not made further ahead than this: a bent timeline makes it be made again.
inline constexpr Nanoseconds stretched_ahead = milliseconds(600);
// Decoded per turn of the media thread, so that a new plan is seen in time (about 1 ms of work).
inline constexpr int decode_turn_chunks = 5;
// The media thread looks at everything at least this often.
inline constexpr Nanoseconds media_turn = milliseconds(20);
// … or this often while all is decoded and sounds: each waking costs more than what it does.
inline constexpr Nanoseconds media_turn_steady = milliseconds(50);
// … or, with neither a device nor a program, this often.
inline constexpr Nanoseconds media_turn_idle = milliseconds(500);
// A device that asked for nothing this long has died.
inline constexpr Nanoseconds device_stall = milliseconds(500);
// Between attempts to open a device that would not: doubled each time.
inline constexpr Nanoseconds device_retry_min = milliseconds(250);
inline constexpr Nanoseconds device_retry_max = seconds(8);
// While playing, the report is announced this often at most for changes that only people look at.
inline constexpr Nanoseconds report_interval = milliseconds(250);

static_assert(voice_chunks * chunk_frames > keep_behind_frames + sample_rate_hz, "a voice is mostly ahead");

}  // namespace segue::audio
