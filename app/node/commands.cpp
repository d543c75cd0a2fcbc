#include "app/node/commands.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/control/codec.h"

namespace segue::node {

using control::Error;
using control::Request;

Commands::Commands(Core& core, Door& door, Settings& settings, const Options& options, ListDevices list_devices)
    : core_(core),
      door_(door),
      settings_(settings),
      options_(options),
      list_devices_(std::move(list_devices)),
      started_(core.world().now()),
      playlists_(Playlists::load(options.state_dir)),
      history_(History::load(options.state_dir)),
      sources_(core, playlists_, history_),
      feed_([this] { return snapshot_response(); }),
      relay_(*this, [this](const NodeId& to, BytesView bytes) { relay(to, bytes); }) {
    core_.on_control = [this](const NodeId& from, BytesView bytes) {
        const auto peer = core_.peers().find(from);
        for_guest_ = peer == core_.peers().end() || !peer->second.info.full_member;
        relay_.received(from, bytes);
        for_guest_ = false;
    };
    core_.on_peer_down = [this](const NodeId& peer) { relay_.peer_down(peer); };
    core_.make_report = [this] {
        const control::Node self = describe_self(core_, surroundings());
        Bytes out(self.ByteSizeLong());
        self.SerializeToArray(out.data(), static_cast<int>(out.size()));
        return out;
    };
}

// A snapshot of a very long queue may be more than the mesh carries at once; its asker is left to its time-out.
void Commands::relay(const NodeId& to, BytesView bytes) {
    if (bytes.size() > mesh::message_bytes_max)
        return note(fmt::format("an answer of {} kB to another node was too long to be sent", bytes.size() / 1000));
    core_.world().transport().send(to, mesh::Kind::control, bytes);
}

// --- for others to see

control::Response Commands::snapshot_response() {
    control::Response r;
    *r.mutable_snapshot() = make_snapshot(core_, surroundings());
    return r;
}

void Commands::note(const std::string& text) {
    notes_.push_back({core_.world().now(), text});
    if (notes_.size() > notes_kept) notes_.pop_front();
    changed();
}

void Commands::changed() {
    note_what_sounds();
    feed_.changed(core_.world().now());
}

void Commands::tick(LocalTime now) {
    note_what_sounds();
    feed_.tick(now);
    relay_.tick(now);
}

LocalTime Commands::next_due() const {
    return std::min(feed_.next_due().value_or(LocalTime::max()), relay_.next_due().value_or(LocalTime::max()));
}

// --- requests

void Commands::command(const Request& request, control::Reply reply) {
    const Asked asked{request, std::move(reply), core_.world().now()};
    if (request.protocol() != 0 && request.protocol() != control::protocol_version)
        return refuse(asked, Error::protocol_mismatch,
                      fmt::format("this node speaks version {} of the control protocol, the client version {}",
                                  control::protocol_version, request.protocol()),
                      "install the same release of both");
    if (!request.target().empty()) {
        const auto target = node_named(asked, request.target());
        if (!target) return;
        if (*target != core_.config().self) {
            // Paths are this machine's, so what is to be played there is looked for here.
            if (request.has_play() || request.has_queue_add()) return play_on_target(request, *target, asked.reply);
            return relay_.command(*target, request, asked.reply, asked.since);
        }
    }
    carry_out(asked);
}

std::unique_ptr<control::Subscription> Commands::watch(const Request& request, control::Reply next) {
    if (!request.target().empty()) {
        const Asked asked{request, next, core_.world().now()};
        const auto target = node_named(asked, request.target());
        if (!target) return nullptr;
        if (*target != core_.config().self) return relay_.watch(*target, request, std::move(next));
    }
    return feed_.subscribe(request.watch(), std::move(next), core_.world().now());
}

void Commands::carry_out(const Asked& asked) {
    const auto command = asked.request.command_case();
    // A guest plays with the others; who belongs to the house, and when it falls silent, is not for it to say.
    const bool is_guest = for_guest_ || door_.role() == mesh::Role::guest;
    if (is_guest && command == Request::kSetPolicy)
        return refuse(asked, Error::not_allowed, "a guest may not set the session's policy", "ask a full member");
    if (for_guest_ && (command == Request::kInvite || command == Request::kJoin || command == Request::kLeave ||
                       command == Request::kForget || command == Request::kRename || command == Request::kShutdown ||
                       command == Request::kLibraryAdd || command == Request::kLibraryRemove ||
                       command == Request::kInspect || command == Request::kPlaylistSave || command == Request::kPlaylistRemove ||
                       command == Request::kPlaylistImport || command == Request::kHistoryClear))
        return refuse(asked, Error::not_allowed, "a guest may not do that on another node", "ask a full member");
    switch (asked.request.command_case()) {
        case Request::kStatus: return asked.reply(snapshot_response());
        case Request::kPlay:
        case Request::kPause:
        case Request::kResume:
        case Request::kStop:
        case Request::kSeek:
        case Request::kNext:
        case Request::kPrevious:
        case Request::kKeepPlaying:
        case Request::kNormalise:
        case Request::kSetPolicy: return session_command(asked);
        case Request::kBookmarkResume:
        case Request::kBookmarkForget: return bookmark_command(asked);
        case Request::kQueueAdd:
        case Request::kQueueRemove:
        case Request::kQueueMove:
        case Request::kPlayEntry:
        case Request::kQueueClear: return queue_command(asked);
        case Request::kOutputs:
        case Request::kSetParts:
        case Request::kHandoff:
        case Request::kVolume:
        case Request::kLatency: return output_command(asked);
        case Request::kInvite:
        case Request::kJoin:
        case Request::kLeave:
        case Request::kForget:
        case Request::kRename:
        case Request::kDevices:
        case Request::kShutdown: return ensemble_command(asked);
        case Request::kPicture:
        case Request::kOutline: return drawing_command(asked);
        case Request::kIdentify:
        case Request::kInspect:
        case Request::kPlaylists:
        case Request::kPlaylistSave:
        case Request::kPlaylistRemove:
        case Request::kPlaylistExport:
        case Request::kPlaylistImport:
        case Request::kHistory:
        case Request::kHistoryClear: return window_command(asked);
        case Request::kLibrarySearch:
        case Request::kLibraryStats:
        case Request::kLibraryAdd:
        case Request::kLibraryRemove:
        case Request::kLibraryScan:
        case Request::kLibraryCancel:
        case Request::kLibraryShow:
        case Request::kLibraryRefused:
        case Request::kLibraryCover:
        case Request::kLibraryImport:
        case Request::kLibraryExport: return library_command(asked);
        case Request::kTempo:
        case Request::kBeats:
        case Request::kTap: return tempo_command(asked);
        case Request::kJobs:
        case Request::kJobsRetry:
        case Request::kJobsPause:
        case Request::kJobsOffer:
            return jobs_command(asked);
        case Request::kWatch:
        case Request::kCancel:
        case Request::COMMAND_NOT_SET: break;
    }
    refuse(asked, Error::bad_request, "this node does not know that command", "install the same release on all nodes");
}

void Commands::refuse(const Asked& asked, Error::Code code, std::string message, std::string hint) {
    asked.reply(control::failed(asked.request.id(), code, std::move(message), std::move(hint)));
}

// --- names

std::vector<control::NamedNode> Commands::named_nodes() const {
    std::vector<control::NamedNode> out;
    const auto addresses = door_.addresses();
    out.push_back({core_.config().self, settings_.name(), addresses.empty() ? "" : addresses.front()});
    for (const membership::Member& m : core_.membership().members()) {
        const auto peer = core_.peers().find(m.id);
        if (peer != core_.peers().end()) out.push_back({m.id, peer->second.info.name, peer->second.info.address});
        else out.push_back({m.id, m.name, m.addresses.empty() ? "" : m.addresses.front()});
    }
    return out;
}

std::optional<NodeId> Commands::node_named(const Asked& asked, const std::string& name) {
    const auto node = control::resolve_node(name, named_nodes());
    if (node) return *node;
    refuse(asked, node.error() == control::NameError::unknown ? Error::unknown_node : Error::ambiguous_node, node.message(),
           "`seguectl nodes` lists them");
    return std::nullopt;
}

std::optional<std::vector<NodeId>> Commands::nodes_named(const Asked& asked, std::span<const std::string> names) {
    std::vector<control::NamedNode> candidates = named_nodes();
    // "all" means those that are here.
    if (std::find(names.begin(), names.end(), "all") != names.end())
        std::erase_if(candidates, [this](const control::NamedNode& n) { return n.id != core_.config().self && !core_.peers().contains(n.id); });
    auto nodes = control::resolve_nodes(names, candidates);
    if (nodes) return std::move(*nodes);
    refuse(asked, nodes.error() == control::NameError::unknown ? Error::unknown_node : Error::ambiguous_node, nodes.message(),
           "`seguectl nodes` lists them");
    return std::nullopt;
}

const handoff::SessionMachine* Commands::session_or_refuse(const Asked& asked) {
    const handoff::SessionMachine* session = core_.sessions().current();
    if (!session) refuse(asked, Error::no_session, "nothing has been played yet", "start with `seguectl play FILE`");
    return session;
}

// --- edits

namespace {

Error::Code code_of(handoff::Error e) {
    switch (e) {
        case handoff::Error::invalid: return Error::bad_request;
        case handoff::Error::unknown_entry: return Error::not_found;
        case handoff::Error::unknown_node: return Error::unknown_node;
        case handoff::Error::past_end: return Error::bad_request;
        case handoff::Error::nothing_to_play: return Error::no_session;
        case handoff::Error::full: return Error::refused;
        case handoff::Error::cut_off: return Error::unreachable;
        case handoff::Error::not_ready: return Error::refused;
        case handoff::Error::busy: return Error::busy;
        case handoff::Error::too_late: return Error::timed_out;
    }
    return Error::internal;
}

}  // namespace

void Commands::edit_then(const SessionId& session, handoff::Edit edit, control::Reply reply, std::function<void()> then) {
    core_.sessions().command(session, std::move(edit), [reply = std::move(reply), then = std::move(then)](const handoff::Done& done) {
        if (done.ok) return then();
        reply(control::failed(0, code_of(done.error), done.message));
    });
    core_.settings_changed();
}

void Commands::edit(const Asked& asked, handoff::Edit edit, std::string text) {
    const handoff::SessionMachine* session = session_or_refuse(asked);
    if (!session) return;
    edit_then(session->state().id, std::move(edit), asked.reply,
              [this, reply = asked.reply, since = asked.since, text = std::move(text)] {
                  reply(control::done(0, text, to_seconds(core_.world().now() - since) * 1e3));
              });
}

void Commands::session_command(const Asked& asked) {
    const Request& r = asked.request;
    switch (r.command_case()) {
        case Request::kPlay: return play(asked, {});
        case Request::kPause: return edit(asked, handoff::Pause{});
        case Request::kResume: return edit(asked, handoff::Resume{});
        case Request::kStop: return edit(asked, handoff::Stop{});
        case Request::kNext: return edit(asked, handoff::Next{});
        case Request::kPrevious: return edit(asked, handoff::Previous{});
        case Request::kKeepPlaying: return edit(asked, handoff::KeepPlaying{r.keep_playing().on()});
        case Request::kNormalise:
            if (!control::Normalise::Mode_IsValid(r.normalise().mode()))
                return refuse(asked, Error::bad_request, "this node does not know that way to normalise",
                              "install the same release on all nodes");
            return edit(asked, handoff::SetNormalise{static_cast<audio::Normalise>(r.normalise().mode())});
        case Request::kSetPolicy:
            if (!control::Session::Policy_IsValid(r.set_policy().policy()))
                return refuse(asked, Error::bad_request, "this node does not know that policy",
                              "install the same release on all nodes");
            return edit(asked, handoff::SetPolicy{static_cast<handoff::Policy>(r.set_policy().policy())});
        case Request::kSeek: {
            const bool relative = r.seek().position_case() == control::Seek::kByS;
            const double s = relative ? r.seek().by_s() : r.seek().to_s();
            if (!(std::abs(s) < 1e6)) return refuse(asked, Error::bad_request, "that is not a position in a track");
            return edit(asked, handoff::Seek{frames_nearest(nearest_ns(s)).count, relative});
        }
        default: break;
    }
}

void Commands::bookmark_command(const Asked& asked) {
    const handoff::SessionMachine* session = session_or_refuse(asked);
    if (!session) return;
    const handoff::SessionState& state = session->state();
    const bool resumes = asked.request.has_bookmark_resume();
    const control::BookmarkRef& ref = resumes ? asked.request.bookmark_resume() : asked.request.bookmark_forget();
    const std::vector<handoff::Ballot> listed = listed_bookmarks(state);
    auto found = listed.end();
    if (ref.ref_case() == control::BookmarkRef::kIndex && ref.index() >= 1 && ref.index() <= listed.size())
        found = listed.begin() + (ref.index() - 1);
    if (ref.ref_case() == control::BookmarkRef::kId)
        found = std::find_if(listed.begin(), listed.end(), [&](const auto& b) { return describe_ballot(b) == ref.id(); });
    if (found == listed.end())
        return refuse(asked, Error::not_found,
                      fmt::format("there is no bookmark {}; there are {} in all",
                                  ref.ref_case() == control::BookmarkRef::kId ? ref.id() : std::to_string(ref.index()),
                                  listed.size()),
                      "`seguectl bookmarks` lists them");
    if (!resumes) return edit(asked, handoff::ForgetBookmark{*found});
    const handoff::Bookmark& kept = state.bookmarks.at(*found).value;
    if (!state.queue.find(kept.cue.entry))
        return refuse(asked, Error::not_found, fmt::format("“{}” is no longer in the queue", kept.title),
                      "add it with `seguectl queue add`, or forget the bookmark");
    edit(asked, handoff::Jump{kept.cue.entry, kept.cue.pos});
}

bool Commands::parts_of(const Asked& asked, const google::protobuf::RepeatedPtrField<control::PartChoice>& choices,
                        std::vector<std::pair<NodeId, audio::Part>>& out) {
    for (const control::PartChoice& choice : choices) {
        const auto node = node_named(asked, choice.node());
        if (!node) return false;
        audio::Part part;
        part.kind = static_cast<audio::Part::Kind>(choice.part().kind());
        if (part.kind == audio::Part::Kind::stems) {
            part.stems.assign(choice.part().stem_names().begin(), choice.part().stem_names().end());
            std::sort(part.stems.begin(), part.stems.end());
            if (part.stems.empty()) {
                refuse(asked, Error::bad_request, fmt::format("no stem is named for {}", choice.node()));
                return false;
            }
        }
        out.emplace_back(*node, std::move(part));
    }
    return true;
}

}  // namespace segue::node
