#include "tests/jobs/house.h"

namespace segue::test {

JobsHouse::JobsHouse(std::size_t count, std::uint64_t seed) : random(seed), network(scheduler, random, count) {
    trace.begin(scheduler.now());
    for (std::size_t i = 0; i < count; ++i) members.push_back(std::make_unique<JobsMember>(*this, static_cast<int>(i)));
    for (const auto& m : members) m->start();
}

void JobsHouse::run(Nanoseconds time) {
    const sim::TrueTime end = scheduler.now() + time;
    while (scheduler.step(end)) {}
}

JobsMember* JobsHouse::find(const NodeId& node) {
    for (const auto& m : members)
        if (m->id == node) return m.get();
    return nullptr;
}

jobs::WorkId JobsHouse::invent(Nature nature, std::uint32_t seconds) {
    jobs::WorkId work;
    for (std::uint8_t& b : work.bytes) b = static_cast<std::uint8_t>(random.next());
    works[work] = {{seconds, std::uint64_t{seconds} * 40'000}, nature};
    return work;
}

}  // namespace segue::test
