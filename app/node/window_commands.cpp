// Commands for those who look at a node through a window: which one it is, what it says of itself, queues by a name.
#include <fmt/format.h>

#include "app/control/codec.h"
#include "app/node/commands.h"
#include "app/node/log_tail.h"

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
    const std::size_t count = entries.size();
    if (!playlists_.put(name, std::move(entries)))
        return refuse(asked, Error::refused, "there are too many playlists", "remove one first");
    core_.world().persist(std::string(playlists_file), playlists_.saved(), World::Write::replace, {});
    asked.reply(control::done(0, fmt::format("saved {} {} as “{}”", count, count == 1 ? "track" : "tracks", name)));
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
