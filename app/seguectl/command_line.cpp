#include "app/seguectl/command_line.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdlib>
#include <deque>
#include <functional>
#include <iostream>
#include <optional>

#include "app/control/names.h"
#include "app/seguectl/arguments.h"
#include "app/seguectl/sources.h"

namespace segue::ctl {
namespace {

using control::Request;
using Words = std::vector<std::string>;

// A word that was understood by CLI11, but not by us.
struct Trouble {
    Stop stop;
    std::string message;
};

std::string examples(std::initializer_list<std::string_view> lines) {
    std::string out = "Examples:\n";
    for (const std::string_view line : lines) out += "  " + std::string(line) + "\n";
    return out;
}

// The whole command line: each command fills the request when it is chosen. Trouble is thrown within this file only.
class CommandLine {
  public:
    CommandLine();
    Result<Invocation, Stop> read(int count, const char* const* words);

  private:
    void build_looking();
    void build_playing();
    void build_queue();
    void build_outputs();
    void build_ensemble();
    void build_node();

    // A command of `parent`, and what it does to the request.
    CLI::App* command(CLI::App& parent, const std::string& name, const std::string& help,
                      std::function<void(Request&)> act, std::string footer = {});
    CLI::App* simple(CLI::App& parent, const std::string& name, const std::string& help,
                     control::Empty* (Request::*member)(), std::string footer = {});
    std::string wrong_usage(const CLI::ParseError& error) const;

    // Values for options live as long as the parser.
    Words& many() { return words_.emplace_back(); }
    std::string& one() { return word_.emplace_back(); }
    bool& flag() { return flag_.emplace_back(false); }

    template <class T, class Code>
    static T valid(Result<T, Code> parsed) {
        if (!parsed) throw Trouble{Stop::misused, parsed.message()};
        return std::move(*parsed);
    }
    static control::Source source(const std::string& text) {
        auto found = source_from(text);
        if (!found) throw Trouble{Stop::refused, found.message()};
        return std::move(*found);
    }

    CLI::App app_{"Commands a Segue node: plays music on many devices as one, and moves it between them.", "seguectl"};
    std::deque<Words> words_;
    std::deque<std::string> word_;
    std::deque<bool> flag_;
    std::string colour_ = "auto";
    double patience_s_ = 0;
    std::uint32_t uses_ = 0;
    Invocation out_;
    std::function<void(Request&)> chosen_;
};

CLI::App* CommandLine::command(CLI::App& parent, const std::string& name, const std::string& help,
                               std::function<void(Request&)> act, std::string footer) {
    CLI::App* sub = parent.add_subcommand(name, help);
    sub->fallthrough();
    sub->footer(std::move(footer));
    // A command inside this one is parsed before it, and has the say.
    sub->callback([this, act = std::move(act)] {
        if (!chosen_) chosen_ = act;
    });
    return sub;
}

CLI::App* CommandLine::simple(CLI::App& parent, const std::string& name, const std::string& help,
                              control::Empty* (Request::*member)(), std::string footer) {
    return command(
        parent, name, help, [member](Request& r) { (r.*member)(); }, std::move(footer));
}

CommandLine::CommandLine() {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "seguectl " SEGUE_VERSION);
    app_.set_help_flag("-h,--help", "Say what a command does, with examples");
    app_.add_option(
            "--state-dir", out_.state_dir,
            "The node's state directory (default: $SEGUE_STATE_DIR, $XDG_STATE_HOME/segue, ~/.local/state/segue)")
        ->type_name("DIR");
    app_.add_option("--node", *out_.request.mutable_target(),
                    "Command this node of the ensemble instead, by way of the one here")
        ->type_name("NAME|ID|HOST:PORT");
    app_.add_flag("--json", out_.json, "Print one JSON object (watch: one a line)");
    app_.add_flag("-q,--quiet", out_.quiet, "Print nothing when all went well");
    app_.add_option("--colour,--color", colour_, "auto, always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->type_name("WHEN");
    app_.add_option("--timeout", patience_s_, "Wait so many seconds for an answer (15)")
        ->check(CLI::Range(0.1, 3600.0))
        ->type_name("SECONDS");
    app_.footer(examples({"seguectl play ~/Music/album            play it here",
                          "seguectl outputs add kitchen           … and in the kitchen, in time",
                          "seguectl handoff phone                 move the sound to the phone",
                          "seguectl watch                         see everything, live",
                          "seguectl --node kitchen volume 40      command another node"}) +
                "\nExit status: 0 done, 1 refused, 2 wrong usage. More: man seguectl, seguectl COMMAND --help");
    build_looking();
    build_playing();
    build_queue();
    build_outputs();
    build_ensemble();
    build_node();
}

void CommandLine::build_looking() {
    simple(app_, "status", "What plays, where, and how well in time", &Request::mutable_status,
           examples({"seguectl status", "seguectl --json status | jq .session.position_s"}));
    command(
        app_, "nodes", "All devices of the ensemble",
        [this](Request& r) {
            r.mutable_status();
            out_.view = View::nodes;
        },
        examples({"seguectl nodes", "seguectl --json nodes | jq -r '.nodes[].name'"}));
    std::string& interval = one();
    auto* watch = command(
        app_, "watch", "The same, live: a table redrawn in place, or JSON lines",
        [&interval](Request& r) {
            const double s = interval.empty() ? 0.25 : valid(parse_time(interval));
            if (s < 0.05 || s > 3600) throw Trouble{Stop::misused, "an interval is between 50 ms and an hour"};
            r.mutable_watch()->set_interval_ms(static_cast<std::uint32_t>(std::lround(s * 1000)));
        },
        examples({"seguectl watch", "seguectl --json watch --interval 1s"}));
    watch->add_option("-i,--interval", interval, "At least this often (250ms); changes show at once")
        ->type_name("TIME");
    simple(app_, "devices", "Sound devices of the node", &Request::mutable_devices, examples({"seguectl devices"}));
}

void CommandLine::build_playing() {
    Words& what = many();
    Words& parts = many();
    std::string& at = one();
    bool& append = flag();
    auto* play = command(
        app_, "play", "Play files, directories or known tracks; without any, resume",
        [&](Request& r) {
            auto& wish = *r.mutable_play();
            for (const std::string& text : what) *wish.add_sources() = source(text);
            for (const std::string& text : parts) *wish.add_parts() = valid(parse_part_choice(text));
            if (!at.empty()) wish.set_start_s(valid(parse_time(at)));
            wish.set_append(append);
        },
        examples({"seguectl play song.flac ~/Music/album", "seguectl play --at 1:30 song.ogg",
                  "seguectl play --append next.opus",
                  "seguectl play demo.opus --part laptop=drums+bass --part phone=lead"}));
    play->add_option("what", what, "Files, directories, or the first digits of tracks' ids")->type_name("PATH|TRACK");
    play->add_flag("-a,--append", append, "At the end of the queue; what plays plays on");
    play->add_option("--at", at, "Begin here in the first track")->type_name("TIME");
    play->add_option("-p,--part", parts, "What a node plays: all, left, right, mono, or stems")
        ->type_name("NODE=PART")
        ->expected(1)
        ->take_all();
    simple(app_, "pause", "Stop the sound, keep the place", &Request::mutable_pause);
    simple(app_, "resume", "Go on from there", &Request::mutable_resume);
    simple(app_, "stop", "Stop, and go back to the beginning of the track", &Request::mutable_stop);
    std::string& position = one();
    auto* seek = command(
        app_, "seek", "Go to a place in the track",
        [&](Request& r) { *r.mutable_seek() = valid(parse_seek(position)); },
        examples({"seguectl seek 1:30", "seguectl seek +10", "seguectl seek -5s"}));
    seek->add_option("position", position, "A time; with a sign, from where it is")->required()->type_name("[+|-]TIME");
    simple(app_, "next", "The next track", &Request::mutable_next);
    simple(app_, "previous", "The track before, or the beginning of this one", &Request::mutable_previous);
}

void CommandLine::build_queue() {
    const auto show = [this](Request& r) {
        r.mutable_status();
        out_.view = View::queue;
    };
    auto* queue = command(app_, "queue", "What plays next", show,
                          examples({"seguectl queue", "seguectl queue add song.flac --before 3",
                                    "seguectl queue remove 2-4 7", "seguectl queue move 5 1", "seguectl queue clear"}));
    queue->require_subcommand(0, 1);
    command(*queue, "list", "List it", show);
    Words& what = many();
    std::string& before = one();
    auto* add = command(*queue, "add", "Add files, directories or known tracks", [&](Request& r) {
        for (const std::string& text : what) *r.mutable_queue_add()->add_sources() = source(text);
        if (before.empty()) return;
        const auto places = valid(parse_places(before));
        if (places.size() != 1) throw Trouble{Stop::misused, "--before takes one place, not a range"};
        r.mutable_queue_add()->mutable_before()->set_index(places.front());
    });
    add->add_option("what", what, "Files, directories, or the first digits of tracks' ids")
        ->required()
        ->type_name("PATH|TRACK");
    add->add_option("--before", before, "Before this place, not at the end")->type_name("PLACE");
    Words& places = many();
    auto* remove = command(*queue, "remove", "Take tracks out", [&](Request& r) {
        for (const std::string& text : places)
            for (const std::uint32_t place : valid(parse_places(text)))
                r.mutable_queue_remove()->add_entries()->set_index(place);
    });
    remove->add_option("places", places, "As `seguectl queue` counts them; 2-4 is a range")
        ->required()
        ->type_name("PLACE");
    std::string &from = one(), &to = one();
    auto* move = command(*queue, "move", "Give a track another place", [&](Request& r) {
        const auto a = valid(parse_places(from)), b = valid(parse_places(to));
        if (a.size() != 1 || b.size() != 1)
            throw Trouble{Stop::misused, "move takes one place and one other, not ranges"};
        r.mutable_queue_move()->mutable_entry()->set_index(a.front());
        r.mutable_queue_move()->set_to_index(b.front());
    });
    move->add_option("from", from, "Its place now")->required()->type_name("PLACE");
    move->add_option("to", to, "Its place afterwards")->required()->type_name("PLACE");
    simple(*queue, "clear", "Take out all but what plays", &Request::mutable_queue_clear);
}

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
    bool& keep = flag();
    auto* handoff = command(
        app_, "handoff", "Move the session to a node, without a gap",
        [&](Request& r) {
            r.mutable_handoff()->set_node(target);
            r.mutable_handoff()->set_keep(keep);
        },
        examples({"seguectl handoff phone", "seguectl handoff --keep kitchen    both sound, the kitchen conducts"}));
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
    std::string& policy = one();
    auto* keep_playing = command(
        app_, "keep-playing", "Whether another node takes over sounding when the only output dies",
        [&](Request& r) { r.mutable_keep_playing()->set_on(policy == "on"); }, examples({"seguectl keep-playing on"}));
    keep_playing->add_option("policy", policy, "on, or off: the session pauses")
        ->required()
        ->check(CLI::IsMember({"on", "off"}))
        ->type_name("on|off");
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

// CLI11 says what is missing; that a command was mistyped is the likelier cause.
std::string CommandLine::wrong_usage(const CLI::ParseError& error) const {
    const CLI::App* level = &app_;
    while (!level->get_subcommands().empty()) level = level->get_subcommands().front();
    std::string path = "seguectl";
    for (const CLI::App* a = &app_; !a->get_subcommands().empty();) {
        a = a->get_subcommands().front();
        path += " " + a->get_name();
    }
    std::string message =
        dynamic_cast<const CLI::RequiredError*>(&error) && level == &app_ ? "name a command" : error.what();
    const Words left = app_.remaining(true);
    std::vector<std::string> names;
    for (const CLI::App* sub : level->get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(sub->get_name());
    const auto word =
        std::find_if(left.begin(), left.end(), [](const std::string& w) { return !w.empty() && w.front() != '-'; });
    if (word != left.end() && !names.empty()) {
        const std::vector<std::string_view> candidates(names.begin(), names.end());
        const auto meant = control::nearest_word(*word, candidates);
        message = "there is no command “" + *word + "”" +
                  (meant.empty() ? "" : ": did you mean “" + std::string(meant) + "”?");
    }
    return message + (message.ends_with('?') ? " See" : "; see") + " `" + path + " --help`";
}

Result<Invocation, Stop> CommandLine::read(int count, const char* const* words) {
    try {
        app_.parse(count, words);
        chosen_(out_.request);
    } catch (const CLI::CallForHelp&) {
        const CLI::App* level = &app_;
        std::string above;  // the words before the command's own name
        for (; !level->get_subcommands().empty(); level = level->get_subcommands().front())
            above += (above.empty() ? "" : " ") + level->get_name();
        return fail(Stop::answered, level->help(above));
    } catch (const CLI::CallForVersion& version) {
        return fail(Stop::answered, std::string(version.what()) + "\n");
    } catch (const CLI::ParseError& error) {
        return fail(Stop::misused, wrong_usage(error));
    } catch (const Trouble& trouble) {
        return fail(trouble.stop, trouble.message);
    }
    const bool is_terminal = ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
    out_.colour = colour_ == "always" || (colour_ == "auto" && is_terminal);
    out_.patience = milliseconds(std::llround(patience_s_ * 1000));
    return std::move(out_);
}

}  // namespace

Result<Invocation, Stop> read_command_line(int count, const char* const* words) {
    return CommandLine().read(count, words);
}

}  // namespace segue::ctl
