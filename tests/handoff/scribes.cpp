#include "tests/handoff/scribes.h"

#include "handoff/draft.h"

namespace segue::handoff::test {

SessionState empty_session() {
    SessionState s;
    s.id.bytes[3] = 7;
    return s;
}

Scribes::Scribes() : states_(count, empty_session()), seen_(count), ballots_(count), counters_(count, 0) {
    for (int i = 0; i < count; ++i) claim(i);
}

EditContext Scribes::context(int who) const {
    const auto i = static_cast<std::size_t>(who);
    return {{ballots_[i], states_[i].latest.revision + 1}, now_, milliseconds(50), node_id(who), node_id(who), nullptr};
}

void Scribes::claim(int who) {
    const auto i = static_cast<std::size_t>(who);
    ballots_[i] = {std::max(states_[i].ballot().number, ballots_[i].number) + 1, node_id(who)};
    Draft d(states_[i], context(who));
    d.write(states_[i].transport());
    write(who, d.take());
}

void Scribes::write(int who, Result<Delta, Error> delta) {
    if (!delta) return;
    has_seen(who, {model.wrote(state(who), *delta)});
    merge(state(who), *delta);
    deltas.push_back(std::move(*delta));
}

void Scribes::act(const Deed& d) {
    const int who = d.who % count;
    const auto i = static_cast<std::size_t>(who);
    SessionState& s = state(who);
    now_ += milliseconds(d.b * 37);
    if (d.what > 2 && s.ballot() > ballots_[i]) claim(who);  // the fence: who has heard of a higher one writes no more
    const auto pick = [&]() -> EntryId {
        const std::vector<EntryId> order = s.queue.order();
        return order.empty() ? EntryId{} : order[d.a % order.size()];
    };
    const auto fresh = [&](std::size_t n) {
        std::vector<NewEntry> entries;
        ++counters_[i];
        for (std::size_t k = 0; k < n; ++k) {
            entries.push_back(song(d.a, 10 + d.b % 50));
            entries.back().id = {node_id(who), ++counters_[i]};
        }
        return entries;
    };
    const auto edit = [&](const Edit& e) {
        Result<Delta, Error> delta = apply(s, e, context(who));
        if (delta && counters_[i] > 0) delta->taken[node_id(who)].add(counters_[i], counters_[i]);
        write(who, std::move(delta));
    };
    switch (d.what) {
        case 0:
        case 1:
            merge(s, state(d.a % count));
            has_seen(who, seen(d.a % count));
            break;
        case 2:
            claim(who);
            break;
        case 3:
            edit(play(fresh(1 + d.b % 3), d.a % 2 == 0));
            break;
        case 4:
        case 5:
            edit(QueueAdd{fresh(1 + d.b % 4), d.a % 3 == 0 ? pick() : EntryId{}, d.a % 5 == 0});
            break;
        case 6:
            edit(QueueRemove{{pick()}});
            break;
        case 7:
            edit(QueueMove{{pick()}, {}});
            break;
        case 8:
            edit(Next{});
            break;
        case 9:
            edit(Seek{d.a * 4800, d.b % 2 == 0});
            break;
        case 10:
            edit(Pause{});
            break;
        case 11:
            edit(Resume{});
            break;
        case 12:
            edit(OutputsSet{{node_id(d.a % count), node_id(d.b % count)}});
            break;
        case 13:
            edit(Volume{d.a % 2 ? node_id(d.b % count) : NodeId{}, static_cast<float>(d.b) / 255});
            break;
        case 14:
            edit(OutputPart{node_id(d.a % count), {audio::Part::Kind::stems, {"bass", "drums"}}});
            break;
        case 15:
            edit(Learnt{pick(), track(d.b, 20, "Learnt")});
            break;
        case 16:
            edit(Rename{"name" + std::to_string(d.a)});
            break;
        case 17: {
            if (s.transport().mode != Mode::loading) break;
            Draft draft(s, context(who));
            draft.start(now_ + milliseconds(60));
            write(who, draft.take());
            break;
        }
        case 18:
            edit(Previous{});
            break;
        default: {
            Draft draft(s, context(who));
            draft.write(node_id(d.a % count), About{"n" + std::to_string(d.b), true, d.b % 7 == 0});
            draft.write(ballots_[d.a % count], Bookmark{{pick(), {d.b}}, "lost", d.b % 2 == 0});
            write(who, draft.take());
        }
    }
}

Scribes written(const std::vector<Deed>& deeds) {
    Scribes s;
    for (int i = 0; i < Scribes::count; ++i) s.act({static_cast<std::uint8_t>(i), 19, static_cast<std::uint8_t>(i), 1});
    for (const Deed& d : deeds) s.act(d);
    return s;
}

}  // namespace segue::handoff::test
