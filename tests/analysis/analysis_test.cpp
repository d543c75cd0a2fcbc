#include "audio/analysis/analysis.h"

#include <gtest/gtest.h>

#include <set>

#include "audio/analysis/limits.h"

namespace segue::audio {
namespace {

TEST(Analyser, NamesAndNumbersLeadBack) {
    for (const Analyser a : all_analysers) {
        EXPECT_EQ(analyser_from(to_text(a)), a);
        EXPECT_EQ(analyser_from(static_cast<std::uint32_t>(a)), a);
        EXPECT_GE(version_of(a), 1U);
    }
    EXPECT_FALSE(analyser_from("mood"));
    EXPECT_FALSE(analyser_from(0U));
}

TEST(MusicalKey, HasTheNamesPeopleUse) {
    EXPECT_EQ((MusicalKey{0, false, 1}.name()), "C");
    EXPECT_EQ((MusicalKey{9, true, 1}.name()), "Am");
    EXPECT_EQ((MusicalKey{6, true, 1}.name()), "F#m");
    // Camelot's wheel: relatives share a number, a fifth up is the next one.
    EXPECT_EQ((MusicalKey{0, false, 1}.camelot()), "8B");
    EXPECT_EQ((MusicalKey{9, true, 1}.camelot()), "8A");
    EXPECT_EQ((MusicalKey{7, false, 1}.camelot()), "9B");
    EXPECT_EQ((MusicalKey{4, true, 1}.camelot()), "9A");
    EXPECT_EQ((MusicalKey{11, false, 1}.camelot()), "1B");
    std::set<std::string> all;
    for (std::uint8_t tonic = 0; tonic < 12; ++tonic)
        for (const bool minor : {false, true}) all.insert(MusicalKey{tonic, minor, 1}.camelot());
    EXPECT_EQ(all.size(), 24U);
}

TEST(BeatStretch, BeatsAreAtTheNearestFrame) {
    const BeatStretch s{MediaPos{100}, 4, 22049.6};
    EXPECT_EQ(s.beat(0).frame, 100);
    EXPECT_EQ(s.beat(3).frame, 100 + 66149);
}

TEST(Waveform, ReducedKeepsPeaksAndPower) {
    Waveform w{480, {}};
    for (int i = 0; i < 1000; ++i) w.points.push_back({static_cast<std::uint8_t>(i == 500 ? 250 : 100), 80});
    const Waveform small = w.reduced(100);
    ASSERT_EQ(small.points.size(), 100U);
    EXPECT_EQ(small.frames_per_point, 4800U);
    EXPECT_EQ(small.points[50].peak, 250);
    EXPECT_EQ(small.points[49].peak, 100);
    for (const WavePoint& p : small.points) EXPECT_EQ(p.rms, 80);
    EXPECT_EQ(w.reduced(1000), w);
    EXPECT_LE(w.reduced(333).points.size(), 333U);
}

Loudness counted(std::uint16_t bin, std::uint32_t blocks, float peak) {
    return {Loudness::silent_lufs + static_cast<float>(bin) / 2, peak, bin, {blocks}};
}

TEST(AlbumLoudness, OfOneTrackIsThatTracks) {
    const Loudness track = counted(100, 500, -1);  // all of it between -20 and -19.5
    const Loudness album = album_loudness({&track});
    EXPECT_NEAR(album.integrated_lufs, -19.75, 0.01);
    EXPECT_EQ(album.blocks, track.blocks);
    EXPECT_EQ(album.first_bin, track.first_bin);
}

TEST(AlbumLoudness, WeighsPowerAndGatesQuietTracks) {
    const Loudness loud = counted(120, 1000, -0.5F), equal = counted(120, 3000, -2), quiet = counted(60, 1000, -30);
    EXPECT_NEAR(album_loudness({&loud, &equal}).integrated_lufs, -9.75, 0.01);
    // 30 LU below the rest: under the relative gate, so it does not count.
    EXPECT_NEAR(album_loudness({&loud, &quiet}).integrated_lufs, -9.75, 0.01);
    const Loudness softer = counted(114, 1000, 0);  // 3 LU softer: half the power
    EXPECT_NEAR(album_loudness({&loud, &softer}).integrated_lufs, -9.75 + 10 * std::log10(0.75), 0.02);
    EXPECT_EQ(album_loudness({&loud, &equal, &quiet}).true_peak_dbtp, -0.5F);
}

TEST(AlbumLoudness, OfNothingIsSilent) {
    EXPECT_TRUE(album_loudness({}).is_silent());
    const Loudness silent;
    EXPECT_TRUE(album_loudness({&silent}).is_silent());
}

}  // namespace
}  // namespace segue::audio
