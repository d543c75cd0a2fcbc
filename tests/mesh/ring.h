// Several real Networks on the loopback, in one thread: run until something is so, with a generous deadline.
#pragma once

#include <gtest/gtest.h>

#include <asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sync/mesh/credentials.h"
#include "sync/mesh/network.h"

namespace segue::mesh {

// A directory of this test's own, gone at the end.
class TemporaryDirectory {
  public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

Identity fresh_identity();
// As an invitation would do it, without a network. generation as the authority's holder sees fit.
void enlist(const Identity& inviter, Identity& newcomer, Role role = Role::member, std::uint32_t generation = 1);
// n identities of one ensemble, ordered by node id.
std::vector<Identity> ensemble_of(std::size_t n);

// A node: its Network, and what was told to it.
struct Node : TransportHandler {
    struct Down {
        NodeId node;
        Gone why;
    };
    struct Heard {
        NodeId from;
        Kind kind;
        std::string text;
        LocalTime received{};
        LocalTime handled{};
    };

    Node(asio::io_context& io, Identity identity, NetworkConfig config = {});

    // Listens on 127.0.0.1, any port, without discovery, unless the config says otherwise.
    void start();
    void crash() { network.reset(); }
    void meet(Node& other) { network->connect_hint("127.0.0.1", other.network->port()); }
    bool sees(const Node& other) const { return sees(other.id); }
    bool sees(const NodeId& node) const;
    std::size_t ups_of(const NodeId& node) const;
    std::size_t downs_of(const NodeId& node) const;
    bool noticed(std::string_view part) const;
    void say(const Node& to, Kind kind, std::string_view text) { network->send(to.id, kind, as_bytes(text)); }
    void shout(const Node& to, Kind kind, std::string_view text) {
        network->send_datagram(to.id, kind, as_bytes(text));
    }

    void peer_up(const PeerInfo& peer) override;
    void peer_down(const NodeId& peer, Gone why) override;
    void message(const NodeId& from, Kind kind, BytesView bytes) override;
    void datagram(const NodeId& from, Kind kind, BytesView bytes, LocalTime received) override;

    NodeId id;
    std::vector<PeerInfo> ups;
    std::vector<Down> downs;
    std::vector<Heard> messages, datagrams;
    std::vector<std::string> notices;
    std::function<void(const PeerInfo&)> on_up;
    std::function<void(const Heard&)> on_message;
    std::unique_ptr<Network> network;
};

NetworkConfig loopback();

// Runs until it is so; false after 45 s, which only a failure reaches, even where many tests share a slow machine.
bool run_until(asio::io_context& io, const std::function<bool()>& so);
// …over two loops, as of two processes.
bool run_until(asio::io_context& a, asio::io_context& b, const std::function<bool()>& so);

}  // namespace segue::mesh
