// The live table.
#include <fmt/format.h>

#include <algorithm>

#include "app/seguectl/show.h"
#include "app/seguectl/words.h"

namespace segue::ctl {

using control::Node;
using control::Snapshot;

std::vector<std::string> watch_lines(const Snapshot& s, const Paint& paint, std::size_t columns) {
    std::vector<std::string> out;
    // Cut before it is painted, so that no colour is cut in two.
    out.push_back(paint(Tone::strong, fitted(clean(s.node().name()) + ": " + clean(s.text()), columns)));
    out.push_back(fitted(now_text(s.session(), Paint(false)), columns));
    if (!s.session().handoff().empty())
        out.push_back(paint(Tone::warn, fitted("handoff " + clean(s.session().handoff()), columns)));
    out.emplace_back();
    Table table({{"NODE"},
                 {"STATE"},
                 {"SOUND"},
                 {"POSITION", Tone::plain, true},
                 {"OFF BY", Tone::plain, true},
                 {"CLOCK", Tone::plain, true},
                 {"BEND", Tone::plain, true},
                 {"CPU", Tone::plain, true},
                 {"PART"},
                 {""}});
    for (const Node& n : s.nodes()) {
        const auto& output = n.output();
        const bool is_heard = n.state() != Node::gone && (output.state() == "sounding" || output.state() == "muted");
        std::string marks;
        if (n.is_conductor())
            marks = "conducts " + clean(s.session().ballot().substr(0, s.session().ballot().find('@')));
        if (n.is_reference()) marks += (marks.empty() ? "" : ", ") + std::string("keeps the time");
        table.add({{node_name(n), n.is_self() ? Tone::strong : Tone::plain},
                   {word(Node::State_Name(n.state()), n.state()), tone_of(n.state())},
                   {n.state() == Node::gone ? "" : clean(output.state()), output_tone(output.state())},
                   {is_heard ? position_text(n.position_s()) : ""},
                   {is_heard ? microseconds_text(output.error_us(), true) : ""},
                   {n.state() == Node::gone ? "" : error_bound(n.sync())},
                   {is_heard ? fmt::format("{:+.1f} ppm", output.bend_ppm()) : ""},
                   {n.cpu_percent() > 0 ? fmt::format("{:.1f} %", n.cpu_percent()) : ""},
                   {n.is_output() ? clean(output.part()) : ""},
                   {marks}});
    }
    for (std::string& line : table.lines(paint, columns)) out.push_back(std::move(line));
    constexpr int notes_max = 3;
    for (int i = std::max(0, s.notes_size() - notes_max); i < s.notes_size(); ++i)
        out.push_back(paint(Tone::dim, fitted("note: " + clean(s.notes(i).text()), columns)));
    return out;
}

std::string watch_line(const Snapshot& s) {
    const std::string state = state_word(s.session().state()), text = clean(s.text());
    std::string out = text.starts_with(state) ? text : text.empty() ? state : state + ", " + text;
    out += "  " + position_text(s.session().position_s());
    if (!s.session().track().id().empty()) out += "  " + track_text(s.session().track());
    if (!s.session().conductor_name().empty()) out += "  conducts: " + clean(s.session().conductor_name());
    for (const Node& n : s.nodes()) {
        if (n.state() != Node::up)
            out += "  " + clean(n.name()) + ": " + word(Node::State_Name(n.state()), n.state());
        else if (n.is_output()) {
            out += fmt::format("  {}: {} {}", clean(n.name()), clean(n.output().state()),
                               microseconds_text(n.output().error_us(), true));
            if (const std::string bound = error_bound(n.sync()); !bound.empty()) out += " " + bound;
        }
    }
    return out;
}

}  // namespace segue::ctl
