// What a node offers to the control protocol. Implemented by the node; called by Server (its own clients) and by
// Relay (other nodes), both through Conversation.
#pragma once

#include <functional>
#include <memory>

namespace segue::control {

class Request;
class Response;

// [node-thread] Any time after the call, also from within it, also when the client has gone (then to no effect).
// The id of the response need not be set: it is the request's.
using Reply = std::function<void(const Response&)>;

// A watch that runs. Destroying it ends it; its Reply is not called from then on.
class Subscription {
  public:
    virtual ~Subscription() = default;
};

class Handler {
  public:
    virtual ~Handler() = default;
    // [node-thread] Any command but watch and cancel. `reply` is to be called exactly once.
    // A request with a target is to be passed on: Relay::command.
    virtual void command(const Request& request, Reply reply) = 0;
    // [node-thread] A watch: `next` for each snapshot (feed.h makes them; Relay::watch for a target), or once
    // with an error. May return null when it has already given an error.
    virtual std::unique_ptr<Subscription> watch(const Request& request, Reply next) = 0;
};

}  // namespace segue::control
