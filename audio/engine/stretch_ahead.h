// A voice filled with a program at the speed it is to have, and at its own pitch (key lock).
//
//   hop m ── 32 ms each ──► ensemble time: begins + m × 32 ms ── Timeline ──► program frame ── Vocoder ──► 32 ms of
//   sound
//
// The voice's frames are of ensemble time, since the program began: reading it takes nothing but the clocks' small
// bends, and a change of tempo is one of where later hops look. Each hop is a function of the program and of the hop
// before; each home_every-th is one of the program alone. So an output that comes in the middle begins at the last of
// those, and makes the same samples from then on as one that was there from the beginning.
//
// What hops leave to the next is kept for a while: when the timeline is bent at a moment that has been made already, as
// it is by whoever follows others, all goes on from there, without a seam.
#pragma once

#include <deque>
#include <memory>

#include "audio/engine/filling.h"
#include "audio/engine/program_sound.h"
#include "audio/stretch/blows.h"
#include "audio/stretch/vocoder.h"

namespace segue::audio {

class StretchAhead final : public Filling {
  public:
    // [media-thread] All of it. `from`: the first frame that is wanted.
    StretchAhead(const MediaSource& source, const Program& program, Part part, ProgramPos from);

    bool adopt(const Program& program, ProgramPos* until) override;
    bool go_back(const Program& program) override;
    Outcome next(Chunk& chunk) override;
    void skip_to(ProgramPos position) override;
    ProgramPos begun() const override { return begun_; }
    ProgramPos reached() const override { return reached_; }
    const Part& part() const override { return sound_.part(); }
    const std::optional<WaitingFor>& waiting() const override { return sound_.waiting(); }

  private:
    // Where a hop looks.
    struct Look {
        std::int64_t here = 0;  // the program frame that its middle takes its sound from
        Vocoder::Phases phases = Vocoder::Phases::carried;
        Vocoder::Home home;
        std::int64_t end = 0;  // nothing from this frame on has a say in it
        bool operator==(const Look&) const = default;
    };
    struct Made {
        Look look;
        std::unique_ptr<Vocoder::State> left;  // by some of them: what one can go on from
    };
    Look look(const Program& program, std::int64_t number) const;
    void listen(std::int64_t end);
    void change_sound(const Program& program, std::int64_t from);
    void start(ProgramPos from);
    void start_run(std::int64_t first, const Vocoder::State& state);
    Outcome make_hop();
    void remember(const Look& made);
    // The first hop made that is another one for that program, whose sound is another one from `parted` on.
    std::int64_t first_other(const Program& program, std::optional<std::int64_t> parted) const;
    std::int64_t number_of(std::size_t made) const;

    Program program_;
    ProgramSound sound_;
    Blows blows_;  // of sound_
    Vocoder vocoder_;
    ProgramPos begun_, reached_;
    std::int64_t run_ = 0, next_ = 0;  // hops: the first since start() or go_back(), and the one to be made next
    std::deque<Made> made_;            // those before it
    std::vector<float> left_, right_;  // a window of frames, from where the last hop made begins
    int ready_ = 0;  // of its first hop's length, that all four hops were added to: not handed out yet
    std::vector<float> here_left_, here_right_, before_left_, before_right_;
};

}  // namespace segue::audio
