#include "app/control/conversation.h"

#include "app/control/limits.h"

namespace segue::control {

// What waits to be sent is a line of tickets: an answer carries its bytes; a watch's ticket only says whose turn it
// is, and the snapshot is picked up when the turn comes. So the latest one goes out, and the older are never kept.
struct Conversation::State : std::enable_shared_from_this<Conversation::State> {
    struct Watching {
        std::unique_ptr<Subscription> subscription;
        std::optional<Response> latest;
    };
    struct Ticket {
        std::uint64_t watch = 0;  // 0: an answer
        Response answer;
    };

    State(Handler& h, std::function<void()> r) : handler(h), ready(std::move(r)) {}

    void push(Ticket ticket) {
        const bool was_empty = line.empty();
        if (ticket.watch == 0) ++answers_waiting;
        line.push_back(std::move(ticket));
        if (was_empty && !closed) ready();
    }
    void answer(Response response) { push({0, std::move(response)}); }
    void show(std::uint64_t id, const Response& response) {
        const auto found = watches.find(id);
        if (found == watches.end()) return;
        if (response.has_error()) {  // the last word of a watch, so it must not be overtaken by a snapshot
            watches.erase(found);
            Response last = response;
            last.set_id(id);
            return answer(std::move(last));
        }
        const bool has_ticket = found->second.latest.has_value();
        found->second.latest = response;
        found->second.latest->set_id(id);
        if (!has_ticket) push({id, {}});
    }
    bool is_full() const { return answers_waiting + commands_open >= commands_open_max; }

    void receive(const Request& request);
    void begin_command(const Request& request);
    void begin_watch(const Request& request);
    void end_watch(std::uint64_t id, std::uint64_t watch);

    Handler& handler;
    std::function<void()> ready;
    std::map<std::uint64_t, Watching> watches;  // by request id
    std::deque<Ticket> line;
    std::size_t answers_waiting = 0;
    std::size_t commands_open = 0;
    bool closed = false;
};

void Conversation::State::receive(const Request& request) {
    if (request.id() == 0) return answer(failed(0, Error::bad_request, "a request must have an id other than 0"));
    if (request.protocol() != protocol_version)
        return answer(failed(request.id(), Error::protocol_mismatch,
                             "this node speaks control protocol " + std::to_string(protocol_version) + ", not " +
                                 std::to_string(request.protocol()),
                             "use programs of one Segue version"));
    switch (request.command_case()) {
        case Request::COMMAND_NOT_SET:
            return answer(failed(request.id(), Error::bad_request, "the request holds no command known here",
                                 "use programs of one Segue version"));
        case Request::kWatch:
            return begin_watch(request);
        case Request::kCancel:
            return end_watch(request.id(), request.cancel().request_id());
        default:
            return begin_command(request);
    }
}

void Conversation::State::begin_command(const Request& request) {
    if (is_full())
        return answer(failed(request.id(), Error::busy, "too many commands at once", "wait for answers first"));
    ++commands_open;
    auto answered = std::make_shared<bool>(false);  // shared, because the function may be copied
    handler.command(request, [weak = weak_from_this(), id = request.id(), answered](const Response& r) {
        SEGUE_ASSERT(!*answered);
        *answered = true;
        const auto self = weak.lock();
        if (!self || self->closed) return;
        --self->commands_open;
        Response response = r;
        response.set_id(id);
        self->answer(std::move(response));
    });
}

void Conversation::State::begin_watch(const Request& request) {
    const std::uint64_t id = request.id();
    if (watches.size() >= watches_max)
        return answer(failed(id, Error::busy, "too many watches at once", "end one of them first"));
    if (watches.contains(id)) return answer(failed(id, Error::bad_request, "a watch with this id runs already"));
    watches[id];  // there before the first snapshot, which may come within the call
    auto subscription = handler.watch(request, [weak = weak_from_this(), id](const Response& r) {
        const auto self = weak.lock();
        if (self && !self->closed) self->show(id, r);
    });
    const auto found = watches.find(id);
    if (found != watches.end()) found->second.subscription = std::move(subscription);
}

void Conversation::State::end_watch(std::uint64_t id, std::uint64_t watch) {
    // A snapshot that has its place in the line goes nowhere any more: take() passes over it.
    if (watches.erase(watch) == 0) return answer(failed(id, Error::not_found, "no such watch runs"));
    answer(done(id));
}

Conversation::Conversation(Handler& handler, std::function<void()> ready)
    : state_(std::make_shared<State>(handler, std::move(ready))) {}

Conversation::~Conversation() {
    state_->closed = true;
    state_->watches.clear();
}

void Conversation::receive(const Request& request) {
    const auto keep = state_;  // the handler may end this conversation while it carries the request out
    keep->receive(request);
}

std::optional<Response> Conversation::take() {
    State& s = *state_;
    while (!s.line.empty()) {
        State::Ticket ticket = std::move(s.line.front());
        s.line.pop_front();
        if (ticket.watch == 0) {
            --s.answers_waiting;
            return std::move(ticket.answer);
        }
        const auto found = s.watches.find(ticket.watch);
        if (found == s.watches.end() || !found->second.latest) continue;
        std::optional<Response> latest;
        latest.swap(found->second.latest);
        return latest;
    }
    return std::nullopt;
}

bool Conversation::is_full() const { return state_->is_full(); }

}  // namespace segue::control
