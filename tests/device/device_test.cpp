#include "audio/device/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "audio/device/limits.h"
#include "audio/device/paced.h"
#include "sync/base/bytes.h"

namespace segue::audio {
namespace {

using ::testing::HasSubstr;

TEST(DeviceSpec, ReadsWhatItWrites) {
    for (const char* text : {"default", "null", "wav:/tmp/a:b.wav", "portaudio:JACK", "portaudio:ALSA:hw:0,0"}) {
        const auto spec = DeviceSpec::parse(text);
        ASSERT_TRUE(spec) << text;
        EXPECT_EQ(spec->text(), text);
    }
    EXPECT_EQ(DeviceSpec::parse("portaudio:ALSA:hw:0,0")->device, "hw:0,0");
    EXPECT_EQ(DeviceSpec::parse("wav:/tmp/a:b.wav")->file, "/tmp/a:b.wav");
}

TEST(DeviceSpec, SaysWhatIsWrongAndWhatToWrite) {
    for (const char* text : {"", "nul", "null:", "wav", "wav:", "portaudio", "portaudio:", "portaudio:ALSA:", "jack"}) {
        const auto spec = DeviceSpec::parse(text);
        ASSERT_FALSE(spec) << text;
        EXPECT_EQ(spec.error(), DeviceError::bad_spec);
        EXPECT_THAT(spec.message(), HasSubstr("portaudio:HOSTAPI"));
        EXPECT_EQ(spec.message().find('\n'), std::string::npos);
    }
}

// Renders a ramp, so that what arrives says where it was.
class Ramp final : public BlockRenderer {
  public:
    void render(const DeviceBlock& b) noexcept override {
        if (blocks == 0) first_leaves = b.leaves;
        in_order = in_order && b.first.frame == frames;
        exact = exact && b.leaves == first_leaves + duration_nearest(Frames{frames});
        for (int i = 0; i < b.frames; ++i) {
            b.out[2 * i] = static_cast<float>((frames + i) % 1000) / 2000;
            b.out[2 * i + 1] = -2;  // to be clipped
        }
        frames += b.frames;
        ++blocks;
    }
    std::int64_t frames = 0;
    int blocks = 0;
    bool in_order = true, exact = true;
    LocalTime first_leaves;
};

TEST(PacedDevice, AsksInOrderAtTheClocksPace) {
    Ramp ramp;
    const auto begin = std::chrono::steady_clock::now();
    {
        auto device = open_device(*DeviceSpec::parse("null"));
        ASSERT_TRUE(device);
        ASSERT_TRUE((*device)->start(ramp));
        std::this_thread::sleep_for(milliseconds(120));
    }
    const double passed = to_seconds(std::chrono::steady_clock::now() - begin);
    EXPECT_TRUE(ramp.in_order);
    EXPECT_TRUE(ramp.exact);
    EXPECT_GE(ramp.frames, 480 * 10);
    EXPECT_LE(static_cast<double>(ramp.frames) / 48000, passed + 0.011);
    const int blocks = ramp.blocks;
    std::this_thread::sleep_for(milliseconds(30));
    EXPECT_EQ(ramp.blocks, blocks) << "closed";
}

class WavDevice : public ::testing::Test {
  protected:
    WavDevice()
        : file_(std::filesystem::temp_directory_path() / ("segue-wav-" + std::to_string(::getpid()) + ".wav")) {}
    ~WavDevice() override { std::filesystem::remove(file_); }
    Bytes read() const {
        std::ifstream in(file_, std::ios::binary);
        return Bytes(std::istreambuf_iterator<char>(in), {});
    }
    // Checks the header; returns the samples.
    Bytes samples(const Bytes& wav) const {
        ByteReader r(wav);
        EXPECT_EQ(as_text(r.take(4)), "RIFF");
        EXPECT_EQ(r.u32(), wav.size() - 8);
        EXPECT_EQ(as_text(r.take(8)), "WAVEfmt ");
        EXPECT_EQ(r.u32(), 16U);
        EXPECT_EQ(r.u16(), 1);
        EXPECT_EQ(r.u16(), 2);
        EXPECT_EQ(r.u32(), 48000U);
        EXPECT_EQ(r.u32(), 192000U);
        EXPECT_EQ(r.u16(), 4);
        EXPECT_EQ(r.u16(), 16);
        EXPECT_EQ(as_text(r.take(4)), "LIST");
        comment_ = std::string(as_text(r.take(r.u32())));
        EXPECT_EQ(as_text(r.take(4)), "data");
        const std::uint32_t bytes = r.u32();
        EXPECT_EQ(bytes, r.remaining());
        const BytesView rest = r.rest();
        return Bytes(rest.begin(), rest.end());
    }
    const std::filesystem::path file_;
    mutable std::string comment_;
};

TEST_F(WavDevice, WritesWhatWasPlayedFromItsFirstFrame) {
    Ramp ramp;
    {
        auto device = open_device(*DeviceSpec::parse("wav:" + file_.string()));
        ASSERT_TRUE(device) << device.message();
        ASSERT_TRUE((*device)->start(ramp));
        std::this_thread::sleep_for(milliseconds(60));
    }
    const Bytes wav = read();
    const Bytes data = samples(wav);
    ASSERT_EQ(static_cast<std::int64_t>(data.size()), 4 * ramp.frames);
    ByteReader r(data);
    for (std::int64_t f = 0; f < ramp.frames; ++f) {
        EXPECT_NEAR(static_cast<std::int16_t>(r.u16()), static_cast<double>(f % 1000) / 2000 * 32768, 1);
        EXPECT_EQ(static_cast<std::int16_t>(r.u16()), -32768);
    }
    EXPECT_THAT(comment_, HasSubstr(std::to_string(to_ns(ramp.first_leaves))));
}

TEST_F(WavDevice, IsValidWithoutBeingClosed) {
    auto sink = make_wav_sink(file_.string());
    ASSERT_TRUE(sink);
    (*sink)->begin(LocalTime(seconds(5)));
    const std::vector<float> block(960, 0.25F);
    for (int i = 0; i < wav_flush_blocks; ++i) (*sink)->take(block);
    EXPECT_EQ(samples(read()).size(), static_cast<std::size_t>(wav_flush_blocks) * 1920);
}

TEST_F(WavDevice, AFileThatCannotBeWrittenIsRefused) {
    const auto device = open_device(*DeviceSpec::parse("wav:/nonexistent/a.wav"));
    ASSERT_FALSE(device);
    EXPECT_EQ(device.error(), DeviceError::refused);
    EXPECT_THAT(device.message(), HasSubstr("/nonexistent/a.wav"));
}

TEST(PortAudioDevice, WhatIsNotHereIsSaidWithWhatIs) {
    const auto device = open_device(*DeviceSpec::parse("portaudio:NoSuchApi"));
    ASSERT_FALSE(device);
    EXPECT_EQ(device.error(), DeviceError::no_device);
    EXPECT_THAT(device.message(), HasSubstr("NoSuchApi"));
    EXPECT_THAT(device.message(), HasSubstr("--audio null"));
    EXPECT_EQ(device.message().find('\n'), std::string::npos);
    EXPECT_THAT(list_devices(), ::testing::Contains("null"));
}

}  // namespace
}  // namespace segue::audio
