// Who starts in the room starts the session, and who starts the session starts the room; stopping likewise. Only
// changes count: who comes into a room that plays, or takes over a session that does, changes nothing by that. Pure.
#pragma once

#include <optional>

namespace segue::node {

class StartStop {
  public:
    enum class Deed { nothing, start_session, stop_session, start_room, stop_room };
    // Whether either plays, as just read. What is to be done follows; who does it need not say that it is done.
    Deed step(bool room, bool session) {
        if (!known_) known_ = Known{room, session};
        const bool room_changed = known_->room != room, session_changed = known_->session != session;
        known_ = Known{room, session};
        if (room == session) return Deed::nothing;
        if (room_changed) return room ? Deed::start_session : Deed::stop_session;
        if (!session_changed) return Deed::nothing;  // it could not be done: nothing to play
        known_->room = session;
        return session ? Deed::start_room : Deed::stop_room;
    }
    void forget() { known_.reset(); }

  private:
    struct Known {
        bool room = false, session = false;
    };
    std::optional<Known> known_;
};

}  // namespace segue::node
