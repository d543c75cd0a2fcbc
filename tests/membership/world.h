// A small world to try membership in: virtual time, links that delay and lose, processes that freeze and die.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "sync/base/random.h"
#include "sync/mesh/membership/membership.h"

namespace segue::membership::world {

inline NodeId node(int n) {
    NodeId id;
    id.bytes[0] = static_cast<std::uint8_t>(n);
    id.bytes[1] = static_cast<std::uint8_t>(n >> 8);
    id.bytes[15] = 1;
    return id;
}
inline int number(const NodeId& id) { return id.bytes[0] | id.bytes[1] << 8; }

struct Heard {  // a notice, and when
    LocalTime at;
    Notice notice;
};

class World {
  public:
    explicit World(std::uint64_t seed, int nodes = 0) : random_(seed), seed_(seed) {
        for (int n = 1; n <= nodes; ++n) start(n);
    }

    double loss = 0;
    Nanoseconds delay = microseconds(200), jitter{0};

    // The first node is given to newcomers as their one address, as --peer does; the rest they learn.
    void start(int n, std::uint64_t incarnation = 1) {
        Process& p = processes_[n];
        p = {};
        p.core = std::make_unique<Membership>(Self{node(n), "node " + std::to_string(n), {address(n)}, incarnation},
                                              seed_ * 1000 + static_cast<std::uint64_t>(n), now_);
        p.running = true;
        arm(n);
        for (auto& [m, other] : processes_)
            if (m != n && other.running) return dial(n, m);
    }
    void kill(int n) { stop(n, mesh::Gone::closed); }  // the kernel closes its streams
    void leave(int n) {
        give(n, Leave{});
        stop(n, mesh::Gone::left);
    }
    void unplug(int n) { unplugged_.insert(n); }  // nothing comes or goes, no stream closes
    void replug(int n) { unplugged_.erase(n); }
    void freeze(int n, Nanoseconds d) {
        processes_.at(n).frozen_until = now_ + d;
        at(now_ + d, [this, n] {
            auto queue = std::exchange(processes_.at(n).queue, {});
            give(n, Tick{});
            for (auto& event : queue) give(n, event);
        });
    }
    // Every message of n takes this much longer, both ways: a starved machine.
    void slow(int n, std::function<Nanoseconds(Random&)> by) { slow_[n] = std::move(by); }
    void partition(const std::set<int>& side) { side_ = side; }
    void heal() { side_.clear(); }
    void watch(int who, int whom) { give(who, Watch{node(whom)}); }
    void close(int a, int b) { down(a, b, mesh::Gone::closed), down(b, a, mesh::Gone::closed); }

    void run(Nanoseconds d) {
        const LocalTime end = now_ + d;
        while (!events_.empty() && events_.top().at <= end) {
            Event e = events_.top();
            events_.pop();
            now_ = e.at;
            e.act();
        }
        now_ = end;
    }
    LocalTime now() const { return now_; }
    Membership& core(int n) { return *processes_.at(n).core; }
    const std::vector<Heard>& notices(int n) { return processes_.at(n).notices; }
    std::size_t sent(int n) { return processes_.at(n).sent; }
    std::size_t longest_packet() const { return longest_; }
    std::size_t dials(int n) { return processes_.at(n).dials; }

    int count(int n, Notice::What what, int about = 0) {
        const auto& all = notices(n);
        return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const Heard& h) {
            return h.notice.what == what && (about == 0 || h.notice.node == node(about));
        }));
    }
    // When n was last told so; LocalTime::max() if never.
    LocalTime told(int n, Notice::What what, int about) {
        LocalTime t = LocalTime::max();
        for (const Heard& h : notices(n))
            if (h.notice.what == what && h.notice.node == node(about)) t = h.at;
        return t;
    }
    Life life(int n, int of) {
        const Member* m = core(n).find(node(of));
        return m ? m->life : Life::left;
    }
    bool all_see(int of, Life life_wanted) {
        return std::all_of(processes_.begin(), processes_.end(), [&](auto& p) {
            return p.first == of || !p.second.running ||
                   (core(p.first).find(node(of)) && life(p.first, of) == life_wanted);
        });
    }
    bool meshed() {
        for (auto& [a, p] : processes_)
            for (auto& [b, q] : processes_)
                if (a != b && p.running && q.running && (!core(a).find(node(b)) || !core(a).find(node(b))->up))
                    return false;
        return true;
    }
    void give(int n, const membership::Event& event) {
        Process& p = processes_.at(n);
        if (!p.running) return;
        if (p.frozen_until > now_) return p.queue.push_back(event);
        const Effects effects = p.core->step(event, now_);
        for (const Notice& notice : effects.notices) p.notices.push_back({now_, notice});
        for (const Send& s : effects.send) post(n, s);
        for (const Dial& d : effects.dial) ++p.dials, dial(n, number(d.node));
        arm(n);
    }

  private:
    struct Process {
        std::unique_ptr<Membership> core;
        bool running = false;
        LocalTime frozen_until;
        std::vector<membership::Event> queue;
        std::vector<Heard> notices;
        std::size_t sent = 0, dials = 0;
    };
    struct Event {
        LocalTime at;
        std::uint64_t order;
        std::function<void()> act;
        bool operator<(const Event& o) const { return at != o.at ? at > o.at : order > o.order; }
    };

    static std::string address(int n) { return "10.0.0." + std::to_string(n) + ":24470"; }
    void at(LocalTime t, std::function<void()> act) { events_.push({t, ++order_, std::move(act)}); }
    bool reaches(int a, int b) {
        return !unplugged_.contains(a) && !unplugged_.contains(b) && side_.contains(a) == side_.contains(b);
    }
    Nanoseconds way(int a, int b) {
        Nanoseconds d =
            delay + Nanoseconds(static_cast<std::int64_t>(random_.uniform() * static_cast<double>(jitter.count())));
        for (int n : {a, b})
            if (slow_.contains(n)) d += slow_[n](random_);
        return d;
    }
    void dial(int a, int b) {
        if (!reaches(a, b) || !processes_[b].running) return;
        at(now_ + 4 * delay, [=, this] {
            if (!processes_[a].running || !processes_[b].running || !reaches(a, b)) return;
            if (!channels_.insert({std::min(a, b), std::max(a, b)}).second) return;  // the other was quicker
            give(a, PeerUp{{node(b), "node " + std::to_string(b), address(b), true}});
            give(b, PeerUp{{node(a), "node " + std::to_string(a), "10.0.0.9:50123", true}});
        });
    }
    void down(int n, int peer, mesh::Gone why) {
        channels_.erase({std::min(n, peer), std::max(n, peer)});
        give(n, PeerDown{node(peer), why});
    }
    void stop(int n, mesh::Gone why) {
        processes_.at(n).running = false;
        for (auto& [m, other] : processes_)
            if (m != n && other.running && reaches(n, m) && channels_.contains({std::min(n, m), std::max(n, m)}))
                at(now_ + delay, [=, this, m = m] { down(m, n, why); });
    }
    void post(int from, const Send& s) {
        const int to = number(s.to);
        ++processes_.at(from).sent;
        const Bytes bytes = encode(s.packet);
        longest_ = std::max(longest_, bytes.size());
        if (!channels_.contains({std::min(from, to), std::max(from, to)}) || !reaches(from, to) || random_.chance(loss))
            return;
        at(now_ + way(from, to), [=, this] {
            if (reaches(from, to)) give(to, Received{node(from), decode(bytes).value()});
        });
    }
    void arm(int n) {
        at(std::max(processes_.at(n).core->next_wake(), now_), [this, n] {
            Process& p = processes_.at(n);
            if (p.running && p.frozen_until <= now_ && p.core->next_wake() <= now_) give(n, Tick{});
        });
    }

    Random random_;
    std::uint64_t seed_;
    LocalTime now_{seconds(100)};
    std::uint64_t order_ = 0;
    std::map<int, Process> processes_;
    std::set<std::pair<int, int>> channels_;
    std::set<int> unplugged_, side_;
    std::map<int, std::function<Nanoseconds(Random&)>> slow_;
    std::size_t longest_ = 0;
    std::priority_queue<Event> events_;
};

}  // namespace segue::membership::world
