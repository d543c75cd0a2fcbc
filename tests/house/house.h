// A house of nodes in one thread and virtual time: real cores (clock, membership, sessions, media, player) over a twin
// of the network, of clocks, disks, devices and files. What the world does to them is set from outside: here are the
// knobs, tests/sim has the hand that turns them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sync/base/random.h"
#include "sync/sim/network.h"
#include "sync/sim/scheduler.h"
#include "sync/sim/trace.h"

#include "handoff/machine.h"

namespace segue::test {

class Member;

class House {
  public:
    // Started, with clocks that differ; not connected. beacons: they find each other by themselves.
    explicit House(std::size_t members, std::uint64_t seed = 1, bool beacons = false);
    ~House();

    Member& operator[](std::size_t i) { return *members_[i]; }
    std::size_t size() const { return members_.size(); }

    // Lets time pass; `each` is called every millisecond.
    void run(Nanoseconds time, const std::function<void()>& each = {});
    // Until it is true: how long that took; nothing when it is not after `patience`.
    std::optional<Nanoseconds> run_until(const std::function<bool()>& condition, Nanoseconds patience);
    void connect(std::size_t a, std::size_t b);
    void connect_all();
    // As if its power failed: the others' streams break.
    void kill(std::size_t i);
    sim::TrueTime true_time() const { return scheduler.now(); }

    // Applies an edit on a member and waits for the answer.
    handoff::Done command(std::size_t member, handoff::Edit edit);
    // Plays a synthetic file of the member.
    handoff::Done play(std::size_t member, const std::string& file);

    sim::Scheduler scheduler;
    Random random;
    sim::Trace trace;
    sim::Network network;
    // After each step of a member's core.
    std::function<void(Member&)> stepped;
    // Each session datagram that leaves one; may be empty.
    std::function<void(Member&, BytesView)> says;
    // Each packet that reaches a core; may be empty.
    std::function<void(int node, int from, mesh::Kind kind, BytesView bytes, bool datagram)> seen;

  private:
    std::vector<std::unique_ptr<Member>> members_;
};

}  // namespace segue::test
