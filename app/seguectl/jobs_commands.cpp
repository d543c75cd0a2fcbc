// Commands about jobs: what all nodes together find out about their music.
#include "app/seguectl/commands.h"

namespace segue::ctl {

using control::Request;

void CommandLine::build_jobs() {
    bool& failed = flag();
    const auto show = [&failed](Request& r) { r.mutable_jobs()->set_failed(failed); };
    auto* jobs = command(app_, "jobs", "What all nodes together find out about the music", show,
                         examples({"seguectl jobs", "seguectl jobs --watch", "seguectl jobs --failed",
                                   "seguectl jobs retry          what was set aside, once more", "seguectl jobs pause",
                                   "seguectl --node phone jobs offer off"}));
    jobs->require_subcommand(0, 1);
    jobs->add_flag("--failed", failed, "With what was set aside, and why");
    jobs->add_flag("--watch", out_.live, "Again and again");
    command(*jobs, "show", "Show them", show);
    Words& works = many();
    auto* retry = command(*jobs, "retry", "Try again what was set aside", [&works](Request& r) {
        r.mutable_jobs_retry();
        for (const std::string& work : works) r.mutable_jobs_retry()->add_works(work);
    });
    retry->add_option("ids", works, "First digits of ids; none: all of it")->type_name("ID");
    command(*jobs, "pause", "This node rests for now; what fell to it falls to the others",
            [](Request& r) { r.mutable_jobs_pause()->set_paused(true); });
    command(*jobs, "resume", "It goes on", [](Request& r) { r.mutable_jobs_pause()->set_paused(false); });
    std::string& offer = one();
    auto* offering = command(*jobs, "offer", "Whether this node works at all",
                             [&offer](Request& r) { r.mutable_jobs_offer()->set_offers(offer == "on"); });
    offering->add_option("policy", offer, "on, or off: the others do its share")
        ->required()
        ->check(CLI::IsMember({"on", "off"}))
        ->type_name("on|off");
}

}  // namespace segue::ctl
