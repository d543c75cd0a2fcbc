#include "tests/handoff/chaos.h"

#include <gtest/gtest.h>

namespace segue::handoff::test {

namespace {

// Loops one into the other, within the lead of the one before, and gradual changes of tempo.
void change_its_time(House& h, int i, Random& random) {
    for (std::uint64_t n = random.below(4); n-- > 0; h.run(milliseconds(random.below(300)))) {
        const auto from = static_cast<std::int64_t>(random.below(480'000)), length = 1'000 + from / 4;
        const double beats = static_cast<double>(1 + random.below(32)) / 4;
        switch (random.below(7)) {
            case 0:
                h.ask(i, SetLoop{SetLoop::Change::beats, beats, random.chance(0.3), {}, {}});
                break;
            case 1:
                h.ask(i, SetLoop{SetLoop::Change::range, 0, false, {from}, {from + length}});
                break;
            case 2:
                h.ask(i, SetLoop{SetLoop::Change::halve, 0, false, {}, {}});
                break;
            case 3:
                h.ask(i, SetLoop{SetLoop::Change::twice, 0, false, {}, {}});
                break;
            case 4:
                h.ask(i, SetLoop{});
                break;
            case 5:
                h.ask(i, RampTempo{{TempoMode::free, 0, 0.5 + beats / 8, 4, false, {}}, 0, seconds(2)});
                break;
            default:
                h.ask(i, RampTempo{{TempoMode::free, 100 + beats, 1, 4, false, {}}, beats, {}});
        }
    }
}

}  // namespace

RoleChanges chaos(std::uint64_t seed) {
    Random random(seed);
    const int n = 2 + static_cast<int>(random.below(4));
    House h(n, seed);
    h.delay = milliseconds(1 + random.below(20));
    h.jitter = milliseconds(random.below(20));
    h.datagram_loss = random.chance(0.5) ? 0.1 : 0;
    h.doubled = random.chance(0.5) ? 0.05 : 0;
    std::map<int, Ballot> highest;
    h.each = [&] {
        std::set<Ballot> acting;
        for (int c : h.conductors())
            EXPECT_TRUE(acting.insert(h.machine(c).ballot()).second) << "two conductors of one ballot";
    };
    h.run(milliseconds(600));
    std::map<std::uint64_t, std::string> adds;
    int named = 0;
    for (int round = 0; round < 60; ++round) {
        const int i = static_cast<int>(random.below(static_cast<std::uint64_t>(n)));
        const int j = static_cast<int>(random.below(static_cast<std::uint64_t>(n)));
        const std::uint64_t what = random.below(20);
        if (h.up(i) && what < 5) {
            NewEntry e = song(1, 20);
            e.source.path = "/song/" + std::to_string(++named);
            if (named % 2 == 0) e.facts.beats = {{{MediaPos{7'000}, 30, 24'500}}, 1, 4};
            adds[h.ask(i, QueueAdd{{e}, {}, random.chance(0.3)})] = e.source.path;
        } else if (h.up(i) && what < 6)
            h.ask(i, Resume{});
        else if (h.up(i) && what < 7)
            h.ask(i, Next{});
        else if (h.up(i) && what < 8)
            h.ask(i, random.chance(0.5) ? Edit(Pause{}) : Edit(Seek{48000 * 5, false}));
        else if (h.up(i) && what < 11)
            h.ask(i, HandOver{node_id(j), random.chance(0.3), {}});
        else if (h.up(i) && what < 12)
            h.ask(i, OutputAdd{node_id(j)});
        else if (h.up(i) && what < 13)
            h.ask(i, KeepPlaying{random.chance(0.5)});
        else if (what < 14 && h.up(i))
            h.kill(i);
        else if (what < 16 && !h.up(i))
            h.restart(i);
        else if (what < 17 && i != j)
            h.cut({i}, {j});
        else if (what < 18)
            h.heal();
        else if (what < 19 && h.up(i))
            h.freeze(i, milliseconds(random.below(3000)));
        else if (h.up(i))
            change_its_time(h, i, random);
        h.run(milliseconds(random.below(900)));
    }
    h.heal();
    for (int i = 0; i < n; ++i)
        if (!h.up(i)) h.restart(i);
    h.run(seconds(4));
    const Answered woken = h.must(0, Rename{"peace"});  // a house that was wholly down waits for someone
    EXPECT_TRUE(woken.ok) << woken.message << "\n" << h.describe();
    h.run(seconds(4));
    EXPECT_GE(h.conductor(), 0) << h.describe();
    EXPECT_TRUE(h.agreed()) << h.describe();
    std::multiset<std::string> held;
    for (const auto& [id, e] : h.machine(0).state().queue.by_id()) held.insert(e.source.path);
    for (const auto& [request, path] : adds) {
        const Answered* a = h.answer(request);
        if (a && a->ok) {
            EXPECT_EQ(held.count(path), 1u) << path;
        }
        EXPECT_LE(held.count(path), 1u) << path;
    }
    return h.role_changes;
}

}  // namespace segue::handoff::test
