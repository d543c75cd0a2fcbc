// One node of the real world: sockets, clock, disk, sound, processes; and the core that decides what to do with them.
// The composition root: nothing else in Segue names all of these.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "app/node/options.h"
#include "sync/base/result.h"

namespace asio {
class io_context;
}

namespace segue::control {
class Handler;
}

namespace segue::node {

enum class NodeError : std::uint8_t {
    state,    // the state directory cannot be used, or another node uses it
    network,  // cannot listen
    sound,    // no such sound device
};

class Node {
  public:
    // [node-thread] Ready to be commanded when it returns. `loop` must outlive the node and be run by one thread.
    static Result<std::unique_ptr<Node>, NodeError> start(asio::io_context& loop, const Options& options);
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    // [node-thread] Hands over what it conducts and plays, says goodbye, then calls `done`: within drain_max.
    void drain(std::function<void()> done);
    // [node-thread] Called when someone has told the node to shut down, once it has drained.
    void on_shutdown(std::function<void()> stop);

    // [node-thread] As if its network cable were pulled, or plugged in again. For showing what happens then.
    void cut(bool cut);

    // [node-thread] For a window in the same process; others come by the control socket.
    control::Handler& handler();

  private:
    class Impl;
    explicit Node(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace segue::node
