// Commands that look closer: which device is which, what a node says of itself, queues kept by a name.
#include <filesystem>

#include "app/seguectl/commands.h"

namespace segue::ctl {

using control::Request;

void CommandLine::build_closer_look() {
    std::string& node = one();
    command(
        app_, "identify", "Have a node say where it is, by a tone",
        [&](Request& r) { r.mutable_identify()->set_node(node); }, examples({"seguectl identify kitchen"}))
        ->add_option("node", node, "Its name; none: the node spoken to")
        ->type_name("NODE");
    simple(app_, "log", "The last lines of a node's log, and what it has sent and received", &Request::mutable_inspect,
           examples({"seguectl log", "seguectl --node kitchen log"}));

    const auto list = [](Request& r) { r.mutable_playlists(); };
    auto* playlist = command(app_, "playlist", "Queues that are kept by a name, on this node", list,
                             examples({"seguectl playlist save evening", "seguectl playlist play evening"}));
    playlist->require_subcommand(0, 1);
    command(*playlist, "list", "List them", list);
    const auto named = [&](const std::string& name, const std::string& help, auto act) {
        std::string& which = one();
        auto* sub = command(*playlist, name, help, [&which, act](Request& r) { act(r, which); });
        sub->add_option("name", which, "What it is called")->required()->type_name("NAME");
    };
    named("save", "Keep the queue by this name, in place of what was kept by it",
          [](Request& r, const std::string& name) { r.mutable_playlist_save()->set_name(name); });
    named("play", "Play it, in place of the queue",
          [](Request& r, const std::string& name) { r.mutable_play()->add_sources()->set_playlist(name); });
    named("add", "Add it to the queue",
          [](Request& r, const std::string& name) { r.mutable_queue_add()->add_sources()->set_playlist(name); });
    std::string &exported = one(), &format = one();
    auto* out = command(*playlist, "export", "Write it as a file, as far as it lies on this node", [&](Request& r) {
        r.mutable_playlist_export()->set_name(exported);
        r.mutable_playlist_export()->set_format(format_of(format, out_.output_file));
    });
    out->add_option("name", exported, "What it is called")->required()->type_name("NAME");
    out->add_option("-o,--output", out_.output_file, "To this file, instead of standard output")->type_name("FILE");
    out->add_option("--format", format, "m3u8, xspf or pls; else by the file's name")
        ->check(CLI::IsMember({"m3u8", "xspf", "pls"}));
    std::string &imported = one(), &as = one();
    auto* in = command(*playlist, "import", "Keep what a file names as a playlist", [&](Request& r) {
        r.mutable_playlist_import()->set_path(std::filesystem::absolute(imported).string());
        r.mutable_playlist_import()->set_name(as);
    });
    in->add_option("file", imported, "A playlist on the node: m3u, m3u8, xspf or pls")->required()->type_name("FILE");
    in->add_option("name", as, "What to call it; else as the file is called")->type_name("NAME");
    named("remove", "Forget it",
          [](Request& r, const std::string& name) { r.mutable_playlist_remove()->set_name(name); });

    const auto show = [](Request& r) { r.mutable_history(); };
    auto* history = command(app_, "history", "What has sounded here and on the other devices, latest first", show,
                            examples({"seguectl history", "seguectl history play 17"}));
    history->require_subcommand(0, 1);
    command(*history, "list", "List it", show);
    std::uint32_t &again = count(), &once_more = count();
    command(*history, "play", "Play one of it again, in place of the queue",
            [&](Request& r) { r.mutable_play()->add_sources()->set_played(again); })
        ->add_option("number", again, "As `history` shows it")
        ->required()
        ->check(CLI::PositiveNumber);
    command(*history, "add", "Add one of it to the queue",
            [&](Request& r) { r.mutable_queue_add()->add_sources()->set_played(once_more); })
        ->add_option("number", once_more, "As `history` shows it")
        ->required()
        ->check(CLI::PositiveNumber);
    simple(*history, "clear", "Forget it", &Request::mutable_history_clear);
}

}  // namespace segue::ctl
