// Letting in and forgetting, over the loopback.
#include <asio/ip/tcp.hpp>

#include "sync/mesh/revocations.h"
#include "tests/mesh/ring.h"

namespace segue::mesh {
namespace {

using namespace std::chrono_literals;

struct Joining : testing::Test {
    asio::io_context io;
    WallTime now{1'800'000'000s};
    NetworkConfig config() {
        NetworkConfig c = loopback();
        c.wall_clock = [this] { return now; };
        return c;
    }
    Outcome<EnsembleId> join(Node& node, const std::string& link) {
        std::optional<Outcome<EnsembleId>> outcome;
        node.network->join(link, [&](Outcome<EnsembleId> o) { outcome = std::move(o); });
        EXPECT_FALSE(outcome) << "never from within the call";
        EXPECT_TRUE(run_until(io, [&] { return outcome.has_value(); }));
        return outcome ? std::move(*outcome) : fail(Error::refused, "no answer");
    }
};

TEST_F(Joining, AnInvitedNodeIsLetInOnceAndMeetsEveryone) {
    auto ids = ensemble_of(2);
    const EnsembleId ensemble = ids[0].ensemble();
    Node a(io, std::move(ids[0]), config()), b(io, std::move(ids[1]), config()), c(io, fresh_identity(), config()),
        d(io, fresh_identity(), config());
    for (Node* n : {&a, &b, &c, &d}) n->start();
    a.meet(b);
    ASSERT_TRUE(run_until(io, [&] { return a.sees(b); }));
    const auto link = a.network->create_invitation();
    ASSERT_TRUE(link.ok()) << link.message();
    const NodeId before = c.id;
    const auto joined = join(c, *link);
    ASSERT_TRUE(joined.ok()) << joined.message();
    EXPECT_EQ(*joined, ensemble);
    EXPECT_EQ(c.network->identity().node(), before) << "the node stays itself";
    EXPECT_TRUE(run_until(io, [&] { return c.sees(a) && c.sees(b) && a.sees(c) && b.sees(c); }))
        << "the inviter tells where the others are";
    EXPECT_TRUE(a.noticed("full member"));

    const auto second = join(d, *link);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error(), Error::invitation_used) << second.message();
    EXPECT_NE(d.network->identity().ensemble(), ensemble);

    ASSERT_TRUE(c.network->identity().can_invite()) << "any full member can invite";
    const auto theirs = c.network->create_invitation();
    ASSERT_TRUE(theirs.ok());
    EXPECT_TRUE(join(d, *theirs).ok());
    EXPECT_TRUE(run_until(io, [&] { return d.sees(a) && d.sees(b) && d.sees(c); }));
}

TEST_F(Joining, AnInvitationExpires) {
    Node a(io, fresh_identity(), config()), c(io, fresh_identity(), config());
    a.start();
    c.start();
    InvitationTerms terms;
    terms.ttl = 60s;
    const auto link = a.network->create_invitation(terms);
    now += 60s;
    const auto late = join(c, *link);
    ASSERT_FALSE(late.ok());
    EXPECT_EQ(late.error(), Error::invitation_expired) << late.message();
    EXPECT_TRUE(a.noticed("expired"));
    now -= 1s;
    EXPECT_TRUE(join(c, *link).ok()) << "being late did not use it up";
}

TEST_F(Joining, AnInvitationHoldsForAsManyUsesAsItSays) {
    Node a(io, fresh_identity(), config());
    a.start();
    InvitationTerms terms;
    terms.uses = 2;
    const auto link = a.network->create_invitation(terms);
    for (int i = 0; i < 3; ++i) {
        Node c(io, fresh_identity(), config());
        c.start();
        EXPECT_EQ(join(c, *link).ok(), i < 2);
    }
}

TEST_F(Joining, AGuestIsAGuest) {
    Node a(io, fresh_identity(), config()), c(io, fresh_identity(), config());
    a.start();
    c.start();
    InvitationTerms terms;
    terms.role = Role::guest;
    ASSERT_TRUE(join(c, *a.network->create_invitation(terms)).ok());
    EXPECT_EQ(c.network->identity().role(), Role::guest);
    EXPECT_FALSE(c.network->identity().credentials()->authority_key);
    ASSERT_TRUE(run_until(io, [&] { return a.sees(c) && c.sees(a); }));
    EXPECT_FALSE(a.ups[0].full_member);
    EXPECT_TRUE(c.ups[0].full_member);
    EXPECT_EQ(c.network->create_invitation().error(), Error::not_full_member);
    EXPECT_EQ(c.network->forget(a.id).error(), Error::not_full_member);
}

TEST_F(Joining, WrongTokenWrongAuthorityNobodyThere) {
    Node a(io, fresh_identity(), config()), c(io, fresh_identity(), config());
    a.start();
    c.start();
    const auto invitation = parse_link(*a.network->create_invitation());
    ASSERT_TRUE(invitation.ok());

    Invitation wrong_token = *invitation;
    wrong_token.token[0] ^= 1;
    const auto refused = join(c, to_link(wrong_token));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error(), Error::refused) << refused.message();
    EXPECT_TRUE(a.noticed("did not give")) << "told why locally";

    Invitation wrong_authority = *invitation;
    wrong_authority.authority[0] ^= 1;
    EXPECT_EQ(join(c, to_link(wrong_authority)).error(), Error::wrong_ensemble);

    asio::ip::tcp::acceptor free_port(io, {asio::ip::address_v4::loopback(), 0});
    const std::string nowhere = "127.0.0.1:" + std::to_string(free_port.local_endpoint().port());
    free_port.close();
    Invitation unreachable = *invitation;
    unreachable.addresses = {nowhere};
    const auto missed = join(c, to_link(unreachable));
    EXPECT_EQ(missed.error(), Error::unreachable);
    EXPECT_NE(missed.message().find(nowhere), std::string::npos) << missed.message();

    EXPECT_EQ(join(c, "segue://join/!").error(), Error::link_invalid);

    Invitation second_address = *invitation;
    second_address.addresses.insert(second_address.addresses.begin(), nowhere);
    EXPECT_TRUE(join(c, to_link(second_address)).ok()) << "the next address is tried";
}

TEST_F(Joining, LeavingSaysGoodbyeAndKeepsTheNode) {
    auto ids = ensemble_of(2);
    const EnsembleId ensemble = ids[0].ensemble();
    Node a(io, std::move(ids[0]), config()), b(io, std::move(ids[1]), config());
    a.start();
    b.start();
    a.meet(b);
    ASSERT_TRUE(run_until(io, [&] { return a.sees(b) && b.sees(a); }));
    ASSERT_TRUE(b.network->leave().ok());
    EXPECT_NE(b.network->identity().ensemble(), ensemble);
    EXPECT_EQ(b.network->identity().node(), b.id);
    ASSERT_EQ(b.downs.size(), 1u);
    ASSERT_TRUE(run_until(io, [&] { return a.downs.size() == 1; }));
    EXPECT_EQ(a.downs[0].why, Gone::left);
    ASSERT_TRUE(join(b, *a.network->create_invitation()).ok());
    EXPECT_TRUE(run_until(io, [&] { return a.sees(b) && b.sees(a); }));
}

TEST_F(Joining, AForgottenNodeIsDroppedByAllAndStaysOutUntilInvitedAgain) {
    auto ids = ensemble_of(4);
    Node a(io, std::move(ids[0]), config()), b(io, std::move(ids[1]), config()), c(io, std::move(ids[2]), config()),
        away(io, std::move(ids[3]), config());
    for (Node* n : {&a, &b, &c, &away}) n->start();
    for (auto [x, y] : {std::pair(&a, &b), std::pair(&a, &c), std::pair(&b, &c)}) x->meet(*y);
    ASSERT_TRUE(run_until(io, [&] { return a.sees(b) && a.sees(c) && b.sees(c) && c.sees(b) && b.sees(a); }));

    EXPECT_EQ(a.network->forget(away.id).error(), Error::unknown_node);
    EXPECT_EQ(a.network->forget(a.id).error(), Error::refused);
    ASSERT_TRUE(a.network->forget(b.id).ok());
    ASSERT_TRUE(run_until(io, [&] { return a.downs_of(b.id) == 1 && c.downs_of(b.id) == 1 && b.downs.size() == 2; }));
    EXPECT_EQ(a.downs[0].why, Gone::revoked);
    EXPECT_EQ(c.downs[0].why, Gone::revoked) << "the word spread";
    for (const auto& down : b.downs) EXPECT_EQ(down.why, Gone::closed) << "it learns nothing but a closed connection";

    // It tries again, and a node that was away hears of it from the first it meets.
    const auto refused = a.network->stats().strangers_refused;
    b.meet(a);
    ASSERT_TRUE(run_until(io, [&] { return a.network->stats().strangers_refused > refused; }));
    EXPECT_TRUE(a.noticed("forgotten"));
    away.meet(c);
    ASSERT_TRUE(run_until(io, [&] { return away.sees(c) && away.network->identity().revocations().covers(b.id, 1); }));
    EXPECT_FALSE(a.sees(b));

    ASSERT_TRUE(b.network->leave().ok());
    const auto back = join(b, *c.network->create_invitation());
    ASSERT_TRUE(back.ok()) << back.message();
    EXPECT_TRUE(run_until(io, [&] { return b.sees(c) && c.sees(b); })) << "a new generation is valid";
    b.meet(a);
    EXPECT_TRUE(run_until(io, [&] { return b.sees(a) && a.sees(b); }));
}

}  // namespace
}  // namespace segue::mesh
