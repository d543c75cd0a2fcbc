#include "audio/library/pick.h"

#include <algorithm>

#include "audio/library/fold.h"
#include "audio/library/limits.h"
#include "audio/library/sqlite.h"

namespace segue::library {
namespace {

using Rows = std::vector<std::int64_t>;

Rows all_of(Statement& s) {
    Rows out;
    while (s.next()) out.push_back(s.integer(0));
    return out;
}

// Artists are told apart as the catalogue does, so albums that write a name in another way are among them.
Rows of_album(Database& db, const Pick::Album& album) {
    Statement s =
        db.prepare(std::string("SELECT r.id FROM album a JOIN recording r ON r.album_id=a.id WHERE a.artist_key IN "
                               "(SELECT artist_key FROM album WHERE artist=?) ") +
                   (album.title ? "AND a.title=? " : "") + "ORDER BY a.year, a.title_key, r.disc, r.number, r.id");
    s.bind(std::string_view(album.artist));
    if (album.title) s.bind(std::string_view(*album.title));
    return all_of(s);
}

Rows of_recordings(Database& db, const std::vector<ContentId>& contents) {
    Rows out;
    Statement s = db.prepare("SELECT id FROM recording WHERE content=?");
    for (const ContentId& content : contents)
        if (const auto id = s.reset().bind(BytesView(content.bytes)).only_integer()) out.push_back(*id);
    return out;
}

// Places are ordered by their bytes, so all that lies in a folder is one stretch: from "/m/" to before "/m0".
class FolderWalk {
  public:
    FolderWalk(Database& db, std::int64_t node) : node_(node) {
        next_ = db.prepare(
            "SELECT place, recording FROM place WHERE node=? AND place>=? AND place<? ORDER BY place LIMIT 1");
        all_ = db.prepare("SELECT recording FROM place WHERE node=? AND place>=? AND place<? ORDER BY place");
    }

    Rows whole(const std::string& path) {
        const std::string first = path + '/';
        all_.reset().bind(node_).bind(as_bytes(first)).bind(as_bytes(end_of(path)));
        return all_of(all_);
    }

    // From one name to the next, whatever lies below each.
    Rows direct(const std::string& path, std::vector<std::string>& folders) {
        Rows out;
        const std::string first = path + '/', end = end_of(path);
        for (std::string from = first; next_.reset().bind(node_).bind(as_bytes(from)).bind(as_bytes(end)).next();) {
            const std::string place(as_text(next_.blob(0)));
            const std::size_t slash = place.find('/', first.size());
            if (slash == place.npos) {
                out.push_back(next_.integer(1));
                from = place + '\0';
                continue;
            }
            const std::string below = place.substr(0, slash);
            if (folders.size() < subfolders_max) folders.push_back(below.substr(first.size()));
            from = end_of(below);
        }
        next_.reset();
        return out;
    }

  private:
    static std::string end_of(const std::string& path) { return path + static_cast<char>('/' + 1); }
    std::int64_t node_;
    Statement next_, all_;
};

Rows of_folder(Database& db, const Pick::Folder& folder, FolderFound& found) {
    found.path = folder.path;
    Statement node = db.prepare("SELECT id FROM node WHERE node=?");
    const auto id = node.bind(BytesView(folder.node.bytes)).only_integer();
    if (!id) return {};
    FolderWalk walk(db, *id);
    if (folder.whole) return walk.whole(folder.path);
    Rows out = walk.direct(found.path, found.folders);
    while (folder.path.empty() && out.empty() && found.folders.size() == 1 && found.path.size() < path_bytes_max) {
        found.path += '/' + found.folders.front();
        found.folders.clear();
        out = walk.direct(found.path, found.folders);
    }
    std::stable_sort(found.folders.begin(), found.folders.end(),
                     [](const std::string& a, const std::string& b) { return folded(a) < folded(b); });
    return out;
}

}  // namespace

std::vector<std::int64_t> picked(Database& db, const Pick& pick, FolderFound& folder) {
    if (pick.album) return of_album(db, *pick.album);
    if (pick.folder) return of_folder(db, *pick.folder, folder);
    return of_recordings(db, pick.recordings);
}

}  // namespace segue::library
