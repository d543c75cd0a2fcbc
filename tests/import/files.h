// Files for import tests: made of a known sound, by ffmpeg and opusenc where the machine has them.
#pragma once

#include <gtest/gtest.h>
#include <opus.h>
#include <stdlib.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "app/importer/import.h"
#include "audio/media/segment.h"
#include "sync/base/frames.h"

namespace segue::audio::test {

namespace fs = std::filesystem;

inline bool has_program(const std::string& name) {
    return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}
inline bool run(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }

#define SEGUE_NEEDS(program) \
    if (!has_program(program)) GTEST_SKIP() << "SKIPPED: this machine has no " << program

// A sound that is known at every instant: five sines that share no period, louder and softer. In [-1, 1].
inline double sound_at(double seconds, int channel) {
    static constexpr double hz[5] = {220.3, 447.1, 903.7, 1811.9, 3301.3};
    double v = 0;
    for (int i = 0; i < 5; ++i) v += std::sin(2 * M_PI * hz[i] * seconds + i + channel);
    return v * 0.15 * (0.6 + 0.4 * std::sin(2 * M_PI * 0.9 * seconds + channel));
}

// 16-bit WAV.
inline void write_wav(const fs::path& path, int rate, int channels, std::int64_t frames) {
    ByteWriter out;
    const auto bytes = static_cast<std::uint32_t>(frames * channels * 2);
    out.bytes(as_bytes("RIFF"));
    out.u32(36 + bytes);
    out.bytes(as_bytes("WAVEfmt "));
    out.u32(16);
    out.u16(1);
    out.u16(static_cast<std::uint16_t>(channels));
    out.u32(static_cast<std::uint32_t>(rate));
    out.u32(static_cast<std::uint32_t>(rate * channels * 2));
    out.u16(static_cast<std::uint16_t>(channels * 2));
    out.u16(16);
    out.bytes(as_bytes("data"));
    out.u32(bytes);
    for (std::int64_t i = 0; i < frames; ++i)
        for (int c = 0; c < channels; ++c)
            out.u16(static_cast<std::uint16_t>(std::lround(32767 * sound_at(static_cast<double>(i) / rate, c))));
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(out.view().data()), static_cast<std::streamsize>(out.size()));
}

// What an import has said, put together.
struct Imported {
    ImportHeader header;
    std::vector<std::vector<Bytes>> segments;  // by stem
    std::vector<std::string> notes;
    Bytes cover;
    std::optional<Frames> duration;
    std::optional<ImportFailed> failure;

    void take(const ImportEvent& event) {
        if (const auto* h = std::get_if<ImportHeader>(&event)) {
            header = *h;
            segments.resize(h->stems.size());
        } else if (const auto* s = std::get_if<ImportSegment>(&event)) {
            segments.at(s->stem).push_back(s->bytes);
        } else if (const auto* c = std::get_if<ImportCover>(&event)) {
            cover = c->bytes;
        } else if (const auto* n = std::get_if<ImportNote>(&event)) {
            notes.push_back(n->text);
        } else if (const auto* e = std::get_if<ImportEnd>(&event)) {
            duration = e->duration;
        } else if (const auto* f = std::get_if<ImportFailed>(&event)) {
            failure = *f;
        }
    }
    // What is heard of a stem, interleaved, without the header's gain.
    std::vector<float> decode(std::size_t stem = 0) const {
        const Stem& head = header.stems.at(stem);
        int error = 0;
        std::unique_ptr<OpusDecoder, void (*)(OpusDecoder*)> decoder(opus_decoder_create(48'000, head.channels, &error),
                                                                     opus_decoder_destroy);
        std::vector<float> pcm;
        for (const Bytes& bytes : segments.at(stem))
            for (const OpusPacket p : *SegmentView::parse(bytes)) {
                std::vector<float> out(std::size_t{p.frames} * head.channels);
                const int n = opus_decode_float(decoder.get(), p.bytes.data(), static_cast<opus_int32>(p.bytes.size()),
                                                out.data(), static_cast<int>(p.frames), 0);
                EXPECT_EQ(n, static_cast<int>(p.frames));
                pcm.insert(pcm.end(), out.begin(), out.end());
            }
        const std::size_t skip = std::size_t{head.pre_skip} * head.channels;
        const auto heard = static_cast<std::size_t>(duration->count) * head.channels;
        EXPECT_GE(pcm.size(), skip + heard) << "all that is to be heard comes out of the packets";
        pcm.erase(pcm.begin(), pcm.begin() + static_cast<std::ptrdiff_t>(std::min(skip, pcm.size())));
        pcm.resize(std::min(heard, pcm.size()));
        return pcm;
    }
};

inline Imported import(const fs::path& path, const ImportRange& range = {}) {
    Imported out;
    ImportReader reader;  // through the wire form, as the node sees it
    const auto take = [&](const ImportEvent& event) {
        const auto events = reader.feed(encode_record(event));
        ASSERT_TRUE(events) << events.message();
        for (const ImportEvent& e : *events) out.take(e);
    };
    importer::import_file(
        path, take, [] {}, range);
    EXPECT_TRUE(reader.is_finished());
    return out;
}

class ImportTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "segue-import-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        directory = name;
    }
    void TearDown() override { fs::remove_all(directory); }
    std::string quoted(const std::string& name) const { return "'" + (directory / name).string() + "'"; }

    fs::path directory;
};

}  // namespace segue::audio::test
