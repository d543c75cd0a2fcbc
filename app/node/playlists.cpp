#include "app/node/playlists.h"

#include "app/node/damaged.h"
#include "app/node/disk.h"
#include "app/node/saved_entry.h"
#include "audio/media/wire.h"
#include "sync/mesh/salvage.h"

namespace segue::node {
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
            if (names_music(one)) entries.push_back(std::move(one));
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
