// What strangers may try, on the TCP and the UDP port.
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <asio/write.hpp>

#include "sync/base/random.h"
#include "sync/mesh/frame.h"
#include "sync/mesh/tls.h"
#include "tests/mesh/ring.h"

namespace segue::mesh {
namespace {

using asio::ip::tcp;
using asio::ip::udp;

struct Hostile : testing::Test {
    asio::io_context io;
    std::vector<Identity> ids = ensemble_of(2);
    Node a{io, std::move(ids[0])}, b{io, std::move(ids[1])};

    void SetUp() override { a.start(), b.start(); }
    tcp::socket knock() {
        tcp::socket s(io);
        s.connect({asio::ip::address_v4::loopback(), a.network->port()});
        s.non_blocking(true);
        return s;
    }
    // Everything the other side says until it closes.
    std::optional<std::string> until_closed(tcp::socket& s) {
        std::string heard;
        bool closed = false;
        const bool in_time = run_until(io, [&] {
            std::array<char, 4096> raw;
            asio::error_code problem;
            const std::size_t n = s.read_some(asio::buffer(raw), problem);
            heard.append(raw.data(), n);
            closed = problem && problem != asio::error::would_block;
            return closed;
        });
        return in_time ? std::optional(heard) : std::nullopt;
    }
    bool still_works() {
        a.meet(b);
        return run_until(io, [&] { return a.sees(b) && b.sees(a); });
    }
};

TEST_F(Hostile, GarbageOnTheStreamGetsAClosedConnectionAndNotAByte) {
    Random random(1);
    for (int i = 0; i < 30; ++i) {
        tcp::socket s = knock();
        std::string noise;
        if (i == 0)
            noise = "GET / HTTP/1.1\r\nHost: segue\r\n\r\n";
        else
            for (std::uint64_t n = random.below(3000) + 6; n-- > 0;) noise += static_cast<char>(random.next());
        asio::error_code ignored;
        asio::write(s, asio::buffer(noise), ignored);
        const bool waits = i != 0;  // a record header that announces more bytes than came
        if (waits) s.shutdown(tcp::socket::shutdown_send, ignored);
        const auto heard = until_closed(s);
        ASSERT_TRUE(heard) << "attempt " << i;
        EXPECT_EQ(*heard, "") << "attempt " << i;
    }
    EXPECT_TRUE(run_until(io, [&] { return a.network->stats().strangers_refused == 30; }));
    EXPECT_TRUE(still_works());
}

TEST_F(Hostile, ManyWhoSayNothingDoNotKeepAnHonestOneOut) {
    std::vector<tcp::socket> silent;
    for (std::size_t i = 0; i < strangers_max + 20; ++i) {
        silent.push_back(knock());
        io.restart();
        io.poll();
    }
    b.meet(a);
    EXPECT_TRUE(run_until(io, [&] { return a.sees(b) && b.sees(a); }));
    EXPECT_GE(a.network->stats().strangers_refused, 20u) << "the longest waiting were turned away";
}

TEST_F(Hostile, GarbageDatagramsAreCountedAndDropped) {
    ASSERT_TRUE(still_works());
    udp::socket s(io, udp::v4());
    const udp::endpoint to(asio::ip::address_v4::loopback(), a.network->port());
    Random random(2);
    for (const std::size_t size : {0u, 1u, 16u, 33u, 100u, 1232u, 1400u, 9000u}) {
        Bytes noise(size);
        for (auto& x : noise) x = static_cast<std::uint8_t>(random.next());
        s.send_to(asio::buffer(noise), to);
    }
    EXPECT_TRUE(run_until(io, [&] { return a.network->stats().datagrams_unknown == 8; }));
    EXPECT_TRUE(a.datagrams.empty());
    b.shout(a, Kind::clock, "genuine");
    ASSERT_TRUE(run_until(io, [&] { return a.datagrams.size() == 1; }));
    EXPECT_EQ(a.datagrams[0].text, "genuine");
}

// A member's own TLS, with what a member may not say: told by a node of the ensemble gone wrong.
struct RogueMember {
    RogueMember(const Identity& identity, Purpose purpose, const Fingerprint& authority)
        : tls(purpose == Purpose::peer ? TlsContext::for_peers(
                                             identity.credentials(), [](const Subject&) { return false; }, 1)
                                       : TlsContext::for_joining(authority),
              Side::client, purpose) {}
    // One step: what TLS wants to send goes out, what came goes in. False when the other side closed.
    bool step(tcp::socket& s) {
        Bytes out;
        tls.take_outgoing(out);
        asio::error_code problem;
        if (!out.empty()) asio::write(s, asio::buffer(out), problem);
        std::array<std::uint8_t, 4096> raw;
        const std::size_t n = s.read_some(asio::buffer(raw), problem);
        if (problem && problem != asio::error::would_block) return false;
        if (n > 0) tls.receive(BytesView(raw).first(n));
        return true;
    }
    TlsSession tls;
};

TEST_F(Hostile, AMemberThatDoesNotBeginWithHelloIsClosed) {
    Identity other = fresh_identity();
    enlist(a.network->identity(), other);
    const Bytes frames[] = {
        {0, 0, 0, 0, 3},                     // a message before Hello
        {0xff, 0xff, 0xff, 0xff, 64},        // a Hello of 4 GB
        {3, 0, 0, 0, 64, 0xff, 0xff, 0xff},  // a Hello that is none
        {0, 0, 0, 0, 0},                     // no kind at all
    };
    for (const Bytes& frame : frames) {
        tcp::socket s = knock();
        RogueMember rogue(other, Purpose::peer, {});
        rogue.tls.start();
        bool said = false, open = true;
        ASSERT_TRUE(run_until(io, [&] {
            if (!said && rogue.tls.state() == TlsSession::State::established) said = rogue.tls.write(frame);
            open = rogue.step(s);
            return !open;
        }));
        EXPECT_TRUE(said);
        EXPECT_TRUE(a.ups.empty());
    }
    EXPECT_TRUE(still_works());
}

TEST_F(Hostile, AStrangerAtTheJoinDoorMaySayOneSmallThingOnly) {
    const Fingerprint authority = a.network->identity().credentials()->fingerprint;
    const auto frame = [](std::uint8_t kind, std::size_t size) {
        ByteWriter w;
        w.u32(static_cast<std::uint32_t>(size));
        w.u8(kind);
        w.bytes(Bytes(size, 0x41));
        return w.take();
    };
    const Bytes frames[] = {
        frame(number(Own::hello), 10),
        frame(number(Kind::control), 10),
        frame(number(Own::revocations), 10),
        frame(number(Own::join_request), 100),
        frame(number(Own::join_request), join_request_bytes_max + 1),
    };
    for (const Bytes& bytes : frames) {
        tcp::socket s = knock();
        RogueMember stranger(a.network->identity(), Purpose::join, authority);
        stranger.tls.start();
        bool said = false;
        ASSERT_TRUE(run_until(io,
                              [&] {
                                  if (!said && stranger.tls.state() == TlsSession::State::established)
                                      said = stranger.tls.write(bytes);
                                  return !stranger.step(s);
                              }))
            << "kind " << int{bytes[4]};
        std::array<std::uint8_t, 100> heard;
        EXPECT_EQ(stranger.tls.read(heard), 0u) << "not a word";
        EXPECT_TRUE(said);
    }
    EXPECT_TRUE(a.messages.empty());
    EXPECT_TRUE(still_works());
}

}  // namespace
}  // namespace segue::mesh
