// A node that answers as the test tells it to, and remembers what it was asked.
#pragma once

#include <map>
#include <vector>

#include "app/control/codec.h"
#include "app/control/handler.h"

namespace segue::control {

inline Request status_request(std::uint64_t id) {
    Request request;
    request.set_id(id);
    request.set_protocol(protocol_version);
    request.mutable_status();
    return request;
}
inline Request watch_request(std::uint64_t id, std::uint32_t interval_ms = 0) {
    Request request = status_request(id);
    request.mutable_watch()->set_interval_ms(interval_ms);
    return request;
}
inline Request cancel_request(std::uint64_t id, std::uint64_t watch) {
    Request request = status_request(id);
    request.mutable_cancel()->set_request_id(watch);
    return request;
}
inline Response snapshot_response(const std::string& text) {
    Response response;
    response.mutable_snapshot()->set_text(text);
    return response;
}

class ScriptedHandler : public Handler {
  public:
    void command(const Request& request, Reply reply) override {
        asked.push_back(request);
        if (answer_at_once)
            reply(answer_at_once(request));
        else
            open.push_back(std::move(reply));
    }
    std::unique_ptr<Subscription> watch(const Request& request, Reply next) override {
        asked.push_back(request);
        if (refuse_watches) return next(failed(0, Error::refused, "nothing to see")), nullptr;
        const int number = ++numbers;
        watching[number] = std::move(next);
        return std::make_unique<Held>(*this, number);
    }
    // To every watch that runs.
    void show(const std::string& text) {
        const auto all = watching;
        for (const auto& [number, next] : all) next(snapshot_response(text));
    }

    std::function<Response(const Request&)> answer_at_once;  // unset: replies wait in `open`
    bool refuse_watches = false;
    std::vector<Request> asked;
    std::vector<Reply> open;
    std::map<int, Reply> watching;

  private:
    struct Held : Subscription {
        Held(ScriptedHandler& h, int n) : handler(h), number(n) {}
        ~Held() override { handler.watching.erase(number); }
        ScriptedHandler& handler;
        int number;
    };
    int numbers = 0;
};

}  // namespace segue::control
