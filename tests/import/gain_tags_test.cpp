#include "app/importer/gain_tags.h"

#include <gtest/gtest.h>

#include <map>

namespace segue::importer {
namespace {

std::optional<audio::TrackLoudness> loudness(const std::map<std::string, std::string>& tags) {
    return loudness_from_tags([&](const char* key) {
        const auto it = tags.find(key);
        return it == tags.end() ? std::string() : it->second;
    });
}

TEST(GainTags, ReplayGainIsRelativeToItsReference) {
    const auto got = loudness({{"replaygain_track_gain", "-7.50 dB"}, {"replaygain_track_peak", "0.501187"},
                               {"replaygain_album_gain", "+2"}});
    ASSERT_TRUE(got);
    EXPECT_FLOAT_EQ(got->track.lufs, -10.5F);
    EXPECT_NEAR(got->track.peak_dbtp, -6, 0.001);
    ASSERT_TRUE(got->album);
    EXPECT_FLOAT_EQ(got->album->lufs, -20);
    EXPECT_EQ(got->album->peak_dbtp, 0) << "not told: full scale";
}

TEST(GainTags, OpusHasItsOwn) {
    const auto got = loudness({{"r128_track_gain", "-2560"}});
    ASSERT_TRUE(got);
    EXPECT_FLOAT_EQ(got->track.lufs, -13);
    EXPECT_FALSE(got->album);
}

TEST(GainTags, NonsenseIsNoLoudness) {
    EXPECT_FALSE(loudness({}));
    EXPECT_FALSE(loudness({{"replaygain_track_gain", "loud"}}));
    EXPECT_FALSE(loudness({{"replaygain_track_gain", "nan dB"}}));
    EXPECT_FALSE(loudness({{"replaygain_track_gain", "-1e30 dB"}}));
    EXPECT_FALSE(loudness({{"replaygain_album_gain", "-3 dB"}})) << "an album's alone says nothing of the track";
    EXPECT_FALSE(loudness({{"r128_track_gain", "99999999"}}));
}

}  // namespace
}  // namespace segue::importer
