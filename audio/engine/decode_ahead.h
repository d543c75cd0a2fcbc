// A program, from a position on, as chunks: tracks joined frame to frame, the wanted part of each. Where a loop begins
// anew, what follows is read beside what ends, and faded over to.
#pragma once

#include <optional>
#include <vector>

#include "audio/engine/stem_reader.h"
#include "audio/engine/voice.h"

namespace segue::audio {

class DecodeAhead {
  public:
    enum class Outcome {
        made,     // a chunk, perhaps a short one
        waiting,  // for waiting()
        drained,  // nothing more is known of the program; more items may follow
    };

    // [media-thread] All of it.
    DecodeAhead(const MediaSource& source, std::vector<ProgramItem> items, Part part, ProgramPos from,
                GainCurve gains = {});

    // The same program, its items and gains known further or changed. False, and no change, if what was decoded
    // already would have been other sound; `until` is then where the two part.
    bool adopt(const std::vector<ProgramItem>& items, ProgramPos* until = nullptr, const GainCurve& gains = {});
    const Part& part() const { return part_; }

    // The next chunk: start, frames and samples are filled in.
    Outcome next(Chunk& chunk);
    // Goes on from here instead: after a hole, or a jump.
    void skip_to(ProgramPos position);

    ProgramPos begun() const { return begun_; }      // from here …
    ProgramPos reached() const { return reached_; }  // … to here it is decoded, without a hole
    const std::optional<WaitingFor>& waiting() const { return waiting_; }

  private:
    bool has_same_items(const std::vector<ProgramItem>& items, ProgramPos& until) const;
    // The stems of the part, of one track, all at one place.
    struct Reading {
        TrackId track;
        std::vector<StemReader> stems;
        bool is_at(const TrackId& t, MediaPos p) const {
            return !stems.empty() && track == t && stems.front().position() == p;
        }
    };
    bool open(Reading& reading, const TrackId& track, MediaPos at);
    int prepare(Reading& reading, int wanted);
    int add(const Sound& sound, Chunk& chunk);

    const MediaSource& source_;
    std::vector<ProgramItem> items_;
    GainCurve gains_;
    Part part_;
    ProgramPos begun_, reached_;
    Reading reading_, fading_in_;  // what sounds, and what is next while that fades
    std::optional<WaitingFor> waiting_;
};

}  // namespace segue::audio
