// Made-up tracks for tests: real segments (packets of valid Opus form), real names.
#pragma once

#include <map>

#include "audio/media/manifest.h"
#include "audio/media/segment.h"
#include "sync/base/random.h"

namespace segue::audio::test {

inline constexpr std::uint8_t toc_celt_20ms = 0xfc;  // fullband stereo, one frame

// One second of 50 packets with random contents.
inline Bytes random_segment(Random& random, std::size_t packet_bytes = 100, std::size_t packets = 50) {
    SegmentBuilder builder;
    for (std::size_t i = 0; i < packets; ++i) {
        Bytes packet(packet_bytes);
        for (auto& b : packet) b = static_cast<std::uint8_t>(random.next());
        packet[0] = toc_celt_20ms;
        const bool fits = builder.add(packet);
        SEGUE_ASSERT(fits);
    }
    return builder.take();
}

template <class Name>
Name random_id(Random& random) {
    Name id;
    for (auto& b : id.bytes) b = static_cast<std::uint8_t>(random.next());
    return id;
}

struct TestTrack {
    Manifest manifest;
    std::map<SegmentName, Bytes> blobs;
};

inline TestTrack make_track(Random& random, std::size_t seconds_long, std::vector<std::string> stems = {"mix"}) {
    TestTrack track;
    track.manifest.id = random_id<TrackId>(random);
    track.manifest.revision = 1;
    track.manifest.complete = true;
    track.manifest.tags.title = "Song " + track.manifest.id.brief();
    for (const std::string& name : stems) {
        Stem stem;
        stem.name = name;
        stem.pre_skip = 312;
        for (std::size_t i = 0; i < seconds_long; ++i) {
            Bytes bytes = random_segment(random);
            const SegmentName segment = segment_name(bytes);
            stem.segments.push_back({segment, 48'000, static_cast<std::uint32_t>(bytes.size())});
            track.blobs[segment] = std::move(bytes);
        }
        track.manifest.stems.push_back(std::move(stem));
    }
    track.manifest.duration = Frames{static_cast<std::int64_t>(seconds_long) * 48'000 - 312};
    return track;
}

}  // namespace segue::audio::test
