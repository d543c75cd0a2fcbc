// Paths between two clocks as they are met, and the pings that went over them: traces that estimators are tried on,
// all on the same. Virtual time, seeded. Times in true seconds since the trace began.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numbers>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "sync/base/random.h"
#include "sync/clock/pursuit.h"

namespace segue::clock::paths {

// A crystal: off by some ppm, warmer and colder by turns, and at one moment suddenly other.
struct Crystal {
    double ppm = 0;
    double swing_ppm = 0, swing_s = 600;  // temperature
    double step_ppm = 0, step_at_s = 0;
    double jump_s = 0, jump_at_s = 0;  // the clock itself was set, or slept

    double gained(double t) const {  // s, against true time
        const double w = 2 * std::numbers::pi / swing_s;
        return 1e-6 * (ppm * t + swing_ppm * (1 - std::cos(w * t)) / w + step_ppm * std::max(0.0, t - step_at_s)) +
               (jump_s != 0 && t >= jump_at_s ? jump_s : 0);
    }
    LocalTime read(double t) const { return LocalTime(seconds(1000) + nearest_ns(t) + nearest_ns(gained(t))); }
};
// The far end's clock is true time and an offset.
inline EnsembleTime truth(double t) { return EnsembleTime(seconds(1'700'000'000) + nearest_ns(t)); }

// Sent at t it is under way for so many seconds; or never arrives.
using Leg = std::function<std::optional<double>(double t, Random&)>;

inline Leg uniform(double middle_ms, double spread_ms, double loss = 0) {
    return [=](double, Random& r) -> std::optional<double> {
        if (r.chance(loss)) return std::nullopt;
        return (middle_ms + r.uniform(-spread_ms, spread_ms)) * 1e-3;
    };
}
inline Leg queue(double floor_ms, double mean_ms) {
    return [=](double, Random& r) -> std::optional<double> {
        return (floor_ms - mean_ms * std::log(1 - r.uniform())) * 1e-3;
    };
}
// All is lost for `length` out of `every` seconds.
inline Leg with_outages(Leg leg, double length, double every) {
    return [=](double t, Random& r) { return std::fmod(t, every) < length ? std::optional<double>() : leg(t, r); };
}
inline Leg wandering(Leg leg, double ms, double period_s) {
    return [=](double t, Random& r) {
        auto d = leg(t, r);
        if (d) *d += ms * 1e-3 * std::sin(2 * std::numbers::pi * t / period_s);
        return d;
    };
}
// Held, and let go together at moments that are up to `bunch_ms` apart.
inline Leg bunched(Leg leg, double bunch_ms) {
    auto release = std::make_shared<double>(-1.0);
    return [=](double t, Random& r) -> std::optional<double> {
        const auto d = leg(t, r);
        if (!d) return d;
        const double arrives = t + *d, bunch = bunch_ms * 1e-3;
        *release = std::max(*release, arrives - bunch);
        while (*release < arrives) *release += r.uniform() * bunch;
        return *release - t;
    };
}

struct Weather {
    std::string name;
    std::function<Leg()> out, home;  // new ones for each trace: a leg may remember
    Crystal crystal;
};

// A ping that was answered, and when the answer arrived.
struct Heard {
    double at = 0;
    PathSample sample;
};

// Pings as the real thing paces them. Frames of one direction do not overtake each other.
inline std::vector<Heard> record(const Weather& w, std::uint64_t seed, double seconds_long) {
    Random random(seed);
    const Leg out = w.out(), home = w.home();
    Pursuit pursuit;
    NodeId far;
    far.bytes[0] = 1;
    const Standing standing{{far, truth(0)}, truth(0), far, 0};
    pursuit.start(far, standing, 0, drift_prior_sigma, w.crystal.read(0));
    struct Answer {
        double at;
        Pong pong;
        bool operator<(const Answer& o) const { return at > o.at; }
    };
    std::priority_queue<Answer> answers;
    std::vector<Heard> heard;
    double out_last = 0, home_last = 0;
    std::uint32_t number = 0;
    const auto deliver_until = [&](double t) {
        for (; !answers.empty() && answers.top().at <= t; answers.pop()) {
            const Answer& a = answers.top();
            const LocalTime now = w.crystal.read(a.at);
            heard.push_back({a.at, {a.pong.ping_sent, a.pong.ping_received, a.pong.sent, now}});
            pursuit.answered(a.pong, now, now);
        }
    };
    for (double t = 0; t < seconds_long; t += 1e-3) {
        deliver_until(t);
        const LocalTime now = w.crystal.read(t);
        if (!pursuit.ping_due(now)) continue;
        pursuit.pinged(now);
        const auto there = out(t, random);
        if (!there) continue;
        out_last = std::max(out_last, t + *there);
        const double answered = out_last + 30e-6;
        const auto back = home(answered, random);
        if (!back) continue;
        home_last = std::max(home_last, answered + *back);
        answers.push({home_last, {++number, now, standing, truth(out_last), truth(answered)}});
    }
    deliver_until(seconds_long);
    return heard;
}

// What is to be survived. Every one with a crystal that is off by up to 200 ppm.
inline std::vector<Weather> weathers() {
    const auto like = [](Leg leg) { return [leg] { return leg; }; };
    const Leg lan = uniform(0.05, 0.03), wifi = uniform(5, 2, 0.005), bad = uniform(20, 10, 0.02);
    const auto bunches = [] { return bunched(uniform(1, 0.1), 100); };
    return {
        {"LAN, 200 ppm", like(lan), like(lan), {200}},
        {"LAN, temperature", like(lan), like(lan), {-120, 3, 300}},
        {"LAN, a step of 5 ppm", like(lan), like(lan), {30, 0, 600, 5, 300}},
        {"LAN, the clock jumps 10 ms", like(lan), like(lan), {30, 0, 600, 0, 0, 10e-3, 300}},
        {"Wi-Fi", like(wifi), like(wifi), {-150, 1, 300}},
        {"queues", like(queue(2, 5)), like(queue(2, 1)), {60, 1, 300}},
        {"bad", like(bad), like(bad), {150, 1, 300}},
        {"bursty", like(with_outages(uniform(2, 1), 0.1, 5)), like(with_outages(uniform(2, 1), 0.1, 5)), {-40, 1, 300}},
        {"bunches", bunches, bunches, {40, 1, 300}},
        {"a phone: bunches one way", like(uniform(2, 1)), bunches, {40, 1, 300}},
    };
}

// Of an estimator over a trace, every 20 ms from `from` on.
struct Error {
    double at, us, bound_us;
};

// `estimator` has add(PathSample, LocalTime now), usable(), map() and error_at(LocalTime now).
template <class Estimator>
std::vector<Error> follow(Estimator& estimator, const Weather& w, const std::vector<Heard>& heard, double from,
                          double until) {
    std::vector<Error> errors;
    auto next = heard.begin();
    for (double t = 0; t < until; t += 0.02) {
        for (; next != heard.end() && next->at <= t; ++next) estimator.add(next->sample, w.crystal.read(next->at));
        if (t < from || !estimator.usable()) continue;
        const LocalTime now = w.crystal.read(t);
        const auto off = estimator.map().to_ensemble(now) - truth(t);
        errors.push_back(
            {t, static_cast<double>(off.count()) / 1e3, static_cast<double>(estimator.error_at(now).count()) / 1e3});
    }
    return errors;
}

struct Summary {
    double p50_us = 0, p99_us = 0, max_us = 0, inside = 0;
};
inline Summary summarise(const std::vector<Error>& errors) {
    std::vector<double> sizes;
    double inside = 0;
    for (const Error& e : errors) {
        sizes.push_back(std::abs(e.us));
        inside += std::abs(e.us) <= e.bound_us;
    }
    if (sizes.empty()) return {};
    std::sort(sizes.begin(), sizes.end());
    return {sizes[sizes.size() / 2], sizes[sizes.size() * 99 / 100], sizes.back(),
            inside / static_cast<double>(sizes.size())};
}

// The one that is used.
class Present {
  public:
    void add(const PathSample& s, LocalTime) { path_.add(s); }
    bool usable() const { return path_.usable(); }
    const ClockMap& map() const { return path_.estimate().map; }
    Nanoseconds error_at(LocalTime now) const {
        const PathEstimate& e = path_.estimate();
        const double age = std::max(0.0, to_seconds(now - e.map.local));
        return e.map.error_bound + nearest_ns(age * (e.drift_error + holdover_wander));
    }

  private:
    PathEstimator path_;
};

}  // namespace segue::clock::paths
