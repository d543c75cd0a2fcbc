#include "audio/media/segment.h"

#include <gtest/gtest.h>
#include <opus.h>
#include <rapidcheck.h>

#include "audio/media/limits.h"
#include "tests/media/tracks.h"

namespace segue::audio {
namespace {

using test::random_segment;

TEST(Segment, GivesBackItsPacketsInOrder) {
    Random random(1);
    SegmentBuilder builder;
    std::vector<Bytes> packets;
    for (int i = 0; i < 50; ++i) {
        Bytes p(1 + random.below(400));
        for (auto& b : p) b = static_cast<std::uint8_t>(random.next());
        p[0] = test::toc_celt_20ms;
        ASSERT_TRUE(builder.add(p));
        packets.push_back(p);
    }
    EXPECT_EQ(builder.frames(), 48'000u);
    const Bytes bytes = builder.take();
    EXPECT_TRUE(builder.is_empty());

    const auto view = SegmentView::parse(bytes);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->size(), 50u);
    EXPECT_EQ(view->frames(), 48'000u);
    std::size_t i = 0;
    for (const OpusPacket p : *view) {
        ASSERT_LT(i, packets.size());
        EXPECT_EQ(Bytes(p.bytes.begin(), p.bytes.end()), packets[i++]);
        EXPECT_EQ(p.frames, 960u);
    }
    EXPECT_EQ(i, 50u);
}

// The oracle is libopus itself.
TEST(Segment, CountsAPacketsFramesAsOpusDoes) {
    for (unsigned toc = 0; toc < 256; ++toc)
        for (unsigned count = 0; count < 64; ++count) {
            const Bytes packet{static_cast<std::uint8_t>(toc), static_cast<std::uint8_t>(count), 0};
            const int expected =
                opus_packet_get_nb_samples(packet.data(), static_cast<opus_int32>(packet.size()), 48'000);
            const auto got = opus_packet_frames(packet);
            if (expected <= 0) {
                EXPECT_FALSE(got) << toc << " " << count;
            } else {
                ASSERT_TRUE(got) << toc << " " << count;
                EXPECT_EQ(*got, static_cast<std::uint32_t>(expected));
            }
        }
    EXPECT_FALSE(opus_packet_frames({}));
    EXPECT_FALSE(opus_packet_frames(Bytes{0xff}));  // says "a count follows", and none does
}

TEST(Segment, NameIsTheFirstHalfOfSha256) {
    // FIPS 180-2, "abc".
    EXPECT_EQ(segment_name(as_bytes("abc")).hex(), "ba7816bf8f01cfea414140de5dae2223");
}

TEST(Segment, RefusesWhatIsCutOffAnywhere) {
    Random random(2);
    const Bytes whole = random_segment(random, 20, 5);
    for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(SegmentView::parse(BytesView(whole).first(n))) << n;
    Bytes longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(SegmentView::parse(longer));
}

TEST(Segment, KeepsItsLimits) {
    SegmentBuilder builder;
    EXPECT_FALSE(builder.add({}));
    const Bytes long_packet{0xff, 6};  // 6 frames of 20 ms
    std::uint32_t frames = 0;
    while (builder.add(long_packet)) frames += 5760;
    EXPECT_LE(frames, segment_frames_max);
    EXPECT_GE(frames, segment_frames_target);
    SegmentBuilder heavy;
    Bytes large(60'000);
    large[0] = test::toc_celt_20ms;
    EXPECT_TRUE(heavy.add(large));
    EXPECT_TRUE(heavy.add(large));
    EXPECT_FALSE(heavy.add(large)) << "over segment_bytes_max";
    EXPECT_FALSE(SegmentView::parse(Bytes(segment_bytes_max + 1)));
}

TEST(Segment, SurvivesAnyBytes) {
    rc::check("random bytes", [](const std::vector<std::uint8_t>& bytes) {
        const auto view = SegmentView::parse(bytes);
        if (view)
            for (const OpusPacket p : *view) RC_ASSERT(p.frames >= 120u);
    });
    Random random(3);
    const Bytes good = random_segment(random, 30, 20);
    for (int i = 0; i < 20'000; ++i) {
        Bytes bad = good;
        for (std::uint64_t n = 1 + random.below(4); n-- > 0;)
            bad[random.below(bad.size())] = static_cast<std::uint8_t>(random.next());
        bad.resize(random.chance(0.2) ? random.below(bad.size()) : bad.size());
        const auto view = SegmentView::parse(bad);
        if (!view) continue;
        std::uint32_t frames = 0;
        std::size_t count = 0;
        for (const OpusPacket p : *view) {
            frames += p.frames;
            ++count;
        }
        EXPECT_EQ(frames, view->frames());
        EXPECT_EQ(count, view->size());
    }
}

}  // namespace
}  // namespace segue::audio
