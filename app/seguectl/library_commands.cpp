// Commands about the library.
#include <filesystem>

#include "app/seguectl/commands.h"
#include "app/seguectl/sources.h"

namespace segue::ctl {
namespace {

using control::LibraryExport;
using control::Request;

// Of this machine: a folder as the node will see it.
std::string folder(const std::string& text) {
    std::error_code failed;
    const auto path = std::filesystem::absolute(text, failed);
    if (failed || text.empty()) throw Trouble{Stop::misused, "“" + text + "” is no folder"};
    return path.lexically_normal().string();
}

}  // namespace

LibraryExport::Format format_of(const std::string& name, const std::string& file) {
    const std::string word = !name.empty() ? name : std::filesystem::path(file).extension().string();
    if (word.ends_with("xspf")) return LibraryExport::xspf;
    if (word.ends_with("pls")) return LibraryExport::pls;
    return LibraryExport::m3u8;
}

void CommandLine::build_library() {
    const auto stats = [](Request& r) { r.mutable_library_stats(); };
    auto* library = command(
        app_, "library", "What music there is on all devices", stats,
        examples({"seguectl library add ~/Music", "seguectl library search miles year:1959..1965",
                  "seguectl library search 'bpm:118..122 key:8A -live sort:bpm'",
                  "seguectl play artist:miles album:blue", "seguectl library export genre:jazz --output jazz.m3u8"}));
    library->require_subcommand(0, 1);
    command(*library, "stats", "How much there is, where, and how a scan goes on", stats);
    build_library_folders(*library);

    Words& words = many();
    auto* search = command(*library, "search", "Find tracks, albums and artists", [&](Request& r) {
        r.mutable_library_search()->set_query(query_from(words));
        r.mutable_library_search()->set_limit(limit_);
    });
    search->add_option("words", words, "As in QUERIES of seguectl(1); none: everything, by artist")->type_name("QUERY");
    search->add_option("-n,--limit", limit_, "So many tracks at most (50)")->check(CLI::Range(1, 500))->type_name("N");

    std::string& what = one();
    bool& refused = flag();
    auto* show = command(
        *library, "show", "All about one recording, or which files could not be read",
        [&](Request& r) {
            if (refused == !what.empty()) throw Trouble{Stop::misused, "name a recording or a file, or give --refused"};
            if (refused)
                r.mutable_library_refused();
            else
                r.mutable_library_show()->set_what(
                    what.find('/') == what.npos && !std::filesystem::exists(what) ? what : folder(what));
        },
        examples({"seguectl library show 3f9a1c", "seguectl library show ~/Music/song.flac",
                  "seguectl library show --refused"}));
    show->add_option("what", what, "First digits of its id, or its path")->type_name("ID|PATH");
    show->add_flag("--refused", refused, "Files that could not be read, and why");

    std::string& cover = one();
    auto* picture = command(
        *library, "cover", "A cover, small, as JPEG", [&](Request& r) { r.mutable_library_cover()->set_id(cover); },
        examples({"seguectl library cover 0c1f…e2 --output cover.jpg",
                  "seguectl --json library search blue | jq -r '.albums[].cover'"}));
    picture->add_option("id", cover, "All digits of a cover's id, as `library show` tells it")
        ->required()
        ->type_name("ID");
    picture->add_option("-o,--output", out_.output_file, "To this file, instead of standard output")->type_name("FILE");

    Words& imported = many();
    auto* ahead = command(*library, "import", "Make what is found on this node ready to play, before it is asked for",
                          [&](Request& r) { r.mutable_library_import()->set_query(query_from(imported)); },
                          examples({"seguectl library import album:blue"}));
    ahead->add_option("words", imported, "As for search")->required()->type_name("QUERY");

    Words& exported = many();
    std::string& format = one();
    auto* out = command(*library, "export", "Write what is found on this node as a playlist", [&](Request& r) {
        r.mutable_library_export()->set_query(query_from(exported));
        r.mutable_library_export()->set_format(format_of(format, out_.output_file));
    });
    out->add_option("words", exported, "As for search")->type_name("QUERY");
    out->add_option("-o,--output", out_.output_file, "To this file, instead of standard output")->type_name("FILE");
    out->add_option("--format", format, "m3u8, xspf or pls; else by the file's name")
        ->check(CLI::IsMember({"m3u8", "xspf", "pls"}));
}

void CommandLine::build_library_folders(CLI::App& library) {
    std::string& added = one();
    command(library, "add", "Add a folder, and scan it",
            [&](Request& r) { r.mutable_library_add()->set_path(folder(added)); })
        ->add_option("folder", added, "A folder of music on the node")
        ->required()
        ->type_name("DIR");
    std::string& removed = one();
    command(library, "remove", "Take a folder out; its files stay",
            [&](Request& r) { r.mutable_library_remove()->set_path(folder(removed)); })
        ->add_option("folder", removed, "As `library stats` shows it")
        ->required()
        ->type_name("DIR");
    std::string& scanned = one();
    bool& cancel = flag();
    auto* scan = command(library, "scan", "Look through the folders for what has changed", [&](Request& r) {
        if (cancel)
            r.mutable_library_cancel();
        else
            r.mutable_library_scan()->set_path(scanned.empty() ? "" : folder(scanned));
    });
    scan->add_option("folder", scanned, "Only this one, or one within")->type_name("DIR");
    scan->add_flag("--cancel", cancel, "Stop the scans that run and wait");
}

}  // namespace segue::ctl
