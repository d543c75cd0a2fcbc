// Every limit of stretching: its unit is in its name or type, its reason beside it.
#pragma once

namespace segue::audio {

// A bin softer than this (of a full-scale tone's 1e3) has no phase to speak of: -200 dB.
inline constexpr double quiet = 1e-10;
// All phases are the source's own at every so many hops (4.096 s): often enough that who comes in later has to make up
// for little (0.1 s of work), seldom enough that leading them there is not heard.
inline constexpr int home_every = 128;
// Phases are led home over this many hops (2 s): a partial that has to make up for half a turn is then 0.25 Hz off, one
// cent at 440 Hz.
inline constexpr int homing_hops = 64;

// A blow's energy is so many times that of what was before it (9 dB), …
inline constexpr double blow_rise = 8;
// … and this at least, in a block of 32 frames: what is softer (-70 dB) is noise, whatever it does.
inline constexpr double blow_energy_min = 2.5e-6;
// A peak with so many times the energy of the hop before (6 dB) is the blow's, and not of what sounds on under it.
inline constexpr double struck_rise = 4;

static_assert(homing_hops <= home_every);

}  // namespace segue::audio
