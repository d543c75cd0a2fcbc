// Where a stretched sound takes each moment from: along its speed, but for blows, around which it goes at their own.
//
//   source    |        _.·'      A blow is heard when its time has come, to the frame. Around it the source goes by as
//   it
//             |   o.-·'          was recorded, so the blow sounds as it did; what that leads or lags by is made up for
//             in | .·|              what is left until half-way to the next.
//             +---+---------- sound
//
// Pure.
#pragma once

#include <cstdint>
#include <optional>

namespace segue::audio {

// Frames of sound on each side of a blow that are touched, at most: half of that at its own speed, a vocoder's window.
inline constexpr double blow_reach = 6144;

// `nominal`: the source frame that is due by the speed alone. `before` and `after`: the last blow before it, and the
// first from it on.
double place_near(double nominal, double speed, std::optional<std::int64_t> before, std::optional<std::int64_t> after);

}  // namespace segue::audio
