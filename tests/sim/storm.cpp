#include "tests/sim/storm.h"

#include <algorithm>

#include "handoff/limits.h"

namespace segue::test {
namespace {
constexpr double warming = 3e-6;  // what a crystal's pace changes by when it comes out of a pocket
constexpr double clock_jump_max_s = 0.5;

// In peace replicas are to be equal within seconds: what a card in an old phone needs for a write that must last.
constexpr Nanoseconds peaceful_disk = milliseconds(60);

std::size_t at(int i) { return static_cast<std::size_t>(i); }
}  // namespace

Storm::Storm(House& house, const Script& script)
    : house_(house),
      script_(script),
      frozen_(house.size()),
      full_(house.size()),
      slow_disk_(house.size()),
      slow_device_(house.size()),
      broken_(house.size()),
      dozed_(house.size()),
      slept_(house.size()) {
    disturbed(Nanoseconds(0));  // nobody knows anybody yet
    const int n = static_cast<int>(house.size());
    for (int a = 0; a < n; ++a)
        for (int b = 0; b < n; ++b) {
            sim::Link& l = house.network.link(a, b);
            l.delay = script.delay;
            l.jitter = script.jitter;
            l.tail = script.tail;
            l.loss = script.loss;
            l.duplicate = script.duplicate;
            l.reorder = script.reorder;
            l.replay = script.replay;
        }
    for (int i = 0; i < n; ++i) {
        Member& m = house[at(i)];
        m.clock.set_drift(house.scheduler.now(), house.random.uniform(-1, 1) * script.drift_max);
        m.disk.latency = script.disk;
        m.sound_faults.opening = script.device;
        m.forgets_audio = script.forget_audio;
    }
}

void Storm::disturbed(Nanoseconds lasts) {
    troubled_until_ = std::max(troubled_until_, house_.scheduler.now() + lasts);
}

// A disk that keeps its node from speaking for half a silence's length is trouble, too.
Nanoseconds Storm::calm_for() const {
    if (script_.disk > handoff::silent_after / 2) return Nanoseconds(0);
    return std::max(Nanoseconds(0), house_.scheduler.now() - troubled_until_);
}

void Storm::until(const Action& a, std::function<void()> undo) {
    disturbed(a.lasts);
    house_.scheduler.after(a.lasts, [this, undo = std::move(undo)] {
        if (!peace_) undo();
        disturbed(Nanoseconds(0));
    });
}

void Storm::cut(int from, int to, Nanoseconds lasts) {
    if (from == to) return;
    ++cuts_[{from, to}];
    house_.network.set_cut(from, to, true);
    house_.scheduler.after(lasts, [this, from, to] {
        if (!peace_ && --cuts_[{from, to}] == 0) house_.network.set_cut(from, to, false);
    });
}

void Storm::wake(int node) {
    house_.trace(house_.scheduler.now(), node, "thaws");
    house_[at(node)].thaw();
}

void Storm::restart(int node) {
    if (house_[at(node)].alive()) return;
    house_.trace(house_.scheduler.now(), node, "starts");
    frozen_[at(node)] = 0;
    house_[at(node)].start();
}

bool Storm::perform(const Action& a) {
    Member& m = house_[at(a.node)];
    const int n = static_cast<int>(house_.size());
    switch (a.deed) {
        case Deed::kill:
        case Deed::power_cut:
            if (!m.alive() || frozen_[at(a.node)]) return false;
            m.kill(a.deed == Deed::kill ? sim::Disk::Crash::process : sim::Disk::Crash::power);
            until(a, [this, node = a.node] { restart(node); });
            return true;
        case Deed::terminate:
            if (!m.running() || m.leaving()) return false;
            m.shut_down();
            until({a.at, a.deed, a.node, a.node, 0, a.lasts + seconds(3)}, [this, node = a.node] { restart(node); });
            return true;
        case Deed::freeze:
        case Deed::suspend: {
            if (!m.alive()) return false;
            if (frozen_[at(a.node)]++ == 0) {
                m.freeze();
                dozed_[at(a.node)] = house_.scheduler.now();
            }
            until(a, [this, a, life = m.life()] {
                if (house_[at(a.node)].life() != life) return;  // it died of something else meanwhile
                // The clock that counts sleep is set from one that knows only seconds.
                if (a.deed == Deed::suspend)
                    house_[at(a.node)].clock.jump(house_.scheduler.now(), nearest_ns(a.amount * clock_jump_max_s));
                slept_[at(a.node)] = house_.scheduler.now();
                if (--frozen_[at(a.node)] == 0) wake(a.node);
            });
            return true;
        }
        case Deed::cut:
        case Deed::cut_one_way:
            if (a.node == a.other) return false;
            cut(a.node, a.other, a.lasts);
            if (a.deed == Deed::cut) cut(a.other, a.node, a.lasts);
            disturbed(a.lasts);
            return true;
        case Deed::isolate:
            for (int o = 0; o < n; ++o) cut(a.node, o, a.lasts), cut(o, a.node, a.lasts);
            disturbed(a.lasts);
            return true;
        case Deed::partition: {
            const auto side = static_cast<std::uint64_t>(a.amount * 4096);
            for (int x = 0; x < n; ++x)
                for (int y = 0; y < n; ++y)
                    if ((side >> x & 1) != (side >> y & 1)) cut(x, y, a.lasts);
            disturbed(a.lasts);
            return true;
        }
        case Deed::clog:
            if (a.node == a.other) return false;
            house_.network.clog(a.node, a.other, a.lasts);
            disturbed(a.lasts);
            return true;
        case Deed::move:
            if (!m.alive()) return false;
            house_.network.move(a.node);
            disturbed(Nanoseconds(0));
            return true;
        case Deed::drift:
            m.clock.set_drift(house_.scheduler.now(), m.clock.drift() + (2 * a.amount - 1) * warming);
            return true;
        case Deed::disk_slow:
            ++slow_disk_[at(a.node)];
            m.disk.latency = nearest_ns(0.05 + a.amount);
            until(a, [this, &m, node = a.node] {
                if (--slow_disk_[at(node)] == 0) m.disk.latency = script_.disk;
            });
            return true;
        case Deed::disk_full:
            ++full_[at(a.node)];
            m.disk.full = true;
            until(a, [this, &m, node = a.node] {
                if (--full_[at(node)] == 0) m.disk.full = false;
            });
            return true;
        case Deed::device_slow:
            ++slow_device_[at(a.node)];
            m.sound_faults.opening = nearest_ns(0.3 + 3 * a.amount);
            until(a, [this, &m, node = a.node] {
                if (--slow_device_[at(node)] == 0) m.sound_faults.opening = script_.device;
            });
            return true;
        case Deed::device_broken:
            ++broken_[at(a.node)];
            m.sound_faults.broken = true;
            if (m.running()) m.turn();
            until(a, [this, &m, node = a.node] {
                if (--broken_[at(node)] == 0) m.sound_faults.broken = false;
                if (m.running()) m.turn();
            });
            return true;
        default:
            return false;
    }
}

void Storm::make_peace(const std::vector<bool>& healed) {
    peace_ = true;
    const int n = static_cast<int>(house_.size());
    for (int i = 0; i < n; ++i) {
        Member& m = house_[at(i)];
        if (!healed[at(i)]) {
            m.kill();
            continue;
        }
        for (int o = 0; o < n; ++o) {
            house_.network.set_cut(i, o, false);
            house_.network.unclog(i, o);
            house_.network.link(i, o).loss = std::min(script_.loss, 0.01);
        }
        m.disk.full = false;
        m.disk.latency = std::min(script_.disk, peaceful_disk);
        m.sound_faults.opening = script_.device;
        m.sound_faults.broken = false;
        if (frozen_[at(i)] > 0) slept_[at(i)] = house_.scheduler.now();
        if (m.leaving()) m.kill(sim::Disk::Crash::process, true);
        if (m.alive() && house_.network.frozen(i)) m.thaw();
        if (!m.alive()) m.start();
    }
}

}  // namespace segue::test
