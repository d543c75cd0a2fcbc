#include "tests/sim/people.h"

#include <fmt/format.h>
#include <algorithm>

namespace segue::test {
namespace {
std::size_t at(int i) { return static_cast<std::size_t>(i); }
}  // namespace

void People::found(int node) {
    house_[at(node)].core().sessions().found();
    house_[at(node)].core().settings_changed();
    house_[at(node)].turn();
}

// Short and long ones; the name says how long, and no two are the same.
handoff::NewEntry People::song(int node, double amount) {
    handoff::NewEntry e;
    e.source = {house_[at(node)].id(), fmt::format("s{}-{}.ogg", ++songs_, 5 + static_cast<int>(amount * 40))};
    return e;
}

void People::play_own(int node) {
    Member& m = house_[at(node)];
    const handoff::NewEntry e = song(node, 0.9);
    judge_.ask(node, handoff::OutputAdd{m.id()});
    judge_.ask(node, handoff::Play{{e}, true, 0});
}

bool People::perform(const Action& a) {
    Member& m = house_[at(a.node)];
    if (!m.running() || m.leaving() || !m.session()) return false;
    const handoff::SessionState& s = m.session()->state();
    const NodeId other = house_[at(a.other)].id();
    const std::vector<handoff::EntryId> order = s.queue.order();
    const auto pick = [&](double x) {
        return order[std::min(order.size() - 1, static_cast<std::size_t>(x * static_cast<double>(order.size())))];
    };
    const auto ask = [&](handoff::Edit e) { judge_.ask(a.node, std::move(e)); };
    switch (a.deed) {
        case Deed::play:
            ask(handoff::Play{{song(a.node, a.amount)}, a.amount > 0.5, 0});
            break;
        case Deed::queue_add: {
            handoff::NewEntry e = song(a.node, a.amount);
            const std::string path = e.source.path;
            judge_.ask(a.node, handoff::QueueAdd{{std::move(e)}, {}, a.amount > 0.8}, path);
            break;
        }
        case Deed::queue_remove:
            if (order.empty()) return false;
            ask(handoff::QueueRemove{{pick(a.amount)}});
            break;
        case Deed::queue_move:
            if (order.size() < 2) return false;
            ask(handoff::QueueMove{{pick(a.amount)}, order.front()});
            break;
        case Deed::queue_clear:
            ask(handoff::QueueClear{});
            break;
        case Deed::resume:
            ask(handoff::Resume{});
            break;
        case Deed::pause:
            ask(handoff::Pause{});
            break;
        case Deed::stop:
            ask(handoff::Stop{});
            break;
        case Deed::seek:
            ask(handoff::Seek{static_cast<std::int64_t>(a.amount * 4 * sample_rate_hz), false});
            break;
        case Deed::seek_by:
            ask(handoff::Seek{static_cast<std::int64_t>((a.amount - 0.5) * 6 * sample_rate_hz), true});
            break;
        case Deed::next:
            ask(handoff::Next{});
            break;
        case Deed::previous:
            ask(handoff::Previous{});
            break;
        case Deed::output_add:
            ask(handoff::OutputAdd{other});
            break;
        case Deed::output_remove:
            ask(handoff::OutputRemove{other});
            break;
        case Deed::volume:
            ask(handoff::Volume{a.amount > 0.5 ? other : NodeId{}, static_cast<float>(0.2 + 0.8 * a.amount)});
            break;
        case Deed::part:
            ask(handoff::OutputPart{other, {a.amount > 0.5 ? audio::Part::Kind::left : audio::Part::Kind::all, {}}});
            break;
        case Deed::hand_over:
            ask(handoff::HandOver{other, false, {}});
            break;
        case Deed::hand_over_keep:
            ask(handoff::HandOver{other, true, {}});
            break;
        case Deed::policy:
            ask(handoff::SetPolicy{a.amount > 0.5 ? handoff::Policy::exclusive : handoff::Policy::continuous});
            break;
        case Deed::keep_playing:
            ask(handoff::KeepPlaying{a.amount > 0.3});
            break;
        case Deed::rename:
            ask(handoff::Rename{fmt::format("name {}", static_cast<int>(a.amount * 100))});
            break;
        default:
            return false;
    }
    return true;
}

}  // namespace segue::test
