#include "audio/engine/decode_ahead.h"

#include <gtest/gtest.h>

#include "tests/engine/support.h"

namespace segue::audio {
namespace {

using testing::ruler;
using testing::TestMedia;
using testing::tone;
using testing::track_id;

struct Decoded {
    ProgramPos start;
    std::vector<float> left, right;
    DecodeAhead::Outcome ended = DecodeAhead::Outcome::made;
};

Decoded decode(DecodeAhead& d, std::int64_t frames) {
    Decoded out;
    auto chunk = std::make_unique<Chunk>();
    out.start = d.reached();
    while (static_cast<std::int64_t>(out.left.size()) < frames) {
        out.ended = d.next(*chunk);
        if (out.ended != DecodeAhead::Outcome::made) break;
        EXPECT_EQ(chunk->start.frame, out.start.frame + static_cast<std::int64_t>(out.left.size()));
        out.left.insert(out.left.end(), chunk->left.begin(), chunk->left.begin() + chunk->frames);
        out.right.insert(out.right.end(), chunk->right.begin(), chunk->right.begin() + chunk->frames);
    }
    return out;
}

// Difference to the signal that was encoded, over [from, to) of the program: RMS, of the worse channel.
double off(const Decoded& d, const testing::Signal& signal, std::int64_t from, std::int64_t to) {
    double l = 0, r = 0;
    for (std::int64_t f = from; f < to; ++f) {
        const auto i = static_cast<std::size_t>(f - d.start.frame);
        l += std::pow(static_cast<double>(d.left[i]) - signal(f).first, 2);
        r += std::pow(static_cast<double>(d.right[i]) - signal(f).second, 2);
    }
    return std::sqrt(std::max(l, r) / static_cast<double>(to - from));
}

// What Opus makes of two tones: its 3 Hz high-pass turns the low one by 3 degrees, which is 0.021. One frame of
// displacement would be 0.046 in the high one.
constexpr double codec_error = 0.028;

TEST(DecodeAhead, EveryFrameIsInItsPlaceFromFirstToLast) {
    TestMedia media;
    const Manifest& m = media.add(1, 100000, {{"mix", ruler()}});
    DecodeAhead d(media, {{m.id, ProgramPos{0}, MediaPos{0}, m.duration}}, {}, ProgramPos{0});
    const Decoded got = decode(d, 200000);
    EXPECT_EQ(got.ended, DecodeAhead::Outcome::drained);
    ASSERT_EQ(got.left.size(), 100000U);  // neither pre-skip nor the last packet's padding
    EXPECT_LT(off(got, ruler(), 500, 99500), codec_error);
}

TEST(DecodeAhead, StartingInTheMiddleGivesWhatDecodingFromTheStartGives) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 4, {{"mix", ruler()}});
    const std::vector<ProgramItem> items{{m.id, ProgramPos{0}, MediaPos{0}, m.duration}};
    DecodeAhead whole(media, items, {}, ProgramPos{0});
    const Decoded all = decode(whole, m.duration.count);
    for (const std::int64_t at : {1, 959, 47688, 48000, 100001, 190000}) {
        DecodeAhead d(media, items, {}, ProgramPos{at});
        const Decoded got = decode(d, 1500);
        ASSERT_GE(got.left.size(), 1500U);
        double w = 0;
        for (std::size_t i = 0; i < 1500; ++i)
            w = std::max(w, std::abs(static_cast<double>(got.left[i] - all.left[i + static_cast<std::size_t>(at)])));
        EXPECT_LT(w, 5e-3) << "from frame " << at;
    }
}

TEST(DecodeAhead, TracksJoinWithoutASeam) {
    TestMedia media;  // one tone, cut in two files at an odd place
    const Manifest& a = media.add(1, 70123, {{"mix", ruler()}});
    const Manifest& b = media.add(2, 60000, {{"mix", ruler(70123)}});
    DecodeAhead d(media,
                  {{a.id, ProgramPos{0}, MediaPos{0}, a.duration}, {b.id, ProgramPos{70123}, MediaPos{0}, b.duration}},
                  {}, ProgramPos{0});
    const Decoded got = decode(d, 200000);
    ASSERT_EQ(got.left.size(), 130123U);
    EXPECT_LT(off(got, ruler(), 69600, 70600), 0.04);  // an encoder's first and last millisecond are less exact
    EXPECT_LT(off(got, ruler(), 71500, 129000), codec_error);
}

TEST(DecodeAhead, PlaysAPartOfATrackAndSilenceBehindItsEnd) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000, {{"mix", ruler()}});
    DecodeAhead d(media, {{m.id, ProgramPos{10000}, MediaPos{24000}, Frames{30000}}}, {}, ProgramPos{9000});
    const Decoded got = decode(d, 100000);
    ASSERT_EQ(got.left.size(), 31000U);
    EXPECT_EQ(got.left[500], 0);
    EXPECT_LT(off(got, ruler(14000), 10000, 33000), codec_error);
    EXPECT_LT(std::abs(got.left[29000]), 1e-3F);  // a length promised too long: the track ended at 34000
}

TEST(DecodeAhead, SaysWhatItWaitsForAndGoesOnWhenItComes) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 3, {{"mix", ruler()}});
    const SegmentName second = m.stems[0].segments[1].name;
    media.withheld = {second};
    DecodeAhead d(media, {{m.id, ProgramPos{0}, MediaPos{0}, m.duration}}, {}, ProgramPos{0});
    const Decoded first = decode(d, m.duration.count);
    EXPECT_EQ(first.ended, DecodeAhead::Outcome::waiting);
    ASSERT_TRUE(d.waiting());
    EXPECT_EQ(d.waiting()->segment, second);
    EXPECT_EQ(d.waiting()->track, m.id);
    media.withheld.clear();
    const Decoded rest = decode(d, m.duration.count);
    EXPECT_EQ(first.left.size() + rest.left.size(), 144000U);
    EXPECT_LT(off(rest, ruler(), rest.start.frame, 143000), codec_error);
}

TEST(DecodeAhead, AnUnknownTrackIsWaitedFor) {
    TestMedia media;
    DecodeAhead d(media, {{track_id(9), ProgramPos{0}, MediaPos{0}, Frames{1000}}}, {}, ProgramPos{0});
    Chunk chunk;
    EXPECT_EQ(d.next(chunk), DecodeAhead::Outcome::waiting);
    EXPECT_EQ(d.waiting(), (WaitingFor{track_id(9), {}}));
    media.add(9, 1000, {{"mix", ruler()}});
    EXPECT_EQ(d.next(chunk), DecodeAhead::Outcome::made);
}

TEST(DecodeAhead, AHoleIsSkippedToTheFrame) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000 * 4, {{"mix", ruler()}});
    media.withheld = {m.stems[0].segments[1].name};
    DecodeAhead d(media, {{m.id, ProgramPos{0}, MediaPos{0}, m.duration}}, {}, ProgramPos{0});
    decode(d, m.duration.count);
    d.skip_to(ProgramPos{120000});
    const Decoded got = decode(d, 20000);
    EXPECT_EQ(got.start.frame, 120000);
    EXPECT_LT(off(got, ruler(), 120000, 139000), codec_error);
}

TEST(DecodeAhead, PartsAreStemsOrChannels) {
    TestMedia media;
    const testing::Signal drums = [](std::int64_t f) { return std::pair{tone(200, f, 0.2), tone(200, f, 0.2)}; };
    const testing::Signal bass = [](std::int64_t f) { return std::pair{tone(80, f, 0.3), tone(80, f, 0.3)}; };
    const Manifest& m = media.add(1, 48000, {{"mix", ruler()}, {"bass", bass}, {"drums", drums}});
    const std::vector<ProgramItem> items{{m.id, ProgramPos{0}, MediaPos{0}, m.duration}};
    const auto play = [&](Part part) {
        DecodeAhead d(media, items, std::move(part), ProgramPos{0});
        return decode(d, 48000);
    };
    const testing::Signal both = [&](std::int64_t f) {
        return std::pair{drums(f).first + bass(f).first, drums(f).second + bass(f).second};
    };
    EXPECT_LT(off(play({Part::Kind::stems, {"drums"}}), drums, 1000, 47000), codec_error);
    EXPECT_LT(off(play({Part::Kind::stems, {"bass", "drums"}}), both, 1000, 47000), codec_error);
    EXPECT_LT(off(play({Part::Kind::stems, {"choir"}}), ruler(), 1000, 47000), codec_error);
    const auto ear = [](bool left) {
        return testing::Signal([left](std::int64_t f) {
            const double s = left ? ruler()(f).first : ruler()(f).second;
            return std::pair{s, s};
        });
    };
    EXPECT_LT(off(play({Part::Kind::left, {}}), ear(true), 1000, 47000), codec_error);
    EXPECT_LT(off(play({Part::Kind::right, {}}), ear(false), 1000, 47000), codec_error);
    const testing::Signal middle = [](std::int64_t f) {
        const double s = (ruler()(f).first + ruler()(f).second) / 2;
        return std::pair{s, s};
    };
    EXPECT_LT(off(play({Part::Kind::mono, {}}), middle, 1000, 47000), codec_error);
}

TEST(DecodeAhead, TheHeadersGainIsApplied) {
    TestMedia media;
    const Manifest& m = media.add(1, 48000, {{"mix", ruler()}}, -6 * 256);
    DecodeAhead d(media, {{m.id, ProgramPos{0}, MediaPos{0}, m.duration}}, {}, ProgramPos{0});
    const Decoded got = decode(d, 48000);
    const double scale = std::pow(10, -6.0 / 20);
    const testing::Signal quieter = [&](std::int64_t f) {
        return std::pair{ruler()(f).first * scale, ruler()(f).second * scale};
    };
    EXPECT_LT(off(got, quieter, 1000, 47000), codec_error);
}

TEST(DecodeAhead, BytesThatAreNoSegmentAreSilenceOfTheirLength) {
    TestMedia media;
    const Manifest& good = media.add(1, 48000 * 3, {{"mix", ruler()}});
    class Broken final : public MediaSource {
      public:
        Broken(const MediaSource& m, SegmentName n) : media_(m), name_(n) {}
        std::shared_ptr<const Manifest> manifest(const TrackId& t) const override { return media_.manifest(t); }
        std::shared_ptr<const Bytes> segment(const SegmentName& n) const override {
            return n == name_ ? std::make_shared<Bytes>(Bytes{1, 2, 3}) : media_.segment(n);
        }

      private:
        const MediaSource& media_;
        SegmentName name_;
    } broken(media, good.stems[0].segments[1].name);
    DecodeAhead d(broken, {{good.id, ProgramPos{0}, MediaPos{0}, good.duration}}, {}, ProgramPos{0});
    const Decoded got = decode(d, 200000);
    ASSERT_EQ(got.left.size(), 144000U);
    EXPECT_EQ(got.left[70000], 0);
    EXPECT_LT(off(got, ruler(), 110000, 143000), codec_error);
}

TEST(DecodeAhead, KnowsWhetherNewItemsChangeWhatItHasDecoded) {
    TestMedia media;
    const Manifest& a = media.add(1, 48000, {{"mix", ruler()}});
    const ProgramItem first{a.id, ProgramPos{0}, MediaPos{0}, Frames{48000}};
    const ProgramItem second{track_id(2), ProgramPos{48000}, MediaPos{0}, Frames{48000}};
    const ProgramItem other{track_id(3), ProgramPos{48000}, MediaPos{0}, Frames{48000}};
    DecodeAhead d(media, {first, second}, {}, ProgramPos{0});
    decode(d, 20000);
    EXPECT_TRUE(d.adopt({first, other}));  // not reached yet
    EXPECT_TRUE(d.adopt({first}));
    EXPECT_TRUE(d.adopt({first, second}));
    ProgramPos until;
    EXPECT_FALSE(d.adopt({{track_id(5), ProgramPos{0}, MediaPos{0}, Frames{48000}}}, &until));
    EXPECT_EQ(until.frame, 0);
    EXPECT_FALSE(d.adopt(
        {{a.id, ProgramPos{0}, MediaPos{0}, Frames{10000}}, {track_id(4), ProgramPos{10000}, MediaPos{0}, Frames{9}}},
        &until));
    EXPECT_EQ(until.frame, 10000);
}

}  // namespace
}  // namespace segue::audio
