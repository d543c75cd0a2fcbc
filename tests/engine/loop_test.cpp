// Loops, as they sound.
#include <gtest/gtest.h>

#include "tests/engine/support.h"

namespace segue::audio {
namespace {

using testing::heard;
using testing::one_track;
using testing::Output;
using testing::ruler;
using testing::TestMedia;

constexpr Frames fade{240};

TEST(SoundAt, LapsGoOnWithoutEndAndFadeOverAtTheirSeams) {
    const TrackId t = testing::track_id(1);
    const std::vector<ProgramItem> items{
        {t, {0}, {1'000}, {9'000}, {}, {}},
        {t, {9'000}, {4'000}, Frames{std::int64_t{1} << 48}, Lap{{4'000}, {6'000}}, fade}};
    const Sound plain = sound_at(items, {0});
    EXPECT_EQ(plain.at, MediaPos{1'000});
    EXPECT_EQ(plain.lasts, Frames{8'760});
    EXPECT_EQ(plain.fade, Frames{0});
    const Sound seam = sound_at(items, {8'800});
    EXPECT_EQ(seam.at, MediaPos{9'800});
    EXPECT_EQ(seam.lasts, Frames{200});
    EXPECT_EQ(seam.fade, fade);
    EXPECT_EQ(seam.next_at, MediaPos{3'800});
    for (const std::int64_t lap : {0, 1, 17, 1'000'000}) {
        EXPECT_EQ(sound_at(items, {9'000 + lap * 6'000 + 5'000}).at, MediaPos{9'000});
        EXPECT_EQ(sound_at(items, {9'000 + lap * 6'000 + 5'900}).next_at, MediaPos{3'900});
    }
    EXPECT_EQ(sound_at(items, {-1}).lasts, Frames{0});
}

// The ruler's tones fit a loop of whole periods: with seams that are right to the frame nothing at all is heard of it.
TEST(Loop, SeamsAreRightToTheFrame) {
    TestMedia media;
    const Manifest& m = media.add(1, 48'000 * 8, {{"mix", ruler()}});
    const EnsembleTime begins = EnsembleTime(seconds(5001));
    Program p = one_track({1, 1}, m, begins);
    p.items = {{m.id, {0}, {0}, {60'000}, {}, {}},
               {m.id, {60'000}, {60'000 - 9'600}, Frames{std::int64_t{1} << 48}, Lap{{60'000 - 9'600}, {9'600}}, fade}};
    Output out(media);
    out.set_plan(heard({p}));
    out.run(8);
    EXPECT_EQ(out.report.underruns, 0U);
    for (double s = 1; s < 6; s += 0.05) {
        const EnsembleTime from = begins + nearest_ns(s);
        // As if it had gone straight on: 9600 frames are ten periods of 50 Hz.
        EXPECT_NEAR(out.ruler_error_us(p.timeline, from, from + milliseconds(20)), 0, 12) << s;
        EXPECT_NEAR(out.peak(from, from + milliseconds(20)), 0.5, 0.03) << s;
    }
}

TEST(Loop, WhoJoinsInALaterLapSoundsTheSame) {
    TestMedia media;
    const Manifest& m = media.add(1, 48'000 * 8, {{"mix", ruler()}});
    const EnsembleTime begins = EnsembleTime(seconds(5001));
    Program p = one_track({1, 1}, m, begins);
    p.items = {{m.id, {0}, {0}, {48'000}, {}, {}},
               {m.id, {48'000}, {20'000}, Frames{std::int64_t{1} << 48}, Lap{{20'000}, {7'777}}, fade}};
    Output first(media), second(media);
    first.set_plan(heard({p}));
    first.run(3.3);
    second.run(3.3);
    second.set_plan(heard({p}));
    first.run(3);
    second.run(3);
    double most = 0;
    const std::size_t n = first.left.size();
    for (std::size_t i = n - 96'000; i < n; ++i)
        most = std::max(most, std::abs(static_cast<double>(first.left[i] - second.left[i])));
    EXPECT_LT(most, 5e-3) << "seams and all";
}

TEST(Loop, ALoopThatIsSetWhileItSoundsIsTakenUpWithoutAClick) {
    TestMedia media;
    const Manifest& m = media.add(1, 48'000 * 8, {{"mix", ruler()}});
    const EnsembleTime begins = EnsembleTime(seconds(5001));
    Program p = one_track({1, 1}, m, begins);
    Output out(media);
    out.set_plan(heard({p}));
    out.run(2.5);  // 1.5 s in, and decoded further
    p.items = {{m.id, {0}, {0}, {86'400}, {}, {}},
               {m.id, {86'400}, {76'800}, Frames{std::int64_t{1} << 48}, Lap{{76'800}, {9'600}}, fade}};
    out.set_plan(heard({p}));
    out.run(2);
    p.items = {{m.id, {0}, {0}, {86'400}, {}, {}},
               {m.id, {86'400}, {76'800}, Frames{9'600 * 12}, Lap{{76'800}, {9'600}}, fade},
               {m.id, {86'400 + 9'600 * 12}, {76'800}, Frames{48'000 * 4}, {}, fade}};
    out.set_plan(heard({p}));
    out.run(2);
    EXPECT_EQ(out.report.underruns, 0U);
    for (double s = 1; s < 5; s += 0.05) {
        const EnsembleTime from = begins + nearest_ns(s);
        EXPECT_NEAR(out.ruler_error_us(p.timeline, from, from + milliseconds(20)), 0, 12) << s;
        EXPECT_NEAR(out.peak(from, from + milliseconds(20)), 0.5, 0.03) << s;
    }
}

}  // namespace
}  // namespace segue::audio
