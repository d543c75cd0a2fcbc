#include "app/seguectl/words.h"

#include <fmt/format.h>

#include "app/seguectl/show.h"

namespace segue::ctl {

using control::Node;
using control::Session;

std::string brief(const std::string& id) { return clean(id.substr(0, 8)); }

std::string state_word(Session::State state) {
    return state == Session::none ? "nothing to play" : word(Session::State_Name(state), state);
}

Tone tone_of(Session::State state) {
    return state == Session::playing ? Tone::good : state == Session::waiting ? Tone::warn : Tone::plain;
}
Tone tone_of(Node::State state) {
    return state == Node::up ? Tone::good : state == Node::gone ? Tone::bad : Tone::warn;
}
Tone output_tone(const std::string& state) {
    return state == "sounding" ? Tone::good : state == "failed" || state == "gone" ? Tone::bad : Tone::plain;
}
Tone sync_tone(const std::string& state) {
    return state == "synced" || state == "reference" ? Tone::good : state.empty() ? Tone::plain : Tone::warn;
}

std::string error_bound(const control::Sync& sync) {
    return sync.error_us() > 0 ? "± " + microseconds_text(sync.error_us()) : "";
}

std::string node_name(const Node& node) { return clean(node.name()) + (node.is_self() ? " *" : ""); }

std::string track_text(const control::Track& track) {
    std::string out = "“" + clean(track.title().empty() ? brief(track.id()) : track.title()) + "”";
    if (!track.artist().empty()) out += " by " + clean(track.artist());
    return out;
}

// "playing  “Title” by Artist  0:42.3 of 2:03  (2 of 5)"
std::string now_text(const Session& session, const Paint& paint) {
    std::string out = paint(tone_of(session.state()), state_word(session.state()));
    if (session.track().id().empty() && session.track().title().empty()) return out;
    out += "  " + paint(Tone::strong, track_text(session.track()));
    out += "  " + position_text(session.position_s()) + " of " + duration_text(session.track().duration_s());
    if (session.queue_size() > 1)
        out += paint(Tone::dim, fmt::format("  ({} of {})", session.queue_index(), session.queue_size()));
    return out;
}

}  // namespace segue::ctl
