#include "app/control/relay.h"

#include <map>
#include <vector>

#include "app/control/conversation.h"
#include "app/control/limits.h"

namespace segue::control {

struct Relay::State : std::enable_shared_from_this<Relay::State> {
    struct Asked {
        NodeId node;
        Reply reply;
        std::optional<LocalTime> patience;  // absent: a watch, which goes on until it is ended
    };

    State(Handler& l, Send s) : local(l), send(std::move(s)) {}

    std::uint64_t ask(const NodeId& to, const Request& request, Reply reply, std::optional<LocalTime> patience) {
        const std::uint64_t id = ++ids;
        asked.emplace(id, Asked{to, std::move(reply), patience});
        Relayed message;
        *message.mutable_request() = request;
        message.mutable_request()->set_id(id);
        message.mutable_request()->set_protocol(protocol_version);
        message.mutable_request()->clear_target();
        send(to, encode(message));
        return id;
    }
    // The reply is called last and from a copy: it may end the watch, or ask again.
    void end(std::uint64_t id, const Response& response) {
        const auto found = asked.find(id);
        if (found == asked.end()) return;
        const Reply reply = std::move(found->second.reply);
        asked.erase(found);
        reply(response);
    }
    template <class Which>
    void end_all(Which which, const Response& response) {
        std::vector<std::uint64_t> ending;
        for (const auto& [id, a] : asked)
            if (which(a)) ending.push_back(id);
        for (const std::uint64_t id : ending) end(id, response);
    }
    void cancel(std::uint64_t id) {
        const auto found = asked.find(id);
        if (found == asked.end()) return;
        const NodeId node = found->second.node;
        asked.erase(found);
        Request request;
        request.mutable_cancel()->set_request_id(id);
        ask(
            node, request, [](const Response&) {}, std::nullopt);
    }

    void serve(const NodeId& from, Request request);
    void answered(const NodeId& from, const Response& response);

    Handler& local;
    Send send;
    std::uint64_t ids = 0;
    std::map<std::uint64_t, Asked> asked;                    // of others, by us
    std::map<NodeId, std::unique_ptr<Conversation>> asking;  // of us, by others
};

namespace {

template <class State>
class Held : public Subscription {
  public:
    Held(std::weak_ptr<State> relay, std::uint64_t id) : relay_(std::move(relay)), id_(id) {}
    ~Held() override {
        if (const auto relay = relay_.lock()) relay->cancel(id_);
    }

  private:
    std::weak_ptr<State> relay_;
    std::uint64_t id_;
};

}  // namespace

void Relay::State::serve(const NodeId& from, Request request) {
    request.clear_target();
    auto& conversation = asking[from];
    if (!conversation) {
        // The mesh has queues of its own, so what is ready goes out at once.
        conversation = std::make_unique<Conversation>(local, [weak = weak_from_this(), from] {
            const auto self = weak.lock();
            if (!self) return;
            // Looked up each time: sending may find that the peer has gone.
            for (auto at = self->asking.find(from); at != self->asking.end(); at = self->asking.find(from)) {
                auto response = at->second->take();
                if (!response) return;
                Relayed message;
                *message.mutable_response() = std::move(*response);
                self->send(from, encode(message));
            }
        });
    }
    conversation->receive(request);
}

void Relay::State::answered(const NodeId& from, const Response& response) {
    const auto found = asked.find(response.id());
    if (found == asked.end() || found->second.node != from) return;
    if (response.has_error() || found->second.patience) return end(response.id(), response);
    if (response.has_done()) return end(response.id(), response);  // of a cancel
    const Reply reply = found->second.reply;
    reply(response);
}

Relay::Relay(Handler& local, Send send) : state_(std::make_shared<State>(local, std::move(send))) {}
Relay::~Relay() { state_->asking.clear(); }

void Relay::command(const NodeId& to, const Request& request, Reply reply, LocalTime now) {
    state_->ask(to, request, std::move(reply), now + relay_answer_max);
}

std::unique_ptr<Subscription> Relay::watch(const NodeId& to, const Request& request, Reply next) {
    const std::uint64_t id = state_->ask(to, request, std::move(next), std::nullopt);
    return std::make_unique<Held<State>>(state_, id);
}

bool Relay::received(const NodeId& from, BytesView message) {
    auto relayed = decode_relayed(message);
    if (!relayed) return false;
    const auto keep = state_;
    switch (relayed->message_case()) {
        case Relayed::kRequest:
            return keep->serve(from, std::move(*relayed->mutable_request())), true;
        case Relayed::kResponse:
            return keep->answered(from, relayed->response()), true;
        case Relayed::MESSAGE_NOT_SET:
            break;
    }
    return false;
}

void Relay::peer_down(const NodeId& peer) {
    const auto keep = state_;
    keep->asking.erase(peer);
    keep->end_all([&](const State::Asked& a) { return a.node == peer; },
                  failed(0, Error::unreachable, "that node has just gone", "see who is here: seguectl nodes"));
}

void Relay::tick(LocalTime now) {
    const auto keep = state_;
    keep->end_all([&](const State::Asked& a) { return a.patience && *a.patience <= now; },
                  failed(0, Error::timed_out, "that node has not answered in time",
                         "what was asked may still happen; see: seguectl nodes"));
}

std::optional<LocalTime> Relay::next_due() const {
    std::optional<LocalTime> first;
    for (const auto& [id, a] : state_->asked)
        if (a.patience && (!first || *a.patience < *first)) first = a.patience;
    return first;
}

}  // namespace segue::control
