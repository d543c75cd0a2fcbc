// This node's output: what the current session wants of it goes to the engine and the media exchange, and how the
// engine is doing goes back to the session. [node-thread]
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "app/node/session_host.h"
#include "app/node/settings.h"
#include "app/node/world.h"
#include "audio/media/exchange.h"

namespace segue::node {

// A device that was needed is kept open so long, so that the next play or resume is instant.
inline constexpr seconds device_linger{120};
// The wanted segments are looked over this often while playing, besides when the plan changes.
inline constexpr milliseconds want_interval{1000};
// Of the queue behind what is planned, so many tracks' manifests and covers are held.
inline constexpr std::size_t manifests_ahead = 20;

class Player {
  public:
    Player(World& world, const NodeId& self, SessionHost& sessions, audio::MediaExchange& exchange, const Settings& settings);

    // A session, the clock or this node's latency changed, or time has passed.
    void refresh(const clock::ClockMap& map);
    // Lets the engine go on for as long as the session's word is good: after each step, so that an engine which was
    // stopped with us does not sound what was true before.
    void renew();
    void clock_changed(const clock::ClockMap& map);
    // The engine's report has.
    void sound_changed();
    LocalTime next_wake() const { return wake_; }

    const audio::Report& report() const { return report_; }

  private:
    void play(const handoff::SessionMachine* session, const clock::ClockMap& map);
    void fetch(const handoff::SessionMachine* session, const clock::ClockMap& map);
    void leave_other_sessions(const handoff::SessionMachine* session);
    void tell_session();

    World& world_;
    NodeId self_;
    SessionHost& sessions_;
    audio::MediaExchange& exchange_;
    const Settings& settings_;
    audio::OutputPlan plan_, wanted_;
    std::vector<TrackId> ahead_;
    LocalTime fetched_ = long_ago;
    LocalTime needed_ = long_ago;   // when the device last was
    bool device_wanted_ = false;
    LocalTime good_until_ = LocalTime::max();
    std::optional<SessionId> session_;
    handoff::OutputReport told_;
    audio::Report report_;
    LocalTime wake_ = LocalTime::max();
};

}  // namespace segue::node
