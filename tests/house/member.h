// One machine of the house: a clock, a disk, a loudspeaker, and now and then a process with a node's core in it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/node/core.h"
#include "app/node/settings.h"
#include "sync/sim/clock.h"
#include "sync/sim/disk.h"
#include "tests/house/house.h"
#include "tests/house/sim_sound.h"
#include "tests/house/synthetic_imports.h"

namespace segue::test {

class Member final : public node::World, public mesh::Transport {
  public:
    Member(House& house, int number);
    ~Member() override;

    // --- the machine
    const int number;
    sim::Clock clock;
    sim::Disk disk;
    SoundFaults sound_faults;
    bool forgets_audio = false;  // its store does not outlive the process

    void start();
    void kill(sim::Disk::Crash how = sim::Disk::Crash::process, bool left = false);
    void freeze();
    void thaw();
    // SIGTERM: hands over, and dies when that is done, or after a while.
    void shut_down();

    // --- what is
    bool alive() const { return core_ != nullptr; }
    bool running() const { return alive() && !house_.network.frozen(number); }
    bool leaving() const { return leaving_; }
    std::uint64_t life() const { return life_; }
    sim::TrueTime started() const { return started_; }
    node::Core& core() { return *core_; }
    SimSound& loudspeaker() { return *sound_; }
    SyntheticImports& files() { return *imports_; }
    const NodeId& id() const { return id_; }
    const handoff::SessionMachine* session() const { return alive() ? core_->sessions().current() : nullptr; }
    // What its loudspeaker sounds now; nothing: silence.
    std::optional<SimSound::Heard> heard() const;
    // Seconds into the current entry.
    double position_s();
    // The disk has taken all that was written to it, in all lives.
    bool disk_was_good() const { return disk.refused == 0; }
    std::vector<std::string> notes;
    std::uint64_t sent = 0;  // messages and datagrams, without segments

    // After calling into the core from outside.
    void turn();

    // World
    LocalTime now() const override { return clock.local(house_.scheduler.now()); }
    std::uint64_t random() override { return house_.random.next(); }
    mesh::Transport& transport() override { return *this; }
    void dial(const NodeId& node, const std::vector<std::string>&) override { house_.network.dial(number, node); }
    void persist(const std::string& file, Bytes contents, Write how, std::function<void()> done) override;
    node::Sound& sound() override { return *sound_; }
    node::Imports& imports() override { return *imports_; }
    audio::SegmentStore& store() override { return *store_; }
    void note(const std::string& text) override { notes.push_back(text); }
    void changed() override {}

    // Transport
    void send(const NodeId& to, mesh::Kind kind, BytesView message) override;
    void send_datagram(const NodeId& to, mesh::Kind kind, BytesView message) override;

  private:
    void wake_when_due();

    House& house_;
    NodeId id_;
    node::Settings settings_;
    std::unique_ptr<audio::SegmentStore> store_;
    std::unique_ptr<SimSound> sound_;
    std::unique_ptr<SyntheticImports> imports_;
    std::unique_ptr<node::Core> core_;
    std::uint64_t life_ = 0, incarnation_ = 0;
    sim::TrueTime started_{}, wake_at_ = sim::TrueTime::max();
    bool leaving_ = false;
};

}  // namespace segue::test
