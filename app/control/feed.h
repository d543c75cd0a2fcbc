// Turns "something changed" and the passing of time into snapshots for those who watch this node, no faster than
// watch_gap_min. Pure: the driver says what time it is, and asks when it wants to be called again.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "app/control/handler.h"
#include "sync/base/time.h"

namespace segue::control {

class Watch;

class SnapshotFeed {
  public:
    // `make` builds a snapshot answer; called only when someone is due one, once for all who are. [node-thread] all.
    explicit SnapshotFeed(std::function<Response()> make);
    ~SnapshotFeed();

    // The first snapshot is given within this call. The subscription may outlive the feed.
    std::unique_ptr<Subscription> subscribe(const Watch& watch, Reply next, LocalTime now);

    // What a snapshot would show is not what it was.
    void changed(LocalTime now);
    // Gives what is due. Call at next_due(), or at any other time.
    void tick(LocalTime now);
    // When tick() will next have something to do; nothing while nobody waits for time to pass.
    std::optional<LocalTime> next_due() const;

    bool is_watched() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace segue::control
