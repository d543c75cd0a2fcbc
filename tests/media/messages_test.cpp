#include "audio/media/messages.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "audio/media/limits.h"
#include "tests/media/tracks.h"

namespace segue::audio {
namespace {

std::vector<MediaMessage> examples() {
    Random random(1);
    const TrackId track = test::random_id<TrackId>(random);
    std::vector<SegmentName> names{test::random_id<SegmentName>(random), test::random_id<SegmentName>(random)};
    const Manifest manifest = test::make_track(random, 3).manifest;
    return {Want{names},
            DontHave{names},
            WantManifest{track, 4},
            NoManifest{track},
            Have{track, 3, true, false},
            manifest,
            growth_since(manifest, {1})};
}

TEST(MediaMessages, AreGivenBackAsTheyWere) {
    for (const MediaMessage& m : examples()) {
        const auto back = decode_message(encode_message(m));
        ASSERT_TRUE(back) << m.index() << " " << back.message();
        EXPECT_EQ(*back, m);
    }
}

TEST(MediaMessages, SurviveAnyBytes) {
    rc::check("random bytes", [](const std::vector<std::uint8_t>& bytes) {
        (void)decode_message(bytes);
        (void)decode_data(bytes);
    });
    Random random(2);
    for (const MediaMessage& m : examples()) {
        const Bytes good = encode_message(m);
        for (int i = 0; i < 3'000; ++i) {
            Bytes bad = good;
            for (std::uint64_t n = 1 + random.below(3); n-- > 0;)
                bad[random.below(bad.size())] = static_cast<std::uint8_t>(random.next());
            if (random.chance(0.2)) bad.resize(random.below(bad.size()));
            const auto parsed = decode_message(bad);
            if (parsed) {
                EXPECT_TRUE(decode_message(encode_message(*parsed)));
            }
        }
    }
}

TEST(MediaMessages, RefuseTooManyNames) {
    Want want;
    want.names.resize(request_names_max + 1);
    EXPECT_FALSE(decode_message(encode_message(want)));
    want.names.resize(request_names_max);
    EXPECT_TRUE(decode_message(encode_message(want)));
}

TEST(MediaMessages, DataIsANameAndBytes) {
    Random random(3);
    const SegmentName name = test::random_id<SegmentName>(random);
    const Bytes bytes{1, 2, 3}, message = encode_data(name, bytes);
    const auto data = decode_data(message);
    ASSERT_TRUE(data);
    EXPECT_EQ(data->name, name);
    EXPECT_EQ(Bytes(data->bytes.begin(), data->bytes.end()), bytes);
    EXPECT_FALSE(decode_data(BytesView(message).first(16))) << "no bytes";
    EXPECT_FALSE(decode_data(encode_data(name, Bytes(blob_bytes_max + 1))));
}

}  // namespace
}  // namespace segue::audio
