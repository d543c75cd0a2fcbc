#include "audio/import/records.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "audio/import/limits.h"
#include "tests/media/tracks.h"

namespace segue::audio {
namespace {

using test::random_segment;

std::vector<ImportEvent> example() {
    Random random(1);
    ImportHeader header;
    header.track = test::random_id<TrackId>(random);
    header.tags.title = "Title";
    header.duration_estimate = Frames{48'000};
    header.cover_type = "image/png";
    header.stems = {{"mix", 2, 312, 0, {}}, {"drums", 1, 312, -5, {}}};
    return {header,
            ImportSegment{0, 48'000, random_segment(random)},
            ImportCover{Bytes{1, 2, 3}},
            ImportSegment{1, 48'000, random_segment(random)},
            ImportProgress{Frames{48'000}},
            ImportNote{"cut short"},
            ImportEnd{Frames{47'000}}};
}

Bytes stream_of(const std::vector<ImportEvent>& events) {
    Bytes out;
    for (const ImportEvent& e : events) {
        const Bytes record = encode_record(e);
        out.insert(out.end(), record.begin(), record.end());
    }
    return out;
}

TEST(ImportRecords, ComeOutAsTheyWentInHoweverTheyAreCut) {
    const auto events = example();
    const Bytes stream = stream_of(events);
    rc::check("any cuts", [&](std::uint64_t seed) {
        Random random(seed);
        ImportReader reader;
        std::vector<ImportEvent> got;
        for (std::size_t at = 0; at < stream.size();) {
            const std::size_t n =
                std::min<std::size_t>(stream.size() - at, 1 + random.below(random.chance(0.5) ? 7 : 3000));
            const auto some = reader.feed(BytesView(stream).subspan(at, n));
            RC_ASSERT(some.ok());
            got.insert(got.end(), some->begin(), some->end());
            at += n;
        }
        RC_ASSERT(got == events);
        RC_ASSERT(reader.is_finished());
    });
}

TEST(ImportRecords, AFailureMayComeInsteadOfAnything) {
    ImportReader reader;
    const auto events =
        reader.feed(encode_record(ImportFailed{ImportError::not_audio, "x is not audio Segue can read"}));
    ASSERT_TRUE(events);
    EXPECT_EQ(events->front(), ImportEvent(ImportFailed{ImportError::not_audio, "x is not audio Segue can read"}));
    EXPECT_TRUE(reader.is_finished());
}

TEST(ImportRecords, RefuseWhatIsOutOfPlace) {
    const auto refused = [](const std::vector<ImportEvent>& events) {
        return !ImportReader().feed(stream_of(events)).ok();
    };
    const auto good = example();
    EXPECT_FALSE(refused(good));
    EXPECT_TRUE(refused({good[1]})) << "audio before the header";
    EXPECT_TRUE(refused({good[0], good[0]})) << "two headers";
    EXPECT_TRUE(refused({good[0], good[2], good[2]})) << "two covers";
    EXPECT_TRUE(refused({good[0], good[6], good[5]})) << "more after the end";
    auto wrong = good;
    std::get<ImportSegment>(wrong[1]).stem = 2;
    EXPECT_TRUE(refused(wrong)) << "a stem the header has not named";
    wrong = good;
    std::get<ImportSegment>(wrong[1]).bytes.pop_back();
    EXPECT_TRUE(refused(wrong)) << "not a segment";
    wrong = good;
    std::get<ImportHeader>(wrong[0]).stems.clear();
    EXPECT_TRUE(refused(wrong));
    wrong = good;
    std::get<ImportHeader>(wrong[0]).stems[0].name = "nix";
    EXPECT_TRUE(refused(wrong));
    EXPECT_TRUE(refused(std::vector<ImportEvent>(import_notes_max + 1, ImportNote{"again"}))) << "chatter";
    EXPECT_FALSE(ImportReader().feed(Bytes{2, 0xff, 0xff, 0xff, 0xff})) << "a record of 4 GB is not waited for";
}

TEST(ImportRecords, SurviveAnyBytes) {
    rc::check("random bytes", [](const std::vector<std::uint8_t>& bytes) { (void)ImportReader().feed(bytes); });
    Random random(2);
    const Bytes good = stream_of(example());
    for (int i = 0; i < 10'000; ++i) {
        Bytes bad = good;
        for (std::uint64_t n = 1 + random.below(4); n-- > 0;)
            bad[random.below(random.chance(0.5) ? 120 : bad.size())] = static_cast<std::uint8_t>(random.next());
        if (random.chance(0.2)) bad.resize(random.below(bad.size()));
        ImportReader reader;
        if (!reader.feed(bad)) {
            EXPECT_FALSE(reader.feed(good)) << "found out once, not believed again";
        }
    }
}

}  // namespace
}  // namespace segue::audio
