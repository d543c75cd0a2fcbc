#include "tests/mesh/ring.h"

#include <algorithm>
#include <asio/steady_timer.hpp>
#include <cstdlib>

#include "sync/base/local_clock.h"

namespace segue::mesh {
namespace {

constexpr std::chrono::seconds patience{45};

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "segue-mesh-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
}
TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Identity fresh_identity() { return std::move(Identity::transient("someone")).value(); }

void enlist(const Identity& inviter, Identity& newcomer, Role role, std::uint32_t generation) {
    const Credentials& authority = *inviter.credentials();
    const Key key = read_request(make_request(newcomer.credentials()->node_key));
    const Certificate certificate = certify(key, role, generation, authority.authority, authority.authority_key);
    const auto adopted = newcomer.adopt(to_der(certificate), to_der(authority.authority),
                                        role == Role::member ? to_der(authority.authority_key) : "");
    ASSERT_TRUE(adopted.ok());
}

std::vector<Identity> ensemble_of(std::size_t n) {
    std::vector<Identity> out;
    for (std::size_t i = 0; i < n; ++i) {
        out.push_back(fresh_identity());
        if (i > 0) enlist(out.front(), out.back());
    }
    std::sort(out.begin(), out.end(), [](const Identity& a, const Identity& b) { return a.node() < b.node(); });
    return out;
}

NetworkConfig loopback() {
    NetworkConfig c;
    c.listen = "127.0.0.1";
    c.port = 0;
    c.discovery = false;
    return c;
}

Node::Node(asio::io_context& io, Identity identity, NetworkConfig config) : id(identity.node()) {
    if (config.listen.empty() && config.port == port_default) {
        NetworkConfig base = loopback();
        base.name = config.name;
        base.version = config.version;
        base.wall_clock = config.wall_clock;
        base.state_dir = config.state_dir;
        base.peers = config.peers;
        config = base;
    }
    network = std::make_unique<Network>(io, std::move(identity), std::move(config), *this,
                                        [this](const Notice& n) { notices.push_back(n.text); });
}

void Node::start() {
    const auto started = network->start();
    ASSERT_TRUE(started.ok()) << started.message();
}

bool Node::sees(const NodeId& node) const {
    const auto all = network->peers();
    return std::any_of(all.begin(), all.end(), [&](const PeerInfo& p) { return p.id == node; });
}
std::size_t Node::ups_of(const NodeId& node) const {
    return static_cast<std::size_t>(
        std::count_if(ups.begin(), ups.end(), [&](const PeerInfo& p) { return p.id == node; }));
}
std::size_t Node::downs_of(const NodeId& node) const {
    return static_cast<std::size_t>(
        std::count_if(downs.begin(), downs.end(), [&](const Down& d) { return d.node == node; }));
}
bool Node::noticed(std::string_view part) const {
    return std::any_of(notices.begin(), notices.end(),
                       [&](const std::string& n) { return n.find(part) != std::string::npos; });
}

void Node::peer_up(const PeerInfo& peer) {
    ups.push_back(peer);
    if (on_up) on_up(peer);
}
void Node::peer_down(const NodeId& peer, Gone why) { downs.push_back({peer, why}); }
void Node::message(const NodeId& from, Kind kind, BytesView bytes) {
    messages.push_back({from, kind, std::string(as_text(bytes)), {}, local_now()});
    if (on_message) on_message(messages.back());
}
void Node::datagram(const NodeId& from, Kind kind, BytesView bytes, LocalTime received) {
    datagrams.push_back({from, kind, std::string(as_text(bytes)), received, local_now()});
}

bool run_until(asio::io_context& io, const std::function<bool()>& so) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!so()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        io.restart();
        io.run_one_for(std::chrono::milliseconds(50));
    }
    return true;
}

bool run_until(asio::io_context& a, asio::io_context& b, const std::function<bool()>& so) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!so()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        for (asio::io_context* io : {&a, &b}) {
            io->restart();
            io->run_for(std::chrono::milliseconds(1));
        }
    }
    return true;
}

}  // namespace segue::mesh
