// Networks with something in between that forwards, falls silent, or forgets one of its ends: a router.
#include <array>
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <asio/write.hpp>

#include "tests/mesh/ring.h"

namespace segue::mesh {
namespace {

using asio::ip::tcp;
using asio::ip::udp;

// Takes one stream at a time, and datagrams, for a target on this machine, all by one port of its own.
class Relay {
  public:
    Relay(asio::io_context& io, std::uint16_t target)
        : target_(target),
          acceptor_(io, {asio::ip::address_v4::loopback(), 0}),
          client_(io),
          server_(io),
          front_(io, port()),
          back_(io, 0) {
        acceptor_.async_accept(client_, [this](asio::error_code problem) {
            if (problem) return;
            server_.connect({asio::ip::address_v4::loopback(), target_});
            acceptor_.close();
            pump(client_, server_, up_);
            pump(server_, client_, down_);
        });
        carry(front_, [this](BytesView d) {
            back_.socket.send_to(asio::buffer(d.data(), d.size()), {asio::ip::address_v4::loopback(), target_});
            inside_ = front_.from;
        });
        carry(back_, [this](BytesView d) {
            ++answered_;
            front_.socket.send_to(asio::buffer(d.data(), d.size()), inside_);
        });
    }
    std::uint16_t port() const { return acceptor_.is_open() ? acceptor_.local_endpoint().port() : 0; }
    // Forwards nothing more, and closes nothing.
    void fall_silent() { silent_ = true; }
    // The dialling end learns that the stream is gone; the other does not.
    void forget_client() {
        silent_ = true;
        client_.close();
    }
    int datagrams_answered() const { return answered_; }

  private:
    using Buffer = std::array<std::uint8_t, 4096>;
    void pump(tcp::socket& from, tcp::socket& to, Buffer& buffer) {
        from.async_read_some(asio::buffer(buffer), [&, this](asio::error_code problem, std::size_t n) {
            if (problem || silent_) return;
            asio::error_code ignored;
            asio::write(to, asio::buffer(buffer.data(), n), ignored);
            pump(from, to, buffer);
        });
    }
    struct Socket {
        Socket(asio::io_context& io, std::uint16_t p) : socket(io, {asio::ip::address_v4::loopback(), p}) {}
        udp::socket socket;
        udp::endpoint from;
        Buffer buffer{};
    };
    void carry(Socket& s, const std::function<void(BytesView)>& forward) {
        s.socket.async_receive_from(asio::buffer(s.buffer), s.from,
                                    [&s, this, forward](asio::error_code problem, std::size_t n) {
                                        if (problem) return;
                                        if (!silent_) forward(BytesView(s.buffer).first(n));
                                        carry(s, forward);
                                    });
    }
    std::uint16_t target_;
    tcp::acceptor acceptor_;
    tcp::socket client_, server_;
    Socket front_, back_;
    udp::endpoint inside_;
    Buffer up_{}, down_{};
    int answered_ = 0;
    bool silent_ = false;
};

struct Relayed : testing::Test {
    asio::io_context io;
};

TEST_F(Relayed, DatagramsFollowThePeerToWhereItSendsFrom) {
    auto ids = ensemble_of(2);
    Node a(io, std::move(ids[0])), b(io, std::move(ids[1]));
    a.start();
    b.start();
    Relay relay(io, a.network->port());
    b.network->connect_hint("127.0.0.1", relay.port());
    ASSERT_TRUE(run_until(io, [&] { return a.sees(b) && b.sees(a); }));
    b.shout(a, Kind::clock, "from behind the router");
    ASSERT_TRUE(run_until(io, [&] { return a.datagrams.size() == 1; }));
    const int before = relay.datagrams_answered();
    a.shout(b, Kind::clock, "back through it");
    ASSERT_TRUE(run_until(io, [&] { return b.datagrams.size() == 1; }));
    EXPECT_EQ(relay.datagrams_answered(), before + 1);
}

// One end knows that the stream is dead and dials again, the other holds on to it: whoever decides, they meet again.
TEST_F(Relayed, AHalfDeadStreamGivesWayToANewOne) {
    for (const bool dialler_decides : {true, false}) {
        auto ids = ensemble_of(2);
        const std::size_t d = dialler_decides ? 0 : 1;
        Node dialler(io, std::move(ids[d])), other(io, std::move(ids[1 - d]));
        dialler.start();
        other.start();
        Relay relay(io, other.network->port());
        dialler.network->connect_hint("127.0.0.1", relay.port());
        ASSERT_TRUE(run_until(io, [&] { return dialler.sees(other) && other.sees(dialler); }));
        relay.forget_client();
        ASSERT_TRUE(run_until(io, [&] { return dialler.downs.size() == 1; }));
        EXPECT_TRUE(other.downs.empty());
        dialler.meet(other);
        ASSERT_TRUE(run_until(io, [&] { return dialler.ups.size() == 2 && other.ups.size() == 2; }));
        EXPECT_EQ(other.downs.size(), 1u) << "down, then up: never two at once";
        dialler.say(other, Kind::session, "again");
        EXPECT_TRUE(run_until(io, [&] { return other.messages.size() == 1; }));
    }
}

TEST_F(Relayed, APeerThatFallsSilentIsGone) {
    auto ids = ensemble_of(2);
    Node a(io, std::move(ids[0])), b(io, std::move(ids[1]));
    a.start();
    b.start();
    Relay relay(io, a.network->port());
    b.network->connect_hint("127.0.0.1", relay.port());
    ASSERT_TRUE(run_until(io, [&] { return a.sees(b) && b.sees(a); }));
    relay.fall_silent();
    ASSERT_TRUE(run_until(io, [&] { return a.downs.size() == 1 && b.downs.size() == 1; }));
    EXPECT_EQ(a.downs[0].why, Gone::silent);
    EXPECT_EQ(b.downs[0].why, Gone::silent);
}

}  // namespace
}  // namespace segue::mesh
