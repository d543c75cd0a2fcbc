// A house of session machines in one thread under virtual time: links with delay, loss and cuts, disks, engines that
// need a while to get ready, people who ask. Every message goes through the codec. Time moves from event to event.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>

#include "handoff/codec.h"
#include "handoff/machine.h"
#include "sync/base/random.h"

namespace segue::handoff::test {

NodeId node_id(int i);
EntryFacts track(int i, std::int64_t seconds, std::string title = {});
NewEntry song(int i, std::int64_t seconds = 60);
Play play(std::vector<NewEntry> entries, bool append = false);

struct Answered {
    bool ok = false;
    Error error{};
    std::string message;
    Nanoseconds after{0};
};

struct Sound {
    audio::Epoch epoch;
    TrackId track;
    double frame = 0;  // in the track
    double gain = 0;   // of the switch, 0..1
    audio::Part part;
};

using RoleChanges = std::set<std::pair<Role, Role>>;  // from, to, in one step of a machine

class House {
  public:
    explicit House(int nodes, std::uint64_t seed = 1);  // node0, node1, ...
    House(std::vector<std::string> names, std::uint64_t seed);

    // --- the world's knobs
    milliseconds delay{2};
    Nanoseconds jitter{0};
    double datagram_loss = 0;
    double doubled = 0;                                          // messages delivered twice, late
    milliseconds prepare{20};                                    // an engine, to get ready
    std::map<int, milliseconds> slow;                            // …this one
    std::map<int, std::string> broken;                           // its device cannot be opened
    std::function<bool(int from, int to, const Message&)> drop;  // loses a message (its stream breaks with it)
    std::function<void(int from, const Message&)> seen;          // about to be sent

    // --- for who writes down what happens: a step was made; a message was sent, in vain to `lost`; a node told its
    // people something
    std::function<void(int i, Role before, const Effects&)> stepped;
    std::function<void(int from, const Outgoing&, const std::set<int>& lost)> sent;
    std::function<void(int i, const Notice&)> told;

    void kill(int i);  // at once, between any two steps
    void restart(int i, bool keep_disk = true);
    void freeze(int i, Nanoseconds how_long);
    void cut(const std::set<int>& a, const std::set<int>& b);
    void deafen(int deaf, int to);  // one way: what `to` sends no longer arrives
    void heal();
    void misread(int i, Nanoseconds error) { nodes_[index(i)].ensemble_error = error; }  // ensemble time
    void step_clock(int i, Nanoseconds delta);
    void shut_down(int i);
    // What the room agrees on, by node i's view.
    void hear_room(int i, const std::optional<tempo::RoomBeat>& beat) { deliver(i, RoomHeard{beat}); }
    // As if `from` said it to node i now, whatever it is.
    void hear(int i, int from, const Message& m) { deliver(i, MessageIn{node_id(from), m}); }

    // --- people
    std::uint64_t ask(int i, Edit edit);
    const Answered* answer(std::uint64_t request) const;
    Answered must(int i, Edit edit, Nanoseconds patience = seconds(12));  // runs until answered

    // --- time
    void run(Nanoseconds d);
    bool run_until(const std::function<bool()>& f, Nanoseconds patience);
    EnsembleTime now() const { return now_; }

    // --- what is
    SessionMachine& machine(int i) { return *nodes_[index(i)].machine; }
    bool up(int i) const { return nodes_[index(i)].machine != nullptr; }
    int size() const { return static_cast<int>(nodes_.size()); }
    int node_of(const NodeId& id) const { return id.bytes[0] - 1; }
    const std::string& name(int i) const { return nodes_[index(i)].name; }
    EnsembleTime clock(int i) const { return now_ + nodes_[index(i)].ensemble_error; }  // as it reads it
    // In reach of each other both ways, if only by way of others.
    bool one_side(int a, int b) const;
    bool drained(int i) const { return nodes_[index(i)].drained; }
    std::optional<Sound> sound(int i) const;  // what its engine renders now, if it is ready for it
    std::set<int> sounding() const;
    std::vector<int> conductors();
    int conductor();  // exactly one, or -1
    bool agreed();    // all that are up hold the same
    bool disk_failed(int i) const { return nodes_[index(i)].disk.empty(); }
    std::size_t messages = 0;
    RoleChanges role_changes;    // that any machine here has ever made
    std::function<void()> each;  // after every event: invariants
    std::vector<std::string> log;
    std::string describe();  // who is what, and what the machines logged

  private:
    struct Node {
        std::string name;
        std::unique_ptr<SessionMachine> machine;
        Bytes disk;
        std::uint32_t incarnation = 0;
        std::uint64_t life = 0;         // events of an earlier life are void
        Nanoseconds offset{0};          // of its local clock
        Nanoseconds ensemble_error{0};  // of its reading of ensemble time
        EnsembleTime frozen_until{};
        std::vector<std::function<void()>> held;  // what arrives while frozen
        EnsembleTime wake{};
        std::optional<std::pair<audio::Epoch, audio::Part>> preparing;
        std::optional<OutputReport> report;
        audio::OutputPlan plan;
        LocalTime good_until{};  // …the plan
        bool drained = false;
    };
    static std::size_t index(int i) { return static_cast<std::size_t>(i); }
    LocalTime local(const Node& n) const { return from_ns<LocalTime>(to_ns(now_ + n.offset)); }
    void at(EnsembleTime t, std::function<void()> f);
    void to_node(int i, std::function<void()> f);
    void deliver(int i, Event e);
    void apply(int i, Role before, Effects fx);
    void engine(int i);
    bool transmit(int from, int to, const Bytes& bytes, bool datagram);  // false: lost
    bool linked(int a, int b) const { return !cuts_.contains({std::min(a, b), std::max(a, b)}); }
    void connect(int a, int b);
    void disconnect(int a, int b, Down how, Nanoseconds detect, Nanoseconds verdict);

    struct Timed {
        EnsembleTime at;
        std::uint64_t order;
        std::function<void()> f;
        bool operator<(const Timed& o) const { return at != o.at ? at > o.at : order > o.order; }
    };
    std::vector<Node> nodes_;
    std::set<std::pair<int, int>> cuts_, joined_;
    std::set<std::pair<int, int>> deaf_;                  // (deaf, to)
    std::map<std::pair<int, int>, EnsembleTime> stream_;  // arrival of the last message: streams keep order
    std::map<std::pair<int, int>, std::uint64_t> stream_life_;
    std::priority_queue<Timed> queue_;
    std::map<std::uint64_t, std::pair<EnsembleTime, std::optional<Answered>>> requests_;
    std::uint64_t order_ = 0, request_ = 0;
    EnsembleTime now_{seconds(1000)};
    Random random_;
};

}  // namespace segue::handoff::test
