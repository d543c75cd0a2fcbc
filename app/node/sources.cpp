#include "app/node/sources.h"

#include <fmt/format.h>

#include "app/node/library.h"
#include "app/node/library_words.h"
#include "app/node/named_music.h"

namespace segue::node {
namespace {

// A folder of pictures with audio names is given up after so many.
constexpr std::size_t looks_max = 20;

control::Error::Code code_of(FilesError e) {
    switch (e) {
        case FilesError::missing:
        case FilesError::no_music: return control::Error::not_found;
        case FilesError::unreadable:
        case FilesError::not_a_file: return control::Error::not_playable;
        case FilesError::too_many: return control::Error::bad_request;
    }
    return control::Error::internal;
}

}  // namespace

// Entries wait here until the first of them proves playable.
struct Sources::Search {
    std::vector<control::Source> sources;
    Found found;
    std::size_t at = 0;  // of the sources
    std::size_t looked = 0;
    std::function<void(Found)> told;
    void refuse(control::Error::Code code, std::string problem, std::string hint = {}) {
        found.entries.clear();
        found.code = code;
        found.problem = std::move(problem);
        found.hint = std::move(hint);
        told(found);
    }
};

void Sources::find(const google::protobuf::RepeatedPtrField<control::Source>& sources, std::function<void(Found)> told) {
    const auto search = std::make_shared<Search>();
    search->sources.assign(sources.begin(), sources.end());
    search->told = std::move(told);
    go_on(search);
}

void Sources::go_on(const std::shared_ptr<Search>& search) {
    Found& found = search->found;
    while (search->at < search->sources.size()) {
        const control::Source& source = search->sources[search->at++];
        if (source.has_pick()) return pick_from_library(search, source.pick());
        if (!source.query().empty()) return ask_library(search, {.query = source.query()}, fmt::format("by “{}”", source.query()));
        if (!add_source(source, found)) {
            found.entries.clear();
            return search->told(found);
        }
    }
    if (found.entries.empty()) found.problem = "nothing to play was named";
    look_further(search);
}

bool Sources::add_source(const control::Source& source, Found& found) {
    if (!source.track().empty()) return add_track(source.track(), found);
    if (!source.playlist().empty()) return add_playlist(source.playlist(), found);
    if (source.played() > 0) return add_played(source.played(), found);
    const auto music = named_music(source.path());
    if (!music) {
        found.code = code_of(music.error());
        found.problem = music.message();
        return false;
    }
    for (const NamedMusic::Item& item : music->items) {
        handoff::NewEntry entry;
        entry.source = {core_.config().self, item.path};
        entry.facts.title = item.title;
        entry.facts.artist = item.artist;
        found.entries.push_back(std::move(entry));
    }
    if (!music->left_out.empty()) found.notes.push_back(music->left_out);
    return true;
}

void Sources::pick_from_library(const std::shared_ptr<Search>& search, const control::LibraryPick& named) {
    library::SearchWish wish;
    wish.pick = pick_of(named);
    if (!wish.pick) return search->refuse(control::Error::bad_request, "that names no music of the library");
    if (wish.pick->folder) wish.pick->folder->whole = true;
    ask_library(search, std::move(wish), "there any more");
}

// what: as it was asked for, in a sentence.
void Sources::ask_library(const std::shared_ptr<Search>& search, library::SearchWish wish, const std::string& what) {
    Library* library = core_.world().library();
    if (!library) return search->refuse(control::Error::refused, "this node has no library to find that in");
    wish.limit = files_per_command_max;
    wish.group_limit = 0;
    wish.unsorted = library::SortBy::artist;
    library->search(std::move(wish), [this, search, what](const library::LibraryResult<library::Found>& answer) {
        if (!answer) return search->refuse(code_of(answer.error()), answer.message());
        const std::size_t before = search->found.entries.size();
        std::size_t away = 0;
        for (const library::Hit& hit : answer->tracks) {
            if (hit.places.empty() || hit.places.front().away) {
                ++away;
                continue;
            }
            handoff::NewEntry entry;
            entry.source = {hit.places.front().node, hit.places.front().place};
            entry.facts.title = hit.title;
            entry.facts.artist = hit.artist;
            search->found.entries.push_back(std::move(entry));
        }
        if (away > 0) search->found.notes.push_back(fmt::format("{} of what was found, which is away just now", away));
        if (search->found.entries.size() == before)
            return search->refuse(control::Error::not_found,
                                  away > 0 ? fmt::format("all that is found {} is away just now", what)
                                           : fmt::format("the library finds nothing {}", what),
                                  "`seguectl library search` shows what there is");
        go_on(search);
    });
}

bool Sources::add_playlist(const std::string& name, Found& found) {
    const std::vector<handoff::NewEntry>* entries = playlists_.find(name);
    if (!entries) {
        found.problem = fmt::format("there is no playlist “{}” here", name);
        return false;
    }
    found.entries.insert(found.entries.end(), entries->begin(), entries->end());
    return true;
}

bool Sources::add_played(std::uint32_t number, Found& found) {
    const History::Played* played = history_.find(number);
    if (!played) {
        found.problem = "that is no longer in the history";
        found.hint = "`seguectl history` lists what is";
        return false;
    }
    found.entries.push_back(played->entry);
    return true;
}

bool Sources::add_track(const std::string& prefix, Found& found) {
    const auto tracks = core_.world().store().find_tracks(prefix, 2);
    if (tracks.size() != 1) {
        found.code = control::Error::not_found;
        found.problem = tracks.empty() ? fmt::format("no track is known by the id {}", prefix)
                                       : fmt::format("more than one track's id begins with {}; give more digits", prefix);
        return false;
    }
    handoff::NewEntry entry;
    entry.source.node = core_.config().self;
    entry.facts.track = tracks.front();
    if (const auto manifest = core_.world().store().manifest(tracks.front())) {
        entry.facts.title = manifest->tags.title;
        entry.facts.artist = manifest->tags.artist;
        if (manifest->complete) entry.facts.duration = manifest->duration;
    }
    found.entries.push_back(std::move(entry));
    return true;
}

void Sources::look_further(const std::shared_ptr<Search>& search) {
    Found& found = search->found;
    if (found.entries.empty()) return search->told(found);
    handoff::NewEntry& first = found.entries.front();
    // What lies on another node is looked into there.
    if (!first.facts.track.is_none() || first.source.node != core_.config().self) return search->told(found);
    core_.librarian().look(first.source.path, [this, search](const Librarian::Look& look) {
        Found& f = search->found;
        if (look.facts) {
            f.entries.front().facts = *look.facts;
            return search->told(f);
        }
        f.code = look.code == audio::ImportError::unavailable ? control::Error::internal : control::Error::not_playable;
        f.problem = look.problem;
        f.notes.push_back(look.problem);
        f.entries.erase(f.entries.begin());
        if (++search->looked >= looks_max) f.entries.clear();
        look_further(search);
    });
}

}  // namespace segue::node
