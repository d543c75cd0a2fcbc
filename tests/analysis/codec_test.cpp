#include "audio/analysis/codec.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>

#include "audio/analysis/limits.h"
#include "sync/base/random.h"

namespace segue::audio {
namespace {

std::vector<AnalysisResult> one_of_each() {
    Tempo tempo{128.5, 0.9F, false, {{MediaPos{480}, 64, 22412.5}, {MediaPos{1500000}, 8, 24000}}, 2, 3};
    return {Loudness{-9.5F, 0.25F, 110, {3, 0, 200, 17}},
            tempo,
            MusicalKey{9, true, 0.75F},
            Waveform{960, {{255, 128}, {0, 0}, {1, 1}}},
            Silence{Frames{4800}, Frames{96000}},
            Fingerprint{1, {0xdeadbeefU, 1, 2}}};
}

std::string hex(const Bytes& bytes) {
    std::string out;
    for (const std::uint8_t b : bytes) {
        static constexpr char digit[] = "0123456789abcdef";
        out += digit[b >> 4];
        out += digit[b & 15];
    }
    return out;
}

// What a released version stored must stay readable. SEGUE_REWRITE_GOLDEN=1 writes it anew; review the difference.
TEST(AnalysisCodec, StoredFormIsAsReleased) {
    std::ostringstream text;
    for (const AnalysisResult& r : one_of_each()) text << to_text(analyser_of(r)) << " " << hex(encode(r)) << "\n";
    const std::string path = std::string(SEGUE_GOLDEN_DIR) + "/results.hex";
    if (std::getenv("SEGUE_REWRITE_GOLDEN")) std::ofstream(path) << text.str();
    std::ifstream in(path);
    std::stringstream held;
    held << in.rdbuf();
    EXPECT_EQ(held.str(), text.str()) << "differs from " << path;
}

TEST(AnalysisCodec, ResultsComeBackAsTheyWent) {
    for (const AnalysisResult& r : one_of_each()) {
        const auto back = decode_analysis(encode(r));
        ASSERT_TRUE(back) << back.message();
        EXPECT_EQ(*back, r);
    }
    for (const AnalysisResult& nothing :
         {AnalysisResult(Loudness{}), AnalysisResult(Tempo{}), AnalysisResult(MusicalKey{}), AnalysisResult(Silence{}),
          AnalysisResult(Fingerprint{}), AnalysisResult(Waveform{1, {}})}) {
        const auto back = decode_analysis(encode(nothing));
        ASSERT_TRUE(back) << back.message();
        EXPECT_EQ(*back, nothing);
    }
}

TEST(AnalysisCodec, TheLargestResultsFit) {
    Waveform wave{48000, std::vector<WavePoint>(wave_points_max, {255, 255})};
    Fingerprint print{4, std::vector<std::uint32_t>(fingerprint_words_max, UINT32_MAX)};
    Loudness loudness{-5, 1, 0, std::vector<std::uint32_t>(loudness_bins_max, UINT32_MAX)};
    Tempo tempo{120, 1, false, {}, 0, 4};
    for (std::size_t i = 0; i < beat_stretches_max; ++i)
        tempo.grid.push_back({MediaPos{static_cast<std::int64_t>(i) * 1'000'000}, 30, 24000.123});
    for (const AnalysisResult& r : {AnalysisResult(wave), AnalysisResult(print), AnalysisResult(loudness),
                                    AnalysisResult(tempo)}) {
        EXPECT_LE(encode(r).size(), analysis_bytes_max) << to_text(analyser_of(r));
        EXPECT_TRUE(decode_analysis(encode(r)));
    }
}

TEST(AnalysisCodec, WhatCannotBeIsRefused) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<AnalysisResult> wrong{
        Loudness{nan, 0, 0, {}},
        Loudness{-71, 0, 0, {}},
        Loudness{-10, 1000, 0, {}},
        Loudness{-10, 0, 159, {1, 1}},
        Tempo{120, 0.5F, true, {}, 0, 4},                                                   // without beats
        Tempo{0, 0.5F, true, {{MediaPos{0}, 9, 24000}}, 0, 4},                              // beats without
        Tempo{1000, 0.5F, true, {{MediaPos{0}, 9, 24000}}, 0, 4},                           // too fast
        Tempo{120, 2, true, {{MediaPos{0}, 9, 24000}}, 0, 4},                               // too sure
        Tempo{120, 1, true, {{MediaPos{0}, 1, 24000}}, 0, 4},                               // one beat
        Tempo{120, 1, true, {{MediaPos{0}, 9, 24000}, {MediaPos{10}, 9, 24000}}, 0, 4},     // overlapping
        Tempo{120, 1, true, {{MediaPos{0}, 4'000'000'000U, 24000}}, 0, 4},                  // for years
        Tempo{120, 1, true, {{MediaPos{0}, 9, static_cast<double>(nan)}}, 0, 4},            //
        Tempo{120, 1, true, {{MediaPos{0}, 9, 24000}}, 9, 4},                               // no such beat
        Tempo{120, 1, true, {{MediaPos{0}, 9, 24000}}, 0, 0},                               // no bar
        MusicalKey{12, false, 0.5F},
        MusicalKey{0, false, nan},
        Waveform{0, {{1, 1}}},
        Waveform{UINT32_MAX, std::vector<WavePoint>(100)},
        Waveform{480, std::vector<WavePoint>(wave_points_max + 1)},
        Silence{Frames{-1}, Frames{0}},
        Silence{Frames{INT64_MAX}, Frames{INT64_MAX}},
        Fingerprint{1, std::vector<std::uint32_t>(fingerprint_words_max + 1)},
    };
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        const auto back = decode_analysis(encode(wrong[i]));
        ASSERT_FALSE(back) << i;
        EXPECT_EQ(back.error(), AnalysisError::malformed);
    }
    EXPECT_FALSE(decode_analysis({}));
    EXPECT_FALSE(decode_analysis(Bytes(analysis_bytes_max + 1)));
}

TEST(AnalysisCodec, AnyBytesAreReadSafely) {
    Random random(1);
    for (int i = 0; i < 20'000; ++i) {
        Bytes bytes = encode(one_of_each()[random.below(6)]);
        for (std::uint64_t n = random.below(6); n-- > 0 && !bytes.empty();)
            bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.next());
        if (random.chance(0.2)) bytes.resize(random.below(bytes.size() + 1));
        const auto back = decode_analysis(bytes);
        if (back) {
            EXPECT_TRUE(decode_analysis(encode(*back))) << "what is accepted can be passed on";
        }
    }
}

}  // namespace
}  // namespace segue::audio
