// The twin of the mesh: streams and sealed datagrams between nodes, over links that delay, jitter, lose, double,
// reorder, repeat old packets, clog and are cut, each way by itself.
//
// A stream is as TCP and TLS make it: in order, late when packets are lost, stalled by a cut and going on when that
// heals; its end is known at once where a packet can tell (a process died), else after a long silence. Nodes find each
// other by a beacon, as by multicast, and by being dialled.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sync/base/random.h"
#include "sync/mesh/mesh.h"
#include "sync/sim/scheduler.h"

namespace segue::sim {

// One way between two nodes.
struct Link {
    Nanoseconds delay = microseconds(300), jitter = microseconds(200);
    double tail = 0;       // chance of being very late: up to tail_max more
    double loss = 0;       // of a packet
    double duplicate = 0;  // of a datagram: again, within 0.3 s
    double reorder = 0;    // of a datagram: late by up to 50 ms
    double replay = 0;     // of a datagram: again, within 20 s
    bool cut = false;
    TrueTime clogged{};  // nothing passes until then
    TrueTime opened{};   // the last cut ended
};

class Network {
  public:
    Network(Scheduler& scheduler, Random& random, std::size_t nodes);

    // The node's process, as the network sees it. Calls into it are made only while it runs.
    struct Process {
        NodeId id;
        std::string name;
        mesh::TransportHandler* handler = nullptr;  // none: dead
        std::function<LocalTime()> now;
        std::function<void()> turn;  // after each call into the handler
        // For the trace; may be empty.
        std::function<void(int from, mesh::Kind kind, BytesView bytes, bool datagram)> seen;
    };
    void start(int node, Process process);
    // Its connections break; others hear of it when a packet can tell them. `left`: it said goodbye.
    void stop(int node, bool left = false);
    // Stops taking part without a word (SIGSTOP, a suspended phone), and goes on with what waits in its buffers.
    void freeze(int node);
    void thaw(int node);
    // Into the node's process: at once, or when it is thawed; not at all if it dies before. Its turn() follows.
    void enter(int node, std::function<void()> what) { into(node, std::move(what)); }
    bool frozen(int node) const { return nodes_[index(node)].frozen; }

    void send(int from, const NodeId& to, mesh::Kind kind, BytesView message);
    void send_datagram(int from, const NodeId& to, mesh::Kind kind, BytesView message);
    void dial(int from, const NodeId& to);

    Link& link(int from, int to) { return links_[index(from) * nodes_.size() + index(to)]; }
    const Link& link(int from, int to) const { return links_[index(from) * nodes_.size() + index(to)]; }
    void set_cut(int from, int to, bool cut);
    void clog(int from, int to, Nanoseconds for_how_long);
    void unclog(int from, int to);  // what was held goes on at once
    // Another address, as from Wi-Fi to a hotspot: its streams break, at its own end at once.
    void move(int node);
    bool open(int from, int to) const;   // packets pass
    bool connected(int a, int b) const;  // both ends think so
    // …and packets pass both ways, for so long.
    Nanoseconds connected_for(int a, int b) const;
    int number_of(const NodeId& id) const;  // -1: unknown
    bool beacons = true;                    // nodes find each other

    std::uint64_t packets = 0, lost = 0, doubled = 0, replayed = 0, broken = 0, connections = 0;

  private:
    struct Packet {
        mesh::Kind kind;
        Bytes bytes;
    };
    struct End {  // of a stream, at one node
        bool up = false;
        std::deque<Packet> stalled;  // on the way to this end, behind a cut
        TrueTime arrival{};          // of the last message to this end
        TrueTime silent_since{};     // nothing can come; zero: it can
        bool flushing = false;
    };
    struct Stream {
        std::uint64_t life = 0;
        bool connecting = false;
        TrueTime since{};  // established
        End low, high;
    };
    struct Node {
        Process process;
        bool frozen = false;
        std::uint64_t life = 0;
        std::vector<std::function<void()>> held;  // what waits in its buffers
        std::size_t held_datagrams = 0;
    };
    static std::size_t index(int i) { return static_cast<std::size_t>(i); }
    bool alive(int i) const { return nodes_[index(i)].process.handler != nullptr; }
    Stream& stream(int a, int b) { return streams_[{std::min(a, b), std::max(a, b)}]; }
    static End& end_at(Stream& s, int node, int other) { return node < other ? s.low : s.high; }
    Nanoseconds draw(const Link& link);
    void into(int node, std::function<void()> what);
    void arrive_datagram(int from, int to, mesh::Kind kind, const std::shared_ptr<const Bytes>& bytes, TrueTime at);
    void arrive_message(int from, int to, std::uint64_t life, Packet packet, bool again);
    void flush(int from, int to);
    void connect(int from, int to);
    void establish(int from, int to);
    void close_end(int node, int other, mesh::Gone why);
    void beacon(int node, std::uint64_t life, int sent);
    void keep_watch();

    Scheduler& scheduler_;
    Random& random_;
    std::vector<Node> nodes_;
    std::vector<Link> links_;
    std::map<std::pair<int, int>, Stream> streams_;
};

}  // namespace segue::sim
