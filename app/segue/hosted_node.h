// A node inside this process, with a thread of its own for its loop.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/node/node.h"

namespace segue::app {

class HostedNode {
  public:
    // [ui-thread] Starts it; waits until it has started or refused to.
    static Result<std::unique_ptr<HostedNode>, node::NodeError> start(const node::Options& options);
    // [ui-thread] Ends it as a pulled plug would: without a word to the others.
    ~HostedNode();
    HostedNode(const HostedNode&) = delete;
    HostedNode& operator=(const HostedNode&) = delete;

    // [any-thread] Runs `work` on the node thread, unless the node ends first.
    void post(std::function<void(control::Handler&)> work);
    // [ui-thread] As if its network cable were pulled, or plugged in again.
    void cut(bool cut);
    // [ui-thread] Hands over what it plays, says goodbye, and ends. Returns within three seconds; mostly at once.
    void leave();

  private:
    struct Running;
    explicit HostedNode(std::unique_ptr<Running> running);
    std::unique_ptr<Running> running_;
};

}  // namespace segue::app
