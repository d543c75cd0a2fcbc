// How loud a track is, as tags say that were made by other programs: ReplayGain's, which are relative to -18 LUFS
// (ReplayGain 2.0), or those of Opus (RFC 7845, 5.2.1), relative to -23 LUFS and without peaks.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "audio/engine/normalise.h"

namespace segue::importer {

// tag: the value of a tag by its lower-case name; empty: there is none. Nothing: no usable gain of the track.
std::optional<audio::TrackLoudness> loudness_from_tags(const std::function<std::string(const char*)>& tag);

}  // namespace segue::importer
