#include "app/seguectl/show.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/seguectl/words.h"

namespace segue::ctl {
namespace {

using control::Node;
using control::Session;
using control::Snapshot;

std::string counted(std::size_t n, std::string_view thing) {
    return fmt::format("{} {}{}", n, thing, n == 1 ? "" : "s");
}

std::string percent_text(double percent) { return fmt::format("{:.0f} %", percent); }

std::string joined(const auto& texts, std::string_view between) {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "" : std::string(between)) + clean(text);
    return out;
}

std::string sound_text(const control::Output& output, const Paint& paint) {
    std::string out = paint(output_tone(output.state()), clean(output.state()));
    if (!output.device().empty()) out += " on " + clean(output.device());
    if (output.state() != "closed")
        out += fmt::format(", {:.1f} ms away, bend {:+.1f} ppm, {}, {}", output.latency_ms(), output.bend_ppm(),
                           counted(output.jumps(), "jump"), counted(output.underruns(), "underrun"));
    if (!output.problem().empty()) out += "; " + paint(Tone::bad, clean(output.problem()));
    return out;
}

std::string clock_text(const control::Sync& sync, const Paint& paint) {
    std::string out = paint(sync_tone(sync.state()), clean(sync.state()));
    if (sync.error_us() > 0) out += ", " + error_bound(sync);
    if (sync.state() != "reference")
        out += fmt::format(", {} to the reference, drift {:+.1f} ppm",
                           microseconds_text(sync.offset_to_reference_us(), true), sync.drift_ppm());
    return out;
}

std::string outputs_in_brief(const Session& session, const Paint& paint) {
    std::string out;
    for (const auto& output : session.outputs()) {
        out += (out.empty() ? "" : ", ") + clean(output.name());
        if (!output.part().empty() && output.part() != "all") out += " (" + clean(output.part()) + ")";
        if (output.volume_percent() < 99.5) out += " at " + percent_text(output.volume_percent());
        if (output.state() == "gone" || output.state() == "failed")
            out += " " + paint(Tone::bad, clean(output.state()));
    }
    return out;
}

constexpr const char* keeps_playing = "keep playing: when the only output dies, another takes over";
constexpr const char* only_the_larger = "exclusive: sounds only where more than half of its devices are in reach";

const char* normalise_text(control::Normalise::Mode mode) {
    switch (mode) {
        case control::Normalise::track:
            return "track: each sounds as loud as the next";
        case control::Normalise::album:
            return "album: each sounds as loud as the next, its tracks as they are to each other";
        default:
            return "off: tracks sound as loud as they are";
    }
}

}  // namespace

std::string status_text(const Snapshot& s, const Paint& paint) {
    std::string out = paint(Tone::strong, clean(s.node().name())) + " (" + brief(s.node().id()) + ")";
    if (!s.text().empty()) out += ": " + clean(s.text());
    out += "\n";
    const auto line = [&](std::string_view label, const std::string& text) {
        if (!text.empty()) out += "  " + paint(Tone::dim, fmt::format("{:<10}", label)) + text + "\n";
    };
    if (s.session().state() != Session::none) {
        line("session", now_text(s.session(), paint));
        line("handoff", clean(s.session().handoff()));
        line("conducts",
             clean(s.session().conductor_name()) + paint(Tone::dim, "  ballot " + clean(s.session().ballot())));
        line("outputs", outputs_in_brief(s.session(), paint));
        line("members", joined(s.session().members(), ", "));
        if (s.session().policy() == Session::exclusive) line("policy", only_the_larger);
        if (s.session().keep_playing()) line("policy", keeps_playing);
        if (s.session().bookmarks_size() > 0)
            line("bookmarks", fmt::format("{}; `seguectl bookmarks` lists them", s.session().bookmarks_size()));
    }
    line("clock", clock_text(s.sync(), paint));
    line("sound", sound_text(s.output(), paint));
    std::string node = clean(s.node().address());
    if (s.node().uptime_s() > 0) node += ", up " + span_text(s.node().uptime_s());
    if (s.node().cpu_percent() > 0) node += fmt::format(", {:.1f} % of a core", s.node().cpu_percent());
    if (s.node().memory_mb() > 0) node += fmt::format(", {:.0f} MB", s.node().memory_mb());
    line("node", node);
    for (const auto& note : s.notes())
        line("note", clean(note.text()) + paint(Tone::dim, "  " + span_text(note.age_s()) + " ago"));
    return out;
}

std::string nodes_text(const Snapshot& s, const Paint& paint) {
    Table table({{"NODE"},
                 {"ID"},
                 {"STATE"},
                 {"ADDRESS"},
                 {"ROLE"},
                 {"CLOCK", Tone::plain, true},
                 {"ROUND TRIP", Tone::plain, true},
                 {"SOUND"},
                 {"UP", Tone::plain, true},
                 {"VERSION"},
                 {""}});
    for (const Node& n : s.nodes()) {
        std::vector<std::string> marks;
        if (n.is_conductor()) marks.emplace_back("conducts");
        if (n.is_output()) marks.emplace_back("plays");
        if (n.is_reference()) marks.emplace_back("keeps the time");
        table.add({{node_name(n), n.is_self() ? Tone::strong : Tone::plain},
                   {brief(n.id()), Tone::dim},
                   {word(Node::State_Name(n.state()), n.state()), tone_of(n.state())},
                   {clean(n.address())},
                   {word(control::Role_Name(n.role()), n.role())},
                   {n.state() == Node::gone ? "" : error_bound(n.sync())},
                   {n.round_trip_ms() > 0 ? microseconds_text(n.round_trip_ms() * 1000) : ""},
                   {clean(n.output().state()), output_tone(n.output().state())},
                   {n.uptime_s() > 0 ? span_text(n.uptime_s()) : ""},
                   {clean(n.version())},
                   {joined(marks, ", ")}});
    }
    return table.text(paint);
}

std::string queue_text(const Snapshot& s, const Paint& paint) {
    if (s.session().queue().empty())
        return "The queue is empty; fill it with `seguectl play` or `seguectl queue add`.\n";
    Table table(
        {{""}, {"#", Tone::plain, true}, {"TITLE"}, {"ARTIST"}, {"LENGTH", Tone::plain, true}, {"STEMS"}, {"NOTE"}});
    const bool is_at_rest = s.session().state() == Session::paused || s.session().state() == Session::stopped;
    for (const auto& entry : s.session().queue()) {
        const bool is_current = entry.index() == s.session().queue_index();
        const Tone tone = is_current                                  ? Tone::strong
                          : entry.index() < s.session().queue_index() ? Tone::dim
                                                                      : Tone::plain;
        const auto& track = entry.track();
        table.add({{is_current ? (is_at_rest ? "‖" : "▶") : "", Tone::good},
                   {std::to_string(entry.index()), tone},
                   {fitted(clean(track.title().empty() ? brief(track.id()) : track.title()), 60), tone},
                   {fitted(clean(track.artist()), 40), tone},
                   {duration_text(track.duration_s()), tone},
                   {joined(track.stems(), "+"), Tone::dim},
                   {clean(entry.note()), Tone::warn}});
    }
    return table.text(paint);
}

std::string outputs_text(const Snapshot& s, const Paint& paint) {
    if (s.session().outputs().empty()) return "No node plays; add one with `seguectl outputs add NODE`.\n";
    Table table(
        {{"OUTPUT"}, {"STATE"}, {"PART"}, {"VOLUME", Tone::plain, true}, {"LATENCY", Tone::plain, true}, {"DEVICE"}});
    for (const auto& output : s.session().outputs()) {
        const auto node =
            std::find_if(s.nodes().begin(), s.nodes().end(), [&](const Node& n) { return n.id() == output.id(); });
        table.add({{clean(output.name()), Tone::strong},
                   {clean(output.state()), output_tone(output.state())},
                   {clean(output.part())},
                   {percent_text(output.volume_percent())},
                   {fmt::format("{:+.1f} ms", output.latency_ms())},
                   {node == s.nodes().end() ? "" : clean(node->output().device())}});
    }
    return table.text(paint);
}

std::string session_text(const Snapshot& s, const Paint& paint) {
    const Session& session = s.session();
    if (session.state() == Session::none) return "Nothing has been played yet; start with `seguectl play FILE`.\n";
    std::string out = now_text(session, paint) + "\n";
    const auto line = [&](std::string_view label, const std::string& text) {
        out += "  " + paint(Tone::dim, fmt::format("{:<14}", label)) + text + "\n";
    };
    line("policy",
         session.policy() == Session::exclusive ? only_the_larger : "continuous: both sides of a cut network play on");
    line("keep-playing", session.keep_playing() ? "on: when the only output dies, another takes over"
                                                : "off: when the only output dies, it pauses");
    line("normalise", normalise_text(session.normalise()));
    line("tempo", clean(session.tempo().text()));
    line("members", joined(session.members(), ", "));
    line("bookmarks", std::to_string(session.bookmarks_size()));
    return out;
}

std::string tempo_text(const Snapshot& s, const Paint& paint) {
    const control::SessionTempo& t = s.session().tempo();
    std::string out = clean(t.text()) + "\n";
    const auto line = [&](std::string_view label, const std::string& text) {
        out += "  " + paint(Tone::dim, fmt::format("{:<14}", label)) + text + "\n";
    };
    if (t.song_bpm() > 0) {
        line("song", fmt::format("{:.2f} bpm, {} beats a bar", t.song_bpm(), t.beats_per_bar()));
        const double beat = std::fmod(std::fmod(t.beat(), t.beats_per_bar()) + t.beats_per_bar(), t.beats_per_bar());
        line("beat", fmt::format("{:.0f} of {}", std::floor(beat) + 1, t.beats_per_bar()));
    }
    line("link", t.mode() == control::Tempo::free     ? "off: `seguectl link follow` plays with the room"
                 : t.mode() == control::Tempo::follow ? "follow: songs take the room's tempo and beat"
                                                      : "lead: the room takes the songs' tempo");
    if (t.mode() != control::Tempo::free) line("in the room", counted(t.peers(), "other"));
    line("quantum", counted(t.quantum(), "beat"));
    line("key lock", t.key_lock() ? "on: at any speed, songs keep their pitch" : "off: the pitch goes with the speed");
    if (t.start_stop()) line("start, stop", "shared with the room");
    if (const control::SessionLoop& loop = s.session().loop(); loop.on())
        line("loop", position_text(loop.from_s()) + " to " + position_text(loop.to_s()) +
                         (loop.beats() > 0 ? fmt::format(", {:g} beats", loop.beats()) : ""));
    return out;
}

std::string bookmarks_text(const Snapshot& s, const Paint& paint) {
    if (s.session().bookmarks().empty())
        return "No bookmarks: they are made when a cut network heals and one side's position is given up.\n";
    Table table({{"#", Tone::plain, true},
                 {"TITLE"},
                 {"ARTIST"},
                 {"POSITION", Tone::plain, true},
                 {"CONDUCTED BY"},
                 {"ID"},
                 {"NOTE"}});
    for (const auto& b : s.session().bookmarks())
        table.add({{std::to_string(b.index())},
                   {fitted(clean(b.track().title()), 60), Tone::strong},
                   {fitted(clean(b.track().artist()), 40)},
                   {position_text(b.position_s())},
                   {clean(b.conductor_name())},
                   {clean(b.id()), Tone::dim},
                   {clean(b.note()), Tone::warn}});
    return table.text(paint);
}

std::string ensemble_text(const Snapshot& s, const Paint& paint) {
    const auto& e = s.ensemble();
    std::string out = "ensemble " + (e.name().empty() ? "" : paint(Tone::strong, clean(e.name())) + " ");
    out += fmt::format("{}: {}, {} up; this node is a {}\n", brief(e.id()), counted(e.nodes_known(), "node"),
                       e.nodes_up(), word(control::Role_Name(e.role()), e.role()));
    for (const auto& i : e.invitations())
        out += fmt::format("  open invitation: {} as {}, for {} more\n", counted(i.uses_left(), "use"),
                           word(control::Role_Name(i.role()), i.role()), span_text(i.expires_in_s()));
    if (!e.forgotten().empty()) out += "  forgotten: " + joined(e.forgotten(), ", ") + "\n";
    return out + nodes_text(s, paint);
}

std::string devices_text(const control::Devices& devices, const Paint& paint) {
    if (devices.devices().empty()) return "No sound device here. `segued --audio null` plays silently, in time.\n";
    Table table({{""}, {"AUDIO"}, {"NAME"}, {"THROUGH"}, {"LATENCY", Tone::plain, true}});
    for (const auto& d : devices.devices())
        table.add({{d.in_use()       ? "▶"
                    : d.is_default() ? "·"
                                     : "",
                    Tone::good},
                   {clean(d.spec()), Tone::strong},
                   {clean(d.name())},
                   {clean(d.host_api())},
                   {d.latency_ms() > 0 ? fmt::format("{:.1f} ms", d.latency_ms()) : ""}});
    return table.text(paint) + paint(Tone::dim, "▶ in use   · the default   Choose with `segued --audio AUDIO`.") +
           "\n";
}

std::string added_text(const control::Added& added, const Paint& paint) {
    constexpr int listed_max = 10;
    std::string out;
    int listed = 0;
    for (const auto& track : added.tracks()) {
        if (listed == listed_max) {
            out += fmt::format("  … and {} more\n", added.tracks_size() - listed);
            break;
        }
        const std::string_view label = listed == 0 ? (added.playing() ? "Playing" : "Queued") : "   then";
        out += fmt::format("{} {}", label, paint(listed == 0 ? Tone::strong : Tone::plain, track_text(track)));
        if (track.duration_s() > 0) out += paint(Tone::dim, "  " + duration_text(track.duration_s()));
        if (!track.stems().empty()) out += paint(Tone::dim, "  stems " + joined(track.stems(), "+"));
        out += "\n";
        ++listed;
    }
    return out;
}

std::string invitation_text(const control::Invitation& invitation, const Paint& paint) {
    return fmt::format(
        "{}\n\nFor {}, {}. On the other device:\n  seguectl ensemble join LINK     or     segued --join LINK\n"
        "Who has the link may join: keep it to yourself.\n",
        paint(Tone::strong, clean(invitation.link())),
        invitation.uses() == 1 ? std::string("one device") : counted(invitation.uses(), "device"),
        "within " + span_text(invitation.expires_in_s()));
}

}  // namespace segue::ctl
