#include "tests/sim/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "sync/base/random.h"

namespace segue::test {
namespace {

constexpr std::array<const char*, deed_count> names{
    "play",        "queue-add",    "queue-remove", "queue-move",     "queue-clear", "resume",       "pause",
    "stop",        "seek",         "seek-by",      "next",           "previous",    "output-add",   "output-remove",
    "volume",      "part",         "hand-over",    "hand-over-keep", "policy",      "keep-playing", "rename",
    "kill",        "power-cut",    "freeze",       "suspend",        "terminate",   "cut",          "cut-one-way",
    "isolate",     "partition",    "clog",         "move",           "drift",       "disk-slow",    "disk-full",
    "device-slow", "device-broken"};

// How long a fault lasts: mostly short, now and then long; each kind has its own scale.
Nanoseconds lasting(Deed d, Random& r) {
    const auto about = [&](double s) { return nearest_ns(s * (0.2 + 1.6 * r.uniform()) * (r.chance(0.15) ? 4 : 1)); };
    switch (d) {
        case Deed::freeze:
            return r.chance(0.5) ? about(0.4) : about(4);
        case Deed::suspend:
            return about(8);
        case Deed::kill:
        case Deed::power_cut:
        case Deed::terminate:
            return about(2.5);
        case Deed::clog:
            return about(1);
        case Deed::disk_slow:
        case Deed::disk_full:
        case Deed::device_slow:
        case Deed::device_broken:
            return about(4);
        case Deed::cut:
        case Deed::cut_one_way:
        case Deed::isolate:
        case Deed::partition:
            return r.chance(0.4) ? about(0.6) : about(5);
        default:
            return Nanoseconds(0);
    }
}

}  // namespace

const char* to_text(Deed d) { return names[static_cast<std::size_t>(d)]; }

std::string to_text(const Action& a) {
    std::string out = fmt::format("{:9.3f}  {:<14} n{}", to_seconds(a.at), to_text(a.deed), a.node);
    if (a.other != a.node) out += fmt::format(" n{}", a.other);
    if (a.amount > 0) out += fmt::format(" {:.2f}", a.amount);
    if (a.lasts > Nanoseconds(0)) out += fmt::format(" for {:.3f} s", to_seconds(a.lasts));
    return out;
}

std::string to_text(const Script& s) {
    return fmt::format(
        "seed {}: {} nodes, {:.1f}+{:.1f} ms, tail {:.3f}, loss {:.3f}, doubled {:.3f}, reordered {:.3f}, replayed "
        "{:.3f}, "
        "drift {:.0f} ppm, disk {:.0f} ms, device {:.0f} ms, {} deeds{}{}{}",
        s.seed, s.nodes, to_seconds(s.delay) * 1e3, to_seconds(s.jitter) * 1e3, s.tail, s.loss, s.duplicate, s.reorder,
        s.replay, s.drift_max * 1e6, to_seconds(s.disk) * 1e3, to_seconds(s.device) * 1e3, s.actions.size(),
        s.heal_all ? "" : ", heals a majority", s.destructive ? ", destructive" : "",
        s.forget_audio ? ", forgets audio" : "");
}

Script write_script(std::uint64_t seed, int nodes) {
    Random r(seed * 2 + 1);
    Script s;
    s.seed = seed;
    // Small houses are the most, and where half is not a majority; large ones cost more.
    const double size = r.uniform();
    s.nodes = size < 0.35 ? 2 : size < 0.75 ? 3 : size < 0.9 ? 4 : size < 0.97 ? 5 : 6 + static_cast<int>(r.below(7));
    if (nodes > 0) s.nodes = nodes;
    if (r.chance(0.5)) {
        s.delay = microseconds(r.chance(0.6) ? 200 + r.below(3000) : 1000 + r.below(24'000));
        s.jitter = nearest_ns(to_seconds(s.delay) * r.uniform());
    }
    const auto rarely = [&](double chance, double most) { return r.chance(chance) ? r.uniform() * most : 0.0; };
    s.tail = rarely(0.2, 0.02);
    s.loss = rarely(0.35, 0.05);
    s.duplicate = rarely(0.25, 0.1);
    s.reorder = rarely(0.25, 0.1);
    s.replay = rarely(0.15, 0.02);
    if (r.chance(0.3)) s.drift_max = 200e-6;
    if (r.chance(0.3)) s.disk = milliseconds(1 + r.below(r.chance(0.3) ? 600 : 120));
    if (r.chance(0.3)) s.device = milliseconds(20 + r.below(900));
    s.forget_audio = r.chance(0.2);
    s.heal_all = s.nodes == 2 || r.chance(0.8);
    s.destructive = r.chance(0.3);

    // Swarm testing: each seed has some of the deeds only, each at a rate of its own (A. Groce et al., "Swarm
    // Testing", 2012): what never happens together with everything else is found as well.
    std::array<double, deed_count> rate{};
    const double busy_people = r.chance(0.25) ? 0.02 : r.uniform(0.05, 0.8);  // a second, all of them
    const double rough_world = r.chance(0.15) ? 0 : r.uniform(0.02, 0.6);
    double people = 0, world = 0;
    for (int i = 0; i < deed_count; ++i) {
        const Deed d = static_cast<Deed>(i);
        double weight = r.chance(0.5) ? r.uniform(0.2, 1) : 0;
        if (d == Deed::hand_over && r.chance(0.7)) weight = std::max(weight, 1.0) * 3;
        if (d == Deed::queue_add) weight = std::max(weight, 0.5) * 2;
        if (!s.destructive && (d == Deed::queue_remove || d == Deed::queue_clear || d == Deed::play)) weight = 0;
        if (d == Deed::policy || d == Deed::stop) weight *= 0.2;
        if (d == Deed::disk_full) weight *= 0.5;
        rate[static_cast<std::size_t>(i)] = weight;
        (by_people(d) ? people : world) += weight;
    }
    s.suspends = rate[static_cast<std::size_t>(Deed::suspend)] > 0;
    for (int i = 0; i < deed_count; ++i) {
        const Deed d = static_cast<Deed>(i);
        double& each = rate[static_cast<std::size_t>(i)];
        each *= by_people(d) ? (people > 0 ? busy_people / people : 0) : (world > 0 ? rough_world / world : 0);
        if (each <= 0) continue;
        for (double t = 4 - std::log(1 - r.uniform()) / each; t < to_seconds(s.lasts);
             t -= std::log(1 - r.uniform()) / each) {
            Action a;
            a.at = nearest_ns(t);
            a.deed = d;
            a.node = static_cast<int>(r.below(static_cast<std::uint64_t>(s.nodes)));
            a.other = static_cast<int>(r.below(static_cast<std::uint64_t>(s.nodes)));
            a.amount = r.uniform();
            a.lasts = lasting(d, r);
            s.actions.push_back(a);
        }
    }
    // Trouble comes in company: now and then one thing happens right after another, mostly during a handover.
    std::vector<Action> more;
    for (const Action& a : s.actions) {
        if (a.deed != Deed::hand_over || !r.chance(0.5) || world == 0) continue;
        Action b = a;
        b.at += nearest_ns(r.uniform() * (r.chance(0.5) ? 0.05 : 0.5));
        b.deed = static_cast<Deed>(static_cast<int>(Deed::kill) + static_cast<int>(r.below(static_cast<std::uint64_t>(
                                                                      deed_count - static_cast<int>(Deed::kill)))));
        if (rate[static_cast<std::size_t>(b.deed)] <= 0) continue;
        if (r.chance(0.5)) std::swap(b.node, b.other);
        b.lasts = lasting(b.deed, r);
        more.push_back(b);
    }
    s.actions.insert(s.actions.end(), more.begin(), more.end());
    // Phones in pockets: an hour costs as much as sixty other houses.
    if (r.chance(1.0 / 2000)) {
        s.actions.push_back({nearest_ns(r.uniform() * to_seconds(s.lasts)),
                             r.chance(0.5) ? Deed::freeze : Deed::suspend,
                             static_cast<int>(r.below(static_cast<std::uint64_t>(s.nodes))), 0, 0.1, seconds(3600)});
        s.lasts += seconds(3600);
        s.suspends |= s.actions.back().deed == Deed::suspend;
    }
    std::stable_sort(s.actions.begin(), s.actions.end(), [](const Action& x, const Action& y) { return x.at < y.at; });
    return s;
}

}  // namespace segue::test
