// An output in virtual time: opens its device after a while, is ready when the next second's segments are at hand,
// and can be asked what it sounds at any moment.
#pragma once

#include <optional>

#include "app/node/world.h"

namespace segue::test {

class SimSound final : public node::Sound {
  public:
    SimSound(const audio::SegmentStore& store, Nanoseconds opening) : store_(store), opening_(opening) {}

    void set_plan(const audio::OutputPlan& plan) override { plan_ = plan; }
    void set_clock(const clock::ClockMap& map) override { clock_ = map; }
    void want_device(bool wanted) override;
    void media_arrived() override {}
    audio::Report report() const override { return report_; }

    // Time passes. True when the report has changed.
    bool advance(LocalTime now);

    // What is heard at `now`.
    struct Heard {
        audio::Epoch epoch;
        double frame = 0;   // of the program
        float gain = 0;
    };
    std::optional<Heard> heard(LocalTime now) const;

  private:
    float gain_at(EnsembleTime t) const;
    bool has_sound_at(const audio::Program& program, EnsembleTime from, Nanoseconds length) const;

    const audio::SegmentStore& store_;
    Nanoseconds opening_;
    audio::OutputPlan plan_;
    std::optional<clock::ClockMap> clock_;
    bool wanted_ = false;
    std::optional<LocalTime> opens_;
    LocalTime now_;
    audio::Report report_;
};

}  // namespace segue::test
