#include "tests/house/synthetic_imports.h"

#include <charconv>

#include "audio/media/segment.h"

namespace segue::test {
namespace {

// A second of 20 ms packets whose payload is never decoded, but whose durations are read.
Bytes synthetic_segment(std::uint32_t track, std::uint32_t number) {
    audio::SegmentBuilder builder;
    for (std::uint8_t packet = 0; packet < 50; ++packet) {
        ByteWriter w;
        w.u8(0xfc);  // CELT, full band, 20 ms, stereo, one frame (RFC 6716 3.1)
        w.u32(track);
        w.u32(number);
        w.u8(packet);
        builder.add(w.view());
    }
    return builder.take();
}

}  // namespace

void SyntheticImports::import(const std::filesystem::path& file, bool, node::ImportSink sink) {
    if (!held_) return read(file, sink);
    waiting_.emplace_back(file, std::move(sink));
}

void SyntheticImports::go_on() {
    held_ = false;
    for (const auto& [file, sink] : std::exchange(waiting_, {})) read(file, sink);
}

void SyntheticImports::read(const std::filesystem::path& file, const node::ImportSink& sink) {
    const std::string name = file.stem().string();
    std::uint32_t length_s = 0;
    const std::size_t dash = name.rfind('-');
    if (dash != name.npos) std::from_chars(name.data() + dash + 1, name.data() + name.size(), length_s);
    if (length_s == 0)
        return sink(node::ImportRefused{audio::ImportError::not_audio, name + " is not audio Segue can read", {}});

    const auto hashed = static_cast<std::uint32_t>(std::hash<std::string>{}(name));
    audio::Manifest manifest;
    manifest.id.bytes.fill(static_cast<std::uint8_t>(hashed | 1));
    manifest.tags.title = name;
    manifest.duration = Frames{std::int64_t{length_s} * sample_rate_hz};
    manifest.complete = true;
    manifest.revision = 1;
    audio::Stem mix;
    mix.name = "mix";
    for (std::uint32_t i = 0; i < length_s; ++i) {
        Bytes bytes = synthetic_segment(hashed, i);
        const SegmentName segment = audio::segment_name(bytes);
        mix.segments.push_back({segment, sample_rate_hz, static_cast<std::uint32_t>(bytes.size())});
        (void)store_.put(segment, std::move(bytes)).ok();
    }
    manifest.stems.push_back(std::move(mix));
    store_.put(manifest);
    sink(node::ImportStarted{manifest});
    sink(node::ImportDone{manifest});
}

}  // namespace segue::test
