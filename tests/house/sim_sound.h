// An output in virtual time: opens its device after a while, is ready when the next half second's segments are at hand,
// and can be asked what it sounds at any moment.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "app/node/world.h"

namespace segue::test {

// What is wrong with a machine's sound device. It may change while the device is open.
struct SoundFaults {
    Nanoseconds opening = milliseconds(60);
    bool broken = false;  // does not open; vanishes when it is open
};

class SimSound final : public node::Sound {
  public:
    SimSound(const audio::SegmentStore& store, const SoundFaults& faults) : store_(store), faults_(faults) {}

    void set_plan(const audio::OutputPlan& plan) override;
    void set_clock(const clock::ClockMap& map) override { clock_ = map; }
    void sound_until(LocalTime until) override;
    void want_device(bool wanted) override;
    void media_arrived() override { stale_ = true; }
    audio::Report report() const override { return report_; }

    // Time passes. True when the report has changed.
    bool advance(LocalTime now);
    // When advance() may have news without anything having happened.
    LocalTime next_wake() const;

    // What is heard at `now`.
    struct Heard {
        audio::Epoch epoch;
        double frame = 0;  // of the program
        float gain = 0;
    };
    std::optional<Heard> heard(LocalTime now) const;
    // The plan wants sound at `now`, the device is open and the segments are here: it must be heard.
    bool should_sound(LocalTime now) const { return heard(now).has_value(); }
    bool open(LocalTime now) const { return opens_ && now >= *opens_ && !faults_.broken; }
    // The segments of what `program` sounds in [from, from + length) are in the store.
    bool is_here(const TrackId& id, MediaPos from, MediaPos to) const;
    bool has_sound_at(const audio::Program& program, EnsembleTime from, Nanoseconds length) const;
    const audio::OutputPlan& plan() const { return plan_; }
    float gain_at(EnsembleTime t) const;

  private:
    struct Held {                        // of a track in the plan
        std::vector<std::int64_t> ends;  // of each segment of its mix, in frames
        std::vector<bool> here;
    };
    const Held& held(const TrackId& track) const;

    const audio::SegmentStore& store_;
    const SoundFaults& faults_;
    audio::OutputPlan plan_;
    std::optional<clock::ClockMap> clock_;
    LocalTime until_ = LocalTime::max();
    bool wanted_ = false;
    std::optional<LocalTime> opens_;
    LocalTime now_;
    audio::Report report_;
    mutable std::map<TrackId, Held> held_;
    mutable bool stale_ = true;
};

}  // namespace segue::test
