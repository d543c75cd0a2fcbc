// What the house is made of, and what can be seen in it.
#include <algorithm>

#include "handoff/merge.h"
#include "tests/handoff/house.h"

namespace segue::handoff::test {

NodeId node_id(int i) {
    NodeId id;
    id.bytes[0] = static_cast<std::uint8_t>(i + 1);
    id.bytes[15] = static_cast<std::uint8_t>(i + 1);
    return id;
}

EntryFacts track(int i, std::int64_t seconds, std::string title) {
    EntryFacts f;
    f.track.bytes[0] = 0xaa;
    f.track.bytes[1] = static_cast<std::uint8_t>(i);
    f.track.bytes[2] = 1;
    f.duration = {seconds * sample_rate_hz};
    f.title = title.empty() ? "Song " + std::to_string(i) : title;
    return f;
}

NewEntry song(int i, std::int64_t seconds) {
    return {{}, {node_id(0), "/music/" + std::to_string(i) + ".opus"}, track(i, seconds)};
}
Play play(std::vector<NewEntry> entries, bool append) { return {std::move(entries), append, 0}; }

std::optional<Sound> House::sound(int i) const {
    const Node& n = nodes_[index(i)];
    if (!n.machine || now_ < n.frozen_until || !n.report || !n.report->ready) return std::nullopt;
    if (local(n) >= n.good_until) return std::nullopt;
    const EnsembleTime t = clock(i);
    double gain = 0;
    for (const audio::Switch& s : n.plan.switches) {
        if (s.at > t) break;
        const double done = s.fade.count() > 0 ? std::min(1.0, to_seconds(t - s.at) / to_seconds(s.fade)) : 1.0;
        gain += ((s.on ? 1.0 : 0.0) - gain) * done;
    }
    if (gain <= 0) return std::nullopt;
    for (const audio::Program& p : n.plan.programs) {
        if (t < p.begins || t >= p.ends || p.epoch > n.report->epoch) continue;
        const double frame = p.timeline.frame_at(t);
        const double whole = std::floor(frame);
        const audio::Sound sound = audio::sound_at(p.items, {static_cast<std::int64_t>(whole)});
        if (sound.lasts > Frames{0})
            return Sound{p.epoch, sound.track, static_cast<double>(sound.at.frame) + frame - whole, gain,
                         n.report->part};
    }
    return std::nullopt;
}

std::set<int> House::sounding() const {
    std::set<int> out;
    for (int i = 0; i < size(); ++i)
        if (sound(i)) out.insert(i);
    return out;
}

std::vector<int> House::conductors() {
    std::vector<int> out;
    for (int i = 0; i < size(); ++i)
        if (up(i) && machine(i).conducting()) out.push_back(i);
    return out;
}

int House::conductor() {
    const std::vector<int> c = conductors();
    return c.size() == 1 ? c.front() : -1;
}

std::string House::describe() {
    std::string out;
    for (int i = 0; i < size(); ++i) {
        if (!up(i)) continue;
        const SessionMachine& m = machine(i);
        out += std::to_string(i) + ": " + m.status(now_).text + ", " + to_text(m.role()) + " under " +
               std::to_string(m.ballot().number) + "/" + m.ballot().node.brief() + ", " +
               std::to_string(m.alive().size()) + " in reach, state " + std::to_string(handoff::digest(m.state())) +
               "\n";
    }
    for (const std::string& line : log) out += line + "\n";
    return out;
}

bool House::agreed() {
    const SessionState* first = nullptr;
    for (int i = 0; i < size(); ++i) {
        if (!up(i)) continue;
        if (first && !(machine(i).state() == *first)) return false;
        first = &machine(i).state();
    }
    return true;
}

bool House::one_side(int a, int b) const {
    const auto both_ways = [&](int x, int y) {
        return linked(x, y) && !deaf_.contains({x, y}) && !deaf_.contains({y, x});
    };
    std::set<int> side{a}, fresh{a};
    while (!fresh.empty() && !side.contains(b)) {
        std::set<int> next;
        for (const int x : fresh)
            for (int y = 0; y < size(); ++y)
                if (!side.contains(y) && up(y) && now_ >= nodes_[index(y)].frozen_until && both_ways(x, y))
                    next.insert(y);
        side.insert(next.begin(), next.end());
        fresh = std::move(next);
    }
    return side.contains(b);
}

}  // namespace segue::handoff::test
