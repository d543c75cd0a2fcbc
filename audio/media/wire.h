// Between plain structs and media.proto's messages; shared by the codecs of this room and of import. Parsers check
// every limit, because bytes come from anyone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audio/media/error.h"
#include "audio/media/manifest_codec.h"

namespace segue::audio::wire {
class Manifest;
class ManifestGrowth;
class SegmentList;
class TagLoudness;
class Tags;
}  // namespace segue::audio::wire

namespace segue::audio {

// At most `bytes_max` bytes of text, cut between characters; control characters become spaces; what is not UTF-8 is
// replaced by '?'. For tags and names that go to terminals and messages.
std::string clean_text(std::string_view text, std::size_t bytes_max);

Tags tags_from(const wire::Tags& in);
void tags_to(const Tags& in, wire::Tags& out);

// Nothing: it cannot be.
std::optional<TrackLoudness> loudness_from(const wire::TagLoudness& in);
void loudness_to(const TrackLoudness& in, wire::TagLoudness& out);

bool segments_from(const wire::SegmentList& in, std::vector<SegmentRef>& out);
void segments_to(const SegmentRef* first, const SegmentRef* last, wire::SegmentList& out);

MediaResult<Manifest> manifest_from(const wire::Manifest& in);
void manifest_to(const Manifest& in, wire::Manifest& out);

MediaResult<ManifestGrowth> growth_from(const wire::ManifestGrowth& in);
void growth_to(const ManifestGrowth& in, wire::ManifestGrowth& out);

// A stem's head, as every parser must see it.
bool is_valid_stem_head(const Stem& stem);

// Names of 16 bytes each, one after another.
template <class Name>
bool names_from(const std::string& in, std::vector<Name>& out) {
    if (in.size() % Name::size != 0) return false;
    out.reserve(in.size() / Name::size);
    for (std::size_t i = 0; i < in.size(); i += Name::size)
        out.push_back(*Name::from_bytes(std::string_view(in).substr(i, Name::size)));
    return true;
}
template <class Name>
std::string names_to(const std::vector<Name>& names) {
    std::string out;
    out.reserve(names.size() * Name::size);
    for (const Name& n : names) out += n.to_string();
    return out;
}

// serialises any message
template <class Message>
Bytes to_bytes(const Message& message) {
    Bytes out(message.ByteSizeLong());
    if (!out.empty()) message.SerializeToArray(out.data(), static_cast<int>(out.size()));
    return out;
}
template <class Message>
bool parse_bytes(Message& message, BytesView bytes) {
    return bytes.size() <= std::size_t{1} << 20 && message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace segue::audio
