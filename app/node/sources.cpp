#include "app/node/sources.h"

#include <fmt/format.h>

#include "app/node/music_files.h"

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
    Found found;
    std::size_t next = 0, looked = 0;
    std::function<void(Found)> told;
};

void Sources::find(const google::protobuf::RepeatedPtrField<control::Source>& sources, std::function<void(Found)> told) {
    const auto search = std::make_shared<Search>();
    search->told = std::move(told);
    Found& found = search->found;
    for (const control::Source& source : sources) {
        if (!source.track().empty()) {
            if (add_track(source.track(), found)) continue;
            found.entries.clear();
            return search->told(found);
        }
        const auto files = music_files(source.path());
        if (!files) {
            found.entries.clear();
            found.code = code_of(files.error());
            found.problem = files.message();
            return search->told(found);
        }
        for (const auto& file : *files) {
            handoff::NewEntry entry;
            entry.source = {core_.config().self, file.string()};
            found.entries.push_back(std::move(entry));
        }
    }
    if (found.entries.empty()) found.problem = "nothing to play was named";
    look_further(search);
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
    if (!first.facts.track.is_none()) return search->told(found);
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
