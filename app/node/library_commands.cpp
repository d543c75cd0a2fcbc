// Commands about the library: what it has, what it finds, and its folders.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/control/codec.h"
#include "app/node/commands.h"
#include "app/node/library.h"
#include "app/node/library_words.h"
#include "audio/library/playlist.h"
#include "audio/media/wire.h"

namespace segue::node {

using control::Error;
using control::Request;

namespace {

// A page of a window; more would be more than the mesh carries at once.
constexpr std::uint32_t search_limit_default = 50, search_answer_max = 500, groups_default = 8, groups_max = 100;
constexpr std::size_t refused_shown_max = 1000;

}  // namespace

void Commands::library_command(const Asked& asked) {
    Library* library = core_.world().library();
    if (!library) return refuse(asked, Error::refused, "this node has no library");
    const Request& r = asked.request;
    const auto answer = [&](const Library::Outcome& outcome, const std::string& text) {
        if (!outcome) return refuse(asked, code_of(outcome.error()), outcome.message());
        asked.reply(control::done(0, text));
    };
    switch (r.command_case()) {
        case Request::kLibrarySearch:
            return library_search(asked, *library);
        case Request::kLibraryStats:
            return library_stats(asked, *library);
        case Request::kLibraryShow:
            return library_show(asked, *library);
        case Request::kLibraryExport:
            return library_export(asked, *library);
        case Request::kLibraryImport:
            return library_import(asked, *library);
        case Request::kLibraryCover:
            return library_cover(asked, *library);
        case Request::kLibraryAdd:
            return answer(library->add_folder(r.library_add().path()), "added; it is being scanned");
        case Request::kLibraryRemove:
            return answer(library->remove_folder(r.library_remove().path()), "removed; the files stay where they are");
        case Request::kLibraryScan:
            return answer(library->scan(r.library_scan().path()), "scanning");
        case Request::kLibraryCancel:
            library->cancel_scans();
            return asked.reply(control::done(0, "cancelled; what was read is kept"));
        case Request::kLibraryRefused:
            return library->with_catalogue(
                [](library::Catalogue* c) {
                    return c ? c->refused(refused_shown_max) : no_catalogue<std::vector<library::Refused>>();
                },
                [reply = asked.reply](const auto& refused) {
                    if (!refused) return reply(control::failed(0, code_of(refused.error()), refused.message()));
                    control::Response out;
                    for (const library::Refused& one : *refused) {
                        auto& file = *out.mutable_library_refused()->add_files();
                        file.set_path(shown_path(one.path));
                        file.set_reason(one.reason);
                    }
                    out.mutable_library_refused();
                    reply(out);
                });
        default:
            break;
    }
}

void Commands::library_search(const Asked& asked, Library& library) {
    const control::LibrarySearch& wish = asked.request.library_search();
    library::SearchWish search;
    search.query = wish.query();
    search.limit = std::min(wish.limit() == 0 ? search_limit_default : wish.limit(), search_answer_max);
    search.group_limit = std::min(wish.groups() == 0 ? groups_default : wish.groups(), groups_max);
    search.offset = wish.offset();
    search.group_offset = wish.group_offset();
    if (wish.has_pick()) {
        search.pick = pick_of(wish.pick());
        if (!search.pick) return refuse(asked, Error::bad_request, "that names no music of the library");
    }
    library.search(std::move(search), [this, reply = asked.reply, since = asked.since](const auto& found) {
        if (!found) return reply(control::failed(0, code_of(found.error()), found.message()));
        control::Response out;
        describe(*found, *out.mutable_library_found());
        out.mutable_library_found()->set_took_ms(to_seconds(core_.world().now() - since) * 1e3);
        reply(out);
    });
}

void Commands::library_stats(const Asked& asked, Library& library) {
    library.with_catalogue(
        [](library::Catalogue* c) { return c ? c->counts() : no_catalogue<library::Catalogue::Counts>(); },
        [this, reply = asked.reply, &library](const library::LibraryResult<library::Catalogue::Counts>& counts) {
            control::Response out;
            control::LibraryStats& stats = *out.mutable_library_stats();
            describe(library.state(), stats);
            if (counts)
                describe(*counts, core_.config().self, stats);
            else if (stats.problem().empty())
                stats.set_problem(counts.message());
            reply(out);
        });
}

void Commands::library_show(const Asked& asked, Library& library) {
    const std::string what = asked.request.library_show().what();
    struct Shown {
        library::Entry entry;
        library::AnalysisFacts facts;
    };
    library.with_catalogue(
        [what](library::Catalogue* c) -> library::LibraryResult<Shown> {
            if (!c) return no_catalogue<Shown>();
            auto entry = c->find(what);
            if (!entry) return entry.failure();
            auto facts = c->facts(entry->content);
            if (!facts) return facts.failure();
            return Shown{std::move(*entry), *facts};
        },
        [reply = asked.reply, self = core_.config().self,
         name = core_.config().name](const library::LibraryResult<Shown>& shown) {
            if (!shown)
                return reply(control::failed(0, code_of(shown.error()), shown.message(),
                                             "`seguectl library search` finds what there is"));
            control::Response out;
            describe(shown->entry, shown->facts, *out.mutable_library_shown());
            reply(out);
        });
}

void Commands::library_export(const Asked& asked, Library& library) {
    const auto format = static_cast<library::PlaylistFormat>(asked.request.library_export().format());
    library::SearchWish search;
    search.query = asked.request.library_export().query();
    search.limit = library::search_limit_max;
    search.group_limit = 0;
    search.unsorted = library::SortBy::artist;
    library.search(
        std::move(search), [reply = asked.reply, format](const library::LibraryResult<library::Found>& found) {
            if (!found) return reply(control::failed(0, code_of(found.error()), found.message()));
            std::vector<library::PlaylistItem> items;
            for (const library::Hit& hit : found->tracks)
                if (!hit.places.empty() && hit.places.front().here)
                    items.push_back({hit.places.front().place, hit.title, hit.artist, hit.duration});
            if (items.empty())
                return reply(control::failed(0, Error::not_found, "the library has no such music on this node",
                                             "try `seguectl library search`"));
            control::Response out;
            control::LibraryExported& exported = *out.mutable_library_exported();
            exported.set_playlist(library::write_playlist(items, format));
            exported.set_tracks(static_cast<std::uint32_t>(items.size()));
            exported.set_left_out(static_cast<std::uint32_t>(found->tracks.size() - items.size()));
            reply(out);
        });
}

void Commands::library_import(const Asked& asked, Library& library) {
    library::SearchWish search;
    search.query = asked.request.library_import().query();
    search.limit = imported_ahead_max + 1;
    search.group_limit = 0;
    search.unsorted = library::SortBy::artist;
    library.search(std::move(search), [this, reply = asked.reply](const library::LibraryResult<library::Found>& found) {
        if (!found) return reply(control::failed(0, code_of(found.error()), found.message()));
        std::vector<std::string> files;
        for (const library::Hit& hit : found->tracks)
            if (!hit.places.empty() && hit.places.front().here) files.push_back(hit.places.front().place);
        if (files.empty())
            return reply(control::failed(0, Error::not_found, "the library has no such music on this node",
                                         "try `seguectl library search`, or ask another with --node"));
        const bool all = files.size() <= imported_ahead_max;
        if (!all) files.resize(imported_ahead_max);
        for (const std::string& file : files) core_.librarian().import_ahead(file);
        reply(control::done(0, fmt::format("importing {} {}{}", files.size(), files.size() == 1 ? "track" : "tracks",
                                           all ? "" : "; more would push the first out of the store again")));
    });
}

void Commands::library_cover(const Asked& asked, Library& library) {
    const auto cover = library::CoverId::from_hex(asked.request.library_cover().id());
    if (!cover)
        return refuse(asked, Error::bad_request, "that is not the id of a cover",
                      "`seguectl library show` tells a recording's");
    const auto nobody = [reply = asked.reply] {
        reply(control::failed(0, Error::not_found, "no file that can be read has that cover (any more)"));
    };
    library.cover(*cover, [this, &library, cover = *cover, reply = asked.reply, nobody, since = asked.since,
                           request = asked.request](const library::LibraryResult<Library::Cover>& found) {
        if (!found && found.error() != library::LibraryError::missing)
            return reply(control::failed(0, code_of(found.error()), found.message()));
        if (!found) return nobody();
        if (!found->jpeg.empty()) {
            control::Response out;
            out.mutable_picture()->set_type("image/jpeg");
            out.mutable_picture()->set_data(found->jpeg.data(), found->jpeg.size());
            return reply(out);
        }
        const auto other = std::find_if(found->elsewhere.begin(), found->elsewhere.end(),
                                        [this](const NodeId& node) { return core_.peers().contains(node); });
        if (request.library_cover().here_only() || other == found->elsewhere.end()) return nobody();
        Request there = request;
        there.mutable_library_cover()->set_here_only(true);
        relay_.command(
            *other, there,
            [&library, cover, reply](const control::Response& answer) {
                const std::string& jpeg = answer.picture().data();
                if (answer.has_picture()) library.keep_cover(cover, Bytes(jpeg.begin(), jpeg.end()));
                reply(answer);
            },
            since);
    });
}

}  // namespace segue::node
