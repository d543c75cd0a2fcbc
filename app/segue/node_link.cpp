#include "app/segue/node_link.h"

#include <mutex>
#include <utility>

#include "app/control/codec.h"
#include "app/control/handler.h"
#include "app/segue/translate.h"

namespace segue::app {
namespace {

// Positions go on by themselves, but levels and clocks want to be looked at.
constexpr std::uint32_t look_every_ms = 100;

}  // namespace

// Outlives the link on the node thread for as long as an answer is under way.
struct NodeLink::Shared {
    std::mutex mutex;
    NodeLink* link = nullptr;  // null: gone
    std::shared_ptr<const ui::HouseFacts> newest;
    bool told = true;                                     // the newest was given to the window
    std::function<void(const ui::HouseFacts&)> on_news;   // [ui-thread]
    std::unique_ptr<control::Subscription> subscription;  // [node-thread]

    // [node-thread] Runs `work` on the user interface's thread, unless the window is gone.
    template <class Work>
    void in_window(Work work) {
        const std::lock_guard lock(mutex);
        if (link) QMetaObject::invokeMethod(link, std::move(work), Qt::QueuedConnection);
    }
};

NodeLink::NodeLink(HostedNode& node) : node_(node), shared_(std::make_shared<Shared>()) { shared_->link = this; }

NodeLink::~NodeLink() {
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->link = nullptr;
    }
    node_.post([shared = shared_](control::Handler&) { shared->subscription.reset(); });
}

void NodeLink::ask(const ui::Deed& deed, std::function<void(const ui::Answer&)> then) {
    node_.post([request = to_request(deed), then = std::move(then), shared = shared_](control::Handler& node) mutable {
        request.set_protocol(control::protocol_version);
        node.command(request, [then = std::move(then), shared](const control::Response& response) {
            shared->in_window([then, answer = to_answer(response)] { then(answer); });
        });
    });
}

void NodeLink::watch(std::function<void(const ui::HouseFacts&)> told) {
    shared_->on_news = std::move(told);
    subscribe(false);
}

void NodeLink::rest(bool resting) { subscribe(resting); }

void NodeLink::subscribe(bool resting) {
    node_.post([shared = shared_, resting](control::Handler& node) {
        control::Request request;
        request.mutable_watch();
        if (!resting) request.mutable_watch()->set_interval_ms(look_every_ms);
        shared->subscription = node.watch(request, [shared = std::weak_ptr(shared)](const control::Response& response) {
            const auto s = shared.lock();
            if (!s || !response.has_snapshot()) return;
            auto facts = std::make_shared<const ui::HouseFacts>(to_facts(response.snapshot(), ui::Clock::now()));
            {
                const std::lock_guard lock(s->mutex);
                s->newest = std::move(facts);
                if (!std::exchange(s->told, false)) return;  // an event is on its way already
            }
            s->in_window([s] {
                std::shared_ptr<const ui::HouseFacts> newest;
                {
                    const std::lock_guard lock(s->mutex);
                    newest = s->newest;
                    s->told = true;
                }
                s->on_news(*newest);
            });
        });
    });
}

}  // namespace segue::app
