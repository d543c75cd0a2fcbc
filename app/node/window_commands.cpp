// Commands for those who look at a node through a window: which one it is, what it says of itself, queues by a name,
// what has sounded.
#include <fmt/format.h>

#include "app/control/codec.h"
#include "app/node/commands.h"
#include "app/node/log_tail.h"
#include "app/node/named_music.h"
#include "audio/library/playlist.h"

namespace segue::node {

using control::Error;
using control::Request;

namespace {

const char* name_of(mesh::Kind kind) {
    switch (kind) {
        case mesh::Kind::membership:
            return "membership";
        case mesh::Kind::clock:
            return "clock";
        case mesh::Kind::session:
            return "session";
        case mesh::Kind::media:
            return "media";
        case mesh::Kind::segment:
            return "segments";
        case mesh::Kind::control:
            return "control";
        case mesh::Kind::report:
            return "reports";
        case mesh::Kind::replica:
            return "replica";
        case mesh::Kind::replica_piece:
            return "records";
        case mesh::Kind::jobs:
            return "jobs";
        case mesh::Kind::file:
            return "files";
        case mesh::Kind::file_piece:
            return "file pieces";
    }
    return "";
}

}  // namespace

void Commands::window_command(const Asked& asked) {
    const Request& r = asked.request;
    switch (r.command_case()) {
        case Request::kIdentify: {
            const std::string& name = r.identify().node();
            if (!name.empty()) {
                const auto node = node_named(asked, name);
                if (!node) return;
                if (*node != core_.config().self) {
                    Request there = r;
                    there.mutable_identify()->clear_node();
                    return relay_.command(*node, there, asked.reply, asked.since);
                }
            }
            core_.world().sound().identify();
            return asked.reply(control::done(0, ""));
        }
        case Request::kInspect:
            return inspect(asked);
        case Request::kPlaylists: {
            control::Response response;
            control::Playlists& out = *response.mutable_playlists();
            for (const auto& [playlist, entries] : playlists_.all()) {
                control::Playlists::Playlist& p = *out.add_playlists();
                p.set_name(playlist);
                p.set_tracks(static_cast<std::uint32_t>(entries.size()));
                double duration_s = 0;
                for (const handoff::NewEntry& entry : entries) duration_s += to_seconds(entry.facts.duration);
                p.set_duration_s(duration_s);
            }
            return asked.reply(response);
        }
        case Request::kPlaylistSave:
            return playlist_save(asked);
        case Request::kPlaylistRemove:
            if (!playlists_.remove(r.playlist_remove().name()))
                return refuse(asked, Error::not_found,
                              fmt::format("there is no playlist “{}” here", r.playlist_remove().name()));
            core_.world().persist(std::string(playlists_file), playlists_.saved(), World::Write::replace, {});
            return asked.reply(control::done(0, "removed"));
        case Request::kPlaylistExport:
            return playlist_export(asked);
        case Request::kPlaylistImport:
            return playlist_import(asked);
        case Request::kHistory:
            return show_history(asked);
        case Request::kHistoryClear:
            note_what_sounds();  // it is not news afterwards
            history_.clear();
            core_.world().persist(std::string(history_file), history_.saved(), World::Write::replace, {});
            return asked.reply(control::done(0, "cleared"));
        default:
            break;
    }
}

void Commands::playlist_save(const Asked& asked) {
    const std::string name = playlist_name(asked.request.playlist_save().name());
    if (name.empty()) return refuse(asked, Error::bad_request, "a playlist wants a name");
    const handoff::SessionMachine* session = session_or_refuse(asked);
    if (!session) return;
    Playlists::Entries entries;
    for (const handoff::EntryId& id : session->state().queue.order()) {
        const handoff::Entry& entry = *session->state().queue.find(id);
        handoff::NewEntry& kept = entries.emplace_back();
        kept.source = entry.source;
        kept.facts.track = entry.facts.value.track;
        kept.facts.duration = entry.facts.value.duration;
        kept.facts.title = entry.facts.value.title;
        kept.facts.artist = entry.facts.value.artist;
    }
    if (entries.empty()) return refuse(asked, Error::refused, "the queue is empty", "queue some music first");
    keep_playlist(asked, name, std::move(entries));
}

void Commands::keep_playlist(const Asked& asked, const std::string& name, Playlists::Entries entries) {
    const std::size_t count = entries.size();
    if (!playlists_.put(name, std::move(entries)))
        return refuse(asked, Error::refused, "there are too many playlists", "remove one first");
    core_.world().persist(std::string(playlists_file), playlists_.saved(), World::Write::replace, {});
    asked.reply(control::done(0, fmt::format("saved {} {} as “{}”", count, count == 1 ? "track" : "tracks", name)));
}

// A file can name only what lies on this machine.
void Commands::playlist_export(const Asked& asked) {
    const auto& [name, format] =
        std::pair(asked.request.playlist_export().name(), asked.request.playlist_export().format());
    const Playlists::Entries* entries = playlists_.find(name);
    if (!entries) return refuse(asked, Error::not_found, fmt::format("there is no playlist “{}” here", name));
    if (!control::LibraryExport::Format_IsValid(format))
        return refuse(asked, Error::bad_request, "this node does not know that format", "take m3u8, xspf or pls");
    std::vector<library::PlaylistItem> items;
    for (const handoff::NewEntry& entry : *entries)
        if (entry.source.node == core_.config().self && !entry.source.path.empty())
            items.push_back({entry.source.path, entry.facts.title, entry.facts.artist,
                             std::chrono::duration_cast<milliseconds>(nearest_ns(to_seconds(entry.facts.duration)))});
    if (items.empty())
        return refuse(asked, Error::not_found,
                      fmt::format("all of “{}” lies on other devices, which a file cannot name", name),
                      "export it there");
    control::Response response;
    control::LibraryExported& exported = *response.mutable_library_exported();
    exported.set_playlist(library::write_playlist(items, static_cast<library::PlaylistFormat>(format)));
    exported.set_tracks(static_cast<std::uint32_t>(items.size()));
    exported.set_left_out(static_cast<std::uint32_t>(entries->size() - items.size()));
    asked.reply(response);
}

void Commands::playlist_import(const Asked& asked) {
    const std::filesystem::path path = asked.request.playlist_import().path();
    if (!library::playlist_format(path))
        return refuse(asked, Error::not_playable, fmt::format("“{}” is no playlist", path.filename().string()),
                      "playlists end in .m3u, .m3u8, .xspf or .pls");
    const auto music = named_music(path);
    if (!music) return refuse(asked, Error::not_found, music.message());
    const std::string asked_name = asked.request.playlist_import().name();
    const std::string name = playlist_name(asked_name.empty() ? path.stem().string() : asked_name);
    if (name.empty()) return refuse(asked, Error::bad_request, "a playlist wants a name");
    Playlists::Entries entries;
    for (const NamedMusic::Item& item : music->items) {
        handoff::NewEntry& entry = entries.emplace_back();
        entry.source = {core_.config().self, item.path};
        entry.facts.title = item.title;
        entry.facts.artist = item.artist;
    }
    if (music->left_out.empty()) return keep_playlist(asked, name, std::move(entries));
    const auto reply = [then = asked.reply, left_out = music->left_out](control::Response response) {
        if (!response.has_error()) response.add_notes("left out " + left_out);
        then(response);
    };
    keep_playlist({asked.request, reply, asked.since}, name, std::move(entries));
}

void Commands::note_what_sounds() {
    const handoff::SessionMachine* session = core_.sessions().current();
    if (!session) return;
    const EnsembleTime now = core_.ensemble_now();
    const handoff::Where where = session->where(now);
    if (where.mode != handoff::Mode::playing || where.waiting) return;
    const handoff::Entry* entry = session->state().queue.find(where.cue.entry);
    if (entry && history_.sounds(where.cue.entry, *entry, now))
        core_.world().persist(std::string(history_file), history_.saved(), World::Write::replace, {});
}

void Commands::show_history(const Asked& asked) {
    note_what_sounds();
    const EnsembleTime now = core_.ensemble_now();
    control::Response response;
    control::History& out = *response.mutable_history();
    for (auto played = history_.played().rbegin(); played != history_.played().rend(); ++played) {
        control::History::Played& p = *out.add_played();
        p.set_number(played->number);
        handoff::Entry entry;
        entry.source = played->entry.source;
        entry.facts.value = played->entry.facts;
        *p.mutable_track() = describe_track(core_, entry);
        p.set_ago_s(std::max(0.0, to_seconds(now - played->at)));
    }
    asked.reply(response);
}

void Commands::inspect(const Asked& asked) {
    control::Response response;
    control::Inspection& out = *response.mutable_inspection();
    for (const LogLine& line : log_tail()) {
        control::Inspection::Line& l = *out.add_log();
        l.set_age_s(line.age_s);
        l.set_level(line.level);
        l.set_text(line.text);
    }
    const mesh::NetworkStats& stats = door_.traffic();
    for (std::size_t kind = 1; kind < stats.kind.size(); ++kind) {
        const auto& count = stats.kind[kind];
        const std::string name = name_of(static_cast<mesh::Kind>(kind));
        if (name.empty()) continue;
        control::Inspection::Traffic& t = *out.add_traffic();
        t.set_kind(name);
        t.set_sent(static_cast<double>(count.messages_sent + count.datagrams_sent));
        t.set_received(static_cast<double>(count.messages_received + count.datagrams_received));
        t.set_sent_bytes(static_cast<double>(count.message_bytes_sent + count.datagram_bytes_sent));
        t.set_received_bytes(static_cast<double>(count.message_bytes_received + count.datagram_bytes_received));
    }
    out.set_uptime_s(to_seconds(core_.world().now() - started_));
    asked.reply(response);
}

}  // namespace segue::node
