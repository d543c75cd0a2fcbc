#include "app/segue/translate_library.h"

namespace segue::app {
namespace {

std::uint32_t count(int n) { return n > 0 ? static_cast<std::uint32_t>(n) : 0; }
int number(std::uint32_t n) { return static_cast<int>(n); }

ui::LibraryItem track(const control::LibraryTrack& t) {
    ui::LibraryItem item;
    item.id = q(t.id());
    item.title = q(t.title());
    item.artist = q(t.artist());
    item.album = q(t.album());
    item.cover = q(t.cover());
    item.is_away = true;
    for (const control::LibraryPlace& place : t.places()) {
        item.places << q(place.node_name());
        item.is_here |= place.is_here();
        if (place.is_here() && !place.is_away() && item.path.isEmpty()) item.path = q(place.path());
        item.is_away &= place.is_away();
    }
    item.has_stems = t.has_stems();
    item.seconds = t.duration_s();
    item.year = number(t.year());
    item.number = number(t.number());
    return item;
}

}  // namespace

control::LibraryPick library_pick(const ui::Pick& pick) {
    control::LibraryPick out;
    out.set_artist(pick.artist.toStdString());
    out.set_album(pick.album.toStdString());
    out.set_node(pick.node.toStdString());
    out.set_folder(pick.folder.toStdString());
    out.set_whole(pick.whole);
    for (const QString& id : pick.recordings) out.add_recordings(id.toStdString());
    return out;
}

control::LibrarySearch library_search(const ui::LibraryFind& find) {
    control::LibrarySearch out;
    out.set_query(find.query.toStdString());
    if (find.pick) *out.mutable_pick() = library_pick(*find.pick);
    out.set_limit(count(find.tracks));
    out.set_groups(count(find.groups));
    out.set_offset(count(find.offset));
    out.set_group_offset(count(find.group_offset));
    return out;
}

ui::LibraryFound library_found(const control::LibraryFound& found) {
    ui::LibraryFound out;
    for (const control::LibraryTrack& t : found.tracks()) out.tracks.push_back(track(t));
    for (const control::LibraryAlbum& a : found.albums()) {
        ui::LibraryItem& item = out.albums.emplace_back();
        item.title = item.album = q(a.title());
        item.artist = q(a.artist());
        item.cover = q(a.cover());
        item.year = number(a.year());
        item.tracks = number(a.tracks());
    }
    for (const control::LibraryArtist& a : found.artists()) {
        ui::LibraryItem& item = out.artists.emplace_back();
        item.title = item.artist = q(a.name());
        item.albums = number(a.albums());
        item.tracks = number(a.tracks());
    }
    out.folder = QByteArray::fromStdString(found.folder());
    for (const std::string& name : found.folders()) out.folders.push_back(QByteArray::fromStdString(name));
    out.total = number(found.total());
    out.there_are_more = found.there_are_more();
    return out;
}

ui::LibraryFacts library_facts(const control::LibraryStats& stats) {
    ui::LibraryFacts out;
    out.tracks = number(stats.tracks());
    out.albums = number(stats.albums());
    out.artists = number(stats.artists());
    out.refused = number(stats.refused());
    out.seconds = stats.duration_s();
    out.problem = q(stats.problem());
    for (const auto& f : stats.folders()) out.folders.push_back({q(f.path()), f.is_away()});
    for (const auto& n : stats.nodes())
        out.devices.push_back({q(n.node()), q(n.name()), n.is_here(), n.is_away(), number(n.files())});
    if (stats.has_scan()) {
        const auto& scan = stats.scan();
        // What is unchanged need not be read; the folder is being walked through while nothing else is known.
        out.scan = {q(scan.folder()), number(scan.read() + scan.refused()), number(scan.to_read()), scan.files_per_s(),
                    scan.left_s()};
    }
    return out;
}

}  // namespace segue::app
