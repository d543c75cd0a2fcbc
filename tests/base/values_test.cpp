// Laws of the vocabulary: time, frames, ids, bytes, results, randomness.
#include <set>
#include <type_traits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sync/base/bytes.h"
#include "sync/base/frames.h"
#include "sync/base/ids.h"
#include "sync/base/random.h"
#include "sync/base/result.h"
#include "sync/base/time.h"
#include "sync/clock/clock_map.h"

namespace segue {
namespace {

template <class A, class B>
concept subtractable = requires(A a, B b) {
    a - b;
};
template <class A, class B>
concept addable = requires(A a, B b) {
    a + b;
};

// What must not compile does not.
static_assert(subtractable<LocalTime, LocalTime> && !subtractable<LocalTime, EnsembleTime>);
static_assert(!addable<LocalTime, LocalTime>);
static_assert(subtractable<MediaPos, MediaPos> && !subtractable<MediaPos, ProgramPos> && !addable<MediaPos, MediaPos>);
static_assert(addable<MediaPos, Frames> && !std::is_convertible_v<MediaPos, DacPos>);
static_assert(!std::is_convertible_v<NodeId, SessionId>);

std::int64_t any_ns() { return *rc::gen::inRange<std::int64_t>(-(1ll << 55), 1ll << 55); }

TEST(Time, NearestRoundsHalvesAway) {
    EXPECT_EQ(nearest_ns(1.4e-9).count(), 1);
    EXPECT_EQ(nearest_ns(1.5e-9).count(), 2);
    EXPECT_EQ(nearest_ns(-1.5e-9).count(), -2);
    EXPECT_EQ(nearest_ns(-0.4e-9).count(), 0);
}

TEST(Frames, ThreeFramesAre62500ns) {
    EXPECT_EQ(duration_nearest({3}).count(), 62500);
    EXPECT_EQ(duration_nearest({1}).count(), 20833);
    EXPECT_EQ(duration_nearest({2}).count(), 41667);
    EXPECT_EQ(duration_nearest({-1}).count(), -20833);
    EXPECT_EQ(duration_nearest({48000}), seconds(1));
    EXPECT_EQ(frames_floor(Nanoseconds(20833)).count, 0);
    EXPECT_EQ(frames_floor(Nanoseconds(20834)).count, 1);
    EXPECT_EQ(frames_floor(Nanoseconds(-1)).count, -1);
    EXPECT_EQ(frames_nearest(Nanoseconds(10416)).count, 0);
    EXPECT_EQ(frames_nearest(Nanoseconds(10417)).count, 1);
    EXPECT_EQ(frames_nearest(Nanoseconds(-10416)).count, 0);
    EXPECT_EQ(frames_nearest(Nanoseconds(-10417)).count, -1);
}

RC_GTEST_PROP(Frames, NearestInvertsDuration, ()) {
    const Frames f{*rc::gen::inRange<std::int64_t>(-(1ll << 40), 1ll << 40)};
    RC_ASSERT(frames_nearest(duration_nearest(f)) == f);
}

RC_GTEST_PROP(Frames, FloorIsTheLastFrameNotAfter, ()) {
    const std::int64_t ns = any_ns();
    const std::int64_t f = frames_floor(Nanoseconds(ns)).count;
    // f · 62500/3 <= ns < (f + 1) · 62500/3, in exact integers
    RC_ASSERT(f * 62500 <= ns * 3);
    RC_ASSERT(ns * 3 < (f + 1) * 62500);
}

RC_GTEST_PROP(Frames, PositionsAreAnAffineLine, ()) {
    const MediaPos a{*rc::gen::arbitrary<std::int32_t>()}, b{*rc::gen::arbitrary<std::int32_t>()};
    RC_ASSERT(a + (b - a) == b);
    RC_ASSERT(b - (b - a) == a);
    RC_ASSERT((a < b) == ((b - a).count > 0));
}

RC_GTEST_PROP(ClockMap, ToLocalInvertsToEnsemble, ()) {
    const clock::ClockMap m{
        LocalTime(Nanoseconds(any_ns())), EnsembleTime(Nanoseconds(any_ns())), *rc::gen::inRange(-500, 501) * 1e-6, {}};
    const LocalTime t = m.local + Nanoseconds(*rc::gen::inRange<std::int64_t>(-3'600'000'000'000, 3'600'000'000'000));
    RC_ASSERT(std::abs((m.to_local(m.to_ensemble(t)) - t).count()) <= 1);
}

TEST(ClockMap, RunsAtItsRate) {
    const clock::ClockMap m{LocalTime(seconds(5)), EnsembleTime(seconds(1000)), 100e-6, {}};
    EXPECT_EQ(m.to_ensemble(LocalTime(seconds(5))), EnsembleTime(seconds(1000)));
    EXPECT_EQ(m.to_ensemble(LocalTime(seconds(15))), EnsembleTime(seconds(1010) + milliseconds(1)));
    static_assert(std::is_trivially_copyable_v<clock::ClockMap>);
}

RC_GTEST_PROP(Ids, HexAndBytesComeBack, (std::array<std::uint8_t, 16> raw)) {
    const NodeId id{raw};
    RC_ASSERT(NodeId::from_hex(id.hex()) == id);
    RC_ASSERT(NodeId::from_bytes(id.to_string()) == id);
    RC_ASSERT(id.hex().substr(0, 8) == id.brief());
}

TEST(Ids, OnlySixteenBytesAreAnId) {
    EXPECT_FALSE(NodeId::from_hex(""));
    EXPECT_FALSE(NodeId::from_hex(std::string(31, '0')));
    EXPECT_FALSE(NodeId::from_hex(std::string(31, '0') + "g"));
    EXPECT_TRUE(NodeId::from_hex(std::string(32, 'F')));
    EXPECT_FALSE(NodeId::from_bytes(std::string_view("short")));
    EXPECT_TRUE(NodeId().is_none());
    EXPECT_FALSE(NodeId::from_hex(std::string(31, '0') + "1")->is_none());
}

RC_GTEST_PROP(Bytes, ReaderInvertsWriter,
              (std::uint8_t a, std::uint16_t b, std::uint32_t c, std::uint64_t d, std::int64_t e, std::string s)) {
    ByteWriter w;
    w.u8(a), w.u16(b), w.u32(c), w.u64(d), w.i64(e), w.bytes(as_bytes(s));
    ByteReader r(w.view());
    RC_ASSERT(r.u8() == a && r.u16() == b && r.u32() == c && r.u64() == d && r.i64() == e);
    RC_ASSERT(as_text(r.take(s.size())) == s);
    RC_ASSERT(r.finished());
}

RC_GTEST_PROP(Bytes, ReaderNeverRunsPastTheEndAndStaysFailed, (std::vector<std::uint8_t> data)) {
    ByteReader r(data);
    std::size_t taken = 0;
    while (!r.failed()) {
        const std::size_t n = *rc::gen::inRange<std::size_t>(1, 20);
        taken += r.take(n).size();
    }
    RC_ASSERT(taken <= data.size());
    RC_ASSERT(r.u64() == 0u && r.take(0).empty() && r.remaining() == 0u && !r.finished());
}

TEST(Bytes, IntegersAreLittleEndian) {
    ByteWriter w;
    w.u32(0x01020304);
    EXPECT_EQ(w.take(), (Bytes{4, 3, 2, 1}));
}

enum class Oops { small, large };

TEST(Result, IsAValueOrAFailure) {
    const Result<std::string, Oops> good = std::string("music"), poor = fail(Oops::large, "too loud");
    EXPECT_TRUE(good.ok());
    EXPECT_EQ(good->size(), 5u);
    EXPECT_FALSE(poor);
    EXPECT_EQ(poor.error(), Oops::large);
    EXPECT_EQ(poor.message(), "too loud");
    EXPECT_TRUE((Result<void, Oops>{}.ok()));
    EXPECT_EQ((Result<void, Oops>{fail(Oops::small, "x")}.error()), Oops::small);
}

TEST(ResultDeathTest, ValueOfAFailureIsABug) {
    EXPECT_DEATH((Result<int, Oops>(fail(Oops::small, "x")).value()), "segue: bug");
}

// Simulations repeat on every platform and for ever.
TEST(Random, SameSeedSameDraws) {
    Random r(42);
    EXPECT_EQ(r.next(), 0x15780b2e0c2ec716u);
    EXPECT_EQ(r.next(), 0x6104d9866d113a7eu);
    Random a(7), b(7), c(8);
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t v = a.next();
        EXPECT_EQ(v, b.next());
        seen.insert(v);
        seen.insert(c.next());
    }
    EXPECT_EQ(seen.size(), 2000u);
}

TEST(Random, UniformIsUniform) {
    Random r(1);
    double sum = 0, low = 1, high = 0;
    for (int i = 0; i < 100000; ++i) {
        const double u = r.uniform();
        sum += u, low = std::min(low, u), high = std::max(high, u);
    }
    EXPECT_NEAR(sum / 100000, 0.5, 0.005);
    EXPECT_GE(low, 0);
    EXPECT_LT(high, 1);
}

}  // namespace
}  // namespace segue
