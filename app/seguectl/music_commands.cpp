// Commands that look, play, and arrange what plays next.
#include <algorithm>
#include <cmath>

#include "app/seguectl/commands.h"
#include "app/seguectl/sources.h"

namespace segue::ctl {
namespace {

using control::Request;

std::vector<control::Source> sources(const Words& words) {
    auto found = sources_from(words);
    if (!found) throw Trouble{Stop::refused, found.message()};
    return std::move(*found);
}

}  // namespace

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
    command(
        app_, "sync", "How well every device is in time, and why",
        [this](Request& r) {
            r.mutable_status();
            out_.view = View::sync;
        },
        examples({"seguectl sync", "seguectl --json sync | jq '.nodes[] | {name, timing, sync, output}'"}));
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
        app_, "play", "Play files, directories, known tracks or what a query finds; without any, resume",
        [&](Request& r) {
            auto& wish = *r.mutable_play();
            for (control::Source& found : sources(what)) *wish.add_sources() = std::move(found);
            for (const std::string& text : parts) *wish.add_parts() = valid(parse_part_choice(text));
            if (!at.empty()) wish.set_start_s(valid(parse_time(at)));
            wish.set_append(append);
        },
        examples({"seguectl play song.flac ~/Music/album", "seguectl play --at 1:30 song.ogg",
                  "seguectl play --append next.opus", "seguectl play artist:miles album:blue",
                  "seguectl play demo.opus --part laptop=drums+bass --part phone=lead"}));
    play->add_option("what", what, "Files, directories, the first digits of tracks' ids, or a query of the library")
        ->type_name("PATH|TRACK|QUERY");
    play->add_flag("-a,--append", append, "At the end of the queue; what plays plays on");
    play->add_option("--at", at, "Begin here in the first track")->type_name("TIME");
    play->add_option("-p,--part", parts, "What a node plays: all, left, right, mono, or stems")
        ->type_name("NODE=PART")
        ->allow_extra_args(false);
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
        for (control::Source& found : sources(what)) *r.mutable_queue_add()->add_sources() = std::move(found);
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

}  // namespace segue::ctl
