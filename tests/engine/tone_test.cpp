// A device says "here": heard, not too loud, and over without a click.
#include "audio/engine/tone.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace segue::audio {
namespace {

constexpr int rate_hz = 48'000;

TEST(Tone, IsSilentUntilItIsAskedFor) {
    Tone tone;
    std::vector<float> out(2 * 480, 0.25F);
    tone.add(out.data(), 480, rate_hz);
    EXPECT_FALSE(tone.sounds(rate_hz));
    EXPECT_EQ(std::count(out.begin(), out.end(), 0.25F), 960);
}

TEST(Tone, IsHeardAndEndsWithoutAStep) {
    Tone tone;
    tone.begin();
    std::vector<float> out(2 * 2 * rate_hz, 0.0F);
    for (int block = 0; block < 2 * rate_hz; block += 480) tone.add(out.data() + 2 * block, 480, rate_hz);
    EXPECT_FALSE(tone.sounds(rate_hz));
    float peak = 0, step = 0;
    for (std::size_t i = 0; i < out.size(); i += 2) {
        EXPECT_EQ(out[i], out[i + 1]);
        peak = std::max(peak, std::abs(out[i]));
        if (i > 0) step = std::max(step, std::abs(out[i] - out[i - 2]));
    }
    EXPECT_GT(peak, 0.1F);
    EXPECT_LT(peak, 0.45F) << "and leaves room for what plays";
    EXPECT_LT(step, 0.07F) << "its own steepest slope, and no click";
    EXPECT_EQ(out[out.size() - 2], 0.0F);
}

TEST(Tone, BeginsAgainWhenItIsAskedForAgain) {
    Tone tone;
    tone.begin();
    std::vector<float> first(2 * 4800, 0.0F), second = first;
    tone.add(first.data(), 4800, rate_hz);
    tone.begin();
    tone.add(second.data(), 4800, rate_hz);
    EXPECT_EQ(first, second);
}

}  // namespace
}  // namespace segue::audio
