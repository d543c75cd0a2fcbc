// Opus files are passed through packet by packet. The oracle is opusfile: decoding our packets, with our pre-skip and
// our duration, must give exactly its samples.
#include <ogg/ogg.h>
#include <opusfile.h>

#include "tests/import/files.h"

namespace segue::audio {
namespace {

using namespace test;

class Passthrough : public ImportTest {
  protected:
    static std::vector<float> by_opusfile(const fs::path& path, int& channels) {
        int error = 0;
        OggOpusFile* file = op_open_file(path.c_str(), &error);
        EXPECT_NE(file, nullptr) << error;
        if (!file) return {};
        op_set_gain_offset(file, OP_ABSOLUTE_GAIN, 0);
        channels = op_channel_count(file, -1);
        std::vector<float> pcm, buffer(5760 * 2);
        for (int n = 1; n > 0;) {
            n = op_read_float(file, buffer.data(), static_cast<int>(buffer.size()), nullptr);
            EXPECT_GE(n, 0);
            if (n > 0) pcm.insert(pcm.end(), buffer.begin(), buffer.begin() + n * channels);
        }
        op_free(file);
        return pcm;
    }
    void expect_same_as_opusfile(const fs::path& path) {
        const Imported got = import(path);
        ASSERT_TRUE(got.duration) << (got.failure ? got.failure->reason : "");
        EXPECT_TRUE(got.header.passed_through);
        EXPECT_EQ(got.header.duration_estimate, *got.duration) << "known from the start";
        int channels = 0;
        const std::vector<float> expected = by_opusfile(path, channels);
        EXPECT_EQ(got.header.stems[0].channels, channels);
        const std::vector<float> ours = got.decode();
        ASSERT_EQ(ours.size(), expected.size());
        EXPECT_TRUE(ours == expected) << "every sample";
        EXPECT_TRUE(got.notes.empty());
    }
    // Writes an Ogg Opus file with libogg, so that odd things can be put in it.
    struct Writer {
        explicit Writer(const fs::path& path) : out(path, std::ios::binary) { ogg_stream_init(&stream, 77); }
        ~Writer() { ogg_stream_clear(&stream); }
        void packet(Bytes bytes, std::int64_t granule, bool first = false, bool last = false, bool flush = false) {
            ogg_packet p{bytes.data(), static_cast<long>(bytes.size()), first, last, granule, number++};
            ogg_stream_packetin(&stream, &p);
            ogg_page page;
            while ((flush || last ? ogg_stream_flush(&stream, &page) : ogg_stream_pageout(&stream, &page)) != 0) {
                out.write(reinterpret_cast<const char*>(page.header), page.header_len);
                out.write(reinterpret_cast<const char*>(page.body), page.body_len);
            }
        }
        static Bytes head(int channels, int pre_skip, int gain) {
            ByteWriter w;
            w.bytes(as_bytes("OpusHead"));
            w.u8(1);
            w.u8(static_cast<std::uint8_t>(channels));
            w.u16(static_cast<std::uint16_t>(pre_skip));
            w.u32(44'100);
            w.u16(static_cast<std::uint16_t>(gain));
            w.u8(0);
            return w.take();
        }
        static Bytes tags() {
            ByteWriter w;
            w.bytes(as_bytes("OpusTags"));
            w.u32(4);
            w.bytes(as_bytes("test"));
            w.u32(1);
            w.u32(11);
            w.bytes(as_bytes("TITLE=Hello"));
            return w.take();
        }
        std::ofstream out;
        ogg_stream_state stream{};
        std::int64_t number = 0;
    };
    static std::vector<Bytes> packets(int channels, std::size_t count) {
        int error = 0;
        OpusEncoder* encoder = opus_encoder_create(48'000, channels, OPUS_APPLICATION_AUDIO, &error);
        std::vector<Bytes> out;
        for (std::size_t k = 0; k < count; ++k) {
            std::vector<float> pcm;
            for (std::size_t i = 0; i < 960; ++i)
                for (int c = 0; c < channels; ++c)
                    pcm.push_back(static_cast<float>(sound_at(static_cast<double>(k * 960 + i) / 48'000, c)));
            Bytes packet(1500);
            packet.resize(static_cast<std::size_t>(opus_encode_float(encoder, pcm.data(), 960, packet.data(), 1500)));
            out.push_back(std::move(packet));
        }
        opus_encoder_destroy(encoder);
        return out;
    }
    void write(const fs::path& path, int channels, int pre_skip, int gain, std::int64_t origin, std::int64_t cut) {
        Writer w(path);
        w.packet(Writer::head(channels, pre_skip, gain), 0, true, false, true);
        w.packet(Writer::tags(), 0, false, false, true);
        const auto all = packets(channels, 130);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const bool last = i + 1 == all.size();
            const auto end = origin + static_cast<std::int64_t>((i + 1) * 960);
            w.packet(all[i], last ? end - cut : end, false, last, i % 37 == 0);
        }
    }
};

TEST_F(Passthrough, FilesOfOpusencAreExact) {
    SEGUE_NEEDS("opusenc");
    for (const std::int64_t frames : {100'000, 48'000, 47'999, 12'345, 500}) {
        write_wav(directory / "a.wav", 44'100, 2, frames);
        for (const std::string options :
             {"--bitrate 128", "--framesize 60 --bitrate 32", "--framesize 2.5", "--downmix-mono"}) {
            ASSERT_TRUE(run("opusenc " + options + " " + quoted("a.wav") + " " + quoted("a.opus")));
            SCOPED_TRACE(std::to_string(frames) + " " + options);
            expect_same_as_opusfile(directory / "a.opus");
        }
    }
}

TEST_F(Passthrough, FilesOfFfmpegAreExact) {
    SEGUE_NEEDS("ffmpeg");
    write_wav(directory / "a.wav", 48'000, 2, 123'456);
    ASSERT_TRUE(run("ffmpeg -y -i " + quoted("a.wav") + " -c:a libopus " + quoted("a.opus")));
    expect_same_as_opusfile(directory / "a.opus");
}

TEST_F(Passthrough, PreSkipTrimOriginAndGainAreKept) {
    write(directory / "plain.opus", 2, 312, 0, 0, 0);
    expect_same_as_opusfile(directory / "plain.opus");
    write(directory / "trim.opus", 2, 3840, -1536, 0, 700);
    expect_same_as_opusfile(directory / "trim.opus");
    const Imported got = import(directory / "trim.opus");
    EXPECT_EQ(got.header.stems[0].pre_skip, 3840u);
    EXPECT_EQ(got.header.stems[0].gain_q8_db, -1536) << "-6 dB";
    EXPECT_EQ(got.duration->count, 130 * 960 - 700 - 3840);
    EXPECT_EQ(got.header.tags.title, "Hello");
    write(directory / "mono.opus", 1, 312, 0, 0, 1);
    expect_same_as_opusfile(directory / "mono.opus");
    write(directory / "late.opus", 2, 312, 0, 9'000'000, 5);  // begins in the middle of a broadcast
    expect_same_as_opusfile(directory / "late.opus");
}

TEST_F(Passthrough, PacketsAreNotTouched) {
    write(directory / "a.opus", 2, 312, 0, 0, 0);
    const Imported got = import(directory / "a.opus");
    std::vector<Bytes> ours;
    for (const Bytes& s : got.segments.at(0))
        for (const OpusPacket p : *SegmentView::parse(s)) ours.emplace_back(p.bytes.begin(), p.bytes.end());
    EXPECT_EQ(ours, packets(2, 130));
    EXPECT_EQ(got.segments[0].size(), 3u) << "a second each";
}

// What is not plain is decoded: chained files, holes, garbage in between.
TEST_F(Passthrough, OddFilesTakeTheOtherPath) {
    write(directory / "a.opus", 2, 312, 0, 0, 0);
    std::ifstream in(directory / "a.opus", std::ios::binary);
    const std::string one{std::istreambuf_iterator<char>(in), {}};
    std::ofstream(directory / "chain.opus", std::ios::binary) << one << one;
    const Imported chained = import(directory / "chain.opus");
    ASSERT_TRUE(chained.duration);
    EXPECT_FALSE(chained.header.passed_through);
    std::string damaged = one;
    damaged[one.size() / 2] = static_cast<char>(damaged[one.size() / 2] ^ 0x55);
    std::ofstream(directory / "hole.opus", std::ios::binary) << damaged;
    const Imported hole = import(directory / "hole.opus");
    ASSERT_TRUE(hole.duration);
    EXPECT_FALSE(hole.header.passed_through);
}

TEST_F(Passthrough, SixChannelsAreMixedDown) {
    SEGUE_NEEDS("ffmpeg");
    write_wav(directory / "a.wav", 48'000, 2, 96'000);
    ASSERT_TRUE(run("ffmpeg -y -i " + quoted("a.wav") + " -ac 6 -c:a libopus " + quoted("six.opus")));
    const Imported got = import(directory / "six.opus");
    ASSERT_TRUE(got.duration);
    EXPECT_FALSE(got.header.passed_through);
    EXPECT_EQ(got.header.stems[0].channels, 2);
    EXPECT_NEAR(static_cast<double>(got.duration->count), 96'000, 1);
}

}  // namespace
}  // namespace segue::audio
