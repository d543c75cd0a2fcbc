// Commands about the session itself: what it does when devices go away, and the positions that lost in a cut.
#include "app/seguectl/commands.h"

namespace segue::ctl {
namespace {

using control::Request;

void refer_to(control::BookmarkRef& bookmark, const std::string& text) {
    if (text.find('@') != std::string::npos) return bookmark.set_id(text);
    const auto places = valid(parse_places(text));
    if (places.size() != 1) throw Trouble{Stop::misused, "name one bookmark, not a range"};
    bookmark.set_index(places.front());
}

}  // namespace

void CommandLine::build_session() {
    const auto show = [this](Request& r) {
        r.mutable_status();
        out_.view = View::session;
    };
    auto* session = command(app_, "session", "How the session behaves when devices go away", show,
                            examples({"seguectl session", "seguectl session policy exclusive"}));
    session->require_subcommand(0, 1);
    std::string& policy = one();
    auto* set_policy = command(
        *session, "policy", "Who plays on when the network is cut in two; without an argument, show it",
        [show, &policy](Request& r) {
            if (policy.empty()) return show(r);
            control::Session::Policy wanted{};
            control::Session::Policy_Parse(policy, &wanted);
            r.mutable_set_policy()->set_policy(wanted);
        },
        examples({"seguectl session policy continuous    both sides play on (the usual)",
                  "seguectl session policy exclusive     only the side with more than half of the session's devices"}));
    set_policy->add_option("policy", policy, "continuous or exclusive")
        ->check(CLI::IsMember({"continuous", "exclusive"}))
        ->type_name("continuous|exclusive");

    std::string& on = one();
    auto* keep_playing = command(
        app_, "keep-playing", "Whether another node takes over sounding when the only output dies",
        [&on](Request& r) { r.mutable_keep_playing()->set_on(on == "on"); }, examples({"seguectl keep-playing on"}));
    keep_playing->add_option("policy", on, "on, or off: the session pauses")
        ->required()
        ->check(CLI::IsMember({"on", "off"}))
        ->type_name("on|off");

    std::string& loudness = one();
    auto* normalise = command(
        app_, "normalise", "Play all tracks, or all albums, equally loud; without an argument, show it",
        [show, &loudness](Request& r) {
            if (loudness.empty()) return show(r);
            control::Normalise::Mode mode{};
            control::Normalise::Mode_Parse(loudness, &mode);
            r.mutable_normalise()->set_mode(mode);
        },
        examples({"seguectl normalise track    each track as loud as the next",
                  "seguectl normalise album    each album: its tracks keep their relation",
                  "seguectl normalise off      as they are"}));
    normalise->add_option("mode", loudness, "off, track or album")
        ->check(CLI::IsMember({"off", "track", "album"}))
        ->type_name("off|track|album");

    const auto list = [this](Request& r) {
        r.mutable_status();
        out_.view = View::bookmarks;
    };
    auto* bookmarks =
        command(app_, "bookmarks", "Positions that were given up when a cut network healed", list,
                examples({"seguectl bookmarks", "seguectl bookmarks resume 1", "seguectl bookmarks forget 1"}));
    bookmarks->require_subcommand(0, 1);
    command(*bookmarks, "list", "List them, the newest first", list);
    const auto change = [&](const std::string& name, const std::string& help,
                            control::BookmarkRef* (Request::*member)()) {
        std::string& which = one();
        auto* sub = command(*bookmarks, name, help, [member, &which](Request& r) { refer_to(*(r.*member)(), which); });
        sub->add_option("bookmark", which, "Its number, or its id")->required()->type_name("NUMBER|ID");
    };
    change("resume", "Play its track from there", &Request::mutable_bookmark_resume);
    change("forget", "Take it off the list", &Request::mutable_bookmark_forget);
}

}  // namespace segue::ctl
