#include "sync/mesh/seal.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <random>
#include <set>

namespace segue::mesh {
namespace {

SealSecret secret_of(std::uint8_t seed) {
    SealSecret s;
    for (std::size_t i = 0; i < s.size(); ++i) s[i] = static_cast<std::uint8_t>(seed + i);
    return s;
}
Bytes copy(BytesView v) { return {v.begin(), v.end()}; }

TEST(Seal, OpensToWhatWasSealed) {
    EXPECT_TRUE(rc::check([] {
        const auto size = *rc::gen::inRange<std::size_t>(0, datagram_bytes_max + 1);
        const auto message = *rc::gen::container<Bytes>(size, rc::gen::arbitrary<std::uint8_t>());
        const auto kind = *rc::gen::inRange<std::uint8_t>(0, 64);
        Sealer sealer(secret_of(1), 77);
        Opener opener(secret_of(1));
        const Bytes sealed = copy(sealer.seal(kind, message));
        RC_ASSERT(sealed.size() == message.size() + datagram_sealing_bytes);
        RC_ASSERT(datagram_channel(sealed) == std::optional<std::uint64_t>(77));
        const auto opened = opener.open(sealed);
        RC_ASSERT(opened.verdict == Opener::Verdict::good);
        RC_ASSERT(opened.kind == kind);
        RC_ASSERT(copy(opened.message) == message);
    }));
}

TEST(Seal, AnyChangedBitIsSeen) {
    Sealer sealer(secret_of(1), 77);
    const Bytes sealed = copy(sealer.seal(2, as_bytes("what time is it?")));
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        Bytes forged = sealed;
        forged[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
        Opener opener(secret_of(1));
        EXPECT_NE(opener.open(forged).verdict, Opener::Verdict::good) << "bit " << bit;
        EXPECT_EQ(opener.open(sealed).verdict, Opener::Verdict::good) << "a forgery must not use up the counter";
    }
}

TEST(Seal, AnotherKeyOpensNothing) {
    Sealer sealer(secret_of(1), 77);
    Opener opener(secret_of(2));
    EXPECT_EQ(opener.open(sealer.seal(2, as_bytes("x"))).verdict, Opener::Verdict::forged);
}

TEST(Seal, EveryPrefixAndNoiseIsRefused) {
    Sealer sealer(secret_of(1), 77);
    const Bytes sealed = copy(sealer.seal(2, as_bytes("hello")));
    Opener opener(secret_of(1));
    for (std::size_t n = 0; n < sealed.size(); ++n)
        EXPECT_NE(opener.open(BytesView(sealed).first(n)).verdict, Opener::Verdict::good);
    EXPECT_TRUE(rc::check([&](const Bytes& noise) {
        RC_ASSERT(opener.open(noise).verdict != Opener::Verdict::good);
        datagram_channel(noise);
    }));
    EXPECT_NE(opener.open(Bytes(sealed_bytes_max + 1)).verdict, Opener::Verdict::good);
    EXPECT_FALSE(datagram_channel(Bytes(sealed_bytes_max + 1)));
}

TEST(Seal, AReplayIsSeenAndReorderingIsNot) {
    Sealer sealer(secret_of(1), 77);
    std::vector<Bytes> sent;
    for (int i = 0; i < 500; ++i) sent.push_back(copy(sealer.seal(2, as_bytes(std::to_string(i)))));
    std::mt19937 shuffle(1);
    std::shuffle(sent.begin(), sent.end(), shuffle);
    Opener opener(secret_of(1));
    for (const Bytes& d : sent) EXPECT_EQ(opener.open(d).verdict, Opener::Verdict::good);
    for (const Bytes& d : sent) EXPECT_EQ(opener.open(d).verdict, Opener::Verdict::replayed);
}

TEST(ReplayWindow, AgreesWithASetThatForgetsWhatIsTooOld) {
    EXPECT_TRUE(rc::check([] {
        ReplayWindow window;
        std::set<std::uint64_t> seen;
        std::uint64_t newest = 0;
        const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-1500, 1500));
        for (const int step : steps) {
            const auto at = static_cast<std::int64_t>(newest) + step;
            const std::uint64_t counter = at < 0 ? 0 : static_cast<std::uint64_t>(at);
            const bool expect =
                counter > 0 && !seen.contains(counter) && (counter > newest || newest - counter < replay_window);
            RC_ASSERT(window.fresh(counter) == expect);
            if (!expect) continue;
            RC_ASSERT(window.mark(counter) == (counter > newest));
            seen.insert(counter);
            newest = std::max(newest, counter);
        }
    }));
}

}  // namespace
}  // namespace segue::mesh
