// A house of libraries in one thread and virtual time: real replication and job placement over twins of network, clocks
// and disks. What befalls it is in run.cpp, what it promises in judge.h.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "sync/base/random.h"
#include "sync/sim/trace.h"
#include "tests/jobs/member.h"

namespace segue::test {

struct JobsHouse {
    JobsHouse(std::size_t members, std::uint64_t seed);

    JobsMember& operator[](std::size_t i) { return *members[i]; }
    std::size_t size() const { return members.size(); }
    void run(Nanoseconds time);
    JobsMember* find(const NodeId& node);
    // A new work, of that nature; nobody has it yet.
    jobs::WorkId invent(Nature nature, std::uint32_t seconds);

    sim::Scheduler scheduler;
    Random random;
    sim::Trace trace;
    sim::Network network;
    std::map<jobs::WorkId, File> works;
    std::vector<std::unique_ptr<JobsMember>> members;
    // A task begins; may be empty.
    std::function<void(JobsMember&, const jobs::WorkId&)> begins;
    // All was found out; may be empty.
    std::function<void(JobsMember&, const jobs::WorkId&)> completes;
};

}  // namespace segue::test
