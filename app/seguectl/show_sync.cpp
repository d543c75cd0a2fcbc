// How well every node is in time, and what that rests on.
#include <fmt/format.h>

#include "app/seguectl/show.h"
#include "app/seguectl/words.h"

namespace segue::ctl {
namespace {

using control::Node;

Tone timing_tone(const std::string& word) {
    return word == "in sync" ? Tone::good : word == "out" ? Tone::bad : Tone::warn;
}

std::string latency_text(const control::Output& o) {
    if (o.latency_source().empty()) return "";
    const std::string trim = o.trim_ms() == 0 ? "" : fmt::format(" {:+.1f}", o.trim_ms());
    return fmt::format("{:.1f}{} ms, {}", o.device_latency_ms(), trim, clean(o.latency_source()));
}

}  // namespace

std::string sync_text(const control::Snapshot& s, const Paint& paint) {
    Table table({{"NODE"},
                 {"IN TIME"},
                 {"WITHIN", Tone::plain, true},
                 {"CLOCK"},
                 {"OFFSET", Tone::plain, true},
                 {"DRIFT", Tone::plain, true},
                 {"SOUND", Tone::plain, true},
                 {"BEND", Tone::plain, true},
                 {"JUMPS", Tone::plain, true},
                 {"UNDERRUNS", Tone::plain, true},
                 {"DEVICE", Tone::plain, true},
                 {"LATENCY"},
                 {"WHY"}});
    for (const Node& n : s.nodes()) {
        if (n.state() == Node::gone || n.timing().word().empty()) continue;
        const control::Sync& sync = n.sync();
        const control::Output& o = n.output();
        const bool follows = sync.state() != "reference", sounds = !o.latency_source().empty();
        table.add({{node_name(n), n.is_self() ? Tone::strong : Tone::plain},
                   {clean(n.timing().word()), timing_tone(n.timing().word())},
                   {"± " + microseconds_text(n.timing().bound_us())},
                   {clean(sync.state()), sync_tone(sync.state())},
                   {follows ? microseconds_text(sync.offset_to_reference_us(), true) : ""},
                   {follows ? fmt::format("{:+.1f} ppm", sync.drift_ppm()) : ""},
                   {sounds ? microseconds_text(o.error_us(), true) : ""},
                   {sounds ? fmt::format("{:+.1f} ppm", o.bend_ppm()) : ""},
                   {sounds ? std::to_string(o.jumps()) : ""},
                   {sounds ? std::to_string(o.underruns()) : ""},
                   {sounds ? fmt::format("{:+.1f} ppm", o.device_ppm()) : ""},
                   {latency_text(o)},
                   {clean(n.timing().why()), Tone::dim}});
    }
    return table.text(paint);
}

}  // namespace segue::ctl
