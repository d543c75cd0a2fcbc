#include "app/segue/hosted_node.h"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <chrono>
#include <future>
#include <thread>

namespace segue::app {
namespace {

// Longer than a node takes to drain, however badly that goes.
constexpr std::chrono::milliseconds leave_max{3000};

}  // namespace

struct HostedNode::Running {
    asio::io_context loop{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{loop.get_executor()};
    std::unique_ptr<node::Node> node;
    std::thread thread;
};

Result<std::unique_ptr<HostedNode>, node::NodeError> HostedNode::start(const node::Options& options) {
    auto running = std::make_unique<Running>();
    std::promise<Result<void, node::NodeError>> started;
    running->thread = std::thread([r = running.get(), &options, &started] {
        auto node = node::Node::start(r->loop, options);
        if (!node) return started.set_value(node.failure());
        r->node = std::move(*node);
        r->node->on_shutdown([r] { r->loop.stop(); });
        started.set_value({});
        r->loop.run();
        r->node.reset();
    });
    if (const auto result = started.get_future().get(); !result) {
        running->thread.join();
        return result.failure();
    }
    return std::unique_ptr<HostedNode>(new HostedNode(std::move(running)));
}

HostedNode::HostedNode(std::unique_ptr<Running> running) : running_(std::move(running)) {}

HostedNode::~HostedNode() {
    running_->loop.stop();
    if (running_->thread.joinable()) running_->thread.join();
}

void HostedNode::post(std::function<void(control::Handler&)> work) {
    asio::post(running_->loop, [r = running_.get(), work = std::move(work)] {
        if (r->node) work(r->node->handler());
    });
}

void HostedNode::cut(bool cut) {
    asio::post(running_->loop, [r = running_.get(), cut] {
        if (r->node) r->node->cut(cut);
    });
}

void HostedNode::leave() {
    const auto gone = std::make_shared<std::promise<void>>();
    asio::post(running_->loop, [r = running_.get(), gone] { r->node->drain([gone] { gone->set_value(); }); });
    gone->get_future().wait_for(leave_max);
}

}  // namespace segue::app
