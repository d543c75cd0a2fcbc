// One client's dialogue with a node, whatever carries its bytes: requests in; answers out, in the order they came
// about. Pure: no socket, no clock.
//
// A client that reads slowly never makes the node hold more than a bounded number of answers: of each watch only
// the latest snapshot waits, and who lets answers_waiting_max answers pile up is cut off.
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
    // `ready` is called when take() has something to give and had nothing before. It must not call back into
    // this object; wake the writer instead. [node-thread] all of it.
    Conversation(Handler& handler, std::function<void()> ready);
    ~Conversation();
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    // One message from the client. An error means that nothing more is to be read from it; what take() holds then
    // says why.
    Result<void, CodecError> receive(BytesView message);
    void receive(const Request& request);

    // The next answer to send, encoded.
    std::optional<Bytes> take();

    // The client reads too slowly to be served.
    bool overrun() const;

  private:
    struct State;
    std::shared_ptr<State> state_;  // replies outlive this object, and find it gone
};

}  // namespace segue::control
