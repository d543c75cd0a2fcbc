// One node's decisions, composed: ensemble clock, membership, sessions, media exchange, library, output. It touches
// nothing but its World, so a whole house of cores also runs in one thread under simulated time. [node-thread]
//
//   messages ─► clock, membership, sessions, exchange ─► World.transport
//   sessions ─► Player ─► World.sound          Librarian ─► World.imports ─► store
//
// Commands and snapshots are beside it (commands.h, snapshot.h): they ask and tell, they do not decide.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "app/node/librarian.h"
#include "app/node/player.h"
#include "app/node/room.h"
#include "app/node/session_host.h"
#include "app/node/settings.h"
#include "app/node/world.h"
#include "audio/media/exchange.h"
#include "sync/clock/ensemble_clock.h"
#include "sync/mesh/membership/membership.h"
#include "sync/mesh/mesh.h"

namespace segue::node {

// A node tells the others how it is doing this often, at least.
inline constexpr milliseconds report_interval{1000};
// A session is told of a changed round trip this often.
inline constexpr milliseconds rtt_interval{500};

struct CoreConfig {
    NodeId self;
    std::string name;
    EnsembleTime wall;               // what ensemble time begins with, while alone
    std::uint64_t incarnation = 0;   // larger at each start
};

class Core final : public mesh::TransportHandler {
  public:
    Core(World& world, CoreConfig config, const Settings& settings);
    ~Core() override;

    // The sessions kept from before; then the node is ready.
    void start(const std::map<SessionId, Bytes>& journals);
    // The transport can be used, and others reach us at these addresses.
    void reachable_at(std::vector<std::string> addresses);

    // What time is due, is done.
    void wake();
    LocalTime next_wake() const;
    // From the engine and the store, posted to the node thread.
    void sound_changed();
    void store_loaded();
    // From Link, posted to the node thread.
    void room_changed();
    // Hands over what others can take; `done` when nothing depends on this node any more.
    void drain(std::function<void()> done);
    void rename(const std::string& name);
    // A node's right to be here was withdrawn; it need not have been reachable.
    void forgotten(const NodeId& node);

    // mesh::TransportHandler
    void peer_up(const mesh::PeerInfo& peer) override;
    void peer_down(const NodeId& peer, mesh::Gone why) override;
    void message(const NodeId& from, mesh::Kind kind, BytesView message) override;
    void datagram(const NodeId& from, mesh::Kind kind, BytesView message, LocalTime received) override;

    // For commands and snapshots.
    struct Peer {
        mesh::PeerInfo info;
        LocalTime heard;
        Nanoseconds rtt{0};          // 0: not measured
        LocalTime rtt_told = long_ago;
        Bytes report;                // its last control::Node, encoded
    };
    const CoreConfig& config() const { return config_; }
    World& world() { return world_; }
    SessionHost& sessions() { return sessions_; }
    Librarian& librarian() { return librarian_; }
    const Player& player() const { return player_; }
    const Bridge& bridge() const { return bridge_; }
    const clock::EnsembleClock& clock() const { return clock_; }
    const membership::Membership& membership() const { return membership_; }
    const std::map<NodeId, Peer>& peers() const { return peers_; }
    EnsembleTime ensemble_now() const { return clock_.ensemble(world_.now()); }

    // Commands from other nodes (Kind::control), and what this node tells of itself (Kind::report).
    std::function<void(const NodeId&, BytesView)> on_control;
    std::function<void(const NodeId&)> on_peer_down;
    // What nodes tell each other of their libraries and of jobs (the kinds from replica on).
    std::function<void(const NodeId&, mesh::Kind, BytesView)> on_library;
    std::function<void(const NodeId&, bool up)> on_library_peer;
    std::function<Bytes()> make_report;
    // A person's setting of this node, or what it knows of its tracks, has changed.
    void settings_changed();

  private:
    void clock_step(const clock::Event& event);
    void membership_step(const membership::Event& event);
    void watch_whom_it_matters();
    void send_media();
    void refresh();
    void report();

    World& world_;
    CoreConfig config_;
    clock::EnsembleClock clock_;
    membership::Membership membership_;
    SessionHost sessions_;
    audio::MediaExchange exchange_;
    Librarian librarian_;
    Player player_;
    Bridge bridge_;
    std::map<NodeId, Peer> peers_;
    std::set<NodeId> watched_;
    NodeId meeting_;                 // whose stream is just coming up; none: nobody's
    bool dirty_ = false;             // a session changed since the last refresh
    bool refreshing_ = false;
    LocalTime reported_ = long_ago;
    std::function<void()> drained_;
};

}  // namespace segue::node
