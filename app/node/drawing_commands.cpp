// What a window draws of a track: its cover and its outline.
#include "app/control/codec.h"
#include "app/node/commands.h"

namespace segue::node {

using control::Error;
using control::Request;

void Commands::drawing_command(const Asked& asked) {
    const bool wants_picture = asked.request.has_picture();
    const std::string& id = wants_picture ? asked.request.picture().id() : asked.request.outline().id();
    const std::optional<TrackId> track = TrackId::from_hex(id);
    const auto manifest = track ? core_.world().store().manifest(*track) : nullptr;
    if (!manifest) return refuse(asked, Error::not_found, "that track is not known here");
    if (!wants_picture) {
        if (!make_outline_) return refuse(asked, Error::refused, "this node draws no outlines");
        return make_outline_(*track, [reply = asked.reply](const std::vector<float>& peaks) {
            control::Response r;
            r.mutable_outline()->mutable_peaks()->Add(peaks.begin(), peaks.end());
            reply(r);
        });
    }
    const auto bytes = manifest->cover.is_none() ? nullptr : core_.world().store().segment(manifest->cover);
    if (!bytes)
        return refuse(asked, Error::not_found,
                      manifest->cover.is_none() ? "that track has no cover" : "the cover is on its way");
    control::Response r;
    r.mutable_picture()->set_type(manifest->cover_type);
    r.mutable_picture()->set_data(bytes->data(), bytes->size());
    asked.reply(r);
}

}  // namespace segue::node
