// From what is to be played to what must be here: pure.
#pragma once

#include <cstdint>
#include <vector>

#include "audio/engine/program.h"
#include "audio/media/source.h"
#include "sync/clock/clock_map.h"

namespace segue::audio {

// The stems of a manifest that a part needs: its own, or the mix (index 0) when the track has none of them.
std::vector<std::size_t> stems_for(const Manifest& manifest, const Part& part);

// Indices [first, last) of a stem's segments that are needed to hear media frames [from, to), 80 ms of decoder
// pre-roll included. Clipped to the segments known so far.
struct SegmentRange {
    std::size_t first = 0, last = 0;
    bool operator==(const SegmentRange&) const = default;
};
SegmentRange segments_for(const Stem& stem, MediaPos from, MediaPos to);

// A segment that is to be here by `deadline` (LocalTime::max(): no hurry; it serves seeking back and other members).
struct WantedSegment {
    TrackId track;
    SegmentName name;
    std::uint32_t bytes = 0;  // 0: unknown (a cover)
    LocalTime deadline;
    bool operator==(const WantedSegment&) const = default;
};

struct Wants {
    std::vector<TrackId> tracks;          // in playing order, each once; some may have no manifest here yet
    std::vector<WantedSegment> segments;  // most urgent first, each once; also those that are here already
};

struct Horizon {
    std::size_t items = 2;                  // the current track, and the next
    Nanoseconds ahead{Nanoseconds::max()};  // nothing whose deadline is further off
    bool behind = true;                     // afterwards what lies before the playhead, so that a seek back is at once
};

// What an output needs at `now`: nearest the playhead first, the whole current track, then the next.
Wants wanted_segments(const OutputPlan& plan, const MediaSource& source, const clock::ClockMap& clock, LocalTime now,
                      const Horizon& horizon = {});

}  // namespace segue::audio
