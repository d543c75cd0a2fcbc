// What a voice is filled from: a program, from a place on, as chunks.
//
// A place is counted in frames of the voice: of the program, or, where the sound is stretched to its speed already (key
// lock), of ensemble time since the program began. Chunks and all positions here are on that axis.
#pragma once

#include <optional>

#include "audio/engine/program.h"
#include "audio/engine/report.h"
#include "audio/engine/voice.h"

namespace segue::audio {

class Filling {
  public:
    enum class Outcome {
        made,     // a chunk, perhaps a short one
        worked,   // as long as on one, but there is none yet
        waiting,  // for waiting()
        drained,  // nothing more is known of the program; more may follow
    };
    virtual ~Filling() = default;

    // [media-thread] All of it.
    // The same program, known further or changed. False, and no change, if what was made already would have been other
    // sound; `until` is then what may still be heard of it, at most.
    virtual bool adopt(const Program& program, ProgramPos* until) = 0;
    // After adopt() said no: goes back to where the two part, to go on from there as that program does. False, and no
    // change, if it cannot, and has to be begun anew.
    virtual bool go_back(const Program& program) = 0;
    // The next chunk: start, frames and samples are filled in.
    virtual Outcome next(Chunk& chunk) = 0;
    // Goes on from here instead: after a hole, or a jump.
    virtual void skip_to(ProgramPos position) = 0;

    virtual ProgramPos begun() const = 0;    // from here …
    virtual ProgramPos reached() const = 0;  // … to here it is made, without a hole
    virtual const Part& part() const = 0;
    virtual const std::optional<WaitingFor>& waiting() const = 0;
};

}  // namespace segue::audio
