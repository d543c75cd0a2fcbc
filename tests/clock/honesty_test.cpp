// Ten minutes on every path that bench_clock knows: is the promise kept, and is the error as small as playing needs?
#include <gtest/gtest.h>

#include "tests/clock/paths.h"

namespace segue::clock {
namespace {

using paths::Weather;

constexpr double length_s = 600;

std::vector<paths::Error> errors(const Weather& w, std::uint64_t seed, double from) {
    paths::Present estimator;
    return paths::follow(estimator, w, paths::record(w, seed, length_s), from, length_s);
}

class Honesty : public testing::TestWithParam<Weather> {};

TEST_P(Honesty, TruthLiesWithinTheBound) {
    std::vector<paths::Error> all;
    for (std::uint64_t seed = 1; seed <= 3; ++seed)
        for (const paths::Error& e : errors(GetParam(), seed, 1)) all.push_back(e);
    const paths::Summary s = paths::summarise(all);
    RecordProperty("p99_us", std::to_string(s.p99_us));
    RecordProperty("inside_percent", std::to_string(100 * s.inside));
    EXPECT_GE(s.inside, 0.99) << "p99 " << s.p99_us << " µs, at most " << s.max_us;
}

std::string name(const testing::TestParamInfo<Weather>& info) {
    std::string out;
    for (const char c : info.param.name)
        if (std::isalnum(static_cast<unsigned char>(c))) out += c;
    return out;
}
INSTANTIATE_TEST_SUITE_P(Paths, Honesty, testing::ValuesIn(paths::weathers()), name);

// Drift of 200 ppm, temperature, a step of the rate: agreement within a tenth of a millisecond, after the first second.
TEST(OnALan, TenMinutesAreGoodToATenthOfAMillisecond) {
    for (const Weather& w : paths::weathers()) {
        if (!w.name.starts_with("LAN") || w.crystal.jump_s != 0) continue;
        for (std::uint64_t seed = 11; seed <= 12; ++seed) {
            const paths::Summary s = paths::summarise(errors(w, seed, 1));
            EXPECT_LE(s.p99_us, 50) << w.name;
            EXPECT_LE(s.max_us, 100) << w.name;
        }
    }
}

// A machine that slews its own clock, as time daemons may, changes its rate by hundreds of ppm at once.
TEST(OnALan, ASlewedClockIsFollowedWithinSeconds) {
    Weather w = paths::weathers().front();
    w.crystal = {10, 0, 600, 400, 300};
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        double lasted = 0;
        for (const paths::Error& e : errors(w, seed, 300))
            if (std::abs(e.us) > 100) lasted = e.at - 300;
        EXPECT_LE(lasted, 6);
    }
}

}  // namespace
}  // namespace segue::clock
