#include "audio/analysis/records.h"

#include <gtest/gtest.h>

namespace segue::audio {
namespace {

TrackId some_track() {
    TrackId id;
    id.bytes.fill(7);
    return id;
}

std::vector<AnalysisEvent> a_whole_run() {
    return {AnalysisStarted{some_track(), Frames{480'000}}, AnalysisProgress{Frames{240'000}},
            Analysed{Silence{Frames{1}, Frames{2}}}, Analysed{MusicalKey{3, true, 0.5F}}, AnalysisEnd{Frames{480'001}}};
}
Bytes bytes_of(const std::vector<AnalysisEvent>& events) {
    Bytes out;
    for (const AnalysisEvent& e : events) {
        const Bytes record = encode_record(e);
        out.insert(out.end(), record.begin(), record.end());
    }
    return out;
}
const AnalyserSet asked{Analyser::silence, Analyser::key};

TEST(AnalysisRecords, ComeBackInPiecesOfAnySize) {
    const Bytes bytes = bytes_of(a_whole_run());
    for (std::size_t piece = 1; piece < bytes.size(); piece += 3) {
        AnalysisReader reader(asked);
        std::vector<AnalysisEvent> got;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            auto events = reader.feed(BytesView(bytes).subspan(at, std::min(piece, bytes.size() - at)));
            ASSERT_TRUE(events) << events.message();
            got.insert(got.end(), events->begin(), events->end());
        }
        EXPECT_EQ(got, a_whole_run());
        EXPECT_TRUE(reader.is_finished());
    }
}

TEST(AnalysisRecords, AFailureMayBeTheOnlyWord) {
    const AnalysisFailed failed{AnalysisError::not_audio, "a.txt is not audio"};
    AnalysisReader reader(asked);
    const auto events = reader.feed(encode_record(failed));
    ASSERT_TRUE(events);
    EXPECT_EQ(*events, std::vector<AnalysisEvent>{failed});
    EXPECT_TRUE(reader.is_finished());
}

TEST(AnalysisRecords, NonsenseIsRefused) {
    const auto refused = [](const std::vector<AnalysisEvent>& events, AnalyserSet set = asked) {
        AnalysisReader reader(set);
        const auto read = reader.feed(bytes_of(events));
        return !read && read.error() == AnalysisError::malformed && !reader.feed({});
    };
    const auto run = a_whole_run();
    EXPECT_TRUE(refused({run[1]})) << "before the start";
    EXPECT_TRUE(refused({run[0], run[0]})) << "two starts";
    EXPECT_TRUE(refused({run[0], run[2], run[2]})) << "one result twice";
    EXPECT_TRUE(refused({run[0], run[2], run[4]})) << "an end without the key";
    EXPECT_TRUE(refused({run[0], Analysed{Loudness{}}})) << "not asked";
    EXPECT_TRUE(refused({run[0], run[2], run[3], run[4], run[1]})) << "more behind the end";
    EXPECT_TRUE(refused({AnalysisStarted{TrackId{}, Frames{1}}})) << "no track";
    EXPECT_TRUE(refused({run[0], AnalysisProgress{Frames{-1}}}));
    AnalysisReader reader(asked);
    EXPECT_FALSE(reader.feed(Bytes{3, 255, 255, 255, 255})) << "a record of gigabytes";
}

}  // namespace
}  // namespace segue::audio
