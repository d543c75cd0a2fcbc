// The musicians in the room: Ableton Link on this machine, and the bridge between it and the session that is conducted
// here. [node-thread]
//
//   follow   Link ─► what the room agrees on, in ensemble time ─► the session's machine ─► its timeline
//   lead     the session's tempo ─► Link; the song's phase comes from the room all the same, for a musician's bar
//            cannot be moved under their hands
//
// Only who conducts takes part. Others follow the timeline, so that one view of the room holds for all outputs. Who
// conducts no more stays in the room a little longer: a musician who is left alone there begins a room of their own,
// and whether that or a newcomer's is joined is a matter of chance (Link's sessions are ordered by age).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "app/node/session_host.h"
#include "app/node/start_stop.h"
#include "sync/clock/clock_map.h"

namespace segue::node {

// Until the next conductor has been in the room for certain: it enters within a second.
inline constexpr seconds room_lingering{5};

// As this machine hears it; a twin in tests.
class Room {
  public:
    virtual ~Room() = default;
    // Takes part, or leaves. Who is the first there brings this tempo; 0: none in particular.
    virtual void enter(double bpm) = 0;
    virtual void leave() = 0;
    struct Heard {
        LocalTime at;
        double beat = 0;  // then; its phase within the quantum is everyone's
        double bpm = 0;   // by this machine's clock
        std::size_t peers = 0;
        bool playing = false;  // somebody who shares start and stop has started
    };
    virtual Heard heard(LocalTime at, double quantum_beats) = 0;
    // Ours is the tempo; alone, ours is the beat, too.
    virtual void lead(double bpm, double beat, LocalTime at, double quantum_beats) = 0;
    // Whether starts and stops are shared; and ours.
    virtual void share_start_stop(bool on) = 0;
    virtual void set_playing(bool playing, LocalTime at) = 0;
};

class LinkRoom final : public Room {
  public:
    // changed: tempo or peers; on a thread of Link's.
    explicit LinkRoom(std::function<void()> changed);
    ~LinkRoom() override;
    void enter(double bpm) override;
    void leave() override;
    Heard heard(LocalTime at, double quantum_beats) override;
    void lead(double bpm, double beat, LocalTime at, double quantum_beats) override;
    void share_start_stop(bool on) override;
    void set_playing(bool playing, LocalTime at) override;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

class Bridge {
  public:
    Bridge(World& world, SessionHost& sessions) : world_(world), sessions_(sessions) {}
    void refresh(const clock::ClockMap& clock);
    // The room has changed: do not wait for the next turn.
    void changed() { next_ = long_ago; }
    LocalTime next_wake() const { return bridging_ ? next_ : inside_ ? leaves_at_ : LocalTime::max(); }

    bool bridging() const { return bridging_; }
    const Room::Heard& heard() const { return heard_; }  // last; while bridging

  private:
    void lead(const handoff::SessionState& session, const clock::ClockMap& clock, LocalTime now);
    void start_and_stop(const handoff::SessionMachine& session, LocalTime now);

    World& world_;
    SessionHost& sessions_;
    void enter_or_leave(const handoff::SessionMachine* session, const clock::ClockMap& clock, LocalTime now);

    bool inside_ = false, bridging_ = false;  // inside without bridging: lingering
    LocalTime next_ = long_ago, leaves_at_ = long_ago;
    Room::Heard heard_;
    StartStop start_stop_;
};

}  // namespace segue::node
