#include "app/seguectl/command_line.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "app/control/names.h"
#include "app/seguectl/commands.h"

namespace segue::ctl {

using control::Request;

std::string examples(std::initializer_list<std::string_view> lines) {
    std::string out = "Examples:\n";
    for (const std::string_view line : lines) out += "  " + std::string(line) + "\n";
    return out;
}

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
    build_session();
    build_tempo();
    build_loop();
    build_ensemble();
    build_jobs();
    build_node();
    build_library();
    build_closer_look();
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
    } else if (!left.empty())
        message = "“" + left.front() + "” is not expected here";
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

Result<Invocation, Stop> read_command_line(int count, const char* const* words) {
    return CommandLine().read(count, words);
}

}  // namespace segue::ctl
