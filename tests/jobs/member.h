// One machine of a simulated house of libraries: files on a disk, a store of records, slots that take their time over a
// file, and now and then a process with a Workshop in it.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "sync/jobs/workshop.h"
#include "sync/sim/clock.h"
#include "sync/sim/network.h"
#include "sync/sim/scheduler.h"
#include "tests/replica/memory_store.h"

namespace segue::test {

// What befalls who listens to a file.
enum class Nature : std::uint8_t { sound, poisoned, flaky, halting };  // halting: one kind is never found out

struct File {
    jobs::Size size;
    Nature nature = Nature::sound;
};

struct JobsHouse;

inline constexpr jobs::Versions sim_versions{0, 1, 1, 2};  // kinds 1 to 3

class JobsMember final : public mesh::TransportHandler {
  public:
    JobsMember(JobsHouse& house, int number);

    // --- the machine
    const int number;
    const NodeId id;
    sim::Clock clock;
    std::map<jobs::WorkId, std::set<std::uint64_t>> files;  // by content: where
    bool disk_full = false, paused = false;
    sim::TrueTime disk_changed{};  // became full, or ceased to be
    Nanoseconds disk_latency = milliseconds(3);
    double slowness = 1;
    std::uint32_t slots = 1;
    std::uint64_t wipes = 0, renewals = 0;
    std::uint64_t losses = 0;  // how often its store was lost, or set back

    void start();
    void kill(bool power, bool left = false);
    void wipe();  // while it is dead: its store is lost, its files are not
    void fill_disk(bool full);
    void freeze();
    void thaw();
    void add(const jobs::WorkId& work, std::uint64_t place);
    void remove(const jobs::WorkId& work, std::uint64_t place);
    void set_paused(bool on);
    std::size_t retry_all();

    // --- what is
    bool alive() const { return shop_ != nullptr; }
    bool running() const;  // alive, and not frozen
    jobs::Workshop& shop() { return *shop_; }
    const MemoryStore& store() const { return *store_; }
    LocalTime now() const;
    sim::TrueTime started{}, thawed{};
    std::uint64_t runs = 0, bytes_sent = 0;

    // mesh::TransportHandler
    void peer_up(const mesh::PeerInfo& peer) override;
    void peer_down(const NodeId& peer, mesh::Gone why) override;
    void message(const NodeId& from, mesh::Kind kind, BytesView message) override;
    void datagram(const NodeId&, mesh::Kind, BytesView, LocalTime) override {}

  private:
    void settle();  // does what the shop asks for
    void disk(std::function<void()> what);
    void disk_next();
    void fetch(const jobs::Effects::Fetch& f);
    void run(const jobs::Effects::Run& r);
    void finish(const jobs::WorkId& work, jobs::Kinds kinds);
    void put_files();
    void offer();
    void wake_when_due();
    // Within this life, not while frozen.
    void later(Nanoseconds delay, std::function<void()> what);

    JobsHouse& house_;
    std::unique_ptr<MemoryStore> store_;
    std::unique_ptr<jobs::Workshop> shop_;
    std::deque<std::function<void()>> disk_;
    bool disk_busy_ = false, settling_ = false;
    std::map<jobs::WorkId, std::uint64_t> tasks_;  // fetching or running here: which one
    std::uint64_t task_ = 0, life_ = 0;
    sim::TrueTime wake_at_ = sim::TrueTime::max();
};

}  // namespace segue::test
