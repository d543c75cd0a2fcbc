#include "app/control/feed.h"

#include <algorithm>
#include <map>
#include <vector>

#include "app/control/control.pb.h"
#include "app/control/limits.h"

namespace segue::control {

struct SnapshotFeed::State : std::enable_shared_from_this<SnapshotFeed::State> {
    struct Subscriber {
        Reply next;
        std::optional<Nanoseconds> interval;
        LocalTime last;
        bool changed = false;

        std::optional<LocalTime> due() const {
            if (changed) return last + watch_gap_min;
            if (interval) return last + *interval;
            return std::nullopt;
        }
    };

    void give(std::uint64_t number, const Response& snapshot, LocalTime now) {
        const auto found = subscribers.find(number);
        if (found == subscribers.end()) return;  // left because of what another was given
        found->second.last = now;
        found->second.changed = false;
        const Reply next = found->second.next;  // a copy: it may end its own subscription
        next(snapshot);
    }

    std::function<Response()> make;
    std::map<std::uint64_t, Subscriber> subscribers;
    std::uint64_t numbers = 0;
};

namespace {

template <class State>
class Held : public Subscription {
  public:
    Held(std::weak_ptr<State> feed, std::uint64_t number) : feed_(std::move(feed)), number_(number) {}
    ~Held() override {
        if (const auto feed = feed_.lock()) feed->subscribers.erase(number_);
    }

  private:
    std::weak_ptr<State> feed_;
    std::uint64_t number_;
};

}  // namespace

SnapshotFeed::SnapshotFeed(std::function<Response()> make) : state_(std::make_shared<State>()) {
    state_->make = std::move(make);
}
SnapshotFeed::~SnapshotFeed() = default;

std::unique_ptr<Subscription> SnapshotFeed::subscribe(const Watch& watch, Reply next, LocalTime now) {
    State& s = *state_;
    State::Subscriber subscriber{std::move(next), std::nullopt, now, false};
    if (watch.interval_ms() > 0)
        subscriber.interval =
            std::clamp<Nanoseconds>(milliseconds(watch.interval_ms()), watch_gap_min, watch_interval_max);
    const std::uint64_t number = ++s.numbers;
    s.subscribers.emplace(number, std::move(subscriber));
    auto held = std::make_unique<Held<State>>(state_, number);
    s.give(number, s.make(), now);
    return held;
}

void SnapshotFeed::changed(LocalTime now) {
    for (auto& [number, subscriber] : state_->subscribers) subscriber.changed = true;
    tick(now);
}

void SnapshotFeed::tick(LocalTime now) {
    const auto s = state_;  // what is given may end the feed
    std::vector<std::uint64_t> due;
    for (const auto& [number, subscriber] : s->subscribers)
        if (const auto at = subscriber.due(); at && *at <= now) due.push_back(number);
    if (due.empty()) return;
    const Response snapshot = s->make();
    for (const std::uint64_t number : due) s->give(number, snapshot, now);
}

std::optional<LocalTime> SnapshotFeed::next_due() const {
    std::optional<LocalTime> first;
    for (const auto& [number, subscriber] : state_->subscribers)
        if (const auto at = subscriber.due(); at && (!first || *at < *first)) first = at;
    return first;
}

bool SnapshotFeed::is_watched() const { return !state_->subscribers.empty(); }

}  // namespace segue::control
