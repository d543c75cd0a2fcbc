#include "audio/engine/outline.h"

#include <gtest/gtest.h>

#include "tests/engine/support.h"

namespace segue::audio {
namespace {

using testing::TestMedia;
using testing::tone;
using testing::track_id;

constexpr std::int64_t seconds = sample_rate_hz;

// Loud, then soft: halves of 20 s.
testing::Signal two_halves() {
    return [](std::int64_t f) {
        const double level = f < 10 * seconds ? 0.8 : 0.2;
        return std::pair{tone(440, f, level), 0.0};
    };
}

TEST(Outline, ShowsWhereItIsLoud) {
    TestMedia media;
    media.add(1, 20 * seconds, {{"mix", two_halves()}});
    const std::vector<float> peaks = outline(media, track_id(1), {});
    ASSERT_EQ(peaks.size(), outline_points);
    EXPECT_NEAR(peaks[250], 0.8, 0.08);
    EXPECT_NEAR(peaks[750], 0.2, 0.08);
}

TEST(Outline, SaysWhatIsNotHereYet) {
    TestMedia media;
    const Manifest& m = media.add(1, 20 * seconds, {{"mix", two_halves()}});
    // The last one holds no more than what the codec lags behind.
    for (std::size_t last = 1; last <= 2; ++last) media.withheld.insert(m.stems[0].segments[m.stems[0].segments.size() - last].name);
    const std::vector<float> peaks = outline(media, track_id(1), {});
    EXPECT_GE(peaks.front(), 0);
    EXPECT_LT(peaks.back(), 0);
}

TEST(Outline, OfAnUnknownTrackIsEmpty) { EXPECT_TRUE(outline(TestMedia{}, track_id(1), {}).empty()); }

TEST(Outline, EndsWhenToldTo) {
    TestMedia media;
    media.add(1, 20 * seconds, {{"mix", two_halves()}});
    std::stop_source stop;
    stop.request_stop();
    EXPECT_LT(outline(media, track_id(1), stop.get_token()).front(), 0);
}

}  // namespace
}  // namespace segue::audio
