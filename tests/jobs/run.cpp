#include "tests/jobs/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace segue::test {
namespace {

enum class Deed : std::uint8_t {
    add, copy, remove, kill, power_cut, wipe, leave, freeze, cut, isolate, clog, disk_full, pause, retry, slow, count
};
constexpr std::array deed_names{"adds",    "copies",   "removes", "is killed", "loses power", "loses its disk", "leaves",
                                "freezes", "is cut from", "is cut off", "is clogged", "has a full disk", "pauses",
                                "retries", "is slow"};

constexpr Nanoseconds trouble = seconds(40);
constexpr Nanoseconds look_gap = milliseconds(20);

class World {
  public:
    World(std::uint64_t seed, const std::function<void(const std::string&)>& trace)
        : random_(seed * 2 + 1), house_(2 + size(random_), seed), judge_(house_) {
        house_.trace.sink = trace;
        // Swarms, as in tests/sim: half of the deeds, each at a rate of its own.
        for (double& rate : rates_) rate = random_.chance(0.5) ? random_.uniform(0.02, 0.2) : 0;
        rates_[static_cast<std::size_t>(Deed::add)] = random_.uniform(0.1, 1.5);
        const bool lossy = random_.chance(0.3);
        for (std::size_t a = 0; a < house_.size(); ++a)
            for (std::size_t b = 0; b < house_.size(); ++b) {
                sim::Link& l = house_.network.link(static_cast<int>(a), static_cast<int>(b));
                if (random_.chance(0.5)) l.delay = milliseconds(random_.below(30));
                if (lossy) l.tail = 0.02, l.loss = 0.02;
            }
        poison_ = random_.chance(0.5) ? random_.uniform(0, 0.4) : 0;
        dead_for_good_ = random_.chance(0.4);
        for (std::size_t i = 0; i < house_.size(); ++i) {
            if (random_.chance(0.3)) house_[i].slots = 2;
            if (random_.chance(0.2)) house_[i].disk_latency = milliseconds(5 + random_.below(60));
        }
        for (std::uint64_t n = random_.below(20); n > 0; --n) act(Deed::add);
    }

    JobsOutcome run() {
        const sim::TrueTime end = house_.scheduler.now() + trouble;
        while (house_.scheduler.now() < end && judge_.violation.empty()) {
            for (std::size_t d = 0; d < rates_.size(); ++d)
                if (random_.chance(rates_[d] * to_seconds(look_gap))) act(static_cast<Deed>(d));
            step();
        }
        peace();
        std::string unrest = "?";
        const sim::TrueTime begun = house_.scheduler.now();
        while (judge_.violation.empty() && !unrest.empty()) {
            for (int i = 0; i < 10; ++i) step();
            unrest = judge_.unrest();
            if (house_.scheduler.now() - begun > rest_max) break;
        }
        judge_.counts.rest_s = to_seconds(house_.scheduler.now() - begun);
        if (judge_.violation.empty() && !unrest.empty()) {
            judge_.violation = unrest;
            house_.trace(house_.scheduler.now(), -1, "VIOLATION", unrest);
        }
        return {judge_.violation, house_.trace.fingerprint(), judge_.counts};
    }

  private:
    static std::size_t size(Random& r) {
        const double x = r.uniform();
        return x < 0.4 ? 0 : x < 0.8 ? 1 : 2 + r.below(3);
    }

    void step() {
        house_.run(look_gap);
        judge_.look();
    }

    void after(Nanoseconds delay, std::function<void()> what) {
        house_.scheduler.after(delay, [this, what = std::move(what)] {
            if (!peace_) what();
        });
    }
    Nanoseconds lasting() { return nearest_ns(random_.chance(0.4) ? random_.uniform(0.05, 1.5) : random_.uniform(1, 12)); }

    void revive(JobsMember& m) {
        if (!m.alive()) m.start();
    }
    void cut(int a, int b, bool on) {
        if (a == b) return;
        house_.network.set_cut(a, b, on);
        house_.network.set_cut(b, a, on);
    }

    jobs::WorkId any_work() {
        auto at = house_.works.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(random_.below(house_.works.size())));
        return at->first;
    }

    void act(Deed deed) {
        JobsMember& m = house_[random_.below(house_.size())];
        JobsMember& other = house_[random_.below(house_.size())];
        const Nanoseconds lasts = lasting();
        house_.trace(house_.scheduler.now(), m.number, deed_names[static_cast<std::size_t>(deed)], other.number,
                     to_seconds(lasts));
        switch (deed) {
            case Deed::add: {
                const Nature nature = !random_.chance(poison_) ? Nature::sound
                                      : random_.chance(0.4)    ? Nature::flaky
                                      : random_.chance(0.7)    ? Nature::poisoned
                                                               : Nature::halting;
                m.add(house_.invent(nature, 1 + static_cast<std::uint32_t>(random_.below(60))), random_.below(3));
                break;
            }
            case Deed::copy:
                if (!house_.works.empty()) m.add(any_work(), random_.below(3));
                break;
            case Deed::remove:
                if (!house_.works.empty()) m.remove(any_work(), random_.below(3));
                break;
            case Deed::kill:
            case Deed::power_cut:
            case Deed::wipe:
            case Deed::leave:
                if (!m.alive()) break;
                m.kill(deed == Deed::power_cut, deed == Deed::leave);
                if (deed == Deed::wipe) m.wipe();
                after(lasts, [this, &m] { revive(m); });
                break;
            case Deed::freeze:
                if (!m.running()) break;
                m.freeze();
                after(lasts, [&m] { m.thaw(); });
                break;
            case Deed::cut:
                cut(m.number, other.number, true);
                after(lasts, [this, &m, &other] { cut(m.number, other.number, false); });
                break;
            case Deed::isolate:
                for (std::size_t i = 0; i < house_.size(); ++i) cut(m.number, static_cast<int>(i), true);
                after(lasts, [this, &m] {
                    for (std::size_t i = 0; i < house_.size(); ++i) cut(m.number, static_cast<int>(i), false);
                });
                break;
            case Deed::clog:
                if (&m != &other) house_.network.clog(m.number, other.number, lasts);
                break;
            case Deed::disk_full:
                m.fill_disk(true);
                after(lasts, [&m] { m.fill_disk(false); });
                break;
            case Deed::pause:
                m.set_paused(true);
                after(lasts, [&m] { m.set_paused(false); });
                break;
            case Deed::retry:
                m.retry_all();
                break;
            case Deed::slow:
                m.slowness = random_.uniform(1, 8);
                break;
            case Deed::count:
                break;
        }
    }

    void peace() {
        house_.trace(house_.scheduler.now(), -1, "peace");
        peace_ = true;
        bool one_lives = std::any_of(house_.members.begin(), house_.members.end(), [](const auto& m) { return m->alive(); });
        for (std::size_t i = 0; i < house_.size(); ++i) {
            JobsMember& m = house_[i];
            for (std::size_t j = 0; j < house_.size(); ++j) {
                cut(m.number, static_cast<int>(j), false);
                house_.network.clog(m.number, static_cast<int>(j), Nanoseconds(0));
            }
            if (m.disk_full) m.fill_disk(false);
            m.slowness = 1;
            if (m.alive()) m.thaw();
            if (!m.alive() && !(dead_for_good_ && one_lives)) m.start(), one_lives = true;
            m.set_paused(false);
        }
    }

    Random random_;
    JobsHouse house_;
    JobsJudge judge_;
    std::array<double, static_cast<std::size_t>(Deed::count)> rates_{};
    double poison_ = 0;
    bool dead_for_good_ = false, peace_ = false;
};

}  // namespace

JobsOutcome run_jobs_house(std::uint64_t seed, const std::function<void(const std::string&)>& trace) {
    return World(seed, trace).run();
}

}  // namespace segue::test
