#include <fstream>
#include <iterator>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/clock/world.h"

namespace segue::clock {
namespace {

using world::node;

Standing standing() {
    return {{node(7), EnsembleTime(Nanoseconds(1'763'800'000'123'456'789))},
            EnsembleTime(Nanoseconds(1'763'800'900'000'000'001)),
            node(3),
            2};
}
Ping ping() {
    return {99, LocalTime(Nanoseconds(123'456'789'012)), standing(),
            EnsembleTime(Nanoseconds(1'763'800'999'000'000'000))};
}
Pong pong() {
    return {99, LocalTime(Nanoseconds(123'456'789'012)), standing(),
            EnsembleTime(Nanoseconds(1'763'800'999'000'100'000)), EnsembleTime(Nanoseconds(1'763'800'999'000'150'000))};
}

Bytes golden(const std::string& name) {
    std::ifstream in(std::string(GOLDEN_DIR) + "/" + name, std::ios::binary);
    return Bytes{std::istreambuf_iterator<char>(in), {}};
}

// Other versions of Segue are out there: what is on the wire stays readable.
TEST(ClockCodec, ReadsAndWritesWhatItAlwaysDid) {
    for (const auto& [name, message] : {std::pair<std::string, Message>{"ping.bin", ping()}, {"pong.bin", pong()}}) {
        const Bytes stored = golden(name);
        ASSERT_FALSE(stored.empty()) << name;
        EXPECT_EQ(encode(message), stored) << name;
        EXPECT_EQ(decode(stored).value(), message) << name;
    }
}

TEST(ClockCodec, RefusesWhatCannotBe) {
    Ping p = ping();
    p.who.domain.founder = {};
    EXPECT_FALSE(decode(encode(Message(p))).ok());
    p = ping();
    p.who.reference = {};
    EXPECT_FALSE(decode(encode(Message(p))).ok());
    p = ping();
    p.ensemble = EnsembleTime(Nanoseconds(std::numeric_limits<std::int64_t>::max()));  // would overflow when subtracted
    EXPECT_FALSE(decode(encode(Message(p))).ok());
    EXPECT_EQ(decode(Bytes(message_bytes_max + 1)).error(), MessageError::too_long);
    EXPECT_EQ(decode({}).error(), MessageError::malformed);
}

RC_GTEST_PROP(ClockCodec, AnyMessageComesBackAsItWas, ()) {
    const auto time = [] { return Nanoseconds(*rc::gen::inRange<std::int64_t>(-(1ll << 60), 1ll << 60)); };
    const auto who = [&] {
        return Standing{{node(*rc::gen::inRange(1, 255)), EnsembleTime(time())},
                        EnsembleTime(time()),
                        node(*rc::gen::inRange(1, 255)),
                        *rc::gen::arbitrary<std::uint32_t>()};
    };
    const auto number = *rc::gen::arbitrary<std::uint32_t>();
    Message m = Ping{number, LocalTime(time()), who(), EnsembleTime(time())};
    if (*rc::gen::arbitrary<bool>())
        m = Pong{number, LocalTime(time()), who(), EnsembleTime(time()), EnsembleTime(time())};
    RC_ASSERT(encode(m).size() <= message_bytes_max);
    RC_ASSERT(decode(encode(m)).value() == m);
}

TEST(ClockCodec, SurvivesDamage) {
    const Bytes whole = encode(Message(pong()));
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
}  // namespace segue::clock
