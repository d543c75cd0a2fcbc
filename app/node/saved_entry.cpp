#include "app/node/saved_entry.h"

#include "audio/library/limits.h"
#include "audio/media/wire.h"

namespace segue::node {
namespace {

std::string as_string(BytesView bytes) { return std::string(as_text(bytes)); }

}  // namespace

void describe(const handoff::NewEntry& entry, SavedEntry& out) {
    out.set_node(as_string(entry.source.node.bytes));
    out.set_path(entry.source.path);
    if (!entry.facts.track.is_none()) out.set_track(as_string(entry.facts.track.bytes));
    out.set_title(entry.facts.title);
    out.set_artist(entry.facts.artist);
    out.set_duration_frames(entry.facts.duration.count);
}

handoff::NewEntry read(const SavedEntry& kept) {
    handoff::NewEntry out;
    out.source.node = NodeId::from_bytes(as_bytes(kept.node())).value_or(NodeId{});
    if (kept.path().size() <= library::path_bytes_max) out.source.path = kept.path();
    out.facts.track = TrackId::from_bytes(as_bytes(kept.track())).value_or(TrackId{});
    out.facts.title = audio::clean_text(kept.title(), library::text_bytes_max);
    out.facts.artist = audio::clean_text(kept.artist(), library::text_bytes_max);
    if (kept.duration_frames() > 0) out.facts.duration = Frames{kept.duration_frames()};
    return out;
}

}  // namespace segue::node
