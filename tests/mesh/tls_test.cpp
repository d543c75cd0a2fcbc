#include "sync/mesh/tls.h"

#include <gtest/gtest.h>

#include "tests/mesh/ring.h"

namespace segue::mesh {
namespace {

using State = TlsSession::State;

std::shared_ptr<const TlsContext> context(const Identity& identity, std::uint32_t major = 1) {
    return TlsContext::for_peers(
        identity.credentials(), [](const Subject&) { return false; }, major);
}

// Carries bytes between the two until neither has more to say.
void converse(TlsSession& a, TlsSession& b) {
    a.start();
    b.start();
    for (bool more = true; more;) {
        Bytes from_a, from_b;
        a.take_outgoing(from_a);
        b.take_outgoing(from_b);
        more = !from_a.empty() || !from_b.empty();
        if (!from_a.empty()) b.receive(from_a);
        if (!from_b.empty()) a.receive(from_b);
    }
}

TEST(Tls, TwoOfAnEnsembleSeeWhoTheOtherIsAndShareKeys) {
    const auto ids = ensemble_of(2);
    TlsSession client(context(ids[0]), Side::client), server(context(ids[1]), Side::server);
    converse(client, server);
    ASSERT_EQ(client.state(), State::established) << client.reason();
    ASSERT_EQ(server.state(), State::established) << server.reason();
    EXPECT_EQ(client.peer()->node, ids[1].node());
    EXPECT_EQ(server.peer()->node, ids[0].node());
    std::array<std::uint8_t, 44> a{}, b{}, c{};
    ASSERT_TRUE(client.export_key("EXPORTER-x", "client", a));
    ASSERT_TRUE(server.export_key("EXPORTER-x", "client", b));
    ASSERT_TRUE(server.export_key("EXPORTER-x", "server", c));
    EXPECT_EQ(a, b);
    EXPECT_NE(a, c);
    ASSERT_TRUE(client.write(as_bytes("hello")));
    Bytes wire;
    client.take_outgoing(wire);
    server.receive(wire);
    std::array<std::uint8_t, 100> out{};
    ASSERT_EQ(server.read(out), 5u);
}

TEST(Tls, AnotherEnsembleIsRefusedByBothAndToldNothing) {
    const Identity ours = fresh_identity(), theirs = fresh_identity();
    TlsSession client(context(ours), Side::client), server(context(theirs), Side::server);
    converse(client, server);
    EXPECT_EQ(client.state(), State::failed);
    EXPECT_TRUE(client.disbelieved());
    EXPECT_NE(client.reason().find("another ensemble"), std::string::npos) << client.reason();
    EXPECT_NE(server.state(), State::established);
    Bytes alert;
    client.take_outgoing(alert);
    EXPECT_TRUE(alert.empty());
}

// A client that believes anyone, but has the wrong certificate: the server must not.
TEST(Tls, AServerJudgesByItself) {
    const Identity ours = fresh_identity(), theirs = fresh_identity();
    Credentials liar = *theirs.credentials();
    liar.authority = ours.credentials()->authority;  // it will accept us, with a certificate of its own authority
    TlsSession client(TlsContext::for_peers(
                          std::make_shared<const Credentials>(liar), [](const Subject&) { return false; }, 1),
                      Side::client);
    TlsSession server(context(ours), Side::server);
    converse(client, server);
    EXPECT_EQ(server.state(), State::failed);
    EXPECT_TRUE(server.disbelieved());
    EXPECT_NE(server.reason().find("another ensemble"), std::string::npos) << server.reason();
}

TEST(Tls, AStrangerWithoutACertificateMayOnlyAskToJoin) {
    const Identity ours = fresh_identity();
    TlsSession joiner(TlsContext::for_joining(ours.credentials()->fingerprint), Side::client, Purpose::join);
    TlsSession server(context(ours), Side::server);
    converse(joiner, server);
    ASSERT_EQ(joiner.state(), State::established) << joiner.reason();
    ASSERT_EQ(server.state(), State::established) << server.reason();
    EXPECT_EQ(server.purpose(), Purpose::join);
    EXPECT_FALSE(server.peer()) << "nobody we know";
}

TEST(Tls, AJoinerWithAnotherFingerprintDoesNotBelieveTheServer) {
    const Identity ours = fresh_identity();
    Fingerprint other = ours.credentials()->fingerprint;
    other[31] ^= 1;
    TlsSession joiner(TlsContext::for_joining(other), Side::client, Purpose::join);
    TlsSession server(context(ours), Side::server);
    converse(joiner, server);
    EXPECT_EQ(joiner.state(), State::failed);
    EXPECT_TRUE(joiner.disbelieved());
}

TEST(Tls, ARevokedNodeIsRefused) {
    const auto ids = ensemble_of(2);
    const NodeId victim = ids[0].node();
    TlsSession client(context(ids[0]), Side::client);
    TlsSession server(TlsContext::for_peers(
                          ids[1].credentials(), [&](const Subject& s) { return s.node == victim; }, 1),
                      Side::server);
    converse(client, server);
    EXPECT_EQ(server.state(), State::failed);
    EXPECT_NE(server.reason().find("revoked"), std::string::npos);
}

TEST(Tls, AnotherMajorVersionStillGetsToSayHello) {
    const auto ids = ensemble_of(2);
    TlsSession client(context(ids[0], 2), Side::client), server(context(ids[1], 1), Side::server);
    converse(client, server);
    ASSERT_EQ(client.state(), State::established);
    ASSERT_EQ(server.state(), State::established);
    EXPECT_EQ(server.offered_major(), 2u);
}

TEST(Tls, AnAuthoritysOwnCertificateIsNoNodes) {
    const Identity ours = fresh_identity();
    EXPECT_FALSE(read_subject(ours.credentials()->authority));
    EXPECT_FALSE(issued_by(ours.credentials()->authority, ours.credentials()->authority));
}

TEST(Tls, NoCutOrFlippedByteOfTheHandshakeDoesHarm) {
    const auto ids = ensemble_of(2);
    TlsSession probe(context(ids[0]), Side::client);
    probe.start();
    Bytes hello;
    probe.take_outgoing(hello);
    for (std::size_t i = 0; i < hello.size(); ++i) {
        Bytes bent = hello;
        bent[i] ^= 0x55;
        TlsSession server(context(ids[1]), Side::server);
        server.receive(bent);
        EXPECT_NE(server.state(), State::established);
        TlsSession cut(context(ids[1]), Side::server);
        cut.receive(BytesView(hello).first(i));
        EXPECT_NE(cut.state(), State::established);
    }
}

}  // namespace
}  // namespace segue::mesh
