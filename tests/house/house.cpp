#include "tests/house/house.h"

#include "tests/house/member.h"

namespace segue::test {

House::House(std::size_t members, std::uint64_t seed, bool beacons)
    : random(seed), network(scheduler, random, members) {
    network.beacons = beacons;
    trace.begin(scheduler.now());
    for (std::size_t i = 0; i < members; ++i) members_.push_back(std::make_unique<Member>(*this, static_cast<int>(i)));
    for (const auto& m : members_) m->start();
}
House::~House() = default;

void House::run(Nanoseconds time, const std::function<void()>& each) {
    const sim::TrueTime end = scheduler.now() + time;
    if (!each) {
        while (scheduler.step(end)) {
        }
        return;
    }
    while (scheduler.now() < end) {
        const sim::TrueTime next = std::min(end, scheduler.now() + milliseconds(1));
        while (scheduler.step(next)) {
        }
        each();
    }
}

std::optional<Nanoseconds> House::run_until(const std::function<bool()>& condition, Nanoseconds patience) {
    const sim::TrueTime start = scheduler.now();
    while (!condition()) {
        if (scheduler.now() - start > patience) return std::nullopt;
        const sim::TrueTime next = scheduler.now() + milliseconds(1);
        while (scheduler.step(next)) {
        }
    }
    return scheduler.now() - start;
}

void House::connect(std::size_t a, std::size_t b) { network.dial(static_cast<int>(a), members_[b]->id()); }

void House::connect_all() {
    for (std::size_t a = 0; a < size(); ++a)
        for (std::size_t b = a + 1; b < size(); ++b) connect(a, b);
}

void House::kill(std::size_t i) { members_[i]->kill(sim::Disk::Crash::power); }

handoff::Done House::command(std::size_t member, handoff::Edit edit) {
    node::SessionHost& sessions = members_[member]->core().sessions();
    const SessionId session = sessions.current() ? sessions.current()->state().id : sessions.found();
    std::optional<handoff::Done> answer;
    sessions.command(session, std::move(edit), [&](const handoff::Done& done) { answer = done; });
    members_[member]->core().settings_changed();
    members_[member]->turn();
    run_until([&] { return answer.has_value(); }, seconds(10));
    return answer.value_or(handoff::Done{0, false, handoff::Error::too_late, "no answer"});
}

handoff::Done House::play(std::size_t member, const std::string& file) {
    std::optional<node::Librarian::Look> look;
    members_[member]->core().librarian().look(file, [&](const node::Librarian::Look& l) { look = l; });
    handoff::NewEntry entry;
    entry.source = {members_[member]->id(), file};
    if (look && look->facts) entry.facts = *look->facts;
    return command(member, handoff::Play{{entry}, false, 0});
}

}  // namespace segue::test
