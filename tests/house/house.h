// A whole house in memory: real cores (app/node/core.h), real stores and exchanges; virtual time, and a network, disks,
// files and loudspeakers of its own. One thread, one seed, the same run each time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <string>
#include <vector>

#include "app/node/core.h"
#include "app/node/settings.h"
#include "sync/base/random.h"
#include "tests/house/sim_sound.h"
#include "tests/house/synthetic_imports.h"

namespace segue::test {

class House {
  public:
    class Member;

    explicit House(std::size_t members, std::uint64_t seed = 1);
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
    LocalTime true_time() const { return now_; }

    // Applies an edit on a member and waits for the answer.
    handoff::Done command(std::size_t member, handoff::Edit edit);
    // Plays a synthetic file of the member.
    handoff::Done play(std::size_t member, const std::string& file);

  private:
    friend class Member;
    void after(Nanoseconds delay, std::function<void()> what);
    void step_to(LocalTime t);

    struct Due {
        LocalTime at;
        std::uint64_t order;
        std::function<void()> what;
        bool operator<(const Due& o) const { return at != o.at ? at > o.at : order > o.order; }
    };
    LocalTime now_;
    Random random_;
    std::uint64_t order_ = 0;
    std::priority_queue<Due> due_;
    std::vector<std::unique_ptr<Member>> members_;
};

// One node of it. Its clock is the house's, shifted and drifting.
class House::Member final : public node::World, public mesh::Transport {
  public:
    Member(House& house, std::size_t index);
    ~Member() override;

    node::Core& core() { return *core_; }
    SimSound& loudspeaker() { return sound_; }
    const NodeId& id() const { return id_; }
    bool alive() const { return alive_; }
    const handoff::SessionMachine* session() { return core_->sessions().current(); }
    // What its loudspeaker sounds now; nothing: silence.
    std::optional<SimSound::Heard> heard() const;
    // Frames of the program per node must agree; seconds into the current entry.
    double position_s();

    // World
    LocalTime now() const override;
    std::uint64_t random() override { return house_.random_.next(); }
    mesh::Transport& transport() override { return *this; }
    void dial(const NodeId&, const std::vector<std::string>&) override {}
    void persist(const std::string& file, Bytes contents, Write how, std::function<void()> done) override;
    node::Sound& sound() override { return sound_; }
    node::Imports& imports() override { return imports_; }
    audio::SegmentStore& store() override { return store_; }
    void note(const std::string& text) override { notes.push_back(text); }
    void changed() override {}

    // Transport
    void send(const NodeId& to, mesh::Kind kind, BytesView message) override;
    void send_datagram(const NodeId& to, mesh::Kind kind, BytesView message) override;

    std::vector<std::string> notes;

  private:
    friend class House;
    Member* peer(const NodeId& id);
    void turn();

    House& house_;
    NodeId id_;
    Nanoseconds shift_;
    double drift_;
    node::Settings settings_;
    audio::SegmentStore store_;
    SimSound sound_;
    SyntheticImports imports_;
    std::map<std::string, Bytes> disk_;
    std::map<NodeId, LocalTime> peers_;   // and when the last message on that stream arrives
    bool alive_ = true;
    std::unique_ptr<node::Core> core_;
};

}  // namespace segue::test
