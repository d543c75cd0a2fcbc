#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "audio/media/limits.h"
#include "audio/media/manifest_codec.h"
#include "audio/media/wire.h"
#include "tests/media/tracks.h"

namespace segue::audio {
namespace {

std::string hex(BytesView bytes) {
    std::string out;
    char digits[3];
    std::size_t column = 0;
    for (std::uint8_t b : bytes) {
        std::snprintf(digits, sizeof digits, "%02x", b);
        out += digits;
        if (++column % 32 == 0) out += '\n';
    }
    return out + '\n';
}

Manifest example() {
    Manifest m;
    m.id = *TrackId::from_hex("000102030405060708090a0b0c0d0e0f");
    m.revision = 7;
    m.complete = true;
    m.duration = Frames{4'800'000};
    m.tags = {"Title", "Artist", "Album", "Album artist", "Genre", "2026", 3, 1};
    m.cover_type = "image/png";
    m.cover = *SegmentName::from_hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    m.stems = {{"mix",
                2,
                312,
                -256,
                {{*SegmentName::from_hex("11111111111111111111111111111111"), 48'000, 20'480},
                 {*SegmentName::from_hex("22222222222222222222222222222222"), 960, 400}}},
               {"drums", 1, 312, 0, {}}};
    return m;
}

TEST(Manifest, IsGivenBackAsItWas) {
    const Manifest m = example();
    const auto back = decode_manifest(encode_manifest(m));
    ASSERT_TRUE(back) << back.message();
    EXPECT_EQ(*back, m);
}

// The bytes of a manifest are on people's disks: a change here needs a new field, not a new meaning.
// SEGUE_REWRITE_GOLDEN=1 writes the file anew.
TEST(Manifest, HasTheBytesItAlwaysHad) {
    const std::string path = std::string(SEGUE_GOLDEN_DIR) + "/manifest.hex", now = hex(encode_manifest(example()));
    if (std::getenv("SEGUE_REWRITE_GOLDEN")) std::ofstream(path) << now;
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    std::stringstream golden;
    golden << file.rdbuf();
    EXPECT_EQ(now, golden.str());
}

TEST(Manifest, LoudnessByTagsComesBackOrIsLeftOut) {
    Manifest m = example();
    for (const auto& album : {std::optional<SoundLevel>(), std::optional(SoundLevel{-10, -1})}) {
        m.loudness = TrackLoudness{{-9.5F, 0.25F}, album};
        const auto back = decode_manifest(encode_manifest(m));
        ASSERT_TRUE(back);
        EXPECT_EQ(*back, m);
    }
    m.loudness->track.lufs = 1e9F;
    const auto back = decode_manifest(encode_manifest(m));
    ASSERT_TRUE(back) << "a track plays whatever its tags say";
    EXPECT_FALSE(back->loudness);
}

TEST(Manifest, RefusesWhatBreaksALimit) {
    const auto refused = [](auto change) {
        Manifest m = example();
        change(m);
        return !decode_manifest(encode_manifest(m)).ok();
    };
    EXPECT_TRUE(refused([](Manifest& m) { m.id = {}; }));
    EXPECT_TRUE(refused([](Manifest& m) { m.revision = 0; }));
    EXPECT_TRUE(refused([](Manifest& m) { m.duration = Frames{-1}; }));
    EXPECT_TRUE(refused([](Manifest& m) { m.duration = track_frames_max + Frames{1}; }));
    EXPECT_TRUE(refused([](Manifest& m) { m.stems.clear(); }));
    EXPECT_TRUE(refused([](Manifest& m) {
        m.stems[0].name = "drums";
        m.stems[1].name = "mix";
    }));
    EXPECT_TRUE(refused([](Manifest& m) { m.stems[1].name = "mix"; }));
    EXPECT_TRUE(refused([](Manifest& m) { m.stems[1].name = "bad\nname"; }));
    EXPECT_TRUE(refused([](Manifest& m) { m.stems[1].name = ""; }));
    EXPECT_TRUE(refused([](Manifest& m) { m.stems[0].channels = 3; }));
    EXPECT_TRUE(refused([](Manifest& m) { m.stems[0].pre_skip = pre_skip_max + 1; }));
    EXPECT_TRUE(refused([](Manifest& m) { m.stems[0].segments[0].frames = 0; }));
    EXPECT_TRUE(refused([](Manifest& m) { m.stems[0].segments[0].frames = segment_frames_max + 1; }));
    EXPECT_TRUE(refused([](Manifest& m) { m.stems[0].segments[0].bytes = segment_bytes_max + 1; }));
    EXPECT_TRUE(refused([](Manifest& m) { m.stems[0].segments[0].name = {}; }));
    EXPECT_TRUE(
        refused([](Manifest& m) { m.stems[0].segments.resize(manifest_segments_max + 1, m.stems[0].segments[0]); }));
    EXPECT_FALSE(refused([](Manifest& m) {
        m.stems[0].segments.resize(manifest_segments_max, m.stems[0].segments[0]);
    })) << "the largest allowed is one message";
}

TEST(Manifest, SurvivesAnyBytes) {
    rc::check("random bytes", [](const std::vector<std::uint8_t>& bytes) { (void)decode_manifest(bytes); });
    Random random(4);
    const Bytes good = encode_manifest(example());
    for (int i = 0; i < 20'000; ++i) {
        Bytes bad = good;
        for (std::uint64_t n = 1 + random.below(4); n-- > 0;)
            bad[random.below(bad.size())] = static_cast<std::uint8_t>(random.next());
        bad.resize(random.chance(0.2) ? random.below(bad.size()) : bad.size());
        const auto parsed = decode_manifest(bad);
        if (parsed) {
            const auto again = decode_manifest(encode_manifest(*parsed));
            ASSERT_TRUE(again) << again.message();
            EXPECT_EQ(*again, *parsed);
        }
    }
}

// A follower that hears of every revision, of some, or of some twice, ends with what the source has.
TEST(Manifest, GrowsAtAFollowerAsAtItsSource) {
    rc::check("growth", [](std::uint64_t seed) {
        Random random(seed);
        const Manifest whole = test::make_track(random, 12, {"mix", "bass"}).manifest;
        Manifest source = whole;
        source.complete = false;
        source.revision = 1;
        for (Stem& s : source.stems) s.segments.resize(1);
        Manifest follower = source;
        std::vector<std::size_t> sent{1, 1};
        while (!source.complete) {
            ++source.revision;
            bool all = true;
            for (std::size_t i = 0; i < 2; ++i) {
                auto& have = source.stems[i].segments;
                const auto& full = whole.stems[i].segments;
                have.assign(full.begin(), full.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(
                                                             full.size(), have.size() + random.below(4))));
                all = all && have.size() == full.size();
            }
            source.complete = all;
            if (!all && random.chance(0.3)) continue;  // not every revision is told
            const ManifestGrowth growth = growth_since(source, random.chance(0.2) ? std::vector<std::size_t>{} : sent);
            const auto next = grown(follower, growth);
            RC_ASSERT(next.has_value());
            RC_ASSERT(supersedes(*next, follower));
            RC_ASSERT(!grown(*next, growth).has_value());  // the same again is no news
            follower = *next;
            sent = {source.stems[0].segments.size(), source.stems[1].segments.size()};
        }
        RC_ASSERT(follower == source);
    });
}

TEST(Manifest, DoesNotTakeAnotherEncodingsGrowth) {
    Random random(5);
    Manifest a = test::make_track(random, 4).manifest;
    a.complete = false;
    Manifest b = test::make_track(random, 6).manifest;  // the same file, encoded elsewhere
    b.id = a.id;
    b.revision = 9;
    EXPECT_TRUE(supersedes(b, a)) << "complete beats unfinished";
    EXPECT_FALSE(supersedes(a, b));
    b.complete = false;
    EXPECT_FALSE(supersedes(b, a)) << "two unfinished ones do not mix";
    EXPECT_FALSE(grown(a, growth_since(b, {2})).has_value());
    ManifestGrowth gap = growth_since(b, {5});
    EXPECT_FALSE(grown(a, gap).has_value()) << "something is missing in between";
    gap.parts[0].stem = 3;
    EXPECT_FALSE(grown(a, gap).has_value());
}

TEST(CleanText, IsSafeToShow) {
    EXPECT_EQ(clean_text("plain", 100), "plain");
    EXPECT_EQ(clean_text("a\x1b[31mb\n", 100), "a [31mb");
    EXPECT_EQ(clean_text("\xff\xfe", 100), "??");
    EXPECT_EQ(clean_text("\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xb5", 100), "\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xb5");
    EXPECT_EQ(clean_text("\xc3\xa9\xc3\xa9", 3), "\xc3\xa9") << "cut between characters";
    EXPECT_EQ(clean_text("\xed\xa0\x80", 100), "???") << "a surrogate";
    EXPECT_EQ(clean_text("a\xc2\x9b"
                         "b",
                         100),
              "a b")
        << "C1 controls drive terminals too";
}

}  // namespace
}  // namespace segue::audio
