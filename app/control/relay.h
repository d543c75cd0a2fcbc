// Commands and watches from node to node, over mesh::Kind::control: "any node from any node".
//
//   client --socket--> this node --relay--> that node's Relay --> its Handler
//          <---------- Reply <-------------
//
// A relayed request is never passed on a second time. Pure: bytes out by `send`, time from the driver.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "app/control/handler.h"
#include "sync/base/bytes.h"
#include "sync/base/ids.h"
#include "sync/base/time.h"

namespace segue::control {

class Relay {
  public:
    using Send = std::function<void(const NodeId& to, BytesView message)>;
    // `local` carries out what others ask of this node. [node-thread] all of it.
    Relay(Handler& local, Send send);
    ~Relay();
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    // Passes a command on to a peer that is up; `reply` gets its answer, or unreachable.
    void command(const NodeId& to, const Request& request, Reply reply, LocalTime now);
    std::unique_ptr<Subscription> watch(const NodeId& to, const Request& request, Reply next);

    // A mesh message of Kind::control. False: not understood (it was ignored).
    bool received(const NodeId& from, BytesView message);
    // Its open commands fail, its watches end; what it asked of us is forgotten.
    void peer_down(const NodeId& peer);

    // Commands that were not answered in relay_answer_max fail.
    void tick(LocalTime now);
    std::optional<LocalTime> next_due() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace segue::control
