#include "app/node/playlists.h"

#include "app/node/damaged.h"
#include "app/node/disk.h"
#include "app/node/node.pb.h"
#include "audio/library/limits.h"
#include "audio/media/wire.h"
#include "sync/mesh/salvage.h"

namespace segue::node {
namespace {

std::string as_string(BytesView bytes) { return std::string(as_text(bytes)); }

void describe(const handoff::NewEntry& entry, SavedEntry& out) {
    out.set_node(as_string(entry.source.node.bytes));
    out.set_path(entry.source.path);
    if (!entry.facts.track.is_none()) out.set_track(as_string(entry.facts.track.bytes));
    out.set_title(entry.facts.title);
    out.set_artist(entry.facts.artist);
    out.set_duration_frames(entry.facts.duration.count);
}

handoff::NewEntry read(const SavedEntry& kept) {
    handoff::NewEntry out;
    out.source.node = NodeId::from_bytes(as_bytes(kept.node())).value_or(NodeId{});
    if (kept.path().size() <= library::path_bytes_max) out.source.path = kept.path();
    out.facts.track = TrackId::from_bytes(as_bytes(kept.track())).value_or(TrackId{});
    out.facts.title = audio::clean_text(kept.title(), library::text_bytes_max);
    out.facts.artist = audio::clean_text(kept.artist(), library::text_bytes_max);
    if (kept.duration_frames() > 0) out.facts.duration = Frames{kept.duration_frames()};
    return out;
}

}  // namespace

std::string playlist_name(const std::string& asked) {
    std::string name = audio::clean_text(asked, playlist_name_bytes_max);
    name.erase(0, name.find_first_not_of(' '));
    name.erase(name.find_last_not_of(' ') + 1);
    return name;
}

Playlists Playlists::load(const std::filesystem::path& state_dir) {
    Playlists out;
    SavedPlaylists kept;
    const auto file = Disk::read(state_dir / playlists_file);
    if (file && !mesh::parse_what_is_good(as_text(*file), kept)) tell_damaged(state_dir / playlists_file, *file);
    for (const SavedPlaylist& playlist : kept.playlists()) {
        Entries entries;
        for (const SavedEntry& entry : playlist.entries()) {
            if (entries.size() >= playlist_entries_max) break;
            handoff::NewEntry one = read(entry);
            if (!one.source.path.empty() || !one.facts.track.is_none()) entries.push_back(std::move(one));
        }
        if (const std::string name = playlist_name(playlist.name()); !name.empty()) out.put(name, std::move(entries));
    }
    return out;
}

Bytes Playlists::saved() const {
    SavedPlaylists out;
    for (const auto& [name, entries] : by_name_) {
        SavedPlaylist& playlist = *out.add_playlists();
        playlist.set_name(name);
        for (const handoff::NewEntry& entry : entries) describe(entry, *playlist.add_entries());
    }
    Bytes bytes(out.ByteSizeLong());
    out.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

const Playlists::Entries* Playlists::find(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &found->second;
}

bool Playlists::put(const std::string& name, Entries entries) {
    if (by_name_.size() >= playlists_max && !by_name_.contains(name)) return false;
    by_name_[name] = std::move(entries);
    return true;
}

}  // namespace segue::node
