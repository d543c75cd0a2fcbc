// One stream to one other: TCP, TLS, frames, keepalive. It knows how to talk, not with whom it is right to:
// Network decides which channel is a pair's.
//
//   connecting ─► handshaking ─► greeting (our Hello is out) ─► ready (theirs is in) ─► finishing ─► closed
//                     └────────── join: no Hello ────────────────►┘
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "sync/mesh/frame.h"
#include "sync/mesh/mesh.h"
#include "sync/mesh/seal.h"
#include "sync/mesh/tls.h"

namespace segue::mesh {

class Channel;

// When a channel closes before it is anybody's: who did not believe whom.
enum class Doubt : std::uint8_t {
    none,    // nobody there, or a broken line
    ours,    // what it showed us is not of our ensemble
    theirs,  // it closed without a word, as one does to a stranger
};

// [node-thread] Never called from within a call to the channel.
class ChannelEvents {
  public:
    virtual ~ChannelEvents() = default;
    // The other is verified, and its Hello is here; or, on a join stream, the handshake is done.
    virtual void channel_ready(Channel& channel) = 0;
    virtual void channel_message(Channel& channel, std::uint8_t kind, BytesView message) = 0;
    // By itself, once; not after close() or finish().
    virtual void channel_closed(Channel& channel) = 0;
};

struct Hello {
    std::uint32_t version_major = 0, version_minor = 0;
    std::string name;
    std::uint16_t port = 0;
    std::uint64_t datagram_id = 0;
    std::uint64_t incarnation = 0;
};

class Channel : public std::enable_shared_from_this<Channel> {
  public:
    enum class State : std::uint8_t { connecting, handshaking, greeting, ready, finishing, closed };

    // hello: ours; its datagram_id is made here.
    Channel(asio::io_context& io, ChannelEvents& events, std::shared_ptr<const TlsContext> tls, Side side,
            Purpose purpose, Hello hello);

    void connect(const asio::ip::tcp::endpoint& to);
    void accept(asio::ip::tcp::socket socket);

    // False: the peer does not read, and the channel will close. Nothing happens unless ready.
    bool send(std::uint8_t kind, BytesView message);
    bool send(Own kind, BytesView message = {}) { return send(number(kind), message); }
    // Is it still there? It must answer within probe_patience, or is closed as silent.
    void probe();
    // Sends what waits, then closes; gives up after goodbye_patience. No more events; done is called once.
    void finish(std::function<void()> done = {});
    // At once. No more events.
    void close();
    // The other side is a peer now: its messages may be large, and it may keep silent for as long as keepalive allows.
    void trust();

    State state() const { return state_; }
    Side side() const { return side_; }
    Purpose purpose() const { return tls_.purpose(); }
    const asio::ip::tcp::endpoint& remote() const { return remote_; }
    // Our own address, as this stream uses it; unspecified when it is closed.
    asio::ip::address local_address() const {
        asio::error_code closed;
        return socket_.local_endpoint(closed).address();
    }
    // When ready, as a peer:
    const Subject& subject() const { return *tls_.peer(); }
    const Hello& hello() const { return theirs_; }
    std::uint64_t datagram_id() const { return ours_.datagram_id; }
    Sealer& sealer() { return *sealer_; }
    Opener& opener() { return *opener_; }
    // When closed by itself: why, for the rooms, for a log.
    Gone gone() const { return gone_; }
    const std::string& reason() const { return reason_; }
    Doubt doubt() const { return doubt_; }
    bool was_connected() const { return connected_; }

  private:
    using Clock = std::chrono::steady_clock;
    void begin();
    void read();
    void drain();
    bool plaintext();
    bool frame(std::uint8_t kind, BytesView message);
    bool greet(BytesView message);
    bool established();
    void flush();
    void tick();
    void fail(Gone gone, std::string reason, Doubt doubt = Doubt::none);
    void shut();

    asio::io_context& io_;
    ChannelEvents* events_;
    asio::ip::tcp::socket socket_;
    asio::steady_timer timer_;
    TlsSession tls_;
    Side side_;
    State state_ = State::connecting;
    asio::ip::tcp::endpoint remote_;
    Hello ours_, theirs_;
    std::optional<Sealer> sealer_;
    std::optional<Opener> opener_;

    FrameReader reader_;
    Outbox outbox_;
    Bytes plain_, cipher_;
    bool writing_ = false;
    bool sent_all_ = false;
    bool trusted_ = false;
    Clock::time_point deadline_;  // of what the state waits for, until trusted
    Clock::time_point heard_;
    std::optional<Clock::time_point> probe_deadline_;
    std::function<void()> finished_;

    Gone gone_ = Gone::closed;
    std::string reason_;
    Doubt doubt_ = Doubt::none;
    bool connected_ = false;
};

}  // namespace segue::mesh
