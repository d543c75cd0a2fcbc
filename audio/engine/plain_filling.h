// A voice filled with a program's own frames.
#pragma once

#include <utility>

#include "audio/engine/decode_ahead.h"
#include "audio/engine/filling.h"

namespace segue::audio {

class PlainFilling final : public Filling {
  public:
    PlainFilling(const MediaSource& source, const Program& program, Part part, ProgramPos from)
        : decode_(source, program.items, std::move(part), from, program.gains) {}

    bool adopt(const Program& program, ProgramPos* until) override {
        return decode_.adopt(program.items, until, program.gains);
    }
    bool go_back(const Program&) override { return false; }
    Outcome next(Chunk& chunk) override {
        switch (decode_.next(chunk)) {
            case DecodeAhead::Outcome::made:
                return Outcome::made;
            case DecodeAhead::Outcome::waiting:
                return Outcome::waiting;
            case DecodeAhead::Outcome::drained:
                break;
        }
        return Outcome::drained;
    }
    void skip_to(ProgramPos position) override { decode_.skip_to(position); }
    ProgramPos begun() const override { return decode_.begun(); }
    ProgramPos reached() const override { return decode_.reached(); }
    const Part& part() const override { return decode_.part(); }
    const std::optional<WaitingFor>& waiting() const override { return decode_.waiting(); }

  private:
    DecodeAhead decode_;
};

}  // namespace segue::audio
