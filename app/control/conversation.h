// One client's dialogue with a node, whatever carries its bytes: requests in; answers out, in the order they came
// about. Pure: no socket, no clock.
//
// A client that reads slowly never makes the node hold more than a bounded number of answers: of each watch only
// the latest snapshot waits, and who has commands_open_max commands unanswered, or answers unread, is not heard.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "app/control/codec.h"
#include "app/control/handler.h"

namespace segue::control {

class Conversation {
  public:
    // `ready` is called when take() has something to give and had nothing before; it may call take(), and may
    // destroy this object. [node-thread] all of it.
    Conversation(Handler& handler, std::function<void()> ready);
    ~Conversation();
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    void receive(const Request& request);

    // The next answer to send.
    std::optional<Response> take();

    // Enough is under way: hear nothing more from this client until a take() has made room.
    bool is_full() const;

  private:
    struct State;
    std::shared_ptr<State> state_;  // replies outlive this object, and find it gone
};

}  // namespace segue::control
