// A track as a picture: the peaks of its mix, evenly over its length.
#pragma once

#include <stop_token>
#include <vector>

#include "audio/media/source.h"

namespace segue::audio {

// As many as a wide window has room for bars, and few enough to send at once.
inline constexpr std::size_t outline_points = 1000;
// What is decoded of each point's stretch of time: enough for its loudest moment to be near, and a fraction of the work
// of decoding all of a long track.
inline constexpr Frames outline_look{4800};  // 100 ms

// [media-thread] outline_points peaks, 0..1; -1 where the sound is not in memory (asking made the source fetch it from
// disk, so ask again soon). Empty: the track or its length is not known. Decodes some 100 ms for each point, about
// 0.4 s in all; ends early, with less, when told to stop.
std::vector<float> outline(const MediaSource& source, const TrackId& track, const std::stop_token& stop);

}  // namespace segue::audio
