// Commands about who plays: outputs, parts, handoff, the ensemble, the node itself.
#include <algorithm>
#include <cmath>
#include <iostream>

#include "app/seguectl/commands.h"

namespace segue::ctl {
using control::Request;

void CommandLine::build_outputs() {
    const auto show = [this](Request& r) {
        r.mutable_status();
        out_.view = View::outputs;
    };
    auto* outputs = command(app_, "outputs", "Which nodes sound", show,
                            examples({"seguectl outputs", "seguectl outputs add kitchen",
                                      "seguectl outputs set laptop phone", "seguectl outputs add all"}));
    outputs->require_subcommand(0, 1);
    command(*outputs, "list", "List them", show);
    const auto change = [&](const std::string& name, const std::string& help, control::Outputs::Change which) {
        Words& nodes = many();
        auto* sub = command(*outputs, name, help, [which, &nodes](Request& r) {
            r.mutable_outputs()->set_change(which);
            for (const std::string& node : nodes) r.mutable_outputs()->add_nodes(node);
        });
        sub->add_option("nodes", nodes, "Names, first digits of ids, or all")->required()->type_name("NODE");
    };
    change("add", "These sound too, in time from their first sample", control::Outputs::add);
    change("remove", "These fall silent; the others play on", control::Outputs::remove);
    change("set", "Exactly these sound", control::Outputs::set);

    Words& parts = many();
    auto* part = command(
        app_, "part", "Give nodes their parts of the music",
        [&](Request& r) {
            for (const std::string& text : parts) *r.mutable_set_parts()->add_parts() = valid(parse_part_choice(text));
        },
        examples({"seguectl part laptop=drums+bass phone=lead", "seguectl part left-box=left right-box=right",
                  "seguectl part laptop=all"}));
    part->add_option("parts", parts, "all, left, right, mono, or stems joined by +")
        ->required()
        ->type_name("NODE=PART");

    std::string& target = one();
    std::string& moment = one();
    bool& keep = flag();
    auto* handoff = command(
        app_, "handoff", "Move the session to a node, without a gap",
        [&](Request& r) {
            r.mutable_handoff()->set_node(target);
            r.mutable_handoff()->set_keep(keep);
            if (!moment.empty()) r.mutable_handoff()->set_on_beats(moment == "bar" ? 4 : 1);
        },
        examples({"seguectl handoff phone", "seguectl handoff --keep kitchen    both sound, the kitchen conducts",
                  "seguectl handoff --at bar phone    when the next bar begins"}));
    handoff->add_option("--at", moment, "When: the next beat, or bar, of what plays")
        ->check(CLI::IsMember({"beat", "bar"}))
        ->type_name("beat|bar");
    handoff->add_option("node", target, "Where to")->required()->type_name("NODE");
    handoff->add_flag("-k,--keep", keep, "This node goes on sounding too");

    // NODE is left out for the node that is spoken to, so the words are sorted out by their number.
    Words& loudness = many();
    auto* volume = command(
        app_, "volume", "How loud a node is; without an amount, show it",
        [this, &loudness](Request& r) {
            if (loudness.empty()) {
                r.mutable_status();
                out_.view = View::outputs;
                return;
            }
            *r.mutable_volume() = valid(parse_volume(loudness.back()));
            if (loudness.size() == 2) r.mutable_volume()->set_node(loudness.front());
        },
        examples(
            {"seguectl volume 70", "seguectl volume kitchen 40%", "seguectl volume -5", "seguectl volume all 30"}));
    volume->add_option("amount", loudness, "[NODE|all] and 0 to 100, or +5, -5")
        ->expected(0, 2)
        ->type_name("[NODE] PERCENT");
    Words& trim = many();
    auto* latency = command(
        app_, "latency", "Tell how late a node's loudspeaker is, beyond what its device says",
        [&trim](Request& r) {
            r.mutable_latency()->set_ms(valid(parse_latency(trim.back())));
            if (trim.size() == 2) r.mutable_latency()->set_node(trim.front());
        },
        examples({"seguectl latency kitchen 42    its Bluetooth box is 42 ms late", "seguectl latency kitchen 0"}));
    latency->add_option("ms", trim, "[NODE] and milliseconds")->required()->expected(1, 2)->type_name("[NODE] MS");
}

void CommandLine::build_ensemble() {
    const auto show = [this](Request& r) {
        r.mutable_status();
        out_.view = View::ensemble;
    };
    auto* ensemble = command(
        app_, "ensemble", "The devices that trust each other", show,
        examples({"seguectl ensemble invite                 a link and a QR code, for one device, for ten minutes",
                  "seguectl ensemble invite --for 1h --uses 5 --guest", "seguectl ensemble join 'segue://…'",
                  "seguectl ensemble join -                 read the link from standard input",
                  "seguectl ensemble forget old-phone"}));
    ensemble->require_subcommand(0, 1);
    command(*ensemble, "show", "Show it", show);
    std::string& hold = one();
    std::uint32_t& uses = uses_;
    bool& guest = flag();
    auto* invite = command(*ensemble, "invite", "Make an invitation: a link and a QR code", [&](Request& r) {
        auto& wish = *r.mutable_invite();
        if (!hold.empty())
            wish.set_ttl_s(static_cast<std::uint32_t>(std::clamp(std::ceil(valid(parse_time(hold))), 1.0, 4e9)));
        wish.set_uses(uses);
        wish.set_role(guest ? control::guest : control::member);
    });
    invite->add_option("--for", hold, "How long it holds (10m)")->type_name("TIME");
    invite->add_option("--uses", uses, "For how many devices (1)")->check(CLI::Range(1, 1000))->type_name("N");
    invite->add_flag("--guest", guest, "They may play, but not invite");
    std::string& link = one();
    auto* join = command(*ensemble, "join", "Join with an invitation", [&](Request& r) {
        if (link == "-") std::getline(std::cin, link);
        if (!link.starts_with("segue://"))
            throw Trouble{Stop::misused, "an invitation is a link that begins with segue://"};
        r.mutable_join()->set_link(link);
    });
    join->add_option("link", link, "The link; - reads it from standard input")->required()->type_name("LINK");
    simple(*ensemble, "leave", "Leave; this node is then an ensemble of its own", &Request::mutable_leave);
    std::string& node = one();
    auto* forget = command(*ensemble, "forget", "Revoke a device: it is trusted no more",
                           [&](Request& r) { r.mutable_forget()->set_node(node); });
    forget->add_option("node", node, "Name or first digits of its id")->required()->type_name("NODE");
}

void CommandLine::build_node() {
    std::string& name = one();
    auto* rename = command(
        app_, "name", "Give the node another name", [&](Request& r) { r.mutable_rename()->set_name(name); },
        examples({"seguectl name kitchen"}));
    rename->add_option("name", name, "What people are to call it")->required()->type_name("NAME");
    bool& now = flag();
    auto* shutdown = command(app_, "shutdown", "End the node; what it plays is handed over first",
                             [&](Request& r) { r.mutable_shutdown()->set_now(now); });
    shutdown->add_flag("--now", now, "Without handing over");
}

}  // namespace segue::ctl
