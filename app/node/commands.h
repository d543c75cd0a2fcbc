// What people and programs ask of this node: control requests become edits of a session, doings of the door, or
// answers. From its own control socket and from other nodes alike. [node-thread]
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "app/control/control.pb.h"
#include "app/control/feed.h"
#include "app/control/handler.h"
#include "app/control/names.h"
#include "app/control/relay.h"
#include "app/node/core.h"
#include "app/node/door.h"
#include "app/node/history.h"
#include "app/node/options.h"
#include "app/node/playlists.h"
#include "app/node/snapshot.h"
#include "app/node/sources.h"

namespace segue::node {

class Commands final : public control::Handler {
  public:
    // Lists the sound devices; may take seconds, so it is done elsewhere and answered later.
    using ListDevices = std::function<void(std::function<void(std::vector<std::string>)>)>;

    Commands(Core& core, Door& door, Settings& settings, const Options& options, ListDevices list_devices);

    void command(const control::Request& request, control::Reply reply) override;
    std::unique_ptr<control::Subscription> watch(const control::Request& request, control::Reply next) override;

    // Called with `now` when someone shuts this node down.
    void on_shutdown(std::function<void(bool)> stop) { shutdown_ = std::move(stop); }
    // Makes a track's outline (audio/engine/outline.h); takes a while, so it is done elsewhere and answered later.
    using MakeOutline = std::function<void(const TrackId&, std::function<void(std::vector<float>)>)>;
    void outlines_by(MakeOutline make) { make_outline_ = std::move(make); }
    void note(const std::string& text);
    void changed();
    void tick(LocalTime now);
    LocalTime next_due() const;

  private:
    // Answers to one request, with what it takes to write them.
    struct Asked {
        const control::Request& request;
        control::Reply reply;
        LocalTime since;
    };
    void carry_out(const Asked& asked);
    void session_command(const Asked& asked);
    void bookmark_command(const Asked& asked);
    void queue_command(const Asked& asked);
    void output_command(const Asked& asked);
    void ensemble_command(const Asked& asked);
    void drawing_command(const Asked& asked);
    void window_command(const Asked& asked);
    void inspect(const Asked& asked);
    void playlist_save(const Asked& asked);
    void playlist_export(const Asked& asked);
    void playlist_import(const Asked& asked);
    void keep_playlist(const Asked& asked, const std::string& name, Playlists::Entries entries);
    void show_history(const Asked& asked);
    void note_what_sounds();
    void library_command(const Asked& asked);
    void tempo_command(const Asked& asked);
    void set_tempo(const Asked& asked);
    void set_beats(const Asked& asked);
    void tap(const Asked& asked);
    void library_search(const Asked& asked, Library& library);
    void library_stats(const Asked& asked, Library& library);
    void library_show(const Asked& asked, Library& library);
    void library_export(const Asked& asked, Library& library);
    void library_import(const Asked& asked, Library& library);
    void jobs_command(const Asked& asked);
    void show_jobs(const Asked& asked, const Crew& crew);
    void library_cover(const Asked& asked, Library& library);

    void play(const Asked& asked, const std::vector<NodeId>& outputs);
    void queue_add(const Asked& asked);
    // Applies an edit to the current session and answers; `text` for a person, when done.
    void edit(const Asked& asked, handoff::Edit edit, std::string text = {});
    void edit_then(const SessionId& session, handoff::Edit edit, control::Reply reply, std::function<void()> then);
    void refuse(const Asked& asked, control::Error::Code code, std::string message, std::string hint = {});
    void play_on_target(const control::Request& request, const NodeId& target, control::Reply reply);

    std::vector<control::NamedNode> named_nodes() const;
    // The node of that name, or nothing, and the asker has been told.
    std::optional<NodeId> node_named(const Asked& asked, const std::string& name);
    std::optional<std::vector<NodeId>> nodes_named(const Asked& asked, std::span<const std::string> names);
    const handoff::SessionMachine* session_or_refuse(const Asked& asked);
    std::optional<handoff::EntryId> entry_named(const Asked& asked, const handoff::SessionState& state, const control::QueueRef& ref);
    // Outputs' parts, as asked. False: refused.
    bool parts_of(const Asked& asked, const google::protobuf::RepeatedPtrField<control::PartChoice>& choices,
                  std::vector<std::pair<NodeId, audio::Part>>& out);
    void relay(const NodeId& to, BytesView bytes);
    control::Response snapshot_response();
    Surroundings surroundings() const { return {door_, settings_, options_, started_, notes_}; }

    Core& core_;
    Door& door_;
    Settings& settings_;
    const Options& options_;
    ListDevices list_devices_;
    LocalTime started_;
    std::deque<RememberedNote> notes_;
    Playlists playlists_;
    History history_;
    Sources sources_;
    control::SnapshotFeed feed_;
    control::Relay relay_;
    std::function<void(bool)> shutdown_;
    MakeOutline make_outline_;
    std::vector<MediaPos> taps_;  // a row of them, on one entry
    handoff::EntryId tapped_;
    EnsembleTime last_tap_;
    bool for_guest_ = false;  // the request being taken in comes from a guest's node
};

}  // namespace segue::node
