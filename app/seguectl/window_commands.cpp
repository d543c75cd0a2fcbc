// Commands that look closer: which device is which, what a node says of itself, queues kept by a name.
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
    named("remove", "Forget it",
          [](Request& r, const std::string& name) { r.mutable_playlist_remove()->set_name(name); });
}

}  // namespace segue::ctl
