// Replication: the rules of records, and what nodes say to each other to keep copies. Times are virtual.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "sync/replica/replicator.h"
#include "tests/replica/memory_store.h"

namespace segue::replica {
namespace {

using test::MemoryStore;

NodeId node(std::uint8_t n) {
    NodeId id;
    id.bytes.fill(n);
    return id;
}
Bytes text(std::string_view s) {
    const BytesView v = as_bytes(s);
    return {v.begin(), v.end()};
}

// A node with its store; what it says is delivered by the test.
struct Node {
    explicit Node(std::uint8_t n) : store(node(n), 100u + n), core(node(n), store.standings()) {}
    void write(const std::string& key, const std::optional<std::string>& value) {
        store.write(text(key), value ? std::optional(text(*value)) : std::nullopt);
        apply(core.step(Written{store.standing(store.self())}, now));
    }
    void step(const Event& e) { apply(core.step(e, now)); }
    void apply(Effects effects) {
        for (Send& s : effects.send) said.push_back(std::move(s));
        for (const Piece& p : effects.store) {
            store.store(p);
            ++pieces;
            step(Stored{p.origin, store.standing(p.origin), true});
        }
        for (const Read& r : effects.read) step(HasRead{r.token, store.read(r.origin, r.after)});
        if (effects.renew) {
            store.renew(*effects.renew);
            step(Written{store.standing(store.self())});
        }
        for (const NodeId& origin : effects.drop) store.drop(origin);
    }
    MemoryStore store;
    Replicator core;
    std::vector<Send> said;
    int pieces = 0;
    LocalTime now{seconds(10)};
};

// All that is said arrives, and time passes, until nobody has anything to say. Through bytes, as on the wire.
void talk(std::vector<Node*> nodes) {
    for (int quiet = 0; quiet < 3;) {
        ++quiet;
        for (Node* from : nodes)
            for (const Send& s : std::exchange(from->said, {}))
                for (Node* to : nodes)
                    if (to->store.self() == s.to) {
                        auto message = decode(encode(s.message));
                        ASSERT_TRUE(message.ok());
                        EXPECT_EQ(*message, s.message);
                        to->step(Received{from->store.self(), *message});
                        quiet = 0;
                    }
        for (Node* n : nodes) {
            n->now += heads_gap;
            n->step(Tick{});
        }
    }
}
void meet(Node& a, Node& b) {
    a.step(PeerUp{b.store.self()});
    b.step(PeerUp{a.store.self()});
    talk({&a, &b});
}

TEST(Replica, ANewcomerGetsWhatThereIsInSeveralPieces) {
    Node a(1), b(2);
    a.store.piece_records = 10;
    for (int i = 0; i < 95; ++i) a.write("key " + std::to_string(i), "value");
    meet(a, b);
    EXPECT_EQ(b.store.records(node(1)), a.store.records(node(1)));
    EXPECT_EQ(b.core.standing(node(1)), a.core.standing(node(1)));
    EXPECT_EQ(b.pieces, 10);
}

TEST(Replica, ARemovalIsToldAndOnlyWhatIsNewTravels) {
    Node a(1), b(2);
    a.write("one", "1");
    a.write("two", "2");
    meet(a, b);
    b.pieces = 0;
    a.write("one", std::nullopt);
    talk({&a, &b});
    EXPECT_EQ(b.pieces, 1);
    EXPECT_FALSE(b.store.records(node(1)).at(text("one")).value);
    EXPECT_TRUE(b.store.records(node(1)).at(text("two")).value);
}

TEST(Replica, WhatIsKnownOfADeadNodeReachesNewcomers) {
    Node a(1), b(2), c(3);
    a.write("one", "1");
    meet(a, b);
    b.step(PeerDown{node(1)});
    meet(b, c);
    EXPECT_EQ(c.store.records(node(1)), a.store.records(node(1)));
}

TEST(Replica, ANodeThatLostItsDiskCountsAnewAndIsBelieved) {
    Node a(1), b(2);
    a.write("old", "1");
    a.write("both", "1");
    meet(a, b);
    b.step(PeerDown{node(1)});
    Node again(1);  // the same epoch, by a clock that was set back
    again.write("both", "2");
    meet(again, b);
    EXPECT_FALSE(b.store.records(node(1)).contains(text("old")));
    EXPECT_EQ(b.store.records(node(1)), again.store.records(node(1)));
}

TEST(Replica, TwoCopiesOfADeadNodeThatDifferBecomeTheirUnion) {
    Node a(1), b(2), c(3);
    // Each has another part of it, and both stand at its fourth write.
    a.write("one", "1");
    a.write("two", "1");
    Piece early = a.store.read(node(1), {});
    a.write("one", "2");
    a.write("four", "1");
    Piece late = a.store.read(node(1), {});
    b.store.store(early);
    late.records.erase(late.records.begin());  // the one that b has
    b.store.store({node(1), 0, early.through, late.through, 0, false, {late.records.back()}});
    c.store.store(late);
    b.core = Replicator(node(2), b.store.standings());
    c.core = Replicator(node(3), c.store.standings());
    ASSERT_EQ(b.core.standing(node(1)).through, c.core.standing(node(1)).through);
    ASSERT_NE(b.core.standing(node(1)).digest, c.core.standing(node(1)).digest);
    meet(b, c);
    EXPECT_EQ(b.store.records(node(1)), c.store.records(node(1)));
    EXPECT_EQ(b.store.records(node(1)).size(), 3u);
    EXPECT_EQ(b.store.records(node(1)).at(text("one")).version.sequence, 3u);
}

TEST(Replica, WhoDoesNotAnswerIsAskedLast) {
    Node a(1), b(2), c(3);
    a.write("one", "1");
    meet(a, b);
    c.step(PeerUp{node(1)});
    c.step(Received{node(1), Heads{{{node(1), a.core.standing(node(1))}}}});
    c.said.clear();  // the question is lost
    c.step(PeerUp{node(2)});
    c.step(Received{node(2), Heads{{{node(1), b.core.standing(node(1))}}}});
    c.now += answer_patience;
    c.step(Tick{});
    const auto asked = std::find_if(c.said.begin(), c.said.end(),
                                    [](const Send& s) { return std::holds_alternative<Ask>(s.message); });
    ASSERT_NE(asked, c.said.end());
    EXPECT_EQ(asked->to, node(2));
}

TEST(Replica, WhatWasNotAskedForIsNotTakenIn) {
    Node a(1), b(2);
    a.write("one", "1");
    b.step(PeerUp{node(1)});
    b.step(Received{node(1), a.store.read(node(1), {})});
    EXPECT_TRUE(b.store.records(node(1)).empty());
}

TEST(Replica, TheOrderOfPiecesAndTheirRepetitionDoNotMatter) {
    EXPECT_TRUE(rc::check("any pieces, any order: the latest record of each key", [] {
        MemoryStore origin(node(1), 7);
        std::vector<Piece> pieces;
        const auto writes = *rc::gen::inRange(1, 40);
        for (int i = 0; i < writes; ++i) {
            const Bytes key = text(std::to_string(*rc::gen::inRange(0, 6)));
            origin.write(key, *rc::gen::arbitrary<bool>() ? std::optional(text("v")) : std::nullopt);
            if (*rc::gen::inRange(0, 12) == 0) origin.renew(0);
            pieces.push_back(origin.read(node(1), {}));
        }
        MemoryStore copy(node(2), 1);
        const auto order = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, pieces.size()));
        for (const std::size_t i : order) copy.store(pieces[i]);
        copy.store(pieces.back());
        for (const std::size_t i : order) copy.store(pieces[i]);
        RC_ASSERT(copy.records(node(1)) == origin.records(node(1)));
        RC_ASSERT(copy.standing(node(1)) == origin.standing(node(1)));
    }));
}

TEST(Replica, NonsenseIsRefused) {
    EXPECT_FALSE(decode(text("\xff\xff nonsense")).ok());
    EXPECT_FALSE(decode(Bytes(message_bytes_max + 1)).ok());
    Piece backwards{node(1), 1, {1, 5}, {1, 4}, 0, false, {}};
    EXPECT_FALSE(decode(encode(backwards)).ok());
    Piece keyless{node(1), 1, {1, 5}, {1, 6}, 0, false, {{{}, {1, 6}, {}}}};
    EXPECT_FALSE(decode(encode(keyless)).ok());
    Piece disordered{node(1), 1, {1, 1}, {1, 9}, 0, false, {{text("a"), {1, 6}, {}}, {text("b"), {1, 5}, {}}}};
    EXPECT_FALSE(decode(encode(disordered)).ok());
}

}  // namespace
}  // namespace segue::replica
