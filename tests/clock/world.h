// A small world to try clocks in: true time, crystals that are off, links that delay and lose. Virtual and seeded.
#pragma once

#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "sync/base/random.h"
#include "sync/clock/ensemble_clock.h"

namespace segue::clock::world {

using TrueTime = Nanoseconds;  // since the world began

// A crystal: local time as a piecewise linear function of true time.
class Crystal {
  public:
    explicit Crystal(double ppm = 0, Nanoseconds start = seconds(1000)) : rate_(1 + ppm * 1e-6), local_(start) {}
    LocalTime read(TrueTime t) const { return LocalTime(local_ + nearest_ns(to_seconds(t - since_) * rate_)); }
    TrueTime when(LocalTime l) const { return since_ + nearest_ns(to_seconds(l.time_since_epoch() - local_) / rate_); }
    void set_ppm(TrueTime at, double ppm) { rebase(at), rate_ = 1 + ppm * 1e-6; }
    // The machine slept until `at`: its clock stood still for d.
    void slept(TrueTime at, Nanoseconds d) { rebase(at), local_ -= nearest_ns(to_seconds(d) * rate_); }
    double rate() const { return rate_; }

  private:
    void rebase(TrueTime at) { local_ = read(at).time_since_epoch(), since_ = at; }
    double rate_;
    Nanoseconds local_, since_{0};
};

using Delay = std::function<Nanoseconds(Random&)>;
inline Delay uniform_ms(double middle, double spread) {
    return [=](Random& r) { return nearest_ns((middle + r.uniform(-spread, spread)) * 1e-3); };
}
inline Delay exponential_ms(double floor, double mean) {
    return [=](Random& r) { return nearest_ns((floor - mean * std::log(1 - r.uniform())) * 1e-3); };
}

inline NodeId node(int n) {
    NodeId id;
    id.bytes[0] = static_cast<std::uint8_t>(n);
    id.bytes[15] = 1;
    return id;
}

struct Link {
    Delay out = uniform_ms(0.05, 0.03), home = uniform_ms(0.05, 0.03);  // from the lower id to the higher, and back
    double loss = 0;
    bool cut = false;
};

// Nodes in a full mesh, each with an EnsembleClock, driven as the real driver does.
class House {
  public:
    explicit House(std::uint64_t seed) : random_(seed) {}

    struct Machine {
        int number = 0;
        Crystal crystal;
        std::unique_ptr<EnsembleClock> clock;
        bool running = true, asleep = false;
        int stepped = 0;
        std::vector<State> states;
        std::vector<NodeId> references;
        std::size_t sent = 0;
        double worst_break_ns = 0;  // discontinuity of the map without a Stepped
    };

    // wall: what its clock begins with, if alone.
    Machine& add(int number, double ppm, Nanoseconds wall = seconds(1'700'000'000)) {
        Machine& m = machines_[number];
        m.number = number;
        m.crystal = Crystal(ppm, seconds(1000 + 77 * number));
        m.clock = std::make_unique<EnsembleClock>(node(number), EnsembleTime(wall), m.crystal.read(now_));
        for (auto& [other, o] : machines_)
            if (other != number && o.running && !link(number, other).cut) connect(number, other);
        arm(m);
        return m;
    }
    Link& link(int a, int b) { return links_.try_emplace({std::min(a, b), std::max(a, b)}, default_).first->second; }
    // For links there are and links to come.
    void all_links(const Link& l) {
        default_ = l;
        for (auto& [ends, link] : links_) link = l;
    }
    Machine& operator[](int n) { return machines_.at(n); }
    TrueTime now() const { return now_; }

    // Dies; the others notice after `noticed`.
    void kill(int number, Nanoseconds noticed) {
        machines_.at(number).running = false;
        at(now_ + noticed, [=, this] {
            for (auto& [n, m] : machines_)
                if (m.running) give(m, PeerDown{node(number)});
        });
    }
    // Its lid is closed for d: it hears nothing, and its clock stands still.
    void sleep(int number, Nanoseconds d) {
        machines_.at(number).asleep = true;
        at(now_ + d, [=, this] {
            Machine& m = machines_.at(number);
            m.asleep = false;
            m.crystal.slept(now_, d);
            arm(m);
        });
    }
    void cut(int a, int b) {
        link(a, b).cut = true;
        give((*this)[a], PeerDown{node(b)});
        give((*this)[b], PeerDown{node(a)});
    }
    void heal(int a, int b) { link(a, b).cut = false, connect(a, b); }

    void run(Nanoseconds d) {
        const TrueTime end = now_ + d;
        while (!events_.empty() && events_.top().at <= end) {
            Event e = events_.top();
            events_.pop();
            now_ = e.at;
            e.act();
        }
        now_ = end;
    }
    void at(TrueTime t, std::function<void()> act) { events_.push({t, ++order_, std::move(act)}); }

    EnsembleTime ensemble(int n) { return (*this)[n].clock->ensemble((*this)[n].crystal.read(now_)); }
    // Greatest difference between any two running nodes' ensemble times, now.
    Nanoseconds spread() {
        EnsembleTime low = EnsembleTime::max(), high = EnsembleTime::min();
        for (auto& [n, m] : machines_)
            if (m.running) low = std::min(low, ensemble(n)), high = std::max(high, ensemble(n));
        return high - low;
    }
    void give(Machine& m, const clock::Event& event) {
        const LocalTime local = m.crystal.read(now_);
        const ClockMap before = m.clock->map();
        const Effects effects = m.clock->step(event, local);
        bool stepped = false;
        for (const Notice& n : effects.notices) {
            if (std::holds_alternative<Stepped>(n)) stepped = true, ++m.stepped;
            if (const auto* r = std::get_if<ReferenceChanged>(&n)) m.references.push_back(r->reference);
            if (const auto* s = std::get_if<StateChanged>(&n)) m.states.push_back(s->state);
        }
        if (!stepped) {
            const auto gap = (before.to_ensemble(local) - m.clock->map().to_ensemble(local)).count();
            m.worst_break_ns = std::max(m.worst_break_ns, std::abs(static_cast<double>(gap)));
        }
        for (const Send& s : effects.send) post(m, s);
        arm(m);
    }

  private:
    struct Event {
        TrueTime at;
        std::uint64_t order;
        std::function<void()> act;
        bool operator<(const Event& o) const { return at != o.at ? at > o.at : order > o.order; }
    };

    void connect(int a, int b) {
        give((*this)[a], PeerUp{node(b)});
        give((*this)[b], PeerUp{node(a)});
    }
    void post(Machine& from, const Send& s) {
        ++from.sent;
        const int to = s.to.bytes[0];
        const Link& l = link(from.number, to);
        if (l.cut || random_.chance(l.loss)) return;
        TrueTime& last = last_[{from.number, to}];
        last = std::max(last + Nanoseconds(1), now_ + (from.number < to ? l.out : l.home)(random_));
        at(last, [=, this, number = from.number] {
            Machine& m = machines_.at(to);
            if (!m.running || m.asleep || link(number, to).cut) return;
            give(m, Received{node(number), decode(encode(s.message)).value(), m.crystal.read(now_)});
        });
    }
    void arm(Machine& m) {
        const TrueTime t = std::max(now_ + Nanoseconds(1000), m.crystal.when(m.clock->next_wake()) + Nanoseconds(1000));
        at(t, [this, &m] {
            if (m.running && !m.asleep && m.crystal.read(now_) >= m.clock->next_wake()) give(m, Tick{});
        });
    }

    Random random_;
    TrueTime now_{0};
    std::uint64_t order_ = 0;
    Link default_;
    std::map<int, Machine> machines_;
    std::map<std::pair<int, int>, Link> links_;
    std::map<std::pair<int, int>, TrueTime> last_;
    std::priority_queue<Event> events_;
};

}  // namespace segue::clock::world
