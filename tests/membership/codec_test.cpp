#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sync/base/random.h"
#include "sync/mesh/membership/limits.h"
#include "tests/membership/world.h"

namespace segue::membership {
namespace {

using world::node;

Packet sample() {
    Packet p;
    p.type = Packet::Type::ask;
    p.number = 4711;
    p.target = node(9);
    p.updates = {{node(1), 1'763'800'000, Life::alive, "Küche", {"10.0.0.7:24470", "[fe80::1%eth0]:24470"}, {}},
                 {node(2), 3, Life::suspect, {}, {}, node(1)},
                 {node(3), 8, Life::dead, {}, {}, {}},
                 {node(4), 1, Life::left, {}, {}, {}}};
    return p;
}

Bytes golden(const std::string& name) {
    std::ifstream in(std::string(GOLDEN_DIR) + "/" + name, std::ios::binary);
    return Bytes{std::istreambuf_iterator<char>(in), {}};
}

// Other versions of Segue are out there: what is on the wire stays readable.
TEST(MembershipCodec, ReadsAndWritesWhatItAlwaysDid) {
    const Bytes stored = golden("packet_ask.bin");
    ASSERT_FALSE(stored.empty());
    EXPECT_EQ(encode(sample()), stored);
    EXPECT_EQ(decode(stored).value(), sample());
}

TEST(MembershipCodec, SizesAreForetold) {
    Packet p = sample();
    std::size_t size = packet_header_bytes;
    for (const Update& u : p.updates) size += encoded_size(u);
    EXPECT_LE(encode(p).size(), size);
    p.updates.clear();
    p.number = 0xffffffff;
    p.urgent = true;
    EXPECT_LE(encode(p).size(), packet_header_bytes);
}

TEST(MembershipCodec, RefusesWhatBreaksALimit) {
    const auto error = [](auto change) {
        Packet p = sample();
        change(p);
        const auto r = decode(encode(p));
        return r.ok() ? std::string("accepted") : r.error() == PacketError::malformed ? "malformed" : "too long";
    };
    EXPECT_EQ(error([](Packet&) {}), "accepted");
    EXPECT_EQ(error([](Packet& p) { p.target = {}; }), "malformed");
    EXPECT_EQ(error([](Packet& p) { p.updates[0].node = {}; }), "malformed");
    EXPECT_EQ(error([](Packet& p) { p.updates[0].name.assign(name_bytes_max + 1, 'x'); }), "malformed");
    EXPECT_EQ(error([](Packet& p) { p.updates[0].addresses.assign(addresses_max + 1, "a:1"); }), "malformed");
    EXPECT_EQ(error([](Packet& p) { p.updates[0].addresses[0].assign(address_bytes_max + 1, 'x'); }), "malformed");
    EXPECT_EQ(error([](Packet& p) { p.updates.assign(updates_per_packet_max + 1, p.updates[2]); }), "malformed");
    EXPECT_EQ(error([](Packet& p) { p.updates[0].name.assign(2000, 'x'); }), "too long");
    EXPECT_FALSE(decode({}).ok());
}

RC_GTEST_PROP(MembershipCodec, AnyPacketComesBackAsItWas, ()) {
    const auto text = [](std::size_t most) {
        return rc::gen::map(rc::gen::container<std::string>(rc::gen::arbitrary<char>()), [=](std::string s) {
            s.resize(std::min(s.size(), most));
            return s;
        });
    };
    Packet p;
    p.type = static_cast<Packet::Type>(*rc::gen::inRange(0, 6));
    p.number = *rc::gen::arbitrary<std::uint32_t>();
    p.urgent = *rc::gen::arbitrary<bool>();
    if (p.type == Packet::Type::ask) p.target = node(*rc::gen::inRange(1, 60000));
    const int updates = *rc::gen::inRange(0, 4);
    for (int i = 0; i < updates; ++i) {
        Update u{node(*rc::gen::inRange(1, 60000)),
                 *rc::gen::arbitrary<std::uint64_t>(),
                 static_cast<Life>(*rc::gen::inRange(0, 4)),
                 *text(name_bytes_max),
                 {},
                 {}};
        if (*rc::gen::arbitrary<bool>()) u.accuser = node(*rc::gen::inRange(1, 60000));
        const int addresses = *rc::gen::inRange(0, 5);
        for (int a = 0; a < addresses; ++a) u.addresses.push_back(*text(address_bytes_max));
        p.updates.push_back(u);
    }
    RC_PRE(encode(p).size() <= packet_bytes_max);
    RC_ASSERT(decode(encode(p)).value() == p);
}

// Whatever bytes come, the answer is a value. (Sanitizer builds watch over the rest.)
TEST(MembershipCodec, SurvivesDamage) {
    const Bytes whole = encode(sample());
    Random random(1);
    int accepted = 0;
    for (int i = 0; i < 20000; ++i) {
        Bytes bytes = whole;
        for (std::uint64_t n = random.below(4) + 1; n > 0; --n)
            bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.next());
        if (random.chance(0.3)) bytes.resize(random.below(bytes.size()));
        accepted += decode(bytes).ok();
    }
    EXPECT_LT(accepted, 20000);
}

}  // namespace
}  // namespace segue::membership
