// Real Networks over the loopback.
#include "sync/mesh/network.h"

#include <asio/ip/tcp.hpp>

#include "sync/base/local_clock.h"
#include "tests/mesh/ring.h"

namespace segue::mesh {
namespace {

struct NetworkTest : testing::Test {
    asio::io_context io;

    // Both up, on both sides.
    bool meet(Node& a, Node& b) {
        a.start();
        b.start();
        a.meet(b);
        return run_until(io, [&] { return a.sees(b) && b.sees(a); });
    }
};

TEST_F(NetworkTest, TwoOfAnEnsembleMeetAndTalk) {
    auto ids = ensemble_of(2);
    for (const bool lower_dials : {true, false}) {
        auto pair = ensemble_of(2);
        NetworkConfig kitchen = loopback(), studio = loopback();
        kitchen.name = "Küche";
        studio.name = "studio";
        Node a(io, std::move(pair[0]), kitchen), b(io, std::move(pair[1]), studio);
        a.start();
        b.start();
        lower_dials ? a.meet(b) : b.meet(a);
        ASSERT_TRUE(run_until(io, [&] { return a.sees(b) && b.sees(a); }));
        EXPECT_EQ(b.ups.at(0).name, "Küche");
        EXPECT_EQ(a.ups.at(0).address, "127.0.0.1:" + std::to_string(b.network->port()));
        EXPECT_EQ(b.ups.at(0).address, "127.0.0.1:" + std::to_string(a.network->port())) << "where it can be dialled";
        EXPECT_TRUE(a.ups.at(0).full_member);
        a.say(b, Kind::session, "to b");
        b.say(a, Kind::control, std::string(message_bytes_max, 'x'));
        a.say(b, Kind::segment, "");
        a.say(b, static_cast<Kind>(kinds_end - 1), "of the last kind");
        ASSERT_TRUE(run_until(io, [&] { return b.messages.size() == 3 && a.messages.size() == 1; }));
        EXPECT_EQ(b.messages[2].text, "of the last kind");
        EXPECT_EQ(b.messages[0].text, "to b");
        EXPECT_EQ(b.messages[0].kind, Kind::session);
        EXPECT_EQ(b.messages[0].from, a.id);
        EXPECT_EQ(a.messages[0].text.size(), message_bytes_max);
        const auto& count = a.network->stats().kind;
        EXPECT_EQ(count[static_cast<std::size_t>(Kind::session)].message_bytes_sent, 4u);
        EXPECT_EQ(count[static_cast<std::size_t>(Kind::control)].messages_received, 1u);
    }
}

TEST_F(NetworkTest, AnOutsiderGetsNothingAndWeKnowWhy) {
    Node a(io, fresh_identity()), outsider(io, fresh_identity());
    a.start();
    outsider.start();
    outsider.meet(a);
    ASSERT_TRUE(run_until(io, [&] { return a.network->stats().strangers_refused == 1; }));
    ASSERT_TRUE(run_until(io, [&] { return !outsider.notices.empty(); }));
    EXPECT_TRUE(outsider.noticed("another ensemble"));
    EXPECT_TRUE(a.noticed("refused 127.0.0.1"));
    EXPECT_TRUE(a.ups.empty() && outsider.ups.empty());
}

TEST_F(NetworkTest, AnotherMajorVersionIsRefusedNamingBothVersions) {
    auto ids = ensemble_of(2);
    NetworkConfig future = loopback();
    future.version = {2, 5};
    Node a(io, std::move(ids[0])), b(io, std::move(ids[1]), future);
    a.start();
    b.start();
    a.meet(b);
    ASSERT_TRUE(run_until(io, [&] { return !a.notices.empty() && !b.notices.empty(); }));
    for (const Node* n : {&a, &b}) {
        EXPECT_TRUE(n->noticed("2.5")) << n->notices[0];
        EXPECT_TRUE(n->noticed("1.0")) << n->notices[0];
        EXPECT_TRUE(n->ups.empty());
    }
}

TEST_F(NetworkTest, AnotherMinorVersionIsUnderstood) {
    auto ids = ensemble_of(2);
    NetworkConfig newer = loopback();
    newer.version = {1, 9};
    Node a(io, std::move(ids[0])), b(io, std::move(ids[1]), newer);
    EXPECT_TRUE(meet(a, b));
}

TEST_F(NetworkTest, OneThatIsCutOffIsAloneUntilItIsHealed) {
    auto ids = ensemble_of(2);
    Node a(io, std::move(ids[0])), b(io, std::move(ids[1]));
    ASSERT_TRUE(meet(a, b));
    a.network->cut(true);
    EXPECT_FALSE(a.sees(b)) << "at once";
    ASSERT_TRUE(run_until(io, [&] { return !b.sees(a); }));
    ASSERT_EQ(b.downs.size(), 1U);
    EXPECT_EQ(b.downs[0].why, Gone::closed) << "without goodbye";
    const std::uint64_t dials = b.network->stats().dials;
    b.meet(a);
    ASSERT_TRUE(run_until(io, [&] { return b.network->stats().dials > dials; }));
    a.say(b, Kind::session, "into the void");
    a.network->cut(false);
    ASSERT_TRUE(run_until(io, [&] { return a.sees(b) && b.sees(a); }));
    EXPECT_TRUE(b.messages.empty());
}

TEST_F(NetworkTest, DiallingOneselfIsHarmless) {
    Node a(io, fresh_identity());
    a.start();
    a.meet(a);
    ASSERT_TRUE(run_until(io, [&] { return a.network->stats().dials == 1; }));
    auto ids = ensemble_of(2);
    Node b(io, std::move(ids[0])), c(io, std::move(ids[1]));
    ASSERT_TRUE(meet(b, c));
    EXPECT_TRUE(a.ups.empty());
}

TEST_F(NetworkTest, TwoThatDialEachOtherAtOnceComeUpOnceAndLoseNothing) {
    for (int round = 0; round < 15; ++round) {
        auto ids = ensemble_of(2);
        Node a(io, std::move(ids[0])), b(io, std::move(ids[1]));
        a.start();
        b.start();
        // From the first moment, messages that must all arrive, in order.
        const auto chatter = [](Node& from) {
            return [&from](const PeerInfo& peer) {
                for (int i = 0; i < 200; ++i) from.network->send(peer.id, Kind::session, as_bytes(std::to_string(i)));
            };
        };
        a.on_up = chatter(a);
        b.on_up = chatter(b);
        for (int i = 0; i < 3; ++i) {
            a.meet(b);
            b.meet(a);
        }
        ASSERT_TRUE(run_until(io, [&] { return a.messages.size() >= 200 && b.messages.size() >= 200; }));
        // Once more to and fro, when the surplus stream is long judged.
        a.say(b, Kind::control, "still there?");
        ASSERT_TRUE(run_until(io, [&] { return b.messages.size() == 201; }));
        for (const Node* n : {&a, &b}) {
            EXPECT_EQ(n->ups.size(), 1u);
            EXPECT_TRUE(n->downs.empty());
            for (std::size_t i = 0; i < 200; ++i) ASSERT_EQ(n->messages[i].text, std::to_string(i));
        }
    }
}

TEST_F(NetworkTest, GoodbyeIsLeavingAndACrashIsClosing) {
    auto ids = ensemble_of(3);
    Node a(io, std::move(ids[0])), b(io, std::move(ids[1])), c(io, std::move(ids[2]));
    ASSERT_TRUE(meet(a, b));
    c.start();
    c.meet(a);
    ASSERT_TRUE(run_until(io, [&] { return a.sees(c); }));
    b.say(a, Kind::session, std::string(500'000, 'x'));  // what was sent before goodbye still arrives
    bool done = false;
    b.network->stop([&] { done = true; });
    ASSERT_TRUE(run_until(io, [&] { return a.downs.size() == 1 && done; }));
    EXPECT_EQ(a.downs[0].node, b.id);
    EXPECT_EQ(a.downs[0].why, Gone::left);
    EXPECT_EQ(a.messages.size(), 1u);
    EXPECT_TRUE(b.downs.empty());
    c.crash();
    ASSERT_TRUE(run_until(io, [&] { return a.downs.size() == 2; }));
    EXPECT_EQ(a.downs[1].why, Gone::closed);
}

TEST_F(NetworkTest, AStoppedNetworkCanStartAgain) {
    auto ids = ensemble_of(2);
    Node a(io, std::move(ids[0])), b(io, std::move(ids[1]));
    ASSERT_TRUE(meet(a, b));
    bool done = false;
    a.network->stop([&] { done = true; });
    ASSERT_TRUE(run_until(io, [&] { return done && !b.sees(a); }));
    a.start();
    a.meet(b);
    EXPECT_TRUE(run_until(io, [&] { return a.sees(b) && b.sees(a); }));
}

// The old stream still looks fine to the other side: its process is frozen, not closed.
TEST_F(NetworkTest, ARestartedNodeReplacesItsFormerSelfAtOnce) {
    for (const bool restarts_lower : {true, false}) {
        asio::io_context frozen;
        auto ids = ensemble_of(2);
        TemporaryDirectory d;
        auto stored = Identity::load_or_found(d.path(), "phone");
        enlist(ids[0], *stored);
        Identity& other = (stored->node() < ids[0].node()) == restarts_lower ? ids[0] : ids[1];
        if ((stored->node() < other.node()) != restarts_lower) continue;  // the draw did not allow it
        Node a(io, std::move(other));
        auto before = std::make_unique<Node>(frozen, std::move(*stored));
        a.start();
        before->start();
        before->meet(a);
        ASSERT_TRUE(run_until(io, frozen, [&] { return a.sees(before->id) && before->sees(a); }));
        auto again = Identity::load_or_found(d.path(), "phone");
        Node after(io, std::move(*again));
        after.start();
        after.meet(a);
        ASSERT_TRUE(run_until(io, [&] { return a.ups.size() == 2 && after.sees(a); }));
        ASSERT_EQ(a.downs.size(), 1u);
        EXPECT_EQ(a.downs[0].why, Gone::closed);
        after.say(a, Kind::session, "back");
        EXPECT_TRUE(run_until(io, [&] { return a.messages.size() == 1; }));
    }
}

TEST_F(NetworkTest, AKnownPeerIsFoundAgainAfterARestart) {
    TemporaryDirectory d;
    auto stored = Identity::load_or_found(d.path(), "phone");
    ASSERT_TRUE(stored.ok());
    Identity other = fresh_identity();
    enlist(other, *stored);
    Node a(io, std::move(other));
    NetworkConfig config = loopback();
    config.state_dir = d.path();
    {
        Node b(io, std::move(*stored), config);
        ASSERT_TRUE(meet(a, b));
        b.crash();
        ASSERT_TRUE(run_until(io, [&] { return !a.downs.empty(); }));
    }
    Node again(io, std::move(*Identity::load_or_found(d.path(), "phone")), config);
    again.start();  // and nobody gives it a hint
    EXPECT_TRUE(run_until(io, [&] { return again.sees(a) && a.sees(again); }));
}

TEST_F(NetworkTest, AStaticPeerIsDialledUntilItIsThere) {
    auto ids = ensemble_of(2);
    std::uint16_t port = 0;
    {
        asio::ip::tcp::acceptor probe(io, {asio::ip::address_v4::loopback(), 0});
        port = probe.local_endpoint().port();
    }
    NetworkConfig early = loopback(), late = loopback();
    early.peers = {"localhost:" + std::to_string(port), "not an address"};
    late.port = port;
    late.explicit_port = true;
    Node a(io, std::move(ids[0]), early), b(io, std::move(ids[1]), late);
    a.start();
    EXPECT_TRUE(a.noticed("not an address"));
    ASSERT_TRUE(run_until(io, [&] { return a.network->stats().dials >= 2; }));
    b.start();
    EXPECT_TRUE(run_until(io, [&] { return a.sees(b); }));
}

TEST_F(NetworkTest, DatagramsArriveSealedWithTheMomentTheKernelTookThem) {
    auto ids = ensemble_of(2);
    Node a(io, std::move(ids[0])), b(io, std::move(ids[1]));
    ASSERT_TRUE(meet(a, b));
    ASSERT_TRUE(run_until(io, [&] {  // the first may meet a system whose stamps are not yet on
        a.shout(b, Kind::clock, "warm up");
        return !b.datagrams.empty();
    }));
    ASSERT_TRUE(run_until(io, [&] { return io.poll() == 0; }));
    // The best of a few: a busy machine may hold us up between the clock and the wire, but not bring us there early.
    Nanoseconds best = Nanoseconds::max();
    for (int attempt = 0; attempt < 20 && best >= milliseconds(10); ++attempt) {
        b.datagrams.clear();
        const LocalTime sent = local_now();
        a.shout(b, Kind::clock, std::string(datagram_bytes_max, 'x'));
        while (local_now() - sent < milliseconds(30)) {
        }  // the node thread is busy
        ASSERT_TRUE(run_until(io, [&] { return !b.datagrams.empty(); }));
        const Node::Heard& heard = b.datagrams.front();
        EXPECT_EQ(heard.text.size(), datagram_bytes_max);
        EXPECT_EQ(heard.kind, Kind::clock);
        EXPECT_GE(heard.handled - sent, milliseconds(30));
        EXPECT_GE(heard.received - sent, -microseconds(100));
        best = std::min(best, heard.received - sent);
    }
    EXPECT_LT(best, milliseconds(10)) << "stamped when read, not when received";
    EXPECT_EQ(a.network->stats().kind[2].datagram_bytes_sent, b.network->stats().kind[2].datagram_bytes_received);
}

TEST_F(NetworkTest, ASmallMessageOvertakesBulk) {
    auto ids = ensemble_of(2);
    Node a(io, std::move(ids[0])), b(io, std::move(ids[1]));
    ASSERT_TRUE(meet(a, b));
    const std::size_t segments = 40;
    std::size_t before = 0;
    b.on_message = [&](const Node::Heard& heard) {
        if (heard.kind == Kind::segment && b.messages.size() == 3) a.say(b, Kind::session, "now");
        if (heard.kind == Kind::session) before = b.messages.size() - 1;
    };
    for (std::size_t i = 0; i < segments; ++i) a.say(b, Kind::segment, std::string(message_bytes_max, 's'));
    ASSERT_TRUE(run_until(io, [&] { return b.messages.size() == segments + 1; }));
    EXPECT_LE(before, 4u) << "of 40 segments";
}

TEST_F(NetworkTest, APeerThatDoesNotReadIsClosed) {
    asio::io_context frozen;
    auto ids = ensemble_of(2);
    Node a(io, std::move(ids[0])), b(frozen, std::move(ids[1]));
    a.start();
    b.start();
    a.meet(b);
    ASSERT_TRUE(run_until(io, frozen, [&] { return a.sees(b) && b.sees(a); }));
    const std::string big(message_bytes_max, 'x');
    int sent = 0;
    ASSERT_TRUE(run_until(io, [&] {
        if (a.sees(b)) a.say(b, Kind::control, big), ++sent;
        return !a.downs.empty();
    }));
    EXPECT_EQ(a.downs[0].why, Gone::closed);
    EXPECT_LT(sent, 64) << "what waits is bounded, the kernel's buffers aside";
}

TEST_F(NetworkTest, SendingToWhoIsNotUpIsCountedAndNothingElse) {
    Node a(io, fresh_identity());
    a.start();
    a.network->send({}, Kind::session, as_bytes("x"));
    a.network->send_datagram({}, Kind::clock, as_bytes("x"));
    EXPECT_EQ(a.network->stats().messages_undeliverable, 2u);
}

TEST_F(NetworkTest, AnExplicitPortInUseIsAnErrorAndADefaultOneTheNextFree) {
    Node a(io, fresh_identity());
    a.start();
    NetworkConfig same = loopback();
    same.port = a.network->port();
    same.explicit_port = true;
    Node b(io, fresh_identity(), same);
    const auto refused = b.network->start();
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error(), Error::port_in_use);
    EXPECT_NE(refused.message().find(std::to_string(same.port)), std::string::npos);
    if (same.port > 65000) GTEST_SKIP() << "drew a port too near the end to have followers";
    same.explicit_port = false;
    Node c(io, fresh_identity(), same);
    const auto next = c.network->start();
    ASSERT_TRUE(next.ok()) << next.message();
    EXPECT_GT(*next, same.port);
    NetworkConfig elsewhere = loopback();
    for (const char* bad : {"203.0.113.9", "nonsense"}) {
        elsewhere.listen = bad;
        Node d(io, fresh_identity(), elsewhere);
        EXPECT_EQ(d.network->start().error(), Error::address_invalid);
    }
}

TEST_F(NetworkTest, AllAddressesMeansBothFamilies) {
    auto ids = ensemble_of(3);
    NetworkConfig all = loopback();
    all.listen = "";
    Node a(io, std::move(ids[0]), all), b(io, std::move(ids[1])), c(io, std::move(ids[2]), all);
    a.start();
    b.start();
    c.start();
    a.meet(b);
    b.meet(a);
    ASSERT_TRUE(run_until(io, [&] { return a.sees(b) && b.sees(a); }));
    EXPECT_EQ(b.ups[0].address, "127.0.0.1:" + std::to_string(a.network->port()));
    EXPECT_EQ(a.ups[0].address, "127.0.0.1:" + std::to_string(b.network->port())) << "not as ::ffff:127.0.0.1";
    a.shout(b, Kind::clock, "x");
    b.shout(a, Kind::clock, "x");
    EXPECT_TRUE(run_until(io, [&] { return a.datagrams.size() == 1 && b.datagrams.size() == 1; }));
    if (!std::filesystem::exists("/proc/net/if_inet6")) GTEST_SKIP() << "no IPv6 on this machine";
    c.network->connect_hint("::1", a.network->port());
    ASSERT_TRUE(run_until(io, [&] { return a.sees(c) && c.sees(a); }));
    EXPECT_EQ(c.ups[0].address, "[::1]:" + std::to_string(a.network->port()));
    a.shout(c, Kind::clock, "x");
    EXPECT_TRUE(run_until(io, [&] { return c.datagrams.size() == 1; }));
}

}  // namespace
}  // namespace segue::mesh
