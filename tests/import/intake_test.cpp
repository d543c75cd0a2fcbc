#include "audio/import/intake.h"

#include <gtest/gtest.h>

#include "audio/media/manifest_codec.h"
#include "tests/media/tracks.h"

namespace segue::audio {
namespace {

constexpr LocalTime start = from_ns<LocalTime>(1'000'000'000);

ImportHeader header(std::vector<std::string> stems, Random& random) {
    ImportHeader h;
    h.track = test::random_id<TrackId>(random);
    h.duration_estimate = Frames{480'000};
    h.cover_type = "image/png";
    for (auto& name : stems) h.stems.push_back({name, 2, 312, 0, {}});
    return h;
}

TEST(TrackIntake, TellsTheFirstSoundAtOnceThenAFewTimesASecond) {
    Random random(1);
    TrackIntake intake;
    EXPECT_FALSE(intake.accept(header({"mix", "drums"}, random), start).manifest);
    std::vector<Manifest> told;
    std::size_t blobs = 0;
    for (int i = 0; i < 100; ++i) {
        auto effects =
            intake.accept(ImportSegment{static_cast<std::uint8_t>(i % 2), 48'000, test::random_segment(random)},
                          start + milliseconds(10 * i));
        blobs += effects.blobs.size();
        ASSERT_EQ(effects.blobs.size(), 1u);
        EXPECT_EQ(segment_name(effects.blobs[0].second), effects.blobs[0].first);
        if (effects.manifest) told.push_back(*effects.manifest);
        if (i == 0) {
            EXPECT_TRUE(told.empty()) << "not before each stem has begun";
        } else if (i == 1) {
            ASSERT_EQ(told.size(), 1u);
        }
    }
    EXPECT_EQ(blobs, 100u);
    EXPECT_GE(told.size(), 4u);
    EXPECT_LE(told.size(), 6u) << "in one second";
    auto end = intake.accept(ImportEnd{Frames{2'000'000}}, start + seconds(1));
    ASSERT_TRUE(end.manifest);
    told.push_back(*end.manifest);
    for (std::size_t i = 1; i < told.size(); ++i) EXPECT_TRUE(supersedes(told[i], told[i - 1])) << i;
    EXPECT_TRUE(told.back().complete);
    EXPECT_EQ(told.back().duration, Frames{2'000'000});
    EXPECT_EQ(told.back().stems[0].segments.size(), 50u);
    EXPECT_TRUE(told.back().cover_type.empty()) << "promised, and never came";
    EXPECT_TRUE(decode_manifest(encode_manifest(told.back())));
}

TEST(TrackIntake, KeepsWhatCameBeforeTheDecoderDied) {
    Random random(2);
    TrackIntake intake;
    intake.accept(header({"mix"}, random), start);
    EXPECT_FALSE(intake.cut_short()) << "no sound yet";
    for (int i = 0; i < 3; ++i) intake.accept(ImportSegment{0, 48'000, test::random_segment(random)}, start);
    const auto effects = intake.accept(ImportFailed{ImportError::crashed, "the decoder crashed on this file"}, start);
    ASSERT_TRUE(effects.manifest);
    EXPECT_FALSE(effects.manifest->complete);
    EXPECT_EQ(effects.manifest->stems[0].segments.size(), 3u);
    ASSERT_TRUE(intake.failure());
    const auto cut = intake.cut_short();
    ASSERT_TRUE(cut);
    EXPECT_TRUE(cut->complete);
    EXPECT_EQ(cut->duration, Frames{3 * 48'000 - 312});
    EXPECT_TRUE(supersedes(*cut, *effects.manifest));
}

TEST(TrackIntake, NamesTheCover) {
    Random random(3);
    TrackIntake intake;
    intake.accept(header({"mix"}, random), start);
    const auto effects = intake.accept(ImportCover{Bytes{1, 2, 3}}, start);
    ASSERT_EQ(effects.blobs.size(), 1u);
    EXPECT_EQ(intake.manifest().cover, segment_name(Bytes{1, 2, 3}));
    EXPECT_EQ(intake.manifest().cover_type, "image/png");
}

}  // namespace
}  // namespace segue::audio
